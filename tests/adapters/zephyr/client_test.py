"""Requests to Zephyr Scale when the wire or the answer is odd."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
import responses
from pydantic import SecretStr

from ldmjira.adapters.zephyr.case_book import ZephyrCaseBook
from ldmjira.adapters.zephyr.client import ZephyrClient
from ldmjira.exceptions import (
    AuthenticationError,
    ConfigurationError,
    RemoteError,
)
from ldmjira.models.campaign import CaseDraft
from tests.support.books import book_on
from tests.support.sandbox import Lever, SandboxServer
from tests.support.trackers import FakeTime

ROOT = "https://zephyr.example.org/v2"
TOKEN = "eyJ-secret-token"
DRAFT = CaseDraft("A case", "label")


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def client(time: FakeTime) -> ZephyrClient:
    return ZephyrClient(
        ROOT,
        SecretStr(TOKEN),
        policy=time.policy(total=timedelta(minutes=3)),
    )


@pytest.fixture
def book(client: ZephyrClient) -> ZephyrCaseBook:
    return ZephyrCaseBook(client)


def page(values: list[Any], **more: Any) -> dict[str, Any]:
    return {
        "next": None,
        "startAt": 0,
        "maxResults": 1000,
        "total": len(values),
        "isLast": True,
        "values": values,
        **more,
    }


@responses.activate
def test_the_token_goes_into_the_header(client: ZephyrClient) -> None:
    responses.get(f"{ROOT}/healthcheck", json={})
    client.get("healthcheck", doing="ask")
    request = responses.calls[0].request
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in (request.url or "")


def test_the_token_is_never_shown(client: ZephyrClient) -> None:
    assert TOKEN not in repr(client)
    assert TOKEN not in str(vars(client).get("_session"))


@pytest.mark.parametrize(
    "url", ["http://zephyr.example.org/v2", "zephyr", "ftp://host/v2"]
)
def test_addresses_that_would_leak_are_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        ZephyrClient(url, SecretStr(TOKEN))


@responses.activate
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_named(client: ZephyrClient, status: int) -> None:
    body = {"errorCode": status, "message": f"Bad token {TOKEN}"}
    responses.get(f"{ROOT}/projects", json=body, status=status)
    with pytest.raises(AuthenticationError) as caught:
        client.get("projects", doing="list projects")
    assert "LDMJIRA_ZEPHYR_TOKEN" in caught.value.hint
    assert "Bad token" in caught.value.message
    assert TOKEN not in str(caught.value)


@responses.activate
def test_reads_are_repeated(client: ZephyrClient, time: FakeTime) -> None:
    responses.get(f"{ROOT}/projects", status=503)
    responses.get(f"{ROOT}/projects", body=requests.ConnectionError("cut"))
    responses.get(f"{ROOT}/projects", json=page([]))
    assert client.get("projects", doing="list")["values"] == []
    assert client.counts.reads == 3
    assert len(time.waits) == 2


@responses.activate
@pytest.mark.parametrize("wait", ["0", "7", ""])
def test_a_rate_limit_is_waited_for_even_by_writes(
    book: ZephyrCaseBook, time: FakeTime, wait: str
) -> None:
    headers = {"Retry-After": wait} if wait else {}
    url = f"{ROOT}/testcases"
    responses.post(url, status=429, headers=headers)
    responses.post(url, json={"id": 1, "key": "LVV-T1"}, status=201)
    assert book.create_case(DRAFT) == "LVV-T1"
    assert len(time.waits) == 1
    assert time.waits[0] >= 1


@responses.activate
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 502, "body": "<html><title>Bad gateway</title></html>"},
        {"body": requests.ConnectionError("cut")},
        {"body": requests.ReadTimeout("late")},
        {"status": 201, "body": "{broken"},
        {"status": 201, "json": {"id": 5}},
        {
            "status": 200,
            "body": "<html>Log in</html>",
            "content_type": "text/html",
        },
    ],
    ids=["500", "502", "cut", "late", "broken", "no key", "page"],
)
def test_a_write_is_sent_once(
    book: ZephyrCaseBook, answer: dict[str, Any]
) -> None:
    responses.post(f"{ROOT}/testcases", **answer)
    with pytest.raises(RemoteError) as caught:
        book.create_case(DRAFT)
    assert caught.value.ambiguous
    assert len(responses.calls) == 1


@responses.activate
def test_what_zephyr_says_is_told(book: ZephyrCaseBook) -> None:
    body = {"errorCode": 400, "message": "name must\nnot be null\x1b[31m"}
    responses.post(f"{ROOT}/testcases", json=body, status=400)
    with pytest.raises(RemoteError) as caught:
        book.create_case(DRAFT)
    assert "name must not be null" in caught.value.message
    assert "\x1b" not in caught.value.message
    assert not caught.value.ambiguous


@responses.activate
@pytest.mark.parametrize(
    "target", ["https://evil.example.org/v2/projects", "http://zephyr/x"]
)
def test_redirects_to_other_hosts_are_not_followed(
    client: ZephyrClient, target: str
) -> None:
    responses.get(f"{ROOT}/projects", status=302, headers={"Location": target})
    with pytest.raises(RemoteError, match="sends us"):
        client.get("projects", doing="list projects")
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"values": None},
        {"values": "x", "startAt": 0},
        page([{"key": "LVV-P1"}]),
        page([{"id": "x", "key": "LVV-P1", "name": "n", "status": {}}]),
        page([None]),
    ],
)
def test_answers_of_another_shape_are_refused(
    book: ZephyrCaseBook, answer: Any
) -> None:
    responses.get(f"{ROOT}/testplans", json=answer)
    with pytest.raises(RemoteError, match="Zephyr Scale"):
        book.fetch_plans()


# -- pages -------------------------------------------------------------------


def serve(pages: Callable[[int], dict[str, Any]]) -> None:
    def answer(request: requests.PreparedRequest) -> Any:
        start = int(request.params["startAt"])  # type: ignore[attr-defined]
        return 200, {}, json.dumps(pages(start))

    responses.add_callback(responses.GET, f"{ROOT}/projects", answer)


@responses.activate
def test_a_server_may_give_smaller_pages_than_asked_for(
    client: ZephyrClient,
) -> None:
    def pages(start: int) -> dict[str, Any]:
        values = list(range(start, min(start + 3, 8)))
        return page(
            values, startAt=start, maxResults=3, total=8, isLast=start >= 6
        )

    serve(pages)
    assert list(client.pages("projects", doing="list")) == list(range(8))


@responses.activate
def test_an_address_of_a_next_page_is_not_followed(
    client: ZephyrClient,
) -> None:
    serve(
        lambda start: page(
            [start],
            next="https://evil.example.org/v2/projects",
            total=2,
            isLast=start == 1,
        )
    )
    assert list(client.pages("projects", doing="list")) == [0, 1]
    hosts = {str(call.request.url).split("/")[2] for call in responses.calls}
    assert hosts == {"zephyr.example.org"}


@responses.activate
def test_an_empty_page_ends_a_list(client: ZephyrClient) -> None:
    serve(lambda _start: page([], isLast=False, total=None))
    assert list(client.pages("projects", doing="list")) == []
    assert len(responses.calls) == 1


@responses.activate
def test_a_list_that_never_ends_is_given_up(
    client: ZephyrClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ldmjira.adapters.zephyr.client.MOST_PAGES", 5)
    serve(lambda start: page([start], isLast=False, total=10**9))
    with pytest.raises(RemoteError, match="do not end"):
        list(client.pages("projects", doing="list"))
    assert len(responses.calls) == 5


@responses.activate
@pytest.mark.parametrize("following", [0, "5", -1])
def test_a_cursor_that_does_not_go_on_is_given_up(
    client: ZephyrClient, following: Any
) -> None:
    responses.get(
        f"{ROOT}/testcases/nextgen",
        json={"limit": 1, "nextStartAtId": following, "values": [1]},
    )
    with pytest.raises(RemoteError, match="do not end"):
        list(client.cursor_pages("testcases/nextgen", doing="list"))
    assert len(responses.calls) == 1


# -- on the sandbox ----------------------------------------------------------


def test_a_wrong_token_is_said_so(sandbox: SandboxServer) -> None:
    book = book_on(sandbox, token="wrong")
    with pytest.raises(AuthenticationError):
        book.fetch_plans()
    book.close()


def test_a_project_that_is_not_there_is_said_so(
    sandbox: SandboxServer,
) -> None:
    client = book_on(sandbox)._client
    with pytest.raises(ConfigurationError) as caught:
        ZephyrCaseBook(client, project="NOPE").check()
    assert "LVV" in caught.value.hint
    client.close()


@pytest.mark.parametrize(
    "order", ["503", "429 retry-after=1", "reset-before", "truncate=20"]
)
def test_reads_survive_faults(sandbox: SandboxServer, order: str) -> None:
    Lever(sandbox).fault(f"GET /zephyr/v2/testplans {order}")
    book = book_on(sandbox)
    assert len(book.fetch_plans()) == 31
    book.close()


@pytest.mark.parametrize(
    ("order", "is_there"), [("reset-before", False), ("reset-after", True)]
)
def test_a_create_that_broke_off_is_ambiguous(
    sandbox: SandboxServer, order: str, *, is_there: bool
) -> None:
    Lever(sandbox).fault(f"POST /zephyr/v2/testcases {order}")
    book = book_on(sandbox)
    with pytest.raises(RemoteError) as caught:
        book.create_case(DRAFT)
    assert caught.value.ambiguous
    made = [c for c in book.fetch_cases() if "label" in c.labels]
    assert bool(made) is is_there
    book.close()


def test_steps_that_broke_off_are_written_whole_the_next_time(
    sandbox: SandboxServer,
) -> None:
    from ldmjira.models.campaign import RemoteStep  # noqa: PLC0415

    book = book_on(sandbox)
    key = book.create_case(DRAFT)
    steps = [RemoteStep(f"Step {number}") for number in range(150)]
    Lever(sandbox).fault(
        f"POST /zephyr/v2/testcases/{key}/teststeps #2 reset-before"
    )
    with pytest.raises(RemoteError):
        book.set_steps(key, steps)
    book.set_steps(key, steps)
    [case] = book.fetch_cases([key], with_steps=True)
    assert case.steps == tuple(steps)
    book.close()
