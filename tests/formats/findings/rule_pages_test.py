"""The documentation of the rules is that of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.core.checks import RULES
from ldmjira.formats.findings.rule_pages import rule_pages

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_there_is_a_page_for_each_rule_and_no_other() -> None:
    written = {f"rules/{path.name}" for path in DOCS.glob("rules/*.md")}
    assert written | {"rules.md"} == set(rule_pages(RULES))


@pytest.mark.parametrize("name", sorted(rule_pages(RULES)))
def test_page_is_up_to_date(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    wanted = rule_pages(RULES)[name]
    assert text == wanted, "run `python docs/rules/generate.py`"
