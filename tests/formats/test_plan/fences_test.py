"""Text that a person wrote survives, whatever becomes of the document."""

from __future__ import annotations

import re

import pytest

from ldmjira.exceptions import UsageError
from ldmjira.formats.test_plan.fences import (
    hand_written,
    is_ours,
    read_regions,
    syntax_of,
)
from ldmjira.formats.test_plan.rendering import render
from ldmjira.models.test_plan import Doc, DocKind
from tests.support.plans import make_doc

NAMES = ["md", "rst", "latex", "html"]


def write_in(text: str, region: str, words: str) -> str:
    """Replace what stands in a region."""
    pattern = re.compile(
        rf"(ldmjira:begin {region}\b[^\n]*\n)"
        rf".*?(\n[^\n]*ldmjira:end {region})",
        re.DOTALL,
    )
    changed, number = pattern.subn(
        lambda found: f"{found[1]}\n{words}\n{found[2]}", text
    )
    assert number == 1
    return changed


def again(text: str, name: str, kind: DocKind = DocKind.PLAN) -> Doc:
    """Make a document anew over one that there is."""
    found = read_regions(text)
    written = hand_written(
        found.texts,
        syntax=syntax_of(f"x.{name}", text),
        wanted=name,
        source="x",
    )
    return make_doc(kind, written=written)


@pytest.mark.parametrize("name", NAMES)
def test_a_new_document_holds_no_text_of_a_person(name: str) -> None:
    text = render(make_doc(DocKind.PLAN), name)
    assert is_ours(text)
    assert read_regions(text).texts == {}
    assert syntax_of("plan", text) == name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "words",
    [
        "One line.",
        "Two\nlines.\n\n- *and* a list",
        r"\emph{x} <b>y</b> **z**",
        "A hard break  \nby two spaces\n\n    and\tcode  \n\n\n\nfar below",
    ],
    ids=["line", "lines", "markup", "spaces"],
)
def test_text_survives_byte_for_byte(name: str, words: str) -> None:
    first = write_in(render(make_doc(DocKind.PLAN), name), "scope", words)
    second = render(again(first, name), name)
    assert read_regions(second).texts == {"scope": words}
    assert render(again(second, name), name) == second


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_becomes_a_report_with_its_text(name: str) -> None:
    first = write_in(render(make_doc(DocKind.PLAN), name), "scope", "Kept.")
    report = again(first, name, DocKind.REPORT)
    assert read_regions(render(report, name)).texts == {"scope": "Kept."}


@pytest.mark.parametrize("name", NAMES)
def test_text_without_a_region_stands_at_the_end(name: str) -> None:
    report = render(make_doc(DocKind.REPORT), name)
    first = write_in(report, "improvements", "Better cables.")
    plan = again(first, name)
    assert [region.id for region in plan.lost] == ["improvements"]
    second = render(plan, name)
    assert read_regions(second).texts == {"improvements": "Better cables."}
    back = again(second, name, DocKind.REPORT)
    assert back.lost == ()


def test_a_region_without_an_end_loses_nothing() -> None:
    found = read_regions(
        "<!-- ldmjira:begin scope -->\nfirst\n"
        "<!-- ldmjira:begin risks -->\nsecond\n"
    )
    assert found.texts == {"scope": "first", "risks": "second"}
    assert found.unclosed == ("scope", "risks")


def test_a_region_that_stands_twice_keeps_both_texts() -> None:
    one = "% ldmjira:begin scope\n{}\n% ldmjira:end scope\n"
    found = read_regions(one.format("a") + one.format("b"))
    assert found.texts == {"scope": "a\n\nb"}


def test_windows_line_ends_are_understood() -> None:
    text = ".. ldmjira:begin scope\r\n\r\nx\r\n\r\n.. ldmjira:end scope\r\n"
    assert read_regions(text).texts == {"scope": "x"}


def test_what_we_asked_for_with_an_answer_below_is_kept_whole() -> None:
    asked = "> **TODO** (1.1 Scope): What?\n\nHalf an answer"
    text = f"<!-- ldmjira:begin scope -->\n{asked}\n<!-- ldmjira:end scope -->"
    assert read_regions(text).texts == {"scope": asked}


def test_a_todo_left_in_a_text_keeps_the_region_open() -> None:
    written = hand_written(
        {"scope": "All but TODO"}, syntax="md", wanted="md", source="x"
    )
    doc = make_doc(DocKind.PLAN, written=written)
    assert "scope" in {one.id for one in doc.regions if one.is_open}


def test_markdown_goes_into_every_format() -> None:
    words = (
        "# Head\n\n**Bold** [l](https://a.b)\n\n1. one\n2. two\n\n```\nc\n```"
    )
    for name in (*NAMES, "typst"):
        written = hand_written(
            {"scope": words}, syntax="md", wanted=name, source="x"
        )
        text = render(make_doc(DocKind.PLAN, written=written), name)
        assert "Bold" in text
        assert "https://a.b" in text


@pytest.mark.parametrize("syntax", ["latex", "rst"])
def test_latex_goes_nowhere_else(syntax: str) -> None:
    with pytest.raises(UsageError, match="cannot be carried over"):
        hand_written({"scope": "x"}, syntax=syntax, wanted="md", source="x")


def test_a_foreign_document_is_not_ours() -> None:
    assert not is_ours("# A readme\n\nText about ldmjira.\n")
