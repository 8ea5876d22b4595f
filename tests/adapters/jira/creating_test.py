"""What became of each draft of a bulk create."""

from __future__ import annotations

from typing import Any

import pytest

from ldmjira.adapters.jira.creating import outcomes_of
from ldmjira.adapters.jira.transport import Answer
from ldmjira.exceptions import RemoteError
from ldmjira.models.remote import CreateOutcome

CODES = ["A", "B", "C"]


def fault(number: int, **parts: Any) -> dict[str, Any]:
    return {
        "status": 400,
        "failedElementNumber": number,
        "elementErrors": {"errorMessages": [], "errors": {}, **parts},
    }


def made(number: int) -> dict[str, str]:
    return {"id": str(number), "key": f"DM-{number}", "self": "x"}


def outcomes(status: int, body: Any) -> list[CreateOutcome]:
    return outcomes_of(CODES, Answer(status, body), doing="create")


def test_all_made() -> None:
    body = {"issues": [made(1), made(2), made(3)], "errors": []}
    assert outcomes(201, body) == [
        CreateOutcome("A", "1", "DM-1"),
        CreateOutcome("B", "2", "DM-2"),
        CreateOutcome("C", "3", "DM-3"),
    ]


def test_keys_go_to_those_that_did_not_fail() -> None:
    body = {
        "issues": [made(1), made(2)],
        "errors": [fault(1, errors={"summary": "Too long"})],
    }
    assert outcomes(201, body) == [
        CreateOutcome("A", "1", "DM-1"),
        CreateOutcome("B", error="summary: Too long"),
        CreateOutcome("C", "2", "DM-2"),
    ]


def test_all_failed() -> None:
    body = {
        "issues": [],
        "errors": [
            fault(2, errorMessages=["c"]),
            fault(0, errorMessages=["a"], errors={"due": "bad"}),
            fault(1),
        ],
    }
    assert [(o.error, o.key) for o in outcomes(400, body)] == [
        ("a; due: bad", ""),
        ("HTTP 400", ""),
        ("c", ""),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"issues": [made(1), made(2)], "errors": []},
        {"issues": [made(1)], "errors": [fault(9, errorMessages=["x"])]},
        {"issues": [made(1), made(2), {"self": "x"}]},
        {"issues": [made(n) for n in range(5)]},
        {},
        None,
        [],
    ],
    ids=[
        "too few",
        "fault of nobody",
        "issue without key",
        "too many",
        "empty",
        "null",
        "list",
    ],
)
def test_answer_that_does_not_add_up_hands_out_no_key(body: Any) -> None:
    told = outcomes(201, body)
    assert [outcome.code for outcome in told] == CODES
    assert all(outcome.is_ambiguous for outcome in told)
    assert not any(outcome.key for outcome in told)


def test_draft_with_a_fault_is_never_ambiguous() -> None:
    body = {"issues": [], "errors": [fault(1, errorMessages=["x"])]}
    told = outcomes(201, body)
    assert [outcome.is_ambiguous for outcome in told] == [True, False, True]


@pytest.mark.parametrize(
    "body",
    [
        {"errorMessages": ["Bad payload"], "errors": {}},
        {"errorMessages": ["Bad payload"]},
    ],
)
def test_request_refused_as_a_whole(body: Any) -> None:
    with pytest.raises(RemoteError, match="HTTP 400: Bad payload") as caught:
        outcomes(400, body)
    assert not caught.value.ambiguous
