"""Whether features are tested: the joins from feature to live case.

A feature is *tested* when it names a live case, or when each of its
confirmed requirements has one through its verification elements; *partly*
when some have; *by proposal* when only proposed links carry it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ldmjira.core.case_grade import CaseGrade, case_grade
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import (
    Feature,
    LinkStatus,
    Milestone,
    RequirementLink,
)

__all__ = [
    "CaseGrade",
    "FeatureState",
    "Mode",
    "Reach",
    "StateCounts",
    "case_grade",
    "count_states",
    "feature_state",
]


class FeatureState(StrEnum):
    """Whether a feature (or a milestone) is tested."""

    TESTED = "tested"
    PARTLY = "partly"
    PROPOSED = "by proposal"
    UNTESTED = "untested"


class Mode(StrEnum):
    """How strict the question is."""

    PLAN = "plan"
    """While work is planned: a Draft case counts, an unknown status too."""

    BASELINE = "baseline"
    """For a release: only what somebody has defined and confirmed."""


_PLAN_GRADES = frozenset({CaseGrade.LIVE, CaseGrade.DRAFT, CaseGrade.UNKNOWN})
_BASELINE_GRADES = frozenset({CaseGrade.LIVE})


@dataclass(frozen=True)
class StateCounts:
    """How many features are in each state."""

    tested: int = 0
    partly: int = 0
    proposed: int = 0
    untested: int = 0

    @property
    def total(self) -> int:
        """Number of features counted."""
        return self.tested + self.partly + self.proposed + self.untested


class Reach:
    """What can be reached from a feature, each join made once.

    Parameters
    ----------
    catalog
        Jira's side: requirements, elements, cases, coverage.
    mode
        Whether Draft cases and unknown statuses count.
    """

    def __init__(self, catalog: Catalog, *, mode: Mode = Mode.PLAN) -> None:
        self.catalog = catalog
        self.mode = mode
        self._grades = _PLAN_GRADES if mode is Mode.PLAN else _BASELINE_GRADES
        self._element_cases: dict[str, tuple[str, ...]] = {}
        self._requirement_cases: dict[str, tuple[str, ...]] = {}
        self._requirement_firm: dict[str, bool] = {}
        self._counts: dict[str, bool] = {}

    def counts(self, case: str) -> bool:
        """Whether a case counts as live in this mode."""
        known = self._counts.get(case)
        if known is None:
            known = case_grade(case, self.catalog) in self._grades
            self._counts[case] = known
        return known

    def element_cases(self, element: str) -> tuple[str, ...]:
        """Cases of a verification element, also of those it is verified in.

        Parameters
        ----------
        element
            Key of the element; an unknown one has no cases.

        Returns
        -------
        tuple of str
            Own cases first; each once. A cycle ends where it began.
        """
        known = self._element_cases.get(element)
        if known is None:
            found: dict[str, None] = {}
            for key in self.element_closure(element):
                found.update(dict.fromkeys(self.catalog.cases_of.get(key, ())))
            known = self._element_cases[element] = tuple(found)
        return known

    def element_closure(self, element: str) -> tuple[str, ...]:
        """A verification element and all that it is verified in."""
        elements = self.catalog.elements
        seen: dict[str, None] = {}
        waiting = [element]
        while waiting:
            key = waiting.pop(0)
            if key in seen:
                continue
            seen[key] = None
            if key in elements:
                waiting.extend(elements[key].verified_in)
        return tuple(seen)

    def requirement_elements(
        self, requirement: str, link: RequirementLink | None = None
    ) -> tuple[str, ...]:
        """Elements of a requirement that count for a link.

        Parameters
        ----------
        requirement
            Id of the requirement.
        link
            Link whose ``elements`` narrow the choice.

        Returns
        -------
        tuple of str
            In the catalogue's order; an element named by the link that is
            not the requirement's own is left out.
        """
        known = self.catalog.elements_of.get(requirement, ())
        if link is None or link.elements is None:
            return known
        return tuple(key for key in known if key in link.elements)

    def requirement_cases(
        self, requirement: str, link: RequirementLink | None = None
    ) -> tuple[str, ...]:
        """All cases, live or not, that a requirement reaches."""
        narrowed = link is not None and link.elements is not None
        known = self._requirement_cases.get(requirement)
        if known is None or narrowed:
            found: dict[str, None] = {}
            for element in self.requirement_elements(requirement, link):
                found.update(dict.fromkeys(self.element_cases(element)))
            known = tuple(found)
            if not narrowed:
                self._requirement_cases[requirement] = known
        return known

    def requirement_is_firm(
        self, requirement: str, link: RequirementLink | None = None
    ) -> bool:
        """Whether a case that counts, and is no Draft, stands behind it."""
        narrowed = link is not None and link.elements is not None
        known = self._requirement_firm.get(requirement)
        if known is None or narrowed:
            known = any(
                map(self.is_firm, self.requirement_cases(requirement, link))
            )
            if not narrowed:
                self._requirement_firm[requirement] = known
        return known

    def is_firm(self, case: str) -> bool:
        """Whether a case counts and is no Draft."""
        return (
            self.counts(case)
            and case_grade(case, self.catalog) is not CaseGrade.DRAFT
        )

    def element_covered(self, element: str) -> bool:
        """Whether a case that counts stands behind an element."""
        return element in self._covered_elements

    def requirement_covered(
        self, requirement: str, link: RequirementLink | None = None
    ) -> bool:
        """Whether a case that counts stands behind a requirement."""
        if link is not None and link.elements is not None:
            chosen = self.requirement_elements(requirement, link)
            return any(map(self.element_covered, chosen))
        return requirement in self._covered_requirements

    def feature_state(self, feature: Feature) -> FeatureState:
        """State of one feature."""
        return self._state(feature.cases or {}, feature.requirements or {})

    def own_state(self, milestone: Milestone) -> FeatureState | None:
        """State of what a milestone names itself, beside its features.

        Parameters
        ----------
        milestone
            Its cases, requirements, scope and campaign are looked at.

        Returns
        -------
        FeatureState or None
            ``None`` if it names nothing itself.
        """
        scope = self.scope_requirements(milestone)
        campaign = milestone.campaign
        planned = campaign.cases if campaign is not None else ()
        if not (milestone.cases or milestone.requirements or scope or planned):
            return None
        return self._state(
            dict.fromkeys([*milestone.cases, *planned]),
            milestone.requirements,
            scope,
        )

    def scope_requirements(self, milestone: Milestone) -> tuple[str, ...]:
        """Requirements that a milestone's scope selects, descoped ones not.

        Parameters
        ----------
        milestone
            With or without a scope.

        Returns
        -------
        tuple of str
            In the catalogue's order.
        """
        scope = milestone.scope
        if scope is None:
            return ()
        wanted = frozenset(scope.priority)
        return tuple(
            requirement.id
            for requirement in self.catalog.requirements.values()
            if requirement.priority in wanted
            and not requirement.descoped
            and (
                not scope.specification
                or requirement.specification in scope.specification
            )
        )

    def milestone_state(
        self, milestone: Milestone, features: Mapping[str, Feature]
    ) -> FeatureState:
        """State of a milestone: the join over its features and its own.

        Parameters
        ----------
        milestone
            Milestone to judge.
        features
            All features by code; unknown ones are untested.

        Returns
        -------
        FeatureState
            ``UNTESTED`` also for a milestone that names nothing at all.
        """
        states = [
            self.feature_state(features[code])
            if code in features
            else FeatureState.UNTESTED
            for code in milestone.features
        ]
        own = self.own_state(milestone)
        return _joined([*states, own] if own is not None else states)

    def count(self, features: Iterable[Feature]) -> StateCounts:
        """Count features by state."""
        return count_states(map(self.feature_state, features))

    # Whole tables at a time: that is ten times as quick as one by one.

    @cached_property
    def _covered_elements(self) -> frozenset[str]:
        own = {
            row.element
            for row in self.catalog.coverage
            if self.counts(row.case)
        }
        return frozenset(own).union(
            element.key
            for element in self.catalog.elements.values()
            if element.verified_in
            and not own.isdisjoint(self.element_closure(element.key))
        )

    @cached_property
    def _covered_requirements(self) -> frozenset[str]:
        covered = self._covered_elements
        return frozenset(
            element.requirement
            for element in self.catalog.elements.values()
            if element.key in covered
        )

    def _state(
        self,
        cases: Iterable[str],
        links: Mapping[str, RequirementLink],
        scope: Iterable[str] = (),
    ) -> FeatureState:
        if any(map(self.counts, cases)):
            return FeatureState.TESTED
        sure = [self.requirement_covered(one) for one in scope]
        maybe = False
        known = self._covered_requirements
        for requirement, link in links.items():
            # Asked here as well: a large mapping has 100,000 links.
            if link.elements is None:
                covered = requirement in known
            else:
                covered = self.requirement_covered(requirement, link)
            if link.status is LinkStatus.CONFIRMED:
                sure.append(covered)
            else:
                maybe = maybe or covered
        if any(sure):
            return FeatureState.TESTED if all(sure) else FeatureState.PARTLY
        return FeatureState.PROPOSED if maybe else FeatureState.UNTESTED


def count_states(states: Iterable[FeatureState]) -> StateCounts:
    """Count states.

    Parameters
    ----------
    states
        State of each feature.

    Returns
    -------
    StateCounts
        One number per state.
    """
    found = Counter(states)
    return StateCounts(
        tested=found[FeatureState.TESTED],
        partly=found[FeatureState.PARTLY],
        proposed=found[FeatureState.PROPOSED],
        untested=found[FeatureState.UNTESTED],
    )


def feature_state(
    feature: Feature, catalog: Catalog, *, mode: Mode = Mode.PLAN
) -> FeatureState:
    """State of one feature.

    For many features make one `Reach`, which joins each table once.

    Parameters
    ----------
    feature
        Feature to judge.
    catalog
        Jira's side.
    mode
        Whether Draft cases and unknown statuses count.

    Returns
    -------
    FeatureState
        Tested, partly, by proposal or untested.
    """
    return Reach(catalog, mode=mode).feature_state(feature)


def _joined(states: list[FeatureState]) -> FeatureState:
    kinds = set(states)
    if len(kinds) == 1:
        return states[0]
    if FeatureState.TESTED in kinds or FeatureState.PARTLY in kinds:
        return FeatureState.PARTLY
    if FeatureState.PROPOSED in kinds:
        return FeatureState.PROPOSED
    return FeatureState.UNTESTED
