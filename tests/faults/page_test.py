"""The page on reliability tells what the tests test."""

from __future__ import annotations

from tests.faults.page import PAGE, with_tables


def test_tables_are_those_of_the_tests() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page, "run `python -m tests.faults.page`"
