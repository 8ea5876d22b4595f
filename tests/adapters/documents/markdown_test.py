from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ldmjira.adapters.documents.reader import read_document, read_text
from ldmjira.exceptions import DocumentError
from ldmjira.models.document import ReleaseDocument
from tests.support.documents import markdown_document

DATA = Path(__file__).parents[2] / "data" / "documents"
HEAD = "### 3.1 Toys: LDM-503-01\n\n*Due: 2020-01-31; currently incomplete.*\n"
CLAUSE = "(*Due: 2020-01-31; currently incomplete*)"


@pytest.fixture(scope="module")
def odd() -> ReleaseDocument:
    return read_document(DATA / "oddities.md")


def test_every_oddity_is_read(odd: ReleaseDocument) -> None:
    assert odd.rejected == ()
    assert odd.found == odd.parsed


def test_milestones_of_every_make_of_heading(odd: ReleaseDocument) -> None:
    assert [(m.section, m.code, m.title) for m in odd.milestones] == [
        ("2.1", "LDM-503-01", "First light of the toy"),
        ("2.2", "LDM-GEN9", "Toy platform: second stage"),
        ("2.3", "LDM-503-02a", "Toy rehearsal #3"),
    ]


def test_items_of_every_make_of_list(odd: ReleaseDocument) -> None:
    assert [(o.code, o.title) for o in odd.milestones[0].occurrences] == [
        ("DM-TOY-1", "Levers & buttons (all of them)"),
        (
            "DM-TOY-2",
            "A title that goes on behind the end of the page",
        ),
        ("DM-NUT-7", "A bullet was lost"),
        ("DM-CREW", "Hire the crew (e.g. of X et al.)."),
    ]


def test_newest_row_of_the_change_record_counts(odd: ReleaseDocument) -> None:
    assert (odd.version, odd.date) == ("1.10", dt.date(2021, 3, 1))


def test_lines_are_those_of_the_file(odd: ReleaseDocument) -> None:
    lines = (DATA / "oddities.md").read_text("utf-8").split("\n")
    for item in (*odd.milestones, *odd.features.values()):
        assert item.code in lines[item.line - 1]


def test_contents_that_differ_are_told(odd: ReleaseDocument) -> None:
    told = {n.object for n in odd.notices if n.rule == "contents-differ"}
    assert told == {"LDM-503-88", "LDM-503-02a"}


def test_row_without_a_version_still_dates_the_document() -> None:
    document = read_text(
        markdown_document(HEAD).replace("1.1\t2020-03-01", "\t2020-03-01")
    )
    assert (document.version, document.date) == ("1.0", dt.date(2020, 3, 1))


@pytest.mark.parametrize(
    ("added", "kind", "reason"),
    [
        pytest.param("- Levers", "feature", "no 'Due:'", id="bare-bullet"),
        pytest.param(
            f"- DM-TOY-1 Levers {CLAUSE}", "feature", "colon", id="a"
        ),
        pytest.param(f"- Levers: {CLAUSE}", "feature", "Levers", id="no-code"),
        pytest.param(f"- DM-TOY-1: {CLAUSE}", "feature", "title", id="title"),
        pytest.param("- DM-TOY-1: Levers", "feature", "Due", id="no-date"),
        pytest.param(
            "- DM-TOY-1: Levers (*Due: 2020-02-30; currently incomplete*)",
            "feature",
            "2020-02-30",
            id="no-such-day",
        ),
        pytest.param(
            f"- DM-TOY-1: L {CLAUSE} - DM-TOY-2: M {CLAUSE}",
            "feature",
            "2 'Due:'",
            id="two-on-a-line",
        ),
        pytest.param(f"Levers {CLAUSE}", "due", "text stands", id="prose"),
        pytest.param("*Due: 2020-01-31*", "due", "already", id="second-date"),
        pytest.param(
            "### 3.2 Wheels\n\n*Due: 2020-01-31*",
            "milestone",
            "no colon",
            id="heading-without-label",
        ),
        pytest.param(
            "### Wheels: LDM-503-02\n\n*Due: 2020-01-31*",
            "milestone",
            "missing",
            id="heading-without-number",
        ),
        pytest.param(
            "### 3.2 Wheels: LDM-503-02",
            "milestone",
            "Due",
            id="milestone-without-date",
        ),
        pytest.param(
            "### 3.2 Wheels: LDM-503-01\n\n*Due: 2020-01-31*",
            "milestone",
            "already on line",
            id="milestone-twice",
        ),
    ],
)
def test_what_cannot_be_read_is_rejected(
    added: str, kind: str, reason: str
) -> None:
    text = markdown_document(f"{HEAD}\n{added}\n")
    document = read_text(text)
    first = document.rejected[0]
    line = text.split("\n").index(added.split("\n", maxsplit=1)[0]) + 1
    assert (first.kind, first.line) == (kind, line)
    assert reason in first.reason
    assert document.found == document.parsed + document.refused


def test_milestone_elsewhere_is_rejected() -> None:
    document = read_text(
        markdown_document(HEAD) + "\n### 4.1 Wheels: LDM-503-02\n"
    )
    assert [r.kind for r in document.rejected] == ["milestone"]
    assert "outside section 3" in document.rejected[0].reason


def test_features_of_a_rejected_milestone_are_rejected() -> None:
    document = read_text(
        markdown_document(
            f"{HEAD}\n### 3.2 Wheels: LDM-503-02\n\n- DM-TOY-1: L {CLAUSE}\n"
        )
    )
    assert [r.kind for r in document.rejected] == ["milestone", "feature"]
    assert document.found == document.parsed + document.refused


@pytest.mark.parametrize(
    "item",
    [
        "- DM-TOY-1  : Levers",
        "+ **DM-TOY-1:** Levers",
        "1. `DM-TOY-1`: Levers",
        "- <b>DM-TOY-1</b>: <i>Levers</i>",
        "  - DM-TOY-1: Levers",
        "_DM-TOY-1_: Levers",
    ],
)
def test_code_of_every_make(item: str) -> None:
    document = read_text(markdown_document(f"{HEAD}\n{item} {CLAUSE}\n"))
    assert document.features["DM-TOY-1"].title == "Levers"
    assert document.found == document.parsed


def test_line_that_no_block_holds_fails_the_account() -> None:
    text = markdown_document(f"{HEAD}\n<sup>9</sup> {CLAUSE}\n")
    line = text.split("\n").index(f"<sup>9</sup> {CLAUSE}") + 1
    with pytest.raises(DocumentError, match=rf"2 found, 1 .* line {line}"):
        read_text(text)


def test_section_that_is_left_out_is_told() -> None:
    document = read_text(
        markdown_document(
            HEAD + HEAD.replace("3.1", "3.3").replace("-01", "-2", 1)
        )
    )
    assert [n.rule for n in document.notices] == ["section-gap"]


def test_feature_twice_in_a_list_is_told() -> None:
    item = f"- DM-TOY-1: L {CLAUSE}\n"
    document = read_text(markdown_document(f"{HEAD}\n{item}{item}"))
    assert [n.rule for n in document.notices] == ["repeated-feature"]
    assert document.milestones[0].features == ("DM-TOY-1",)


def test_state_that_is_missing_is_told() -> None:
    item = "- DM-TOY-1: L (*Due: 2020-01-31*)\n"
    document = read_text(markdown_document(f"{HEAD}\n{item}"))
    assert [n.rule for n in document.notices] == ["no-state"]


@pytest.mark.parametrize("blank", ["\xa0", "\u2003", "\u202f", "\u3000"])
def test_blanks_of_every_width(blank: str) -> None:
    item = f"- DM-TOY-1: Levers, all {CLAUSE}\n".replace(" ", blank)
    document = read_text(markdown_document(f"{HEAD}\n{item}"))
    assert document.features["DM-TOY-1"].title == "Levers, all"


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_line_ends_of_every_system(end: str) -> None:
    text = markdown_document(f"{HEAD}\n- DM-TOY-1: L {CLAUSE}\n")
    assert read_text(text.replace("\n", end)) == read_text(text)
