from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ldmjira.adapters.documents.reader import read_document, read_text
from ldmjira.core.notices import notices_of, why_cut
from tests.support.documents import Entry, Part, as_latex, as_markdown

EARLY = dt.date(2020, 1, 31)
LATE = dt.date(2020, 2, 29)


def _rules(*parts: Part) -> list[tuple[str, str]]:
    notices = notices_of(read_text(as_markdown(list(parts))))
    return [(notice.rule, notice.object) for notice in notices]


def _part(*entries: Entry, completed: dt.date | None = None) -> Part:
    return Part("LDM-503-01", "Toys", EARLY, completed, entries)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param(_part(), [], id="nothing"),
        pytest.param(
            _part(Entry(completed=EARLY), completed=EARLY), [], id="same-day"
        ),
        pytest.param(
            _part(Entry(completed=LATE), completed=EARLY),
            [("feature-completed-late", "DM-TOY-1")],
            id="feature-completed-after-milestone",
        ),
        pytest.param(
            _part(Entry(), completed=EARLY),
            [("feature-incomplete", "DM-TOY-1")],
            id="complete-milestone-with-incomplete-feature",
        ),
        pytest.param(
            _part(Entry(completed=EARLY)),
            [("milestone-not-closed", "LDM-503-01")],
            id="incomplete-milestone-with-complete-features",
        ),
        pytest.param(
            _part(Entry(completed=EARLY), Entry("DM-TOY-2")),
            [],
            id="one-of-two-complete",
        ),
        pytest.param(
            _part(Entry(due=LATE)),
            [("feature-due-late", "DM-TOY-1")],
            id="feature-due-after-milestone",
        ),
        pytest.param(
            _part(completed=dt.date(2020, 3, 1)), [], id="day-of-revision"
        ),
        pytest.param(
            _part(completed=dt.date(2020, 3, 2)),
            [("date-after-revision", "LDM-503-01")],
            id="completed-after-revision",
        ),
        pytest.param(
            Part(due=dt.date(2030, 1, 1)), [], id="forecast-after-revision"
        ),
        pytest.param(
            Part(title="Levers and"),
            [("cut-title", "LDM-503-01")],
            id="cut-title",
        ),
    ],
)
def test_rule(part: Part, expected: list[tuple[str, str]]) -> None:
    assert _rules(part) == expected


@pytest.mark.parametrize(
    ("second", "word"),
    [
        pytest.param(Entry(title="Pulleys"), "title", id="title"),
        pytest.param(Entry(due=None), "due date", id="due"),
        pytest.param(Entry(completed=LATE), "completed date", id="completed"),
    ],
)
def test_occurrences_that_disagree(second: Entry, word: str) -> None:
    parts = [
        Part("LDM-503-01", entries=(Entry(), Entry("DM-TOY-2"))),
        Part("LDM-503-02", entries=(second, Entry("DM-TOY-3"))),
    ]
    notices = notices_of(read_text(as_markdown(parts)))
    told = [n for n in notices if n.rule == "occurrences-disagree"]
    assert [n.object for n in told] == ["DM-TOY-1"]
    assert f"the {word} here is" in told[0].message


def test_occurrences_that_agree_are_silent() -> None:
    entries = (Entry(),)
    assert (
        _rules(
            Part("LDM-503-01", entries=entries),
            Part("LDM-503-02", entries=entries),
        )
        == []
    )


def test_list_without_a_revision_is_told() -> None:
    notices = notices_of(read_text(as_latex([Part(completed=LATE)])))
    assert [(n.rule, n.object) for n in notices] == [("no-revision", "")]


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        pytest.param("x" * 120, "has 120 characters", id="at-the-limit"),
        pytest.param("x" * 119, "has 119 characters", id="before-a-blank"),
        pytest.param("x" * 118, "", id="short"),
        pytest.param("x" * 121, "", id="long"),
        pytest.param("x" * 119 + ".", "", id="full-stop-at-the-limit"),
        pytest.param("x" * 119 + ")", "", id="bracket-at-the-limit"),
        pytest.param("Levers,", "ends with ','", id="comma"),
        pytest.param("Levers of", "ends with 'of'", id="word"),
        pytest.param("Levers (all", "not closed", id="bracket"),
        pytest.param("Levers…", "ends with '…'", id="dots"),
        pytest.param("Plug-in", "", id="word-with-in"),
        pytest.param("Levers (all)", "", id="closed"),
    ],
)
def test_why_a_title_seems_cut(title: str, reason: str) -> None:
    found = why_cut(title)
    assert (reason in found) if reason else not found


def test_warnings_of_the_published_document(shared: Path) -> None:
    document = read_document(shared / "documents" / "LDM-564.md")
    found: dict[str, set[str]] = {}
    for notice in notices_of(document):
        found.setdefault(notice.rule, set()).add(notice.object)
    assert found == {
        "cut-title": {"DM-NCSA-4", "DM-NCSA-5", "DM-NCSA-14"},
        "date-after-revision": {
            "LDM-503-EFDb",
            "LDM-503-16a",
            "LDM-503-15",
        },
        "feature-incomplete": {"DM-DRP-27"},
        "milestone-not-closed": {"LDM-503-12"},
        "feature-completed-late": {
            "DM-AP-12",
            "DM-AP-13",
            "DM-AP-18",
            "DM-DAX-2",
            "DM-NCSA-6",
            "DM-NCSA-9",
            "DM-NCSA-14",
            "DM-NCSA-15",
            "DM-SQRE-2",
            "DM-SUIT-5",
        },
    }
