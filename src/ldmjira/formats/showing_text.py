"""Objects of the mapping and the catalogue, as text: the chain in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from ldmjira.core.coverage import FeatureState, Reach
from ldmjira.core.looking import View
from ldmjira.models.mapping import (
    Feature,
    Milestone,
    RequirementLink,
)

from .table import aligned
from .terminal import safe_block, safe_line

__all__ = ["view_to_text"]

_RUNS: Final = 5
_STATES: Final = {
    FeatureState.TESTED: "all there",
    FeatureState.PARTLY: "in part",
    FeatureState.PROPOSED: "by proposal",
    FeatureState.UNTESTED: "none",
}
_STEP: Final = "  "


def view_to_text(view: View, *, folder: str = "") -> str:
    """Show objects to people.

    Parameters
    ----------
    view
        What is to be shown; without codes all milestones, and the features
        that no milestone has.
    folder
        Name of the mapping's folder, to be put before its files' names.

    Returns
    -------
    str
        A block for each object, with what it is linked to and where that
        is written.
    """
    writer = _Writer(view, folder)
    codes = view.codes or (
        *view.mapping.milestones,
        *(c for c, served in view.mapping.milestones_of.items() if not served),
    )
    blocks = [block for code in codes for block in writer.blocks(code)]
    return "\n".join("".join(f"{line}\n" for line in b) for b in blocks)


class _Writer:
    def __init__(self, view: View, folder: str) -> None:
        self._folder = PurePosixPath(folder)
        self._mapping = view.mapping
        self._catalog = view.catalog
        self._reach = Reach(view.catalog)

    def blocks(self, code: str) -> list[list[str]]:
        """Blocks of what a code names; it may be in several tables."""
        kinds = (
            (self._mapping.milestones, self._milestone),
            (self._mapping.features, self._feature),
            (self._catalog.requirements, self._requirement),
            (self._catalog.elements, self._element),
            (self._catalog.cases, self._case),
            (self._catalog.plans, self._plan),
            (self._catalog.cycles, self._cycle),
        )
        return [show(code) for table, show in kinds if code in table]

    # -- Ours ----------------------------------------------------------

    def _milestone(self, code: str) -> list[str]:
        milestone = self._mapping.milestones[code]
        state = self._reach.milestone_state(milestone, self._mapping.features)
        lines = [
            _title(code, milestone.title),
            f"  section {milestone.section}, {_dates(milestone)}; "
            + _tests(state),
            *self._origin(code, milestone),
        ]
        if milestone.jira_testplan:
            lines.append(f"  test plan prepared in {milestone.jira_testplan}")
        if milestone.features:
            lines.append(f"  features ({len(milestone.features)}):")
            lines += self._feature_rows(milestone)
        lines += self._named(code, milestone)
        if milestone.scope is not None:
            scope = self._reach.scope_requirements(milestone)
            priorities = ", ".join(milestone.scope.priority)
            lines.append(
                f"  scope: {len(scope)} requirements of priority {priorities}"
            )
        lines += self._campaign(milestone)
        return lines

    def _feature_rows(self, milestone: Milestone) -> list[str]:
        rows = []
        for code in milestone.features:
            feature = self._mapping.features[code]
            state = self._reach.feature_state(feature).value
            rows.append((code, state, safe_line(feature.title)))
        return [f"    {line}" for line in aligned(rows)]

    def _campaign(self, milestone: Milestone) -> list[str]:
        campaign = milestone.campaign
        if campaign is None:
            return []
        plan = campaign.plan or "no plan yet"
        document = f", {campaign.document}" if campaign.document else ""
        cycles = ", ".join(campaign.cycles) or "no cycle yet"
        lines = [f"  campaign: {plan}{document}; cycles: {cycles}"]
        if campaign.cases:
            lines.append(f"  cases of the campaign ({len(campaign.cases)}):")
            lines += self._case_rows(campaign.cases, "    ")
        if campaign.drafts:
            lines.append(f"  cases to be made ({len(campaign.drafts)}):")
            lines += [
                f"    {_title(name, draft.name)}"
                for name, draft in campaign.drafts.items()
            ]
        return lines

    def _feature(self, code: str) -> list[str]:
        feature = self._mapping.features[code]
        served = ", ".join(self._mapping.milestones_of[code]) or "none"
        state = self._reach.feature_state(feature)
        lines = [
            _title(code, feature.title),
            f"  {_dates(feature)}; {_tests(state)}",
            *self._origin(code, feature),
            f"  milestones: {served}",
            *self._named(code, feature),
        ]
        if feature.notes:
            lines.append("  notes:")
            notes = safe_block(feature.notes).rstrip("\n").split("\n")
            lines += [f"    {line}".rstrip() for line in notes]
        return lines

    def _origin(self, code: str, item: Milestone | Feature) -> list[str]:
        lines = [f"  {self._place(code)}"]
        if item.source:
            lines.append(f"  from {safe_line(item.source)}")
        if item.jira:
            lines.append(f"  Jira issue {item.jira}")
        return lines

    def _named(self, code: str, item: Milestone | Feature) -> list[str]:
        """Requirements and cases that an object names itself."""
        lines: list[str] = []
        if item.requirements:
            lines.append(f"  requirements ({len(item.requirements)}):")
            lines += self._chains(code, item.requirements)
        elif isinstance(item, Feature):
            lines.append("  requirements: none")
        if item.cases:
            lines.append(f"  cases ({len(item.cases)}):")
            for key, link in item.cases.items():
                place = self._place(code, "cases", key)
                lines += self._case_rows([key], "    ")
                lines.append(f"      {safe_line(link.reason)} [{place}]")
        return lines

    def _chains(
        self, code: str, links: Mapping[str, RequirementLink]
    ) -> list[str]:
        lines: list[str] = []
        for name, link in links.items():
            known = self._catalog.requirements.get(name)
            title = known.title if known else "(not in the catalogue)"
            basis = f", from {link.basis.value}" if link.basis else ""
            place = self._place(code, "requirements", name)
            words = f"{link.status.value}{basis}: {safe_line(link.reason)}"
            lines.append(f"    {_title(name, title)}")
            lines.append(f"      {words} [{place}]")
            elements = self._reach.requirement_elements(name, link)
            for element in elements:
                lines += self._element_chain(element, "      ")
            if not elements:
                lines.append("      no verification element")
        return lines

    # -- Jira's --------------------------------------------------------

    def _element_chain(self, key: str, lead: str) -> list[str]:
        element = self._catalog.elements.get(key)
        title = element.title or element.name if element else ""
        status = f" ({element.status})" if element and element.status else ""
        lines = [f"{lead}{_title(key, title)}{status}"]
        cases = self._reach.element_cases(key)
        lines += self._case_rows(cases, lead + _STEP)
        if not cases:
            lines.append(f"{lead}{_STEP}no test case")
        return lines

    def _case_rows(self, keys: Sequence[str], lead: str) -> list[str]:
        rows = []
        for key in keys:
            case = self._catalog.cases.get(key)
            if case is None:
                rows.append((key, "not in the catalogue", ""))
            else:
                status = case.status or "status unknown"
                rows.append((key, status, safe_line(case.name)))
        return [f"{lead}{line}" for line in aligned(rows)]

    def _requirement(self, code: str) -> list[str]:
        item = self._catalog.requirements[code]
        lines = [
            _title(code, item.title),
            f"  requirement of {item.specification or 'no specification'}",
            *_facts(
                ("priority", item.priority),
                ("method", item.method),
                ("level", item.level),
                ("descoped", "yes" if item.descoped else ""),
                ("known from", item.source),
            ),
        ]
        elements = self._catalog.elements_of.get(code, ())
        number = f" ({len(elements)}):" if elements else ": none"
        lines.append(f"  verification elements{number}")
        for key in elements:
            lines += self._element_chain(key, "    ")
        return [*lines, *self._links_to(code)]

    def _element(self, code: str) -> list[str]:
        item = self._catalog.elements[code]
        cases = self._catalog.cases_of.get(code, ())
        known = self._catalog.requirements.get(item.requirement)
        requirement = _title(item.requirement, known.title if known else "")
        lines = [
            _title(code, item.title or item.name),
            f"  verification element {safe_line(item.name)}",
            f"  of {requirement}",
            *_facts(
                ("priority", item.priority),
                ("status", item.status),
                ("verified in", ", ".join(item.verified_in)),
                ("known from", item.source),
            ),
            f"  cases ({len(cases)}):" if cases else "  cases: none",
            *self._case_rows(cases, "    "),
        ]
        return [*lines, *self._links_to(item.requirement)]

    def _case(self, code: str) -> list[str]:
        item = self._catalog.cases[code]
        lines = [
            _title(code, item.name),
            f"  test case, {item.status or 'status unknown'}",
            *_facts(
                ("priority", item.priority),
                ("type", item.type),
                ("version", item.version),
                ("specification", item.specification),
                ("known from", item.source),
            ),
        ]
        elements = self._catalog.covered_by.get(code, ())
        number = f" ({len(elements)}):" if elements else ": nothing"
        lines.append(f"  covers{number}")
        for key in elements:
            element = self._catalog.elements.get(key)
            of = f" of {element.requirement}" if element else ""
            title = element.title or element.name if element else ""
            lines.append(f"    {_title(key, title)}{of}")
        runs = sorted(
            self._catalog.runs_of.get(code, ()), key=lambda run: run.date
        )
        if runs:
            last = f", the last {_RUNS}" if len(runs) > _RUNS else ""
            lines.append(f"  runs ({len(runs)}{last}):")
            rows = [
                (run.date or "-", run.status, run.plan or run.document)
                for run in reversed(runs[-_RUNS:])
            ]
            lines += [f"    {line}" for line in aligned(rows)]
        return [*lines, *self._links_to(code)]

    def _plan(self, code: str) -> list[str]:
        item = self._catalog.plans[code]
        return [
            _title(code, item.name or item.title),
            "  test plan",
            *_facts(
                ("status", item.status),
                ("document", item.document),
                ("cycles", ", ".join(item.cycles)),
                ("known from", item.source),
            ),
            *self._links_to(code),
        ]

    def _cycle(self, code: str) -> list[str]:
        item = self._catalog.cycles[code]
        return [
            _title(code, item.name),
            "  test cycle",
            *_facts(
                ("status", item.status),
                ("plan", item.plan),
                ("document", item.document),
                ("known from", item.source),
            ),
            *self._links_to(code),
        ]

    def _links_to(self, code: str) -> list[str]:
        """Features and milestones that name an object, and where."""
        lines: list[str] = []
        named: list[tuple[str, Milestone | Feature]] = [
            *self._mapping.milestones.items(),
            *self._mapping.features.items(),
        ]
        for owner, item in named:
            link = (item.requirements or {}).get(code)
            part: tuple[str, ...] = ("requirements",)
            words = ""
            if link is not None:
                words = f"{link.status.value}: {safe_line(link.reason)}"
            elif code in (item.cases or {}):
                part = ("cases",)
                words = safe_line((item.cases or {})[code].reason)
            elif isinstance(item, Milestone) and _plans(item, code):
                part = ("campaign", "cases")
                words = "in its campaign"
            if words:
                place = self._place(owner, *part, code)
                lines.append(f"    {_title(owner, item.title)}")
                lines.append(f"      {words} [{place}]")
        return ["  named by:", *(lines or ["    no milestone or feature"])]

    def _place(self, *path: str) -> str:
        place = self._mapping.place_of(*path)
        return f"{self._folder / place.file}:{place.line}"


def _title(code: str, title: str) -> str:
    return f"{code}  {safe_line(title)}".rstrip()


def _dates(item: Milestone | Feature) -> str:
    due = f"due {item.due}" if item.due else "no due date"
    done = f"completed {item.completed}" if item.completed else "open"
    return f"{due}, {done}"


def _plans(milestone: Milestone, code: str) -> bool:
    campaign = milestone.campaign
    return campaign is not None and (
        code == campaign.plan
        or code in campaign.cycles
        or code in campaign.cases
    )


def _tests(state: FeatureState) -> str:
    return f"tests: {_STATES[state]}"


def _facts(*facts: tuple[str, str]) -> list[str]:
    return [f"  {name}: {safe_line(text)}" for name, text in facts if text]
