from __future__ import annotations

from ldmjira.formats.table import aligned


def test_columns_are_aligned() -> None:
    rows = [("NAME", "NO", "TITLE"), ("a", "10", "x"), ("bcdef", "5", "")]
    assert aligned(rows, right={1}) == [
        "NAME   NO  TITLE",
        "a      10  x",
        "bcdef   5",
    ]


def test_no_rows_give_no_lines() -> None:
    assert aligned([]) == []
