"""The chain that makes something tested or not, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ldmjira.core.coverage import CaseGrade, FeatureState, Mode, Reach
from ldmjira.core.selection import (
    kind_of,
    known_objects,
    require_known,
    title_of,
)
from ldmjira.core.wording import (
    feature_gap,
    grades_of,
    listed,
    plural,
    requirement_gap,
)
from ldmjira.models.catalog import Catalog
from ldmjira.models.kinds import Kind
from ldmjira.models.mapping import (
    Feature,
    LinkStatus,
    Milestone,
    RequirementLink,
    VerificationMap,
)

__all__ = ["Step", "Verdict", "trace"]


class Verdict(StrEnum):
    """Whether the chain holds at a step."""

    HOLDS = "holds"
    WEAK = "weak"
    BREAKS = "breaks"
    NEUTRAL = ""


@dataclass(frozen=True)
class Step:
    """One link of the chain, with what hangs on it.

    Parameters
    ----------
    kind, object, title
        What it is about.
    words
        What is to say of it: a clause without a full stop.
    verdict
        Whether the chain holds here.
    children
        Next links of the chain.
    """

    kind: Kind
    object: str
    title: str
    words: str
    verdict: Verdict = Verdict.NEUTRAL
    children: tuple[Step, ...] = ()


_STATE_VERDICTS = {
    FeatureState.TESTED: Verdict.HOLDS,
    FeatureState.PARTLY: Verdict.WEAK,
    FeatureState.PROPOSED: Verdict.WEAK,
    FeatureState.UNTESTED: Verdict.BREAKS,
}
_STATE_WORDS = {
    FeatureState.TESTED: "tested",
    FeatureState.PARTLY: "partly tested",
    FeatureState.PROPOSED: "tested by proposal only",
    FeatureState.UNTESTED: "untested",
}


def trace(
    code: str,
    mapping: VerificationMap,
    catalog: Catalog,
    *,
    mode: Mode = Mode.PLAN,
) -> Step:
    """Follow the chain of one object, down to its cases and up to its users.

    Parameters
    ----------
    code
        A milestone, feature, requirement, element or case.
    mapping, catalog
        Both sides.
    mode
        What counts as live.

    Returns
    -------
    Step
        The object, with the chain below it.

    Raises
    ------
    UnknownCodeError
        If neither side knows the object.
    """
    require_known([code], known_objects(mapping, catalog))
    tracer = _Tracer(mapping, Reach(catalog, mode=mode))
    match kind_of(code, mapping, catalog):
        case Kind.MILESTONE:
            return tracer.milestone(code)
        case Kind.FEATURE:
            return tracer.feature(code)
        case Kind.REQUIREMENT:
            return tracer.requirement(code, up=True)
        case Kind.ELEMENT:
            return tracer.element(code, up=True)
        case Kind.CASE:
            return tracer.case(code, up=True)
        case kind:
            title = title_of(code, mapping, catalog)
            return Step(
                kind or Kind.PLAN, code, title, _campaigns(code, mapping)
            )


class _Tracer:
    """Make the steps; each method makes one kind of them."""

    def __init__(self, mapping: VerificationMap, reach: Reach) -> None:
        self._mapping = mapping
        self._catalog = reach.catalog
        self._reach = reach

    def milestone(self, code: str) -> Step:
        milestone = self._mapping.milestones[code]
        state = self._reach.milestone_state(milestone, self._mapping.features)
        children = [
            self._brief_feature(feature) for feature in milestone.features
        ]
        children.extend(self._own(milestone))
        words = f"is {_STATE_WORDS[state]}"
        if milestone.features:
            counts = self._reach.count(
                self._mapping.features[feature]
                for feature in milestone.features
                if feature in self._mapping.features
            )
            verb = "is" if counts.tested == 1 else "are"
            words += (
                f": of its {plural(len(milestone.features), 'feature')} "
                f"{counts.tested} {verb} tested, {counts.partly} partly, "
                f"{counts.proposed} by proposal, {counts.untested} untested"
            )
        elif children:
            words += " by what it names itself; it lists no feature"
        else:
            words += ": it names nothing that could be tested"
        return Step(
            Kind.MILESTONE,
            code,
            milestone.title,
            words,
            _STATE_VERDICTS[state],
            tuple(children),
        )

    def feature(self, code: str) -> Step:
        feature = self._mapping.features[code]
        state = self._reach.feature_state(feature)
        children = [
            self._case_link(case, link.reason)
            for case, link in (feature.cases or {}).items()
        ]
        children.extend(
            self._linked_requirement(requirement, link)
            for requirement, link in (feature.requirements or {}).items()
        )
        users = self._mapping.milestones_of.get(code, ())
        serves = f"; it belongs to {listed(users)}" if users else ""
        return Step(
            Kind.FEATURE,
            code,
            feature.title,
            self._state_words(feature, state) + serves,
            _STATE_VERDICTS[state],
            tuple(children),
        )

    def requirement(
        self,
        code: str,
        link: RequirementLink | None = None,
        *,
        up: bool = False,
    ) -> Step:
        requirement = self._catalog.requirements.get(code)
        covered = self._reach.requirement_covered(code, link)
        gap = requirement_gap(code, link, self._reach)
        children = [
            self.element(element)
            for element in self._reach.requirement_elements(code, link)
        ]
        if up:
            children.extend(self._users(code))
        return Step(
            Kind.REQUIREMENT,
            code,
            requirement.title if requirement is not None else "",
            "reaches a live case" if covered else f"reaches none: {gap}",
            Verdict.HOLDS if covered else Verdict.BREAKS,
            tuple(children),
        )

    def element(self, code: str, *, up: bool = False) -> Step:
        element = self._catalog.elements[code]
        cases = self._catalog.cases_of.get(code, ())
        children = [self.case(case) for case in cases]
        for other in self._reach.element_closure(code)[1:]:
            known = self._catalog.elements.get(other)
            children.append(
                Step(
                    Kind.ELEMENT,
                    other,
                    known.title if known is not None else "",
                    "verifies it too",
                    children=tuple(
                        self.case(case)
                        for case in self._catalog.cases_of.get(other, ())
                    ),
                )
            )
        if up:
            children.append(self._above(element.requirement))
        status = f", status {element.status}" if element.status else ""
        covered = self._reach.element_covered(code)
        number = len(self._reach.element_cases(code))
        words = f"has {plural(number, 'test case')}{status}"
        return Step(
            Kind.ELEMENT,
            code,
            element.title or element.name,
            words if number else f"has no test case{status}",
            Verdict.HOLDS if covered else Verdict.BREAKS,
            tuple(children),
        )

    def case(self, code: str, *, up: bool = False) -> Step:
        case = self._catalog.cases.get(code)
        if case is None:
            words = "is not in the catalogue, and does not count"
            return Step(Kind.CASE, code, "", words, Verdict.BREAKS)
        counts = self._reach.counts(code)
        (grade,) = grades_of([code], self._reach)
        children: list[Step] = []
        if up:
            children.extend(self._case_users(code))
        status = case.status or "of unknown status"
        words = f"is {status}" + ("" if counts else ", and does not count")
        weak = counts and grade in {CaseGrade.DRAFT, CaseGrade.UNKNOWN}
        verdict = Verdict.HOLDS if counts else Verdict.BREAKS
        return Step(
            Kind.CASE,
            code,
            case.name,
            words + self._last_run(code),
            Verdict.WEAK if weak else verdict,
            tuple(children),
        )

    def _brief_feature(self, code: str) -> Step:
        feature = self._mapping.features.get(code)
        if feature is None:
            words = "is defined by no file"
            return Step(Kind.FEATURE, code, "", words, Verdict.BREAKS)
        state = self._reach.feature_state(feature)
        return Step(
            Kind.FEATURE,
            code,
            feature.title,
            self._state_words(feature, state),
            _STATE_VERDICTS[state],
        )

    def _own(self, milestone: Milestone) -> Iterator[Step]:
        for requirement, link in milestone.requirements.items():
            yield self._linked_requirement(requirement, link)
        scope = self._reach.scope_requirements(milestone)
        if scope:
            lost = [r for r in scope if not self._reach.requirement_covered(r)]
            yield Step(
                Kind.REQUIREMENT,
                "scope",
                "",
                f"chooses {plural(len(scope), 'requirement')}, of which "
                f"{len(scope) - len(lost)} reach a live case"
                + (f"; not {listed(lost)}" if lost else ""),
                Verdict.WEAK if lost else Verdict.HOLDS,
            )
        for case, named in milestone.cases.items():
            yield self._case_link(case, named.reason)
        campaign = milestone.campaign
        for case in campaign.cases if campaign is not None else ():
            yield self._case_link(case, "in its campaign")

    def _linked_requirement(
        self, requirement: str, link: RequirementLink
    ) -> Step:
        step = self.requirement(requirement, link)
        words = f"{link.status} ({link.reason}), {step.words}"
        verdict = step.verdict
        if verdict is Verdict.HOLDS and link.status is LinkStatus.PROPOSED:
            verdict = Verdict.WEAK
        return Step(
            step.kind, step.object, step.title, words, verdict, step.children
        )

    def _case_link(self, case: str, reason: str) -> Step:
        step = self.case(case)
        words = f"{step.words}; named directly ({reason})"
        return Step(step.kind, step.object, step.title, words, step.verdict)

    def _state_words(self, feature: Feature, state: FeatureState) -> str:
        match state:
            case FeatureState.TESTED:
                return "is tested"
            case FeatureState.PARTLY:
                return "is partly tested: not each confirmed requirement is"
            case FeatureState.PROPOSED:
                return "is tested by proposal only: nobody confirmed a link"
            case FeatureState.UNTESTED:
                return f"is untested: {feature_gap(feature, self._reach)}"

    def _above(self, requirement: str) -> Step:
        known = self._catalog.requirements.get(requirement)
        return Step(
            Kind.REQUIREMENT,
            requirement,
            known.title if known is not None else "",
            "is what it verifies",
            children=tuple(self._users(requirement)),
        )

    def _users(self, requirement: str) -> Iterator[Step]:
        for code, feature in self._mapping.features.items():
            link = (feature.requirements or {}).get(requirement)
            if link is not None:
                state = self._reach.feature_state(feature)
                yield Step(
                    Kind.FEATURE,
                    code,
                    feature.title,
                    f"serves {requirement} ({link.status}), and is "
                    f"{_STATE_WORDS[state]}",
                    _STATE_VERDICTS[state],
                )
        for code, milestone in self._mapping.milestones.items():
            if requirement in milestone.requirements:
                yield self._user(code, milestone, f"names {requirement}")
            elif requirement in self._reach.scope_requirements(milestone):
                words = f"has {requirement} in its scope"
                yield self._user(code, milestone, words)

    def _case_users(self, case: str) -> Iterator[Step]:
        for element in self._catalog.covered_by.get(case, ()):
            known = self._catalog.elements.get(element)
            above = (
                (self._above(known.requirement),) if known is not None else ()
            )
            yield Step(
                Kind.ELEMENT,
                element,
                (known.title or known.name) if known is not None else "",
                "is covered by it",
                children=above,
            )
        for code, feature in self._mapping.features.items():
            link = (feature.cases or {}).get(case)
            if link is not None:
                words = f"names {case} ({link.reason})"
                yield Step(Kind.FEATURE, code, feature.title, words)
        for code, milestone in self._mapping.milestones.items():
            campaign = milestone.campaign
            if case in milestone.cases:
                yield self._user(code, milestone, f"names {case}")
            elif campaign is not None and case in campaign.cases:
                words = f"has {case} in its campaign"
                yield self._user(code, milestone, words)

    def _user(self, code: str, milestone: Milestone, words: str) -> Step:
        return Step(Kind.MILESTONE, code, milestone.title, words)

    def _last_run(self, case: str) -> str:
        runs: Iterable[tuple[str, str, str]] = (
            (run.date, run.status, run.plan)
            for run in self._catalog.runs_of.get(case, ())
            if run.date
        )
        last = max(runs, default=None)
        if last is None:
            return ""
        date, status, plan = last
        return f"; last run {date}: {status}" + (f" ({plan})" if plan else "")


def _campaigns(code: str, mapping: VerificationMap) -> str:
    users = [
        name
        for name, milestone in mapping.milestones.items()
        if milestone.campaign is not None
        and (
            code == milestone.campaign.plan
            or code in milestone.campaign.cycles
        )
    ]
    if not users:
        return "belongs to the campaign of no milestone"
    return f"belongs to the campaign of {listed(users)}"
