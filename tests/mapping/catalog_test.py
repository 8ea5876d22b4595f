"""The committed catalogue: whole, sorted, without dangling references."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ldmjira.models.keys import natural_key
from tests.support.tables import Table

COLUMNS = {
    "requirements": "id,title,specification,priority,method,level,descoped",
    "verification_elements": (
        "key,name,title,requirement,priority,status,verified_in"
    ),
    "cases": "key,name,status,priority,type,version,specification",
    "coverage": "element,case",
    "runs": "case,date,status,plan,cycle,execution,document",
    "plans": "key,name,status,document,title,cycles",
    "cycles": "key,name,status,plan,document",
}
COUNTS = {
    "requirements": 714,
    "verification_elements": 787,
    "cases": 707,
    "coverage": 911,
    "runs": 407,
    "plans": 31,
    "cycles": 23,
}
SORTED_BY = {
    "requirements": ["id"],
    "verification_elements": ["key"],
    "cases": ["key"],
    "coverage": ["element", "case"],
    "runs": ["case", "date", "plan", "cycle", "execution", "status"],
    "plans": ["key"],
    "cycles": ["key"],
}
VALUES = {
    ("requirements", "priority"): {"", "1a", "1b", "2", "3"},
    ("requirements", "descoped"): {"", "no", "yes"},
    ("requirements", "level"): {"", "SL", "HL", "LL"},
    ("requirements", "method"): {
        "",
        "Test",
        "Inspection",
        "Analysis",
        "Demonstration",
    },
    ("verification_elements", "priority"): {"", "1a", "1b", "2", "3"},
    ("verification_elements", "status"): {
        "",
        "Covered",
        "In Verification",
        "Verified",
    },
    ("cases", "status"): {
        "",
        "Draft",
        "Defined",
        "Approved",
        "Deprecated",
        "Archived",
    },
    ("cases", "type"): {
        "",
        "Test",
        "Inspection",
        "Analysis",
        "Demonstration",
    },
    ("runs", "status"): {
        "Passed",
        "Pass w/Deviation",
        "Failed",
        "Not Executed",
        "Initial Pass",
        "Blocked",
    },
}
REFERENCES = [
    ("verification_elements", "requirement", "requirements", "id"),
    ("verification_elements", "verified_in", "verification_elements", "key"),
    ("coverage", "element", "verification_elements", "key"),
    ("coverage", "case", "cases", "key"),
    ("runs", "case", "cases", "key"),
    ("runs", "plan", "plans", "key"),
    ("runs", "cycle", "cycles", "key"),
    ("plans", "cycles", "cycles", "key"),
    ("cycles", "plan", "plans", "key"),
]
PEOPLE = re.compile(
    r"assignee|owner|reporter|author|executed_by|creator|e.?mail|person",
    re.IGNORECASE,
)

each_table = pytest.mark.parametrize("name", sorted(COLUMNS))


@each_table
def test_table_has_its_columns(catalog: Table, name: str) -> None:
    expected = [*COLUMNS[name].split(","), "source"]
    optional = ["steps"] if name == "cases" else []
    assert list(catalog(name)[0]) == [*expected, *optional]


@each_table
def test_table_has_every_row(catalog: Table, name: str) -> None:
    assert len(catalog(name)) == COUNTS[name]


@each_table
def test_table_is_sorted(catalog: Table, name: str) -> None:
    rows = [
        [natural_key(row[column]) for column in SORTED_BY[name]]
        for row in catalog(name)
    ]
    assert rows == sorted(rows)


@each_table
def test_table_repeats_nothing(catalog: Table, name: str) -> None:
    columns = SORTED_BY[name]
    if name == "runs":
        columns = [*columns, "document"]
    seen = Counter(
        tuple(r[column] for column in columns) for r in catalog(name)
    )
    assert [row for row, times in seen.items() if times > 1] == []


@each_table
def test_every_row_tells_its_source(catalog: Table, name: str) -> None:
    assert [row for row in catalog(name) if not row["source"]] == []


@each_table
def test_table_names_no_people(catalog: Table, name: str) -> None:
    assert [c for c in catalog(name)[0] if PEOPLE.search(c)] == []


@each_table
def test_no_cell_holds_a_long_text(catalog: Table, name: str) -> None:
    cells = [cell for row in catalog(name) for cell in row.values()]
    assert max(map(len, cells)) < 200
    assert [cell for cell in cells if "\n" in cell or "@" in cell] == []


@each_table
def test_file_is_plain(mappings: Path, name: str) -> None:
    data = (mappings / "catalog" / f"{name}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")


@pytest.mark.parametrize(("name", "column"), sorted(VALUES), ids=str)
def test_column_keeps_to_its_words(
    catalog: Table, name: str, column: str
) -> None:
    assert {row[column] for row in catalog(name)} <= VALUES[name, column]


@pytest.mark.parametrize(
    ("name", "column", "target", "key"),
    REFERENCES,
    ids=[f"{name}.{column}" for name, column, *_ in REFERENCES],
)
def test_reference_leads_somewhere(
    catalog: Table, name: str, column: str, target: str, key: str
) -> None:
    known = {row[key] for row in catalog(target)}
    used = {part for row in catalog(name) for part in row[column].split()}
    assert used - known == set()


def test_every_requirement_has_an_element(catalog: Table) -> None:
    served = {row["requirement"] for row in catalog("verification_elements")}
    assert {row["id"] for row in catalog("requirements")} == served


def test_plans_and_cycles_agree(catalog: Table) -> None:
    by_plan = {
        (row["key"], cycle)
        for row in catalog("plans")
        for cycle in row["cycles"].split()
    }
    by_cycle = {
        (row["plan"], row["key"]) for row in catalog("cycles") if row["plan"]
    }
    assert by_plan == by_cycle
