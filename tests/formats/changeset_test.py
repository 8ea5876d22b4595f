"""Reports of a sync, as people and programs read them."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from ldmjira.formats.changeset import report_to_json, report_to_text
from ldmjira.models.changeset import (
    Change,
    Conflict,
    Direction,
    Held,
    HeldReason,
    Outcome,
    Result,
)
from ldmjira.models.report import SeenIssue, SyncReport
from ldmjira.models.slots import Slot, Value

LINKED: Final[Value] = True
UNLINKED: Final[Value] = False
PUSH, PULL, DRIFT = Direction.PUSH, Direction.PULL, Direction.DRIFT


def done(
    code: str,
    name: str,
    after: Value = LINKED,
    *,
    before: Value = None,
    way: Direction = PUSH,
    issue: str = "",
    result: Result = Result.DONE,
    detail: str = "",
) -> Outcome:
    change = Change(Slot.parse(code, name), before, after, way, issue)
    return Outcome(change, result, detail)


def held(code: str, name: str, reason: HeldReason, detail: str = "") -> Held:
    return Held(Slot.parse(code, name), LINKED, reason, detail)


def lines(*outcomes: Outcome, verb: str = "push", **rest: Any) -> list[str]:
    report = SyncReport(verb, "Sandbox 1", outcomes, **rest)
    return report_to_text(report).splitlines()


def test_push_is_told_by_issues_links_and_transitions() -> None:
    assert lines(
        done("DM-AP-1", "issue", "DM-AP-1: Measure", issue="DM-90001"),
        done("DM-AP-1", "due", "2024-11-01", issue="DM-90001"),
        done("DM-AP-1", "labels/ours", issue="DM-90001"),
        done("DM-AP-2", "title", "New", before="Old", issue="DM-7"),
        done("DM-AP-1", "blocks/LDM-1"),
        done("LDM-1", "testplan/DM-9", before=False),
        done("DM-AP-1", "relates/LVV-1"),
        done("DM-AP-1", "relates/LVV-2"),
        done("DM-AP-2", "relates/LVV-3", UNLINKED, before=LINKED),
        done("DM-AP-1", "status", "done"),
        done("DM-AP-2", "status", "done", before="To Do"),
        agreed=3,
        reads=5,
        writes=1,
        seconds=0.25,
    ) == [
        "create DM-90001  DM-AP-1: Measure",
        "  due: 2024-11-01",
        "  + label ours",
        "edit DM-7  DM-AP-2",
        "  title: Old -> New",
        "Links:",
        "  + DM-AP-1 blocks LDM-1",
        "  + LDM-1 relates to its test-plan ticket DM-9",
        "  + DM-AP-1 relates to LVV-1, LVV-2",
        "  - DM-AP-2 relates to LVV-3",
        "Status:",
        "  done: DM-AP-1, DM-AP-2",
        "11 changes on Sandbox 1: 3 values agree",
        "5 reads, 1 write, 0.2 s",
    ]


def test_planned_create_has_no_key_yet() -> None:
    first, *_ = lines(
        done("DM-AP-1", "issue", "DM-AP-1: Measure", result=Result.PLANNED),
        is_dry=True,
    )
    assert first == "create DM-AP-1: Measure"


def test_what_was_refused_says_why() -> None:
    shown = lines(
        done("DM-AP-1", "relates/LVV-1"),
        done(
            "DM-AP-1",
            "relates/LVV-2",
            result=Result.REFUSED,
            detail="Jira did not take the link",
        ),
    )
    assert shown[1:4] == [
        "  + DM-AP-1 relates to LVV-1",
        "  + DM-AP-1 relates to LVV-2  [refused: Jira did not take the link]",
        "1 change on Sandbox 1: 0 values agree, 1 not done",
    ]


def test_pull_is_told_by_object_and_shows_what_is_there() -> None:
    seen = (
        SeenIssue("LDM-1", "DM-1", "To Do", None, "One", {"testplan": 1}),
        SeenIssue(
            "DM-AP-1",
            "DM-90001",
            "Done",
            "2024-11-01",
            "Measure",
            {"blocks": 1, "relates": 2},
        ),
    )
    shown = lines(
        done("DM-AP-1", "jira", "DM-90001", way=PULL),
        done("DM-AP-2", "due", "2024-12-01", before="2024-11-01", way=PULL),
        done("DM-AP-2", "relates/LVV-7", way=PULL),
        verb="pull",
        held=(held("DM-AP-1", "relates/LVV-9", HeldReason.PROPOSED),),
        seen=seen,
    )
    assert shown[:5] == [
        "Pulled:",
        "  DM-AP-1 jira: DM-90001",
        "  DM-AP-2",
        "    due: 2024-11-01 -> 2024-12-01",
        "    + relates to LVV-7",
    ]
    assert [" ".join(line.split()) for line in shown[5:8]] == [
        "In Jira:",
        "LDM-1 DM-1 To Do no due date relates to its test-plan ticket One",
        (
            "DM-AP-1 DM-90001 Done due 2024-11-01 "
            "blocks 1 milestone, relates to 2 elements Measure"
        ),
    ]


def test_very_many_issues_are_counted() -> None:
    seen = tuple(
        SeenIssue(f"DM-AP-{n}", f"DM-{n}", "To Do", None, "x")
        for n in range(31)
    )
    shown = lines(verb="pull", seen=seen)
    assert shown[1] == "  31 issues; name a milestone to see its own"


def test_proposals_stand_on_a_line_for_each_object() -> None:
    slots = [Slot("DM-AP-8", "relates", f"LVV-{n}") for n in range(20, 40)]
    shown = lines(
        held=tuple(
            Held(slot, LINKED, HeldReason.PROPOSED, "confirm")
            for slot in slots
        ),
        behind={
            slot: ("DMS-REQ-0063" if n % 2 else "DMS-REQ-0069", "LSE-REQ-1")
            for n, slot in enumerate(slots)
        },
    )
    assert shown[1:3] == [
        (
            "  DM-AP-8: 20 elements of DMS-REQ-0063, -0069, LSE-REQ-1 "
            "(LVV-20, LVV-21,"
        ),
        "      LVV-22, ... 17 more)",
    ]


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (
            held("LDM-1", "issue", HeldReason.NOT_OURS, "DM-1 is 'x'"),
            ["  LDM-1: DM-1 is 'x'", "Correct `jira:`"],
        ),
        (
            held("LDM-1", "testplan/IT-1", HeldReason.MISSING, "IT-1 hidden"),
            [
                "  LDM-1 relates to its test-plan ticket IT-1: IT-1 hidden",
                "ask for access",
            ],
        ),
        (
            held("DM-AP-1", "due", HeldReason.UNCOMMITTED, "commit first"),
            ["  DM-AP-1 due: commit first"],
        ),
        (
            held("DM-AP-1", "notes", HeldReason.RICH_TEXT),
            ["  DM-AP-1 notes: text that we cannot write back"],
        ),
    ],
    ids=["not ours", "missing", "uncommitted", "rich text"],
)
def test_what_is_held_back_says_why_and_what_to_do(
    one: Held, wanted: list[str]
) -> None:
    shown = "\n".join(lines(held=(one,)))
    assert "Held back:\n" in shown
    for text in wanted:
        assert text in shown


def test_issues_that_another_command_creates_stand_on_one_line() -> None:
    waiting = tuple(
        one.change
        for one in (
            done("DM-AP-1", "issue", "DM-AP-1: Measure"),
            done("DM-AP-2", "issue", "DM-AP-2: Warp"),
            done("DM-AP-1", "due", "2024-11-01"),
            done("DM-AP-3", "due", "2024-12-01", before="2024-11-01"),
        )
    )
    shown = lines(verb="pull", waiting=waiting)
    assert shown[:4] == [
        "Waiting for `ldmjira push`:",
        "  create 2 issues with links: DM-AP-1, DM-AP-2",
        "  DM-AP-3 due: 2024-11-01 -> 2024-12-01",
        "0 changes on Sandbox 1: 0 values agree",
    ]


def test_what_is_only_planned_is_not_told_as_pulled() -> None:
    one = done("DM-1", "due", "x", way=PULL, result=Result.PLANNED)
    assert lines(one, verb="diff")[0] == "To pull:"


def test_drift_is_told_once() -> None:
    outcome = done("LDM-1", "due", "b", before="a", way=DRIFT)
    shown = lines(outcome, verb="diff", drift=(outcome.change,))
    assert shown.count("  LDM-1 due: a != b") == 1
    assert shown[-2].startswith("0 changes")


def test_json_has_every_element_and_the_new_key() -> None:
    slot = Slot("DM-AP-1", "relates", "LVV-9")
    report = SyncReport(
        "push",
        "Sandbox 1",
        (done("DM-AP-1", "issue", "DM-AP-1: Measure", issue="DM-90001"),),
        conflicts=(
            Conflict(
                slot, (LINKED,), UNLINKED, None, "both", "ldmjira resolve"
            ),
        ),
        held=(Held(slot, LINKED, HeldReason.PROPOSED, "confirm"),),
        behind={slot: ("DMS-REQ-0063",)},
        reads=5,
        writes=1,
        seconds=0.25,
    )
    data = json.loads(report_to_json(report))
    assert data["site"] == "Sandbox 1"
    assert data["changes"] == [
        {
            "object": "DM-AP-1",
            "field": "issue",
            "before": None,
            "after": "DM-AP-1: Measure",
            "direction": "push",
            "issue": "DM-90001",
            "result": "done",
        }
    ]
    assert data["conflicts"][0]["field"] == "relates/LVV-9"
    assert data["held"][0]["requirements"] == ["DMS-REQ-0063"]
    assert data["requests"] == {"reads": 5, "writes": 1}
    assert data["seconds"] == 0.25


def test_campaign_is_told_in_words() -> None:
    shown = lines(
        done("LDM-1", "case/delay"),
        done("LDM-1", "steps/delay"),
        done("LDM-1", "plan", "LDM-1: One"),
        done("LDM-1", "cycle/LDM-1: One"),
        done("LDM-1", "plan-cycle/LDM-1: One"),
        done("LDM-1", "execution/LVV-T36"),
        done("LDM-1", "execution/draft:delay"),
        done("LDM-1", "coverage/LVV-T36:LVV-7"),
        done("LDM-1", "coverage/draft:delay:LVV-7"),
        done("LDM-1", "campaign.objective", "b", before="a"),
        done(
            "LDM-1",
            "execution/LVV-T40",
            result=Result.REFUSED,
            detail="no right",
        ),
    )
    assert shown[:-2] == [
        "Campaigns:",
        "  LDM-1",
        "    + case 'delay', as a draft",
        "    + steps of case 'delay'",
        "    + plan 'LDM-1: One'",
        "    + cycle 'LDM-1: One'",
        "    + cycle 'LDM-1: One', tied to the plan",
        "    + executions of LVV-T36, case 'delay'",
        "    + LVV-T36 covers LVV-7",
        "    + case 'delay' covers LVV-7",
        "    campaign.objective: a -> b",
        "    + executions of LVV-T40  [refused: no right]",
    ]


def test_long_values_stand_below_each_other_from_where_they_differ() -> None:
    begin = "A note that goes on for many words before it comes to its end: "
    edit = done(
        "DM-1", "notes", f"{begin}so", before=f"{begin}or so", issue="DM-7"
    )
    other = done("DM-1", "title", "y" * 50, before="x" * 50, issue="DM-7")
    shown = lines(edit, other)
    assert shown[:4] == [
        "edit DM-7  DM-1",
        "  notes: ...it comes to its end: or so -> ...it comes to its end: so",
        f"  title: {'x' * 50}",
        f"      -> {'y' * 50}",
    ]


def test_a_conflict_of_long_texts_shows_where_they_differ() -> None:
    begin = "A note that goes on for many words before it comes to its end: "
    slot = Slot("DM-1", "notes")
    one = Conflict(
        slot, (f"{begin}a", None), f"{begin}b", f"{begin}c", "why", "do it"
    )
    shown = lines(conflicts=(one,))
    assert [line.split()[-1] for line in shown[2:6]] == [
        "a",
        "(none)",
        "b",
        "c",
    ]


def test_edits_of_campaigns_are_told_in_words() -> None:
    assert lines(
        done("LDM-1", "drafts.log in.objective", "New", before="Old"),
        done("LDM-1", "coverage/LVV-T1:LVV-7", UNLINKED, before=LINKED),
    )[:4] == [
        "Campaigns:",
        "  LDM-1",
        "    objective of case 'log in': Old -> New",
        "    - LVV-T1 no longer covers LVV-7",
    ]


def test_a_diff_shows_drift_of_campaigns_as_well() -> None:
    drift = done("LDM-1", "drafts.a.name", "b", before="a", way=DRIFT).change
    assert "  LDM-1 drafts.a.name: a != b" in lines(
        verb="diff", drift=(drift,)
    )
