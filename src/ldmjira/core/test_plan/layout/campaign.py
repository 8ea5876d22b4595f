"""Sections 3 and 4: people, summary, assessment, improvements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from ldmjira.core.test_plan.html_text import cell_from_blocks
from ldmjira.models.prose import Block, Cell, Region, Section, Text
from ldmjira.models.test_plan import (
    CycleFacts,
    DocKind,
    PlanFacts,
    ResultFacts,
)

from .effect import effect
from .tables import (
    Linker,
    cell,
    lines,
    missing,
    passage,
    plain,
    sentence,
    table,
)

__all__ = ["overview", "personnel"]

AskFor = Callable[[str, str], Region]


def personnel(facts: PlanFacts, link: Linker, ask: AskFor) -> Section:
    """Owners, and who runs each case."""
    blocks: list[Block] = [
        table(
            [("Role", 0.35), ("Person", 0.65)],
            (
                (
                    cell(duty.role),
                    cell(duty.person)
                    if duty.is_named
                    else cell(missing(duty.person or "nobody is named")),
                )
                for duty in facts.duties
            ),
        )
    ]
    if not all(duty.is_named for duty in facts.duties):
        blocks.append(
            ask(
                "personnel",
                "Who owns the plan and each cycle? Who else helps?",
            )
        )
    results = [one for cycle in facts.cycles for one in cycle.results]
    if results:
        report = facts.head.kind is DocKind.REPORT
        heads = [("Test case", 0.2), ("Cycle", 0.2), ("Assigned to", 0.3)]
        if report:
            heads.append(("Executed by", 0.3))
        blocks.append(
            table(heads, (_who(one, link, report=report) for one in results))
        )
    return Section("personnel", "", "Personnel", tuple(blocks))


def _who(
    result: ResultFacts, link: Linker, *, report: bool
) -> tuple[Cell, ...]:
    absent = f"not pulled ({result.key or result.case}, %s)"
    assigned = result.assigned or (
        "nobody is named" if result.is_pulled else absent % "assignee"
    )
    executed = result.executed_by or (
        "nobody is named" if result.is_pulled else absent % "tester"
    )
    row = [
        cell(link.case(result.case)),
        cell(link.cycle(result.cycle)),
        cell(assigned) if result.assigned else cell(missing(assigned)),
    ]
    if report:
        row.append(
            cell(executed) if result.executed_by else cell(missing(executed))
        )
    return tuple(row)


def overview(facts: PlanFacts, link: Linker, ask: AskFor) -> Section:
    """Summary; in a report also assessment and improvements."""
    report = facts.head.kind is DocKind.REPORT
    sections = [
        Section(
            "summary",
            "",
            "Summary",
            (*_summary(facts, link), *_reruns(facts, ask)),
        )
    ]
    if report:
        sections += [
            Section(
                "assessment",
                "",
                "Overall assessment",
                passage(facts.assessment)
                or (
                    ask(
                        "assessment",
                        "The verdict of the product owner on the campaign as "
                        "a whole.",
                    ),
                ),
            ),
            Section(
                "improvements",
                "",
                "Recommended improvements",
                passage(facts.improvements)
                or (
                    ask(
                        "improvements",
                        "What should be better next time: in the product, in "
                        "the test cases, in the campaign?",
                    ),
                ),
            ),
        ]
    sections.append(effect(facts, link))
    return Section(
        "overview", "", "Test campaign overview", sections=tuple(sections)
    )


def _summary(facts: PlanFacts, link: Linker) -> Iterator[Block]:
    report = facts.head.kind is DocKind.REPORT
    if facts.head.plan:
        status = facts.head.plan_status
        yield sentence(
            "Test plan ",
            link.plan(facts.head.plan),
            f" {facts.head.plan_name}".rstrip(),
            f": {status}." if status else ".",
        )
    if report:
        for cycle in facts.cycles:
            yield _cycle_line(cycle, link)
            if cycle.results:
                yield _results_table(cycle, facts, link)
            else:
                yield sentence(missing(f"no execution in {cycle.key}"))
        if not facts.cycles:
            yield plain("There is no cycle, so nothing has been run.")
        else:
            yield plain(_tally(facts))
        return
    cases = [one for one in facts.cases if one.origin in {"campaign", "draft"}]
    if not cases:
        yield plain(
            "The mapping names no test case for this campaign. The cases in "
            "section 5 are those that its features and requirements lead to."
        )
        cases = [one for one in facts.cases if one.origin == "reached"]
    if cases:
        yield table(
            [
                ("Test case", 0.15),
                ("Name", 0.43),
                ("Version", 0.1),
                ("Status", 0.12),
                ("Method", 0.2),
            ],
            (
                (
                    cell(link.case(case.key)),
                    cell(case.name),
                    cell(case.version),
                    cell(case.status or "not known"),
                    cell(case.method or "not known"),
                )
                for case in cases
            ),
        )
    for cycle in facts.cycles:
        yield _cycle_line(cycle, link)


def _reruns(facts: PlanFacts, ask: AskFor) -> Iterator[Block]:
    """Ask for the reason of what did not pass before it passed."""
    if facts.head.kind is not DocKind.REPORT:
        return
    results = [one for cycle in facts.cycles for one in cycle.results]
    passed = {one.case for one in results if one.status.startswith("Pass")}
    earlier = [
        f"{one.key or one.case} ({one.status})"
        for one in results
        if one.case in passed and one.status in {"Fail", "Blocked"}
    ]
    if earlier:
        yield ask(
            "reruns",
            f"Explain what did not pass at first: {', '.join(earlier)}.",
        )


def _cycle_line(cycle: CycleFacts, link: Linker) -> Block:
    parts = [cycle.name, f"status {cycle.status}" if cycle.status else ""]
    if cycle.planned:
        parts.append(f"planned {cycle.planned}")
    words = ", ".join(part for part in parts if part)
    return sentence(
        "Test cycle ", link.cycle(cycle.key), f": {words}." if words else "."
    )


def _results_table(cycle: CycleFacts, facts: PlanFacts, link: Linker) -> Block:
    versions = {case.key: case.version for case in facts.cases}
    return table(
        [
            ("Test case", 0.14),
            ("Version", 0.09),
            ("Status", 0.14),
            ("Date", 0.13),
            ("Comment", 0.34),
            ("Issues", 0.16),
        ],
        (
            (
                lines([cell(link.case(one.case)), cell(one.key)]),
                cell(one.version or versions.get(one.case, "")),
                cell(Text(one.status, strong=True)),
                cell(one.date or "no date"),
                _comment(one),
                lines(cell(link.issue(key)) for key in one.issues)
                or cell("none" if one.is_pulled else missing("not pulled")),
            )
            for one in cycle.results
        ),
    )


def _comment(result: ResultFacts) -> Cell:
    found = cell_from_blocks(result.comment.blocks)
    if found:
        return found
    return cell(missing(result.comment.missing or "no comment"))


def _tally(facts: PlanFacts) -> str:
    counts = Counter(
        one.status for cycle in facts.cycles for one in cycle.results
    )
    total = counts.total()
    words = ", ".join(
        f"{number} {status}" for status, number in counts.items()
    )
    return f"Executions: {total} ({words})." if total else "Executions: 0."
