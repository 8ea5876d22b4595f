"""Verification elements in bulk, and names of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ldmjira.adapters.jira.names import JiraNames
from ldmjira.adapters.jira.tracker import JiraTracker
from ldmjira.exceptions import ConfigurationError
from ldmjira.models.remote import RemoteElement
from tests.support.sandbox import Lever, SandboxServer, StartSandbox
from tests.support.trackers import tracker_on


@pytest.fixture(params=["cloud", "datacenter"])
def server(
    request: pytest.FixtureRequest, start_sandbox: StartSandbox
) -> SandboxServer:
    return start_sandbox(deployment=request.param)


@pytest.fixture
def tracker(server: SandboxServer) -> Iterator[JiraTracker]:
    tracker = tracker_on(server)
    yield tracker
    tracker.close()


def element(tracker: JiraTracker, key: str) -> RemoteElement:
    return next(e for e in tracker.fetch_elements() if e.key == key)


def test_all_elements_are_read(tracker: JiraTracker) -> None:
    found = tracker.fetch_elements()
    assert len(found) == 787
    assert len({one.key for one in found}) == 787


def test_an_element_tells_what_the_catalogue_holds(
    tracker: JiraTracker,
) -> None:
    found = element(tracker, "LVV-27")
    assert found.name == "DMS-REQ-0065-V-01"
    assert found.title == "Provide Image Access Services"
    assert found.requirement == "DMS-REQ-0065"
    assert found.document == "LSE-61: DMS"
    assert found.priority == "1b"
    assert found.status == "Covered"


def test_elements_that_verify_another_are_told(tracker: JiraTracker) -> None:
    found = element(tracker, "LVV-27")
    assert set(found.verified_by) == {
        "LVV-10004",
        "LVV-10016",
        "LVV-10017",
        "LVV-10018",
    }


def test_only_issues_of_the_type_are_read(
    server: SandboxServer, tracker: JiraTracker
) -> None:
    made = Lever(server).call(
        "POST",
        "/rest/api/2/issue",
        {
            "fields": {
                "project": {"key": "LVV"},
                "issuetype": {"name": "Story"},
                "summary": "No element",
            }
        },
    )
    assert made["key"] not in {e.key for e in tracker.fetch_elements()}


def test_a_field_that_is_not_there_is_named(server: SandboxServer) -> None:
    names = replace(JiraNames(), requirement_field="No such field")
    tracker = tracker_on(server, names=names)
    with pytest.raises(ConfigurationError, match="No such field"):
        tracker.fetch_elements()
    tracker.close()


def test_people_are_named_where_the_site_names_them(
    server: SandboxServer, tracker: JiraTracker
) -> None:
    account = tracker.identify().account
    found = tracker.fetch_people([account, "712020:nobody"])
    is_cloud = server.sandbox.site.is_cloud
    assert found == ({account: "Sandbox Administrator"} if is_cloud else {})
