"""Our requests and the sandbox's answers, against the vendor's document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ldmjira.adapters.jira.tracker import JiraTracker
from ldmjira.exceptions import RemoteError
from ldmjira.models.remote import LinkDraft
from tests.support.openapi import ApiDocument, Exchange
from tests.support.sandbox import SandboxServer
from tests.support.trackers import draft_of, edit_of, tracker_on

MILESTONE = "DM-17143"

KNOWN = re.compile(
    r"""
    # Jira Cloud says more than its document, which closes these objects.
    serverInfo.*'defaultLocale'\ was\ unexpected
    | bulkfetch.*'expand'\ was\ unexpected
    | transitions.*'fieldId'\ was\ unexpected
    # Nor does the document know that what was empty before is null.
    | changelog.*\.(from|to)(String)?:\ None\ is\ not\ of\ type\ 'string'
    """,
    re.VERBOSE,
)
"""Departures of the site from its own document."""


@pytest.fixture(scope="session")
def document(shared: Path) -> ApiDocument:
    path = shared / "openapi" / "jira-cloud-v3.json"
    if not path.is_file():
        pytest.skip("the vendor's document is not beside this checkout")
    return ApiDocument(path)


@pytest.fixture
def tracker(sandbox: SandboxServer) -> Iterator[JiraTracker]:
    tracker = tracker_on(sandbox)
    yield tracker
    tracker.close()


@pytest.fixture
def exchanges(tracker: JiraTracker) -> list[Exchange]:
    """Return a list to which each exchange of the tracker is added."""
    found: list[Exchange] = []

    def note(response: requests.Response, **_: Any) -> None:
        body = response.request.body
        found.append(
            Exchange(
                method=response.request.method or "",
                # The document speaks of v3 throughout; serverInfo is asked
                # before it is known which version the site speaks.
                url=(response.request.url or "").replace("/api/2/", "/api/3/"),
                body=json.loads(body) if body else None,
                status=response.status_code,
                answer=json.loads(response.text) if response.text else None,
            )
        )

    client = tracker._transport._client
    client._session.hooks["response"].append(note)
    return found


def check(document: ApiDocument, exchanges: list[Exchange]) -> None:
    assert exchanges
    faults = [
        f"{exchange}: {fault}"
        for exchange in exchanges
        for fault in document.faults(exchange)
        if not KNOWN.search(f"{exchange}: {fault}")
    ]
    assert not faults, "\n".join(faults)


def test_preparing(
    document: ApiDocument, tracker: JiraTracker, exchanges: list[Exchange]
) -> None:
    tracker.identify()
    tracker.prepare(["milestone", "feature"])
    check(document, exchanges)


def test_reading(
    document: ApiDocument, tracker: JiraTracker, exchanges: list[Exchange]
) -> None:
    tracker.identify()
    [outcome] = tracker.create(
        [draft_of(links=(LinkDraft("blocks", MILESTONE),))]
    )
    tracker.fetch([MILESTONE, outcome.key, "LVV-7", "DM-999999"])
    tracker.find(["ldmjira-feature-DM-DAX-9", "none"])
    tracker.history(outcome.key, since="2000-01-01T00:00:00Z")
    tracker.changed_since([MILESTONE], since="2020-01-01T00:00:00Z")
    check(document, exchanges)


def test_reading_one_issue_alone(
    document: ApiDocument,
    tracker: JiraTracker,
    sandbox: SandboxServer,
    exchanges: list[Exchange],
) -> None:
    from tests.support.sandbox import Lever  # noqa: PLC0415

    Lever(sandbox).pull("move", issue="DM-17142", project="LVV")
    assert tracker.fetch(["DM-17142", "DM-999999"])
    assert any(exchange.method == "GET" for exchange in exchanges)
    check(document, exchanges)


def test_writing(
    document: ApiDocument, tracker: JiraTracker, exchanges: list[Exchange]
) -> None:
    outcomes = tracker.create(
        [
            draft_of("DM-AP-1", description="# A\n\n- *b* `c`\n\n```\nd\n```"),
            draft_of("DM-AP-2", summary="x" * 300),
        ]
    )
    key = outcomes[0].key
    issue = tracker.fetch([key])[key]
    tracker.edit(
        edit_of(
            issue,
            fields={"summary": "New", "due": None, "description": None},
            add_labels=("a",),
            remove_labels=("b",),
            add_links=(LinkDraft("relates", "LVV-7"),),
        )
    )
    tracker.add_link(key, LinkDraft("blocks", MILESTONE))
    for link in tracker.fetch([key])[key].links:
        tracker.remove_link(link.link_id)
    tracker.finish(key)
    check(document, exchanges)


def test_being_refused(
    document: ApiDocument, tracker: JiraTracker, exchanges: list[Exchange]
) -> None:
    [outcome] = tracker.create([draft_of(summary="x" * 300)])
    assert outcome.error
    [outcome] = tracker.create([draft_of()])
    issue = tracker.fetch([outcome.key])[outcome.key]
    with pytest.raises(RemoteError):
        tracker.edit(edit_of(issue, fields={"summary": ""}))
    with pytest.raises(RemoteError):
        tracker.edit(edit_of(issue, key="DM-999999", issue_id=""))
    with pytest.raises(RemoteError):
        tracker.add_link(outcome.key, LinkDraft("blocks", "DM-999999"))
    tracker.remove_link("999999")
    check(document, exchanges)


def test_document_tells_a_wrong_request(document: ApiDocument) -> None:
    """The check itself: what is wrong is seen."""
    url = "http://x/rest/api/3/search/jql"
    page = {"issues": [], "isLast": True}
    right = Exchange("POST", url, {"jql": "x"}, 200, page)
    assert document.faults(right) == []
    for wrong in (
        Exchange("PATCH", url, None, 200, None),
        Exchange("POST", url, {"jql": "x", "startAt": 3}, 200, page),
        Exchange("POST", f"{url}?startAt=3", {"jql": "x"}, 200, page),
        Exchange("POST", url, {"jql": "x"}, 200, {"issues": 3}),
        Exchange("POST", url, {"jql": "x"}, 299, page),
    ):
        assert document.faults(wrong), wrong
