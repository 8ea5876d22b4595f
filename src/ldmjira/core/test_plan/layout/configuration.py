"""Section 2: conditions of the campaign, and what is under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ldmjira.models.prose import Block, Cell, Cite, Region, Section, Text
from ldmjira.models.test_plan import (
    Criterion,
    ElementFacts,
    FeatureFacts,
    Passage,
    PlanFacts,
    RequirementFacts,
)

from .tables import (
    Linker,
    bullets,
    cell,
    facts_table,
    lines,
    missing,
    passage,
    plain,
    sentence,
    table,
)

__all__ = ["configuration"]

AskFor = Callable[[str, str], Region]


def configuration(facts: PlanFacts, link: Linker, ask: AskFor) -> Section:
    """Data, environment, criteria, what is under test, and deviations."""
    return Section(
        "configuration",
        "",
        "Test configuration",
        sections=(
            _told(
                "data-collection",
                "Data collection",
                facts.observing,
                ask,
                "Is observing needed for this campaign? Which data are used?",
            ),
            _told(
                "environment",
                "Verification environment",
                facts.environment,
                ask,
                "Hardware, site, cluster, versions, data sets, Butler "
                "repository and collection.",
            ),
            Section(
                "entry-criteria",
                "",
                "Entry criteria",
                tuple(
                    _criteria(
                        facts.entry,
                        facts.entry_missing,
                        ask,
                        "entry-criteria",
                        "What must be true before the first case is run? One "
                        "checkable line each.",
                    )
                ),
            ),
            Section(
                "exit-criteria",
                "",
                "Exit criteria",
                tuple(
                    _criteria(
                        facts.exit,
                        facts.exit_missing,
                        ask,
                        "exit-criteria",
                        "What must be true for the campaign to end? One "
                        "checkable line each.",
                    )
                ),
            ),
            _told(
                "related-documentation",
                "Related documentation",
                facts.related,
                ask,
                "Collection or attachments with more (informal: no part of "
                "the baseline); or say that there are none.",
            ),
            Section(
                "pmcs-activity",
                "",
                "PMCS activity",
                tuple(_pmcs(facts, link)),
            ),
            _under_test(facts, link),
            Section(
                "deviations",
                "",
                "Deviations known beforehand, risks and limits of the data",
                tuple(_deviations(facts, ask)),
            ),
            Section(
                "pass-criteria",
                "",
                "Pass, suspension and resumption",
                tuple(_rules(ask)),
            ),
        ),
    )


def _told(
    name: str, title: str, text: Passage, ask: AskFor, task: str
) -> Section:
    blocks = passage(text) or (ask(name, task),)
    return Section(name, "", title, blocks)


def _criteria(
    found: tuple[Criterion, ...],
    absent: str,
    ask: AskFor,
    name: str,
    task: str,
) -> Iterator[Block]:
    if found:
        yield bullets(map(_ticked, found))
    if absent:
        yield sentence(missing(absent))
    if not found and not absent:
        yield ask(name, task)


def _ticked(criterion: Criterion) -> Cell:
    match criterion.is_met:
        case True:
            return cell("[x] ", criterion.text)
        case False:
            return cell("[ ] ", criterion.text)
        case _:
            return criterion.text


def _pmcs(facts: PlanFacts, link: Linker) -> Iterator[Block]:
    head = facts.head
    yield facts_table(
        [
            ("Milestone", cell(head.milestone, ": ", head.title)),
            ("Due", cell(head.due or "not stated")),
            ("Test plan due", cell(head.plan_due)),
            ("Completed", cell(head.completed or "not yet")),
            ("Issue", cell(link.issue(head.issue)) if head.issue else ()),
            ("LDM-564", cell(f"section {head.section}")),
        ]
    )
    yield from passage(facts.pmcs)


def _under_test(facts: PlanFacts, link: Linker) -> Section:
    return Section(
        "under-test",
        "",
        "Features and requirements under test",
        sections=(
            Section("features", "", "Features", tuple(_features(facts, link))),
            Section(
                "requirements",
                "",
                "Requirements, verification elements and test cases",
                tuple(_requirements(facts, link)),
            ),
            Section("gaps", "", "Gaps and waivers", tuple(_gaps(facts))),
        ),
    )


def _features(facts: PlanFacts, link: Linker) -> Iterator[Block]:
    if not facts.features:
        yield plain(
            f"LDM-564 lists no features for {facts.head.milestone}: the "
            "campaign tests requirements only."
        )
        return
    yield table(
        [
            ("Feature", 0.13),
            ("Title", 0.33),
            ("State", 0.13),
            ("Requirements", 0.25),
            ("Cases named", 0.16),
        ],
        (_feature_row(feature, facts, link) for feature in facts.features),
    )
    late = [one for one in facts.features if one.later]
    if late:
        yield plain("Postponed:")
        yield bullets(
            cell(f"{one.code}, due {one.due}, to {one.later}") for one in late
        )
    done = [one for one in facts.features if one.completed]
    if done:
        yield plain(
            "Reported complete in LDM-564: "
            + ", ".join(f"{one.code} ({one.completed})" for one in done)
            + "."
        )


def _feature_row(
    feature: FeatureFacts, facts: PlanFacts, link: Linker
) -> tuple[Cell, ...]:
    proposed = {
        one.id
        for one in facts.requirements
        if one.link == "proposed" and feature.code in one.via
    }
    return (
        cell(Text(feature.code, strong=True)),
        cell(feature.title),
        cell(feature.state),
        lines(
            cell(one, " (proposed)" if one in proposed else "")
            for one in feature.requirements
        )
        or cell("none"),
        lines(cell(link.case(one)) for one in feature.cases) or cell("none"),
    )


def _requirements(facts: PlanFacts, link: Linker) -> Iterator[Block]:
    if not facts.requirements:
        yield plain("No requirement is known to be under test.")
        return
    methods = {case.key: case.method for case in facts.cases}
    total = len(facts.requirements)
    proposed = sum(one.link == "proposed" for one in facts.requirements)
    by_case = sum(one.link == "case" for one in facts.requirements)
    yield plain(
        f"Requirements under test: {total}. Of these {proposed} rest on "
        f"links that are proposed and not confirmed, {by_case} are reached "
        "by a test case of the campaign only."
    )
    rows: list[tuple[Cell, ...]] = []
    for requirement in facts.requirements:
        first = _requirement_cell(requirement)
        rows.extend(
            (
                first if not place else (),
                _element_cell(element, link),
                _cases_cell(element, methods, link),
            )
            for place, element in enumerate(requirement.elements)
        )
        if not requirement.elements:
            rows.append((first, cell(missing(requirement.gap)), ()))
    yield table(
        [
            ("Requirement", 0.36),
            ("Verification element", 0.32),
            ("Test cases (method)", 0.32),
        ],
        rows,
    )
    yield plain(
        "Test cases in brackets cover the element, but are not run in this "
        "campaign."
    )


def _requirement_cell(requirement: RequirementFacts) -> Cell:
    details = [requirement.specification]
    if requirement.priority:
        details.append(f"priority {requirement.priority}")
    via = ", ".join(requirement.via)
    return lines(
        [
            cell(Text(requirement.id, strong=True)),
            *([cell(requirement.title)] if requirement.title else []),
            cell(", ".join(part for part in details if part)),
            cell(f"for {via}", _link_words(requirement.link)),
        ]
    )


def _link_words(link: str) -> str:
    return {"proposed": " (proposed)", "confirmed": " (confirmed)"}.get(
        link, ""
    )


def _element_cell(element: ElementFacts, link: Linker) -> Cell:
    title = element.title or element.name
    status = f"status {element.status}" if element.status else ""
    return lines(
        one
        for one in (
            cell(link.issue(element.key), f" {element.name}".rstrip()),
            cell(title if title != element.name else ""),
            cell(status),
        )
        if one
    )


def _cases_cell(
    element: ElementFacts, methods: dict[str, str], link: Linker
) -> Cell:
    found = []
    for case in dict.fromkeys((*element.planned, *element.cases)):
        method = f" ({methods[case]})" if methods.get(case) else ""
        if case in element.planned:
            found.append(cell(link.case(case), method))
        else:
            found.append(cell("[", link.case_at_site(case), "]"))
    return lines(found) or cell(missing("no test case"))


def _gaps(facts: PlanFacts) -> Iterator[Block]:
    if facts.gaps:
        yield plain(
            "What this campaign will not show, or shows on weak ground:"
        )
        yield bullets(
            cell(Text(gap.object, strong=True), f": {gap.words}.")
            for gap in facts.gaps
        )
    else:
        yield plain(
            "No gap is known: every feature and requirement above has a test "
            "case of this campaign."
        )
    if facts.vanished:
        yield plain(
            "The mapping names what the site did not show at the last pull: "
            + ", ".join(facts.vanished)
            + "."
        )
    if facts.waivers:
        yield plain("Waivers, that is gaps which are accepted:")
        yield table(
            [
                ("Object", 0.18),
                ("Rule", 0.24),
                ("Reason", 0.42),
                ("Until", 0.16),
            ],
            (
                (
                    cell(waiver.object),
                    cell(waiver.rule),
                    cell(waiver.reason),
                    cell(waiver.until),
                )
                for waiver in facts.waivers
            ),
        )
    else:
        yield plain("No gap is waived.")


def _deviations(facts: PlanFacts, ask: AskFor) -> Iterator[Block]:
    if facts.deviations:
        yield plain("Known beforehand:")
        yield bullets(map(cell, facts.deviations))
    else:
        yield plain("The mapping names no deviation known beforehand.")
    yield ask(
        "risks",
        "Risks, limits of the data (precursor, simulated), and what must be "
        "tested again later, by which milestone.",
    )


def _rules(ask: AskFor) -> Iterator[Block]:
    yield sentence(
        "A test case passes when each of its steps gives the expected "
        "result. It is not taken as passed while a problem report that "
        "prevents its execution is open, and it passes with a deviation only "
        "when the deviation is an issue of its own (",
        Cite("LDM-503"),
        "). Of several executions of a case the latest with a final result "
        "counts; earlier failures stay visible and are explained.",
    )
    yield ask(
        "suspension",
        "When is the campaign suspended, and what is needed to resume it?",
    )
