"""Which issue is whose."""

from __future__ import annotations

import pytest

from ldmjira.core.identity import (
    CREATED,
    bind,
    feature_code_of,
    holds_code,
    is_adopted,
    looks_ours,
    title_of,
)
from ldmjira.models.changeset import HeldReason
from ldmjira.models.remote import LogEntry, Marker, RemoteIssue

CODE = "DM-AP-1"
LABEL = f"ldmjira-feature-{CODE}"


def issue(number: int = 1, **values: object) -> RemoteIssue:
    told: dict[str, object] = {
        "id": str(number),
        "key": f"DM-{number}",
        "project": "DM",
        "type": "Story",
        "summary": "A story",
        "status": "To Do",
        "is_done": False,
        "due": None,
        "description": None,
        **values,
    }
    return RemoteIssue(**told)  # type: ignore[arg-type]


CREATED_MARKER = Marker(
    "feature", CODE, "1", (LogEntry("e", "c", {CREATED: True}),)
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LDM-503-17: Title", True),
        ("Test of LDM-503-17.", True),
        ("(LDM-503-17)", True),
        ("LDM-503-17a: Title", False),
        ("LDM-503-170", False),
        ("LDM-503-17-b", False),
        ("XLDM-503-17", False),
        ("A-LDM-503-17", False),
    ],
)
def test_code_stands_as_a_whole(text: str, *, wanted: bool) -> None:
    assert holds_code(text, "LDM-503-17") is wanted


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        ("DM-AP-1: A title", "A title"),
        ("DM-AP-1:  A   title ", "A title"),
        ("A title", "A title"),
        ("DM-AP-10: A title", "DM-AP-10: A title"),
    ],
)
def test_title_in_a_summary(summary: str, title: str) -> None:
    assert title_of(CODE, summary) == title


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (issue(labels=frozenset({LABEL})), True),
        (issue(summary=f"{CODE}: Title"), True),
        (issue(marker=Marker("feature", CODE, "1")), True),
        (issue(marker=Marker("feature", CODE, "")), True),
        (issue(marker=Marker("feature", CODE, "7")), False),
        (issue(marker=Marker("feature", "DM-AP-2", "1")), False),
        (issue(), False),
    ],
    ids=[
        "label",
        "summary",
        "property",
        "property not stamped",
        "property of another issue",
        "property of another code",
        "nothing",
    ],
)
def test_what_shows_that_an_issue_is_ours(
    found: RemoteIssue, *, wanted: bool
) -> None:
    assert looks_ours(found, "feature", CODE) is wanted


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (issue(marker=CREATED_MARKER), False),
        (issue(marker=Marker("feature", CODE, "1")), True),
        (issue(labels=frozenset({LABEL})), False),
        (issue(), True),
    ],
    ids=["created", "property alone", "property lost", "bare"],
)
def test_adopted(found: RemoteIssue, *, wanted: bool) -> None:
    assert is_adopted(found, "feature", CODE) is wanted


def bound(
    *labelled: RemoteIssue, known: str = "", **shown: RemoteIssue
) -> tuple[str, HeldReason | None]:
    found = bind("feature", CODE, known=known, shown=shown, labelled=labelled)
    reason = found.problem.reason if found.problem else None
    return (found.issue.key if found.issue else ""), reason


OURS = issue(1, labels=frozenset({LABEL}))
TWIN = issue(2, labels=frozenset({LABEL}))


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (bound(), ("", None)),
        (bound(OURS), ("DM-1", None)),
        (bound(OURS, TWIN), ("", HeldReason.TWINS)),
        (bound(OURS, known="k", k=OURS), ("DM-1", None)),
        (bound(TWIN, known="k", k=OURS), ("", HeldReason.TWINS)),
        (bound(OURS, known="k"), ("", HeldReason.MISSING)),
        (bound(known="k", k=issue(3)), ("", HeldReason.NOT_OURS)),
    ],
    ids=[
        "none",
        "by label",
        "two by label",
        "by key and label",
        "another by label",
        "key not shown",
        "another thing",
    ],
)
def test_binding(
    found: tuple[str, HeldReason | None],
    wanted: tuple[str, HeldReason | None],
) -> None:
    assert found == wanted


def test_code_of_a_labelled_issue() -> None:
    assert feature_code_of(OURS) == CODE
    both = issue(labels=frozenset({LABEL, "ldmjira-feature-DM-AP-2"}))
    assert feature_code_of(both) == ""
