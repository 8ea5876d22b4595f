from __future__ import annotations

import datetime as dt

import pytest

from ldmjira.adapters.documents.clauses import (
    Schedule,
    UnreadableError,
    parse_feature,
    parse_heading,
    parse_schedule,
    split_due,
)

DAY = dt.date(2020, 1, 31)
LATER = dt.date(2020, 2, 29)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        pytest.param(
            "2020-01-31; completed 2020-02-29",
            Schedule(DAY, LATER, stated=True),
            id="completed",
        ),
        pytest.param(
            "2020-01-31; currently incomplete",
            Schedule(DAY, None, stated=True),
            id="incomplete",
        ),
        pytest.param(
            "TBD; currently incomplete",
            Schedule(None, None, stated=True),
            id="no-date-yet",
        ),
        pytest.param("TBD", Schedule(None, None, stated=False), id="TBD"),
        pytest.param(
            "2020-01-31", Schedule(DAY, None, stated=False), id="no-state"
        ),
        pytest.param(
            "2020\N{EN DASH}01\N{EN DASH}31; completed: 2020--02--29".replace(
                "--", "\N{EN DASH}"
            ),
            Schedule(DAY, LATER, stated=True),
            id="dashes-of-print",
        ),
        pytest.param(
            "2020-01-31, Completed 2020-02-29",
            Schedule(DAY, LATER, stated=True),
            id="comma-and-capital",
        ),
    ],
)
def test_schedule_is_read(clause: str, expected: Schedule) -> None:
    assert parse_schedule(clause) == expected


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        pytest.param("", "not of the form", id="empty"),
        pytest.param("soon", "not of the form", id="word"),
        pytest.param("31-01-2020; completed 2020-02-29", "form", id="order"),
        pytest.param("2020-01-31; completed", "form", id="no-day"),
        pytest.param("2020-01-31; completed soon", "form", id="vague"),
        pytest.param("2020-01-31; cancelled", "form", id="unknown-state"),
        pytest.param("2021-02-29", "not a day of any calendar", id="leap"),
        pytest.param(
            "2020-01-31; completed 2020-13-01", "2020-13-01", id="month"
        ),
        pytest.param(
            "2020-01-31; completed 2020-02-29 and more", "form", id="rest"
        ),
    ],
)
def test_schedule_that_is_none_is_refused(clause: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        parse_schedule(clause)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        pytest.param("A b. (*Due: 2020-01-31*)", "A b.", id="marks-inside"),
        pytest.param("A b. *(Due: 2020-01-31)*", "A b.", id="marks-outside"),
        pytest.param("A b. (Due: 2020-01-31)", "A b.", id="marks-lost"),
        pytest.param("A b. _(Due: 2020-01-31)_", "A b.", id="underscores"),
        pytest.param("A (b) (*Due: 2020-01-31*)", "A (b)", id="brackets"),
        pytest.param("A (b) *Due: 2020-01-31*", "A (b)", id="no-bracket"),
        pytest.param("A ((b)) *(Due: 2020-01-31)*", "A ((b))", id="nested"),
        pytest.param("*Due: 2020-01-31.*", "", id="alone"),
    ],
)
def test_due_clause_is_taken_off(text: str, head: str) -> None:
    assert split_due(text) == (head, "2020-01-31")


def test_two_due_clauses_are_one_too_many() -> None:
    with pytest.raises(UnreadableError, match="2 'Due:' clauses"):
        split_due("A (Due: 2020-01-31) B (Due: 2020-01-31)")


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        pytest.param(
            "DM-TOY-9: TOY1: Levers, at a (functional) level",
            "DM-TOY-9",
            "TOY1: Levers, at a (functional) level",
            id="colon-and-brackets-in-title",
        ),
        pytest.param("DM-CREW: Hire", "DM-CREW", "Hire", id="no-number"),
        pytest.param("**DM-TOY-9**: X", "DM-TOY-9", "X", id="bold-code"),
        pytest.param("DM-TOY-9 : X", "DM-TOY-9", "X", id="blank"),
        pytest.param(
            "DM-TOY-9: Fit (e.g. of X et al. Method).",
            "DM-TOY-9",
            "Fit (e.g. of X et al. Method).",
            id="stop-behind-bracket",
        ),
    ],
)
def test_feature_is_read(text: str, code: str, title: str) -> None:
    found = parse_feature(f"{text} (*Due: 2020-01-31*)")
    assert found[:2] == (code, title)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("DM-TOY-9 Levers", "no colon", id="no-colon"),
        pytest.param("DM-TOY-9:", "no title", id="no-title"),
        pytest.param("LSST-1200: Levers", "LSST-1200", id="other-project"),
        pytest.param("dm-toy-9: Levers", "dm-toy-9", id="small"),
        pytest.param("DM-TOY 9: Levers", "DM-TOY 9", id="blank-in-code"),
    ],
)
def test_feature_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        parse_feature(f"{text} (*Due: 2020-01-31*)")


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        pytest.param("A b: LDM-503-01", "LDM-503-01", "A b", id="plain"),
        pytest.param(
            "Toys: the A&A: LDM-503-10a",
            "LDM-503-10a",
            "Toys: the A&A",
            id="last-colon",
        ),
        pytest.param("Parity: LDM-GEN3", "LDM-GEN3", "Parity", id="other"),
        pytest.param("A: *LDM-503-01*", "LDM-503-01", "A", id="emphasis"),
    ],
)
def test_heading_is_read(text: str, code: str, title: str) -> None:
    assert parse_heading(text) == (code, title)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("Toys", "no colon", id="no-label"),
        pytest.param("Toys: all", "'all' is not a milestone", id="no-code"),
        pytest.param("Toys: LDM 503-01", "LDM 503-01", id="blank-in-label"),
        pytest.param(": LDM-503-01", "no title", id="no-title"),
    ],
)
def test_heading_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        parse_heading(text)
