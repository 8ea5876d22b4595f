"""Which site this is, who we are, and in which time zone we ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses

from ldmjira.adapters.jira.names import JiraNames
from ldmjira.adapters.jira.tracker import JiraTracker
from ldmjira.adapters.jira.transport import Transport
from ldmjira.exceptions import AuthenticationError, RemoteError
from tests.adapters.jira.conftest import SITE

API = f"{SITE}/rest/api/2"
CLOUD = f"{SITE}/rest/api/3"
SERVER = {
    "baseUrl": SITE,
    "serverTitle": "Jira",
    "deploymentType": "Cloud",
    "versionNumbers": [1001, 0, 0],
    "serverTime": "2026-03-01T12:00:00.000-0700",
}
USER = {"accountId": "5b10", "timeZone": "America/Los_Angeles"}


@pytest.fixture
def tracker(transport: Transport) -> Iterator[JiraTracker]:
    tracker = JiraTracker(transport, JiraNames())
    yield tracker
    tracker.close()


def announce(
    web: responses.RequestsMock, server: Any = SERVER, user: Any = USER
) -> None:
    web.get(f"{API}/serverInfo", json=server)
    for root in (API, CLOUD):
        web.get(f"{root}/myself", json=user)


@pytest.mark.parametrize(
    ("base", "identity"),
    [
        ("https://rubinobs.atlassian.net", "https://rubinobs.atlassian.net"),
        ("https://Rubinobs.atlassian.net/", "https://rubinobs.atlassian.net"),
        ("https://x.org/jira/", "https://x.org/jira"),
        ("http://127.0.0.1:8080", "Jira"),
        ("http://localhost:8080/jira", "Jira"),
    ],
)
def test_site_is_named_by_what_it_says_of_itself(
    web: responses.RequestsMock,
    tracker: JiraTracker,
    base: str,
    identity: str,
) -> None:
    announce(web, {**SERVER, "baseUrl": base})
    site = tracker.identify()
    assert site.identity == identity
    assert (site.title, site.account) == ("Jira", "5b10")
    assert site.server_time == "2026-03-01T12:00:00.000-0700"
    assert not site.is_embedded


@pytest.mark.parametrize(
    ("told", "deployment", "version"),
    [
        ("Cloud", "cloud", "3"),
        ("Server", "datacenter", "2"),
        ("Data Center", "datacenter", "2"),
        (None, "datacenter", "2"),
    ],
)
def test_deployment_chooses_the_version(
    web: responses.RequestsMock,
    tracker: JiraTracker,
    transport: Transport,
    *,
    told: str | None,
    deployment: str,
    version: str,
) -> None:
    announce(web, {**SERVER, "deploymentType": told})
    assert tracker.identify().deployment == deployment
    assert transport.version == version


@pytest.mark.parametrize(
    ("user", "account"),
    [
        ({"accountId": "a", "name": "n"}, "a"),
        ({"key": "JIRAUSER1", "name": "n"}, "JIRAUSER1"),
        ({"name": "n"}, "n"),
    ],
)
def test_account_by_its_most_lasting_name(
    web: responses.RequestsMock,
    tracker: JiraTracker,
    user: Any,
    account: str,
) -> None:
    announce(web, user=user)
    assert tracker.identify().account == account


@pytest.mark.parametrize("user", [{}, [], {"displayName": "Anonymous"}])
def test_nobody_is_not_let_pass(
    web: responses.RequestsMock, tracker: JiraTracker, user: Any
) -> None:
    announce(web, user=user)
    with pytest.raises(AuthenticationError):
        tracker.identify()


@pytest.mark.parametrize("server", [[], {"version": "9"}, {"baseUrl": None}])
def test_something_else_than_jira_is_told(
    web: responses.RequestsMock, tracker: JiraTracker, server: Any
) -> None:
    announce(web, server)
    with pytest.raises(RemoteError, match="not answer as Jira") as caught:
        tracker.identify()
    assert "context path" in caught.value.hint


@pytest.mark.parametrize(
    ("user", "since", "asked"),
    [
        (USER, "2026-03-01T12:00:30.000+0000", "2026-03-01 04:00"),
        (USER, "2026-07-01T12:00:30Z", "2026-07-01 05:00"),
        ({"accountId": "x"}, "2026-03-01T12:00:30Z", "2026-02-28 22:00"),
        (
            {"accountId": "x", "timeZone": "Nowhere/At All"},
            "2026-03-01T12:00:30Z",
            "2026-02-28 22:00",
        ),
    ],
    ids=["winter", "summer", "no zone", "unknown zone"],
)
def test_changes_are_asked_for_in_our_own_time_zone(
    web: responses.RequestsMock,
    tracker: JiraTracker,
    user: Any,
    since: str,
    asked: str,
) -> None:
    announce(web, user=user)
    web.get(
        f"{CLOUD}/issueLinkType",
        json={
            "issueLinkTypes": [
                {"id": "1", "name": "Blocks"},
                {"id": "2", "name": "Relates"},
            ]
        },
    )
    queries: list[str] = []

    def reply(request: requests.PreparedRequest) -> tuple[int, Any, str]:
        queries.append(json.loads(request.body or b"{}")["jql"])
        updated = [
            "2026-03-01T04:00:00.000-0800",
            "2026-03-01T04:00:30.000-0800",
            None,
        ]
        return 200, {}, json.dumps(
            {
                "issues": [
                    {"id": str(n), "key": f"DM-{n}", "fields": {"updated": u}}
                    for n, u in enumerate(updated, start=1)
                ]
            }
        )  # fmt: skip

    web.add_callback("POST", f"{CLOUD}/search/jql", callback=reply)
    changed = tracker.changed_since(["DM-1", "DM-2", "3", "DM-4"], since=since)
    assert queries == [f'updated >= "{asked}" order by updated, key']
    if since.startswith("2026-03"):
        # To the second; what does not say when is taken to have changed.
        assert changed == {"DM-2", "3"}


def test_changes_since_no_instant_cannot_be_told(
    tracker: JiraTracker,
) -> None:
    assert tracker.changed_since(["DM-1"], since="") is None


def test_requests_have_the_id_that_the_site_gave_them(
    web: responses.RequestsMock, tracker: JiraTracker
) -> None:
    web.get(f"{API}/serverInfo", json=SERVER, headers={"Atl-TraceId": "7f3a"})
    web.get(f"{CLOUD}/myself", json=USER, headers={"X-AREQUESTID": "12x345x1"})
    tracker.identify()
    assert tracker.counts.last_id == "12x345x1"
