"""The part of section 4 on the effect: what the campaign changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ldmjira.models.prose import Block, Cell, Section, Text
from ldmjira.models.test_plan import (
    Criterion,
    DocKind,
    EffectRow,
    PlanFacts,
)

from .tables import (
    Linker,
    bullets,
    cell,
    joined,
    missing,
    plain,
    sentence,
    table,
)

__all__ = ["effect"]


def effect(facts: PlanFacts, link: Linker) -> Section:
    """Classes before and after, and what a report says beside them."""
    report = facts.head.kind is DocKind.REPORT
    sections = [
        Section(
            "classes",
            "",
            "Classes before and after",
            tuple(_classes(facts, link)),
        )
    ]
    if report:
        sections += [
            Section("exit-met", "", "Exit criteria met", tuple(_exit(facts))),
            Section(
                "issues",
                "",
                "Problem reports and deviations",
                tuple(_issues(facts, link)),
            ),
        ]
    sections.append(
        Section(
            "contradictions",
            "",
            "Contradictions",
            tuple(_contradictions(facts)),
        )
    )
    return Section(
        "effect", "", "Effect on verification", sections=tuple(sections)
    )


def _classes(facts: PlanFacts, link: Linker) -> Iterator[Block]:
    report = facts.head.kind is DocKind.REPORT
    after = "after" if report else "if all pass"
    if not facts.effect:
        yield plain("No requirement is known to be under test.")
        return
    yield plain(
        "The class follows from executions alone: before, from those outside "
        "this campaign up to its beginning; after, with those of this "
        "campaign. The workflow status is set by people, and stands beside "
        "it."
        if report
        else "The class follows from executions alone: before, from those "
        "outside this campaign; in the next column, what would follow if "
        "every case of the campaign passed. The workflow status is set by "
        "people, and stands beside it."
    )
    requirements = [one for one in facts.effect if not one.parent]
    changed = sum(one.before != one.after for one in requirements)
    total = len(requirements)
    verb = "changed" if report else "would change"
    yield plain(
        f"Requirements whose class {verb}: {changed} of {total}. "
        f"Before: {_counted(one.before for one in requirements)}. "
        f"{after.capitalize()}: {_counted(one.after for one in requirements)}."
    )
    yield table(
        [
            ("Requirement or element", 0.2),
            ("Title", 0.32),
            ("Workflow", 0.16),
            ("Before", 0.16),
            (after.capitalize(), 0.16),
        ],
        (_effect_row(one, link) for one in facts.effect),
    )


def _counted(classes: Iterator[str]) -> str:
    counts = Counter(classes)
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _effect_row(row: EffectRow, link: Linker) -> tuple[Cell, ...]:
    name = (
        cell("- ", link.issue(row.object))
        if row.parent
        else cell(Text(row.object, strong=True))
    )
    changed = row.before != row.after
    return (
        name,
        cell(row.title),
        cell(row.workflow or ("not known" if row.parent else "")),
        cell(row.before),
        cell(Text(row.after, strong=changed)),
    )


def _exit(facts: PlanFacts) -> Iterator[Block]:
    if facts.exit:
        yield table(
            [("Exit criterion", 0.8), ("Met", 0.2)],
            ((one.text, cell(_met(one))) for one in facts.exit),
        )
    elif facts.exit_missing:
        yield sentence(missing(facts.exit_missing))
    else:
        yield plain("No exit criteria are stated.")


def _met(criterion: Criterion) -> str | Text:
    match criterion.is_met:
        case True:
            return "yes"
        case False:
            return "no"
        case _:
            return missing("nobody has said")


def _issues(facts: PlanFacts, link: Linker) -> Iterator[Block]:
    if not facts.issues:
        pulled = all(
            one.is_pulled for cycle in facts.cycles for one in cycle.results
        )
        if pulled:
            yield plain("No execution names an issue.")
        else:
            yield sentence(missing("not pulled (issues of the executions)"))
        return
    is_open = sum(not one.is_done for one in facts.issues)
    yield plain(
        f"Issues that executions name: {len(facts.issues)}; open: {is_open}."
    )
    yield table(
        [
            ("Issue", 0.14),
            ("Kind", 0.14),
            ("Title", 0.4),
            ("Status", 0.14),
            ("Executions", 0.18),
        ],
        (
            (
                cell(link.issue(one.key)),
                cell(one.kind or "not known"),
                cell(one.title),
                cell(one.status or "not known"),
                joined(cell(key) for key in one.executions),
            )
            for one in facts.issues
        ),
    )


def _contradictions(facts: PlanFacts) -> Iterator[Block]:
    if not facts.contradictions:
        yield plain(
            "None: workflow status and results agree wherever both are known."
        )
        return
    yield bullets(
        cell(Text(one.object, strong=True), f": {one.words}.")
        for one in facts.contradictions
    )
