"""Facts that a pull brings into the catalogue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldmjira.core.campaign.facts import catalog_with, news_of
from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
    RemoteStep,
)
from ldmjira.models.catalog import Case, Catalog, Coverage, Cycle, Plan, Run
from ldmjira.models.pulled import Person, PulledCampaign

CASE = RemoteCase(
    "LVV-T1",
    "A case",
    "Approved",
    priority="Normal",
    links=(CoverageLink("LVV-T1", "7", "1"),),
)
CYCLE = RemoteCycle(
    "LVV-R3", "3", "Night", "Done", planned_start="2026-01-01T00:00:00Z"
)
PLAN = RemotePlan(
    "LVV-P1",
    "1",
    "Plan",
    "Approved",
    document="DMTR-1",
    cycles=("LVV-R3",),
)
RUN = RemoteExecution(
    "LVV-E1",
    "1",
    "LVV-T1",
    "LVV-R3",
    "Pass",
    executed="2026-01-02T03:04:05Z",
)
ELEMENTS = {"7": "LVV-7", "8": "LVV-8"}


def told(catalog: Catalog, **changes: object) -> Catalog:
    values: dict[str, object] = {
        "cases": [CASE],
        "plans": [PLAN],
        "cycles": [CYCLE],
        "executions": [RUN],
        "elements": ELEMENTS,
        **changes,
    }
    return catalog_with(catalog, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(None, "5"), ((RemoteStep("do it"), RemoteStep("look")), "2")],
    ids=["not read", "read"],
)
def test_steps_are_counted_where_they_were_read(
    steps: tuple[RemoteStep, ...] | None, expected: str
) -> None:
    before = Catalog(cases={"LVV-T1": Case("LVV-T1", "A case", steps="5")})
    found = told(before, cases=[replace(CASE, steps=steps)])
    assert found.cases["LVV-T1"].steps == expected


def test_what_is_told_is_taken_over() -> None:
    found = told(Catalog())
    assert found.cases["LVV-T1"].status == "Approved"
    assert found.plans["LVV-P1"].cycles == ("LVV-R3",)
    assert found.cycles["LVV-R3"].plan == "LVV-P1"
    assert found.coverage == (Coverage("LVV-7", "LVV-T1", "Zephyr Scale"),)
    assert found.runs == (
        Run(
            "LVV-T1",
            "2026-01-02",
            "Passed",
            "LVV-P1",
            "LVV-R3",
            "LVV-E1",
            "DMTR-1",
            "Zephyr Scale",
        ),
    )


def test_the_same_again_changes_nothing() -> None:
    once = told(Catalog())
    assert told(once) == once


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("Pass", "Passed"),
        ("Fail", "Failed"),
        ("Pass w/ Deviation", "Pass w/Deviation"),
        ("Blocked", "Blocked"),
        ("Not Executed", "Not Executed"),
    ],
)
def test_statuses_are_in_the_catalogues_words(status: str, word: str) -> None:
    found = told(Catalog(), executions=[replace(RUN, status=status)])
    assert [row.status for row in found.runs] == [word]


def test_what_zephyr_does_not_say_stays() -> None:
    row = Case(
        "LVV-T1", "Old", "Draft", "High", "Test", "2", "LDM-639", "a document"
    )
    found = told(Catalog(cases={"LVV-T1": row})).cases["LVV-T1"]
    assert (found.type, found.version, found.specification) == (
        "Test",
        "2",
        "LDM-639",
    )
    assert (found.name, found.source) == ("A case", "Zephyr Scale")


def test_a_row_that_says_the_same_keeps_its_source() -> None:
    row = Case("LVV-T1", "A case", "Approved", "Normal", source="a document")
    found = told(Catalog(cases={"LVV-T1": row}))
    assert found.cases["LVV-T1"] is row


def test_rows_of_what_was_not_read_stay() -> None:
    other = Coverage("LVV-9", "LVV-T9", "a document")
    plan = Plan("LVV-P9", "Other")
    found = told(Catalog(coverage=(other,), plans={"LVV-P9": plan}))
    assert other in found.coverage
    assert found.plans["LVV-P9"] is plan


def test_coverage_that_zephyr_lost_goes() -> None:
    old = Coverage("LVV-8", "LVV-T1", "a document")
    found = told(Catalog(coverage=(old,)))
    assert [row.element for row in found.coverage] == ["LVV-7"]


def test_coverage_that_was_not_read_stays() -> None:
    old = Coverage("LVV-8", "LVV-T1", "a document")
    found = told(Catalog(coverage=(old,)), cases=[replace(CASE, links=None)])
    assert found.coverage == (old,)


def test_links_to_issues_that_are_no_elements_are_no_coverage() -> None:
    assert told(Catalog(), elements={}).coverage == ()


def test_a_new_result_of_an_execution_replaces_the_old() -> None:
    once = told(Catalog())
    again = told(once, executions=[replace(RUN, status="Fail")])
    assert [row.status for row in again.runs] == ["Failed"]


def test_two_runs_of_one_case_on_one_day_stay_two() -> None:
    row = Run("LVV-T1", "2026-01-02", "Failed", "LVV-P1", source="a document")
    second = replace(RUN, key="LVV-E2", status="Fail")
    found = told(Catalog(runs=(row,)), executions=[RUN, second])
    assert [one.execution for one in found.runs] == ["LVV-E1", "LVV-E2"]


@pytest.mark.parametrize(
    "held",
    [(), (Run("LVV-T1", "2026-01-02", "Passed", source="LDM-1"),)],
    ids=["new", "known from a document"],
)
def test_milestones_that_share_a_plan_bring_a_run_once(
    held: tuple[Run, ...],
) -> None:
    found = told(Catalog(runs=held), executions=[RUN, RUN])
    assert [one.execution for one in found.runs] == ["LVV-E1"]


def test_a_run_of_another_plan_is_another() -> None:
    row = Run("LVV-T1", "2026-01-02", "Passed", "LVV-P9", source="a document")
    assert len(told(Catalog(runs=(row,))).runs) == 2


def test_a_former_key_of_a_cycle_stays() -> None:
    found = told(Catalog(cycles={"LVV-C3": Cycle("LVV-C3", "")}))
    assert list(found.cycles) == ["LVV-C3"]
    assert found.runs[0].cycle == "LVV-C3"


# -- news --------------------------------------------------------------------

PULLED = PulledCampaign(
    milestone="LDM-503-1",
    site="memory",
    pulled="2026-01-03T00:00:00+00:00",
    plan=PLAN,
    cycles=(CYCLE,),
    executions=(replace(RUN, assigned_to="account:1"),),
    cases=(CASE,),
    people=(Person("account:1", "A person"),),
)


def values(
    old: PulledCampaign | None, new: PulledCampaign
) -> dict[str, object]:
    return {
        change.slot.field: change.after
        for change in news_of(old, new, elements=ELEMENTS)
    }


def test_a_first_pull_tells_everything() -> None:
    assert values(None, PULLED) == {
        "LVV-P1 status": "Approved",
        "LVV-R3 status": "Done",
        "LVV-R3 planned start": "2026-01-01",
        "LVV-E1 (LVV-T1) result": "Pass",
        "LVV-E1 (LVV-T1) assigned to": "A person",
        "LVV-T1 status": "Approved",
        "LVV-T1 covers": "LVV-7",
    }


def test_nothing_new_is_nothing_told() -> None:
    later = replace(PULLED, pulled="2027-01-03T00:00:00+00:00")
    assert values(PULLED, later) == {}


def test_only_what_changed_is_told() -> None:
    cycle = replace(CYCLE, planned_start="2026-02-01T00:00:00Z")
    run = replace(RUN, status="Fail")
    new = replace(PULLED, cycles=(cycle,), executions=(run,))
    assert values(PULLED, new) == {
        "LVV-R3 planned start": "2026-02-01",
        "LVV-E1 (LVV-T1) result": "Fail",
        "LVV-E1 (LVV-T1) assigned to": None,
    }
