"""A search ends, or says that it does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
import responses

from ldmjira.adapters.jira.search import search_cloud, search_data_center
from ldmjira.adapters.jira.transport import Transport
from ldmjira.exceptions import RemoteError
from tests.adapters.jira.conftest import SITE

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def issues(*ids: int) -> list[dict[str, str]]:
    return [{"id": str(number), "key": f"DM-{number}"} for number in ids]


def announce(
    web: responses.RequestsMock, path: str, answer: Answer
) -> list[dict[str, Any]]:
    """Answer each search by a function of its body, and note the bodies."""
    bodies: list[dict[str, Any]] = []

    def reply(request: requests.PreparedRequest) -> tuple[int, Any, str]:
        body = json.loads(request.body or b"{}")
        bodies.append(body)
        return 200, {}, json.dumps(answer(body))

    web.add_callback(
        "POST",
        f"{SITE}/rest/api/2/{path}",
        callback=reply,
        content_type="application/json",
    )
    return bodies


def cloud(transport: Transport) -> list[str]:
    found = search_cloud(
        transport, "x", fields=["summary"], properties=["p"], doing="search"
    )
    return [issue["key"] for issue in found]


def data_center(transport: Transport) -> list[str]:
    found = search_data_center(
        transport, "x", fields=["summary"], doing="search"
    )
    return [issue["key"] for issue in found]


def by_token(pages: dict[str, dict[str, Any]]) -> Answer:
    return lambda body: pages[body.get("nextPageToken", "")]


@pytest.mark.parametrize(
    "last",
    [
        {},
        {"isLast": True},
        {"nextPageToken": None},
        {"isLast": True, "nextPageToken": "c"},
    ],
    ids=["no token", "isLast", "null", "both"],
)
def test_cloud_follows_tokens(
    web: responses.RequestsMock, transport: Transport, last: dict[str, Any]
) -> None:
    bodies = announce(
        web,
        "search/jql",
        by_token(
            {
                "": {"issues": issues(1, 2), "nextPageToken": "b"},
                "b": {"issues": issues(3), **last},
            }
        ),
    )
    assert cloud(transport) == ["DM-1", "DM-2", "DM-3"]
    assert bodies[0] == {
        "jql": "x",
        "fields": ["summary"],
        "properties": ["p"],
        "maxResults": 100,
    }
    assert bodies[1] == {**bodies[0], "nextPageToken": "b"}


def test_cloud_begins_again_when_a_token_has_expired(
    web: responses.RequestsMock, transport: Transport
) -> None:
    url = f"{SITE}/rest/api/2/search/jql"
    first = {"issues": issues(1), "nextPageToken": "b"}
    web.post(url, json=first)
    web.post(url, status=400, json={"errorMessages": ["Bad page token"]})
    web.post(url, json={"issues": issues(1, 2)})
    assert cloud(transport) == ["DM-1", "DM-2"]


def test_cloud_begins_again_only_once(
    web: responses.RequestsMock, transport: Transport
) -> None:
    url = f"{SITE}/rest/api/2/search/jql"
    for _ in range(2):
        web.post(url, json={"issues": issues(1), "nextPageToken": "b"})
        web.post(url, status=400, json={"errorMessages": ["Bad token"]})
    with pytest.raises(RemoteError, match="Bad token"):
        cloud(transport)


def test_bad_query_is_not_repeated(
    web: responses.RequestsMock, transport: Transport
) -> None:
    url = f"{SITE}/rest/api/2/search/jql"
    web.post(url, status=400, json={"errorMessages": ["Bad query"]})
    with pytest.raises(RemoteError, match="Bad query"):
        cloud(transport)
    assert len(web.calls) == 1


def test_cloud_shows_each_issue_once(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(
        web,
        "search/jql",
        by_token(
            {
                "": {"issues": issues(1, 2), "nextPageToken": "b"},
                "b": {"issues": issues(2, 3)},
            }
        ),
    )
    assert cloud(transport) == ["DM-1", "DM-2", "DM-3"]


@pytest.mark.parametrize(
    "pages",
    [
        {
            "": {"issues": issues(1), "nextPageToken": "b"},
            "b": {"issues": issues(2), "nextPageToken": "b"},
        },
        {
            "": {"issues": issues(1), "nextPageToken": "b"},
            "b": {"issues": [], "nextPageToken": "c"},
            "c": {"issues": [], "nextPageToken": "d"},
            "d": {"issues": [], "nextPageToken": "e"},
        },
    ],
    ids=["a token again", "empty pages"],
)
def test_cloud_does_not_return_a_part(
    web: responses.RequestsMock, transport: Transport, pages: Any
) -> None:
    announce(web, "search/jql", by_token(pages))
    with pytest.raises(RemoteError, match="do not come to an end"):
        cloud(transport)


def test_cloud_has_a_cap_on_pages(
    web: responses.RequestsMock, transport: Transport
) -> None:
    def answer(body: dict[str, Any]) -> dict[str, Any]:
        page = int(body.get("nextPageToken", 1))
        return {"issues": issues(page), "nextPageToken": str(page + 1)}

    bodies = announce(web, "search/jql", answer)
    with pytest.raises(RemoteError, match="do not come to an end"):
        cloud(transport)
    assert len(bodies) == 1000


@pytest.mark.parametrize(
    "page",
    [{}, [], {"issues": None}, {"issues": [{"key": "DM-1"}]}, {"issues": [3]}],
    ids=["empty", "list", "null", "no id", "number"],
)
def test_page_of_another_shape_is_one_error(
    web: responses.RequestsMock, transport: Transport, page: Any
) -> None:
    announce(web, "search/jql", lambda _: page)
    announce(web, "search", lambda _: page)
    for search in (cloud, data_center):
        with pytest.raises(RemoteError, match="Cannot search"):
            search(transport)


def paged(held: int, page: int, **told: Any) -> Answer:
    """Answer as Data Center does, with pages shorter than asked for."""

    def answer(body: dict[str, Any]) -> dict[str, Any]:
        start = body["startAt"]
        ids = range(start + 1, min(start + page, held) + 1)
        return {"issues": issues(*ids), "startAt": start, **told}

    return answer


def test_data_center_goes_on_after_a_short_page(
    web: responses.RequestsMock, transport: Transport
) -> None:
    bodies = announce(web, "search", paged(7, 3, total=7, maxResults=3))
    assert data_center(transport) == [f"DM-{n}" for n in range(1, 8)]
    assert [body["startAt"] for body in bodies] == [0, 3, 6]
    assert bodies[0]["validateQuery"] is False


def test_data_center_without_a_total_ends_on_an_empty_page(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web, "search", paged(4, 3))
    assert data_center(transport) == ["DM-1", "DM-2", "DM-3", "DM-4"]


def test_data_center_whose_total_is_too_large_ends_too(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web, "search", paged(4, 3, total=99))
    assert len(data_center(transport)) == 4


@pytest.mark.parametrize("status", [404, 410])
def test_removed_search_says_to_upgrade(
    web: responses.RequestsMock, transport: Transport, status: int
) -> None:
    web.post(
        f"{SITE}/rest/api/2/search",
        status=status,
        json={"errorMessages": ["The requested API has been removed."]},
    )
    with pytest.raises(RemoteError, match="has no search in") as caught:
        data_center(transport)
    assert "upgrade" in caught.value.hint
    assert "has been removed" in caught.value.message
