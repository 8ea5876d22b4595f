from __future__ import annotations

import pytest

from ldmjira.sandbox.seed import (
    rubin_issues,
    zephyr_cases,
    zephyr_cycles,
    zephyr_executions,
    zephyr_links,
    zephyr_plans,
)
from tests.support.tables import Table

CASES = {case.key: case for case in zephyr_cases()}
PLANS = {plan.key: plan for plan in zephyr_plans()}
CYCLES = {cycle.key: cycle for cycle in zephyr_cycles()}
EXECUTIONS = {run.key: run for run in zephyr_executions()}
LINKS = list(zephyr_links())

SAMPLED = ["LVV-T216", "LVV-T217", "LVV-T218", "LVV-T2338", "LVV-T2339"]


def test_counts() -> None:
    assert len(CASES) == 707
    assert len(LINKS) == len(set(LINKS)) == 911
    assert len(PLANS) == 31
    assert sum(cycle.recorded for cycle in CYCLES.values()) == 23
    assert len(EXECUTIONS) == 369


def test_keys_hold_together() -> None:
    elements = {issue.key for issue in rubin_issues()}
    assert {link.case for link in LINKS} <= CASES.keys()
    assert {link.element for link in LINKS} <= elements
    assert {cycle.plan for cycle in CYCLES.values() if cycle.plan} <= (
        PLANS.keys()
    )
    for run in EXECUTIONS.values():
        assert run.case in CASES
        assert run.cycle in CYCLES


def test_plan_and_cycle_of_a_campaign_share_their_name() -> None:
    name = "LDM-503-EFDb: Replication of Summit EFD to USDF"
    assert PLANS["LVV-P90"].name == name
    assert CYCLES["LVV-R181"].name == name
    assert CYCLES["LVV-R181"].plan == "LVV-P90"


@pytest.mark.parametrize(
    ("key", "status", "day"),
    [
        ("LVV-E1457", "Blocked", "2024-02-08"),
        ("LVV-E3446", "Pass", "2024-02-08"),
        ("LVV-E1552", "Pass", "2023-06-20"),
    ],
)
def test_recorded_runs(key: str, status: str, day: str) -> None:
    run = EXECUTIONS[key]
    assert run.cycle == "LVV-R181"
    assert run.status == status
    assert run.date is not None
    assert run.date.isoformat() == day


def test_words_are_zephyrs() -> None:
    assert {case.status for case in CASES.values()} == {
        "Draft",
        "Defined",
        "Approved",
        "Deprecated",
    }
    assert {run.status for run in EXECUTIONS.values()} == {
        "Pass",
        "Pass w/ Deviation",
        "Initial Pass",
        "Fail",
        "Blocked",
        "Not Executed",
    }
    assert {plan.status for plan in PLANS.values()} == {
        "Draft",
        "Approved",
        "Completed",
    }


@pytest.mark.parametrize("key", SAMPLED)
def test_case_of_a_sampled_campaign_has_texts(key: str) -> None:
    case = CASES[key]
    assert case.objective is not None
    assert case.precondition is not None
    assert case.objective.startswith("Sample text: ")
    assert case.precondition.startswith("Sample text: ")
    assert 3 <= len(case.steps) <= 6
    for step in case.steps:
        if step.calls is not None:
            assert step.calls in CASES
            continue
        assert step.description.startswith("Sample text: ")
        assert step.expected.startswith("Sample text: ")


@pytest.mark.parametrize("key", ["LVV-P1", "LVV-P90"])
def test_plan_of_a_sampled_campaign_has_texts(key: str) -> None:
    plan = PLANS[key]
    assert plan.objective is not None
    assert plan.objective.startswith("Sample text: ")
    for name in ("Entry Criteria", "Exit Criteria"):
        assert plan.fields[name].startswith("Sample text: ")


def test_no_other_case_has_texts() -> None:
    assert sorted(key for key, case in CASES.items() if case.objective) == (
        sorted(SAMPLED)
    )


def test_cases_are_those_of_the_facts(facts: Table) -> None:
    rows = {row["test_case_key"]: row for row in facts("vcd/test_cases")}
    assert rows.keys() == CASES.keys()
    for key, row in rows.items():
        assert CASES[key].name == (row["name"] or key)
        assert CASES[key].status == (row["status"] or "Draft")


def test_links_are_those_of_the_facts(facts: Table) -> None:
    stated = {
        (row["test_case_key"], row["ve_key"]) for row in facts("vcd/coverage")
    }
    assert stated == {(link.case, link.element) for link in LINKS}


def test_recorded_keys_of_runs_are_kept(facts: Table) -> None:
    stated = {
        row["execution"]
        for row in facts("vcd/test_case_runs")
        if row["execution"]
    }
    assert stated <= EXECUTIONS.keys()
    assert len(stated) == 19
