"""The committed catalogue says what the public documents say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.tables import Table

ONLY_AN_EXAMPLE = "LVV-P72"
"""A plan whose document is known only from an example in a user guide."""


def _known(priority: str) -> str:
    return "" if priority == "Undefined" else priority


def _expected_requirement(row: dict[str, str]) -> tuple[str, ...]:
    return (
        row["requirement_id"],
        row["title"],
        row["specification"],
        _known(row["priority"]) or row["priority_lse61"],
        row["verification_method"],
        row["verification_level"],
        row["descoped_lse61"],
    )


def _expected_element(row: dict[str, str]) -> tuple[str, ...]:
    return (
        row["ve_key"],
        row["ve_name"],
        row["title"],
        row["requirement_id"],
        _known(row["priority"]),
        row["jira_status_2024"] or row["jira_status_2022"],
        " ".join(sorted(row["verified_in"].split(), key=_number)),
    )


def _expected_case(row: dict[str, str]) -> tuple[str, ...]:
    return (
        row["test_case_key"],
        row["name"],
        row["status"],
        row["priority"],
        row["verification_type"],
        row["version"],
        row["test_spec"],
    )


def _expected_link(row: dict[str, str]) -> tuple[str, ...]:
    return (row["ve_key"], row["test_case_key"])


def _expected_run(row: dict[str, str]) -> tuple[str, ...]:
    return (
        row["test_case_key"],
        row["run_date"],
        row["status"],
        row["test_plan"],
        row["test_cycle"],
        row["execution"],
        row["document"],
    )


def _expected_plan(row: dict[str, str]) -> tuple[str, ...]:
    example = row["test_plan"] == ONLY_AN_EXAMPLE
    return (
        row["test_plan"],
        row["name"],
        row["status"],
        "" if example else row["document"],
        "" if example else row["document_title"],
        row["test_cycles"],
    )


def _told(row: dict[str, str]) -> tuple[str, ...]:
    """A row without its provenance, and without what has a test alone."""
    return tuple(
        value
        for column, value in row.items()
        if column not in {"source", "steps"}
    )


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])


@pytest.mark.parametrize(
    ("name", "source", "expect"),
    [
        ("requirements", "requirements", _expected_requirement),
        ("verification_elements", "verification_elements", _expected_element),
        ("cases", "test_cases", _expected_case),
        ("coverage", "coverage", _expected_link),
        ("runs", "test_case_runs", _expected_run),
        ("plans", "test_plans", _expected_plan),
    ],
    ids=["requirements", "elements", "cases", "coverage", "runs", "plans"],
)
def test_table_says_what_the_facts_say(
    catalog: Table,
    facts: Table,
    name: str,
    source: str,
    expect: Callable[[dict[str, str]], tuple[str, ...]],
) -> None:
    ours = Counter(_told(row) for row in catalog(name))
    theirs = Counter(expect(row) for row in facts(f"vcd/{source}"))
    assert ours - theirs == Counter()
    assert theirs - ours == Counter()


def test_steps_are_counted_as_printed(catalog: Table, facts: Table) -> None:
    known = {
        row["test_case_key"]: row["steps_in_report"]
        for row in facts("vcd/test_case_runs")
        if row["steps_in_report"] not in {"", "0"}
    }
    # A specification says more surely than a report how many there are.
    known |= {
        row["test_case_key"]: row["steps"]
        for row in facts("vcd/test_cases")
        if row["steps"] not in {"", "0"}
    }
    assert {
        row["key"]: row["steps"] for row in catalog("cases") if row["steps"]
    } == known


def test_cycles_of_the_reports_are_there(catalog: Table, facts: Table) -> None:
    ours = {tuple(row.values())[:-1] for row in catalog("cycles")}
    theirs = {
        (
            row["test_cycle"],
            row["name"],
            row["status"],
            row["test_plan"],
            row["document"],
        )
        for row in facts("vcd/test_cycles")
    }
    assert theirs - ours == set()


def test_links_taken_back_stay_out(catalog: Table, facts: Table) -> None:
    ours = {(row["element"], row["case"]) for row in catalog("coverage")}
    gone = {
        (row["ve_key"], row["test_case_key"])
        for row in facts("vcd/coverage_extra")
    }
    assert ours & gone == set()
