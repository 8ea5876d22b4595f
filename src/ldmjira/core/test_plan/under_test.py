"""What a campaign tests: cases, requirements, features, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ldmjira.core.campaign.words import campaign_cases
from ldmjira.core.coverage import CaseGrade, FeatureState, Reach, case_grade
from ldmjira.core.wording import feature_gap, listed, plural, requirement_gap
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import (
    DraftCase,
    LinkStatus,
    Milestone,
    RequirementLink,
    VerificationMap,
)
from ldmjira.models.test_plan import (
    ElementFacts,
    FeatureFacts,
    Gap,
    RequirementFacts,
    WaiverFacts,
)

__all__ = ["UnderTest"]

_RANKS = {"confirmed": 0, "scope": 1, "proposed": 2, "case": 3}


@dataclass
class _Use:
    """Why a requirement is under test."""

    via: list[str]
    link: str
    elements: frozenset[str] | None

    def add(
        self, via: str, link: str, elements: frozenset[str] | None
    ) -> None:
        if via not in self.via:
            self.via.append(via)
        if _RANKS[link] < _RANKS[self.link]:
            self.link = link
        if elements is None or self.elements is None:
            self.elements = None
        else:
            self.elements |= elements


@dataclass(frozen=True)
class UnderTest:
    """What the campaign of one milestone tests.

    Parameters
    ----------
    code
        Code of the milestone.
    mapping, catalog
        Both sides.
    """

    code: str
    mapping: VerificationMap
    catalog: Catalog

    @property
    def milestone(self) -> Milestone:
        """The milestone."""
        return self.mapping.milestones[self.code]

    @cached_property
    def reach(self) -> Reach:
        """The joins."""
        return Reach(self.catalog)

    @cached_property
    def drafts(self) -> dict[str, DraftCase]:
        """Cases that the mapping proposes and Zephyr Scale lacks yet."""
        campaign = self.milestone.campaign
        drafts = campaign.drafts if campaign is not None else {}
        return {name: one for name, one in drafts.items() if one.key is None}

    @cached_property
    def planned(self) -> tuple[str, ...]:
        """Cases that the campaign runs, in order; each once."""
        campaign = self.milestone.campaign
        if campaign is None:
            return tuple(self.milestone.cases)
        named = {
            code: tuple(feature.cases or ())
            for code, feature in self.mapping.features.items()
        }
        keys = dict.fromkeys(
            campaign_cases(self.code, self.mapping.milestones, named)
        )
        drafts = campaign.drafts.values()
        keys.update(dict.fromkeys(one.key for one in drafts if one.key))
        return tuple(keys)

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """Live cases that features and requirements lead to besides."""
        found: dict[str, None] = {}
        for code in self.milestone.features:
            feature = self.mapping.features.get(code)
            found.update(dict.fromkeys((feature and feature.cases) or ()))
        for requirement in self.requirements:
            for element in requirement.elements:
                found.update(dict.fromkeys(element.cases))
        return tuple(
            case
            for case in found
            if case not in self.planned and self.reach.counts(case)
        )

    @cached_property
    def requirements(self) -> tuple[RequirementFacts, ...]:
        """Requirements under test: features' first, then the milestone's."""
        return tuple(
            self._requirement(code, use) for code, use in self._uses().items()
        )

    @cached_property
    def features(self) -> tuple[FeatureFacts, ...]:
        """Features that the milestone delivers, in its order."""
        return tuple(map(self._feature, self.milestone.features))

    def gaps(self) -> Iterator[Gap]:
        """What the campaign does not show: its cases first, then features.

        Yields
        ------
        Gap
            One per object, in words.
        """
        yield from self._case_gaps()
        for feature in self.features:
            if feature.gap:
                yield Gap(feature.code, feature.gap)
            missed = [
                case for case in feature.cases if case not in self.planned
            ]
            if missed and self.planned:
                words = f"this campaign does not run {listed(missed)}"
                yield Gap(feature.code, words)
        for requirement in self.requirements:
            words = requirement.gap or self._unplanned(requirement)
            if words:
                yield Gap(requirement.id, words)

    def _case_gaps(self) -> Iterator[Gap]:
        if not (self.planned or self.drafts):
            words = "the mapping names no test case for its campaign"
            yield Gap(self.code, words)
        missed = [
            one for one in self.milestone.cases if one not in self.planned
        ]
        if missed:
            words = f"this campaign does not run {listed(missed)}"
            yield Gap(self.code, words)
        for case in self.planned:
            grade = case_grade(case, self.catalog)
            if grade is CaseGrade.MISSING:
                yield Gap(case, "is not in the catalogue")
            elif grade is CaseGrade.DEAD:
                status = self.catalog.cases[case].status
                yield Gap(case, f"is {status}, and tests nothing any more")

    def waivers(self) -> tuple[WaiverFacts, ...]:
        """Accepted gaps of what is under test."""
        objects = {
            self.code,
            *self.milestone.features,
            *self.planned,
            *(one.id for one in self.requirements),
            *(
                element.key
                for one in self.requirements
                for element in one.elements
            ),
        }
        return tuple(
            WaiverFacts(
                waiver.rule, waiver.object, waiver.reason, waiver.until
            )
            for waiver in self.mapping.waivers
            if waiver.object in objects
        )

    def elements_of_case(self, case: str) -> tuple[str, ...]:
        """Elements that a case covers; a draft, those that it is to."""
        draft = self.drafts.get(case)
        if draft is not None:
            return draft.elements
        return self.catalog.covered_by.get(case, ())

    def _uses(self) -> dict[str, _Use]:
        """Why each requirement is under test, the strongest reason first."""
        uses: dict[str, _Use] = {}
        for requirement, via, link, elements in self._reasons():
            chosen = None if elements is None else frozenset(elements)
            known = uses.get(requirement)
            if known is None:
                uses[requirement] = _Use([via], link, chosen)
            elif link != "case" or known.link == "case":
                known.add(via, link, chosen)
        return uses

    def _reasons(
        self,
    ) -> Iterator[tuple[str, str, str, Iterable[str] | None]]:
        """Requirement, what leads to it, kind of link, elements meant."""
        for code in self.milestone.features:
            feature = self.mapping.features.get(code)
            links = (feature.requirements or {}) if feature else {}
            for requirement, link in links.items():
                yield requirement, code, str(link.status), link.elements
        for requirement, link in self.milestone.requirements.items():
            yield requirement, self.code, str(link.status), link.elements
        for requirement in self.reach.scope_requirements(self.milestone):
            yield requirement, "scope", "scope", None
        for case in (*self.planned, *self.drafts):
            for key in self.elements_of_case(case):
                element = self.catalog.elements.get(key)
                if element is not None and element.requirement:
                    yield element.requirement, case, "case", [key]

    def _requirement(self, code: str, use: _Use) -> RequirementFacts:
        known = self.catalog.requirements.get(code)
        link = RequirementLink(
            status=LinkStatus.CONFIRMED,
            reason="under test",
            elements=None
            if use.elements is None
            else tuple(sorted(use.elements)),
        )
        gap = ""
        if not self.reach.requirement_covered(code, link):
            words = requirement_gap(code, link, self.reach)
            gap = words.removeprefix(f"{code}: ").removeprefix(f"{code} ")
        return RequirementFacts(
            id=code,
            title=known.title if known else "",
            specification=known.specification if known else "",
            priority=known.priority if known else "",
            via=tuple(use.via),
            link=use.link,
            elements=tuple(
                self._element(key)
                for key in self.reach.requirement_elements(code, link)
            ),
            gap=gap,
        )

    def _element(self, key: str) -> ElementFacts:
        element = self.catalog.elements[key]
        cases = self.reach.element_cases(key)
        planned = [case for case in cases if case in self.planned]
        planned += [
            name for name, one in self.drafts.items() if key in one.elements
        ]
        return ElementFacts(
            key=key,
            name=element.name,
            title=element.title,
            status=element.status,
            cases=cases,
            planned=tuple(planned),
        )

    def _feature(self, code: str) -> FeatureFacts:
        feature = self.mapping.features.get(code)
        if feature is None:
            gap = "is defined by no file of the mapping"
            state = str(FeatureState.UNTESTED)
            return FeatureFacts(code, "", "", "", state, gap=gap)
        state = self.reach.feature_state(feature)
        return FeatureFacts(
            code=code,
            title=feature.title,
            due=str(feature.due or ""),
            completed=str(feature.completed or ""),
            state=str(state),
            requirements=tuple(feature.requirements or ()),
            cases=tuple(feature.cases or ()),
            later=self._later(code),
            gap=self._feature_gap(code, state),
        )

    def _feature_gap(self, code: str, state: FeatureState) -> str:
        feature = self.mapping.features[code]
        match state:
            case FeatureState.UNTESTED:
                return f"is untested: {feature_gap(feature, self.reach)}"
            case FeatureState.PROPOSED:
                return (
                    "is tested by proposal only: nobody has confirmed a link "
                    "to a requirement"
                )
            case FeatureState.PARTLY:
                missed = [
                    requirement
                    for requirement, link in (
                        feature.requirements or {}
                    ).items()
                    if link.status is LinkStatus.CONFIRMED
                    and not self.reach.requirement_covered(requirement, link)
                ]
                return f"is partly tested: no case for {listed(missed)}"
            case FeatureState.TESTED:
                return ""

    def _later(self, code: str) -> str:
        """Milestone to which a feature is postponed: due after this one."""
        feature = self.mapping.features[code]
        due = self.milestone.due
        if feature.due is None or due is None or feature.due <= due:
            return ""
        if feature.completed is not None:
            return ""
        later = [
            (milestone.due, one)
            for one in self.mapping.milestones_of.get(code, ())
            if (milestone := self.mapping.milestones[one]).due is not None
            and milestone.due >= feature.due
            and one != self.code
        ]
        return min(later)[1] if later else ""

    def _unplanned(self, requirement: RequirementFacts) -> str:
        """Whether no case of the campaign looks at a requirement."""
        if not (self.planned or self.drafts):
            return ""
        missed = [e.key for e in requirement.elements if not e.planned]
        if not missed:
            return ""
        if len(missed) == len(requirement.elements):
            return "no case of this campaign covers it"
        count = plural(len(requirement.elements), "element")
        return f"this campaign leaves out {listed(missed)} of its {count}"
