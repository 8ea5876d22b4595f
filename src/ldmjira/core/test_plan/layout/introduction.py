"""Section 1: why the campaign is run, and what to read with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ldmjira.core.wording import plural
from ldmjira.models.prose import Block, Cite, Region, Section, Text
from ldmjira.models.test_plan import DocKind, FeatureFacts, PlanFacts

from .tables import Linker, bullets, cell, facts_table, passage, plain
from .tables import sentence as say

__all__ = ["front", "introduction"]

AskFor = Callable[[str, str], Region]


def front(facts: PlanFacts, link: Linker) -> Section:
    """Abstract and facts at a glance; a section without a number."""
    head = facts.head
    report = head.kind is DocKind.REPORT
    noun = "test plan and report" if report else "test plan"
    rows = [
        ("Milestone", cell(head.milestone, ": ", head.title)),
        ("Due", cell(head.due or "not stated")),
        ("Completed", cell(head.completed)),
        (
            "Test plan due",
            cell(head.plan_due, " (45 days before the milestone)")
            if head.plan_due
            else (),
        ),
        ("Document", cell(head.document or "no handle is reserved yet")),
        (
            "Test plan",
            cell(link.plan(head.plan), f" {head.plan_name}".rstrip())
            if head.plan
            else cell("none in Zephyr Scale yet"),
        ),
        ("Status of the plan", cell(_plan_status(facts))),
        (
            "Test cycles",
            cell(", ".join(cycle.key for cycle in facts.cycles)),
        ),
        (
            "Milestone issue",
            cell(link.issue(head.issue)) if head.issue else (),
        ),
        ("Plan issue", cell(link.issue(head.ticket)) if head.ticket else ()),
        ("State of Zephyr Scale", cell(_state(facts))),
        ("Mapping", cell(head.revision and f"revision {head.revision}")),
    ]
    abstract = plain(
        f"This is the {noun} for milestone {head.milestone}, {head.title}. "
        "It is made from the verification mapping and from what Zephyr "
        "Scale holds of the campaign; the parts that a person has to write "
        "are kept when it is made anew."
    )
    return Section("front", "", "Abstract", (abstract, facts_table(rows)))


def introduction(facts: PlanFacts, link: Linker, ask: AskFor) -> Section:
    """Objectives, system overview, guide and references."""
    return Section(
        "introduction",
        "",
        "Introduction",
        sections=(
            Section(
                "objectives",
                "",
                "Objectives and scope",
                tuple(_objectives(facts, ask)),
            ),
            Section(
                "system-overview",
                "",
                "System overview and applicable documents",
                tuple(_overview(facts, ask)),
            ),
            Section(
                "document-overview",
                "",
                "Document overview",
                tuple(_guide(facts, link)),
            ),
            Section("references", "", "References"),
        ),
    )


def _plan_status(facts: PlanFacts) -> str:
    head = facts.head
    if not head.plan:
        return ""
    return head.plan_status or f"not pulled ({head.plan}, status)"


def _state(facts: PlanFacts) -> str:
    head = facts.head
    if not head.pulled:
        return "not pulled; what is shown was committed with the mapping"
    place = "the embedded sandbox (sample data)" if head.is_sandbox else ""
    return f"pulled {head.pulled[:16].replace('T', ' ')} UTC from " + (
        place or head.site
    )


def _objectives(facts: PlanFacts, ask: AskFor) -> Iterator[Block]:
    if facts.objective.blocks or facts.objective.missing:
        yield from passage(facts.objective)
    else:
        yield ask(
            "objectives", "Why is this campaign run? Two or three sentences."
        )
    head = facts.head
    if facts.features:
        count = plural(len(facts.features), "feature")
        due = f", due {head.due}" if head.due else ""
        yield plain(f"{head.milestone}{due}, delivers {count}:")
        yield bullets(_feature_line(feature) for feature in facts.features)
    else:
        yield plain(
            f"LDM-564 lists no features for {head.milestone}; what is tested "
            "are the requirements below."
        )
    yield ask(
        "scope", "What is deliberately left out of this campaign, and why?"
    )


def _feature_line(feature: FeatureFacts) -> tuple[Text, ...]:
    later = f" (postponed to {feature.later})" if feature.later else ""
    return (
        Text(feature.code, strong=True),
        Text(f" {feature.title}{later}"),
    )


def _overview(facts: PlanFacts, ask: AskFor) -> Iterator[Block]:
    if facts.overview.blocks or facts.overview.missing:
        yield from passage(facts.overview)
    else:
        yield ask(
            "system-overview",
            "What is under test, and which interfaces does it have?",
        )
    yield plain("Applicable documents:")
    specifications = dict.fromkeys(
        one.specification for one in facts.requirements if one.specification
    )
    items = [
        cell(Cite("LDM-503"), ": how Data Management tests its milestones"),
        cell(Cite("LDM-564"), ": what each milestone delivers"),
        cell(Cite("LDM-639"), ": the test specification for acceptance"),
    ]
    items += [
        cell(Cite(handle), f": {plural(count, 'requirement')} under test")
        for handle in specifications
        if (
            count := sum(r.specification == handle for r in facts.requirements)
        )
    ]
    yield bullets(items)


def _guide(facts: PlanFacts, link: Linker) -> Iterator[Block]:
    head = facts.head
    if head.plan:
        yield say(
            "The test plan is ",
            link.plan(head.plan),
            "; its cycles are: "
            if len(facts.cycles) > 1
            else "; its cycle is "
            if facts.cycles
            else "; it has no cycle yet",
            *[
                part
                for place, cycle in enumerate(facts.cycles)
                for part in (", " if place else "", link.cycle(cycle.key))
            ],
            ".",
        )
    yield plain(
        "Section 2 says what is tested, where, and under which conditions; "
        "section 3 by whom. Section 4 gives the summary and the effect on "
        "verification, section 5 every test case with its steps. The "
        "appendices trace requirements to test cases and back."
    )
    yield plain(
        "The plan is approved before the tests are run; the report follows "
        "under the same document handle. A new campaign gets a new document."
    )
