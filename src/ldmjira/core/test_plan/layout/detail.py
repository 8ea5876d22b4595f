"""Section 5: every cycle, and every test case with its steps."""

from __future__ import annotations

from collections.abc import Iterator

from ldmjira.core.wording import plural
from ldmjira.models.prose import Block, Cell, Code, Section, Text
from ldmjira.models.test_plan import (
    CaseFacts,
    CycleFacts,
    DocKind,
    PlanFacts,
    ResultFacts,
    StepFacts,
)

from .tables import (
    Linker,
    cell,
    facts_table,
    joined,
    labelled,
    lines,
    missing,
    plain,
    sentence,
    table,
)

__all__ = ["detail"]

_ORIGINS = {
    "campaign": "of this campaign",
    "draft": "proposed by the mapping; not in Zephyr Scale yet",
    "reached": "not part of a campaign; features or requirements lead to it",
    "called": "called by a step of another test case",
}


def detail(facts: PlanFacts, link: Linker) -> Section:
    """Cycles, then cases."""
    report = facts.head.kind is DocKind.REPORT
    sections = [_cycle(cycle, link) for cycle in facts.cycles]
    sections += [_case(case, facts, link) for case in facts.cases]
    blocks: tuple[Block, ...] = ()
    if not facts.cases:
        blocks = (plain("There is no test case to run."),)
    return Section(
        "detail",
        "",
        "Detailed test results" if report else "Detailed test cases",
        blocks,
        tuple(sections),
    )


def _cycle(cycle: CycleFacts, link: Linker) -> Section:
    rows = [
        ("Name", cell(cycle.name)),
        ("Status", cell(cycle.status)),
        ("Owner", cell(cycle.owner)),
        ("Planned", cell(cycle.planned)),
        (
            "At the site",
            cell(link.cycle(cycle.key)) if link.head.browse else (),
        ),
    ]
    blocks: list[Block] = []
    if any(value for _, value in rows):
        blocks.append(facts_table(rows))
    for title, text in (
        ("Description", cycle.description),
        ("Software baseline", cycle.baseline),
        ("Configuration", cycle.configuration),
    ):
        blocks.extend(labelled(title, text))
    return Section(
        f"cycle-{cycle.key}", "", f"Test cycle {cycle.key}", tuple(blocks)
    )


def _case(case: CaseFacts, facts: PlanFacts, link: Linker) -> Section:
    blocks: list[Block] = [
        facts_table(
            [
                ("Status", cell(case.status or "not known")),
                ("Version", cell(case.version)),
                ("Method", cell(case.method or "not known")),
                ("Priority", cell(case.priority)),
                ("Owner", cell(case.owner)),
                ("Part", cell(_ORIGINS[case.origin])),
                (
                    "Covers",
                    joined(cell(link.issue(key)) for key in case.elements)
                    or cell("no verification element"),
                ),
                (
                    "At the site",
                    cell(link.case_at_site(case.key))
                    if link.head.browse and case.origin != "draft"
                    else (),
                ),
            ]
        )
    ]
    blocks.extend(labelled("Objective", case.objective))
    blocks.extend(labelled("Precondition", case.precondition))
    blocks.extend(_steps(case, link))
    if facts.head.kind is DocKind.REPORT and case.origin == "campaign":
        blocks.extend(_results(case, facts, link))
    title = f"{case.key}: {case.name}" if case.name else case.key
    return Section(link.sections[case.key], "", title, tuple(blocks))


def _steps(case: CaseFacts, link: Linker) -> Iterator[Block]:
    if case.steps is None:
        yield sentence(
            Text("Steps. ", strong=True), missing(case.steps_missing)
        )
        return
    count = plural(len(case.steps), "step")
    yield sentence(Text(f"Steps ({count}).", strong=True))
    yield table(
        [
            ("Step", 0.07),
            ("Description", 0.38),
            ("Test data", 0.23),
            ("Expected result", 0.32),
        ],
        (
            (
                cell(step.number),
                _description(step, link),
                step.data,
                step.expected,
            )
            for step in case.steps
        ),
    )
    for step in case.steps:
        if step.code.strip():
            yield sentence(
                Text(f"Example code of step {step.number}.", strong=True)
            )
            yield Code(step.code)


def _description(step: StepFacts, link: Linker) -> Cell:
    if not step.calls:
        return step.description
    return lines(
        part
        for part in (
            cell("Run ", link.case(step.calls), "."),
            step.description,
        )
        if part
    )


def _results(
    case: CaseFacts, facts: PlanFacts, link: Linker
) -> Iterator[Block]:
    results = [
        one
        for cycle in facts.cycles
        for one in cycle.results
        if one.case == case.key
    ]
    if not results:
        yield sentence(
            Text("Result. ", strong=True), missing("never executed")
        )
    for result in results:
        name = f" {result.key}" if result.key else ""
        yield sentence(Text(f"Execution{name}.", strong=True))
        yield facts_table(
            [
                ("Status", cell(Text(result.status, strong=True))),
                ("Date", cell(result.date or "no date")),
                ("Cycle", cell(link.cycle(result.cycle))),
                ("Version", cell(result.version)),
                ("Environment", cell(result.environment)),
                ("Executed by", cell(result.executed_by)),
                ("Issues", joined(cell(link.issue(k)) for k in result.issues)),
            ]
        )
        yield from labelled("Comment", result.comment, "none")
        yield from _step_results(case, result)


def _step_results(case: CaseFacts, result: ResultFacts) -> Iterator[Block]:
    if result.steps is None:
        if not result.is_pulled:
            count = f"{len(case.steps)} steps" if case.steps else "steps"
            words = (
                f"not pulled ({result.key or case.key}, results of {count})"
            )
            yield sentence(missing(words))
        return
    if not result.steps:
        return
    yield table(
        [
            ("Step", 0.07),
            ("Expected result", 0.36),
            ("Actual result", 0.4),
            ("Status", 0.17),
        ],
        (
            (
                cell(number),
                expected,
                actual or cell(missing("nothing recorded")),
                cell(Text(status, strong=True)),
            )
            for (number, expected), (status, actual) in zip(
                _expected(case, len(result.steps)), result.steps, strict=True
            )
        ),
    )


def _expected(case: CaseFacts, count: int) -> Iterator[tuple[str, Cell]]:
    """Number and expected result of the steps that an execution has.

    An execution may leave out steps that call another case; where neither
    all steps nor the others are as many, nothing can be said.
    """
    steps = case.steps or ()
    own = [step for step in steps if not step.calls]
    for chosen in (steps, own):
        if len(chosen) == count:
            yield from ((step.number, step.expected) for step in chosen)
            return
    yield from ((str(place), ()) for place in range(1, count + 1))
