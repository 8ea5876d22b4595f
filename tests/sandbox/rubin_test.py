"""The seeded site, as a client written for Rubin's Jira reads it."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from ldmjira.sandbox.server import SandboxServer
from tests.support.sandbox_api import Api


def test_lvv_27_is_the_one_that_was_recorded(rubin: Api) -> None:
    issue = rubin.get("issue/LVV-27", expand="renderedFields")
    fields = issue["fields"]
    assert issue["id"] == "292096"
    assert fields["summary"] == (
        "DMS-REQ-0065-V-01: Provide Image Access Services"
    )
    assert fields["issuetype"]["id"] == "10042"
    assert fields["project"]["id"] == "10277"
    assert fields["status"]["name"] == "Covered"
    assert fields["priority"]["name"] == "1b"
    assert fields["components"][0]["name"] == "DM"
    assert fields["customfield_10395"] == "DMS-REQ-0065"
    assert fields["customfield_10079"]["value"] == "Demonstration"
    assert fields["customfield_10078"]["value"] == "SL"
    assert fields["customfield_10076"]["value"] == "LSE-61: DMS"
    assert fields["customfield_10083"]["value"] == "Science"
    assert fields["customfield_10393"]["value"] == "1b"
    assert fields["assignee"]["displayName"].startswith("Sandbox")
    assert fields["created"] == "2018-06-05T07:16:20.000-0700"
    assert issue["renderedFields"]["customfield_10396"].startswith("<p>")


def test_the_server_tells_the_same_moment_in_its_own_zone() -> None:
    with SandboxServer(deployment="datacenter") as server:
        fields = Api(server, "2").get("issue/LVV-27")["fields"]
    assert fields["created"] == "2018-06-05T14:16:20.000+0000"
    assert fields["customfield_13511"] == "DMS-REQ-0065"
    assert isinstance(fields["customfield_13513"], str)


QUERIES = {
    "component": "project = LVV and component = 'DM' and issuetype = "
    "Verification",
    "sub-component": 'project = LVV and component = "DM"  and Sub-Component '
    " = 'Science' and issuetype = Verification ORDER BY key ASC",
    "field by number": 'cf[10395] ~ "DMS-REQ-0065"',
    "field by name": '"Requirement ID" ~ "DMS-REQ-0065"',
    "key": "key in (LVV-27, LVV-3)",
}


@pytest.mark.parametrize("jql", QUERIES.values(), ids=QUERIES.keys())
def test_queries_of_rubins_reader(rubin: Api, jql: str) -> None:
    assert "LVV-27" in rubin.search(jql)


def test_milestone_and_test_plan_issues(rubin: Api) -> None:
    assert rubin.field("DM-17143", "issuetype")["name"] == "Epic"
    assert rubin.field("DM-17142", "issuetype")["name"] == "Story"
    assert rubin.field("DM-17143", "summary").startswith("LDM-503-")


def test_timestamps_are_real(rubin: Api) -> None:
    body = {
        "jql": "project = LVV",
        "fields": ["created", "updated"],
        "maxResults": 100,
    }
    for issue in rubin.post("search/jql", body).json()["issues"]:
        fields = issue["fields"]
        times = [
            datetime.strptime(fields[name], "%Y-%m-%dT%H:%M:%S.%f%z")
            for name in ("created", "updated")
        ]
        assert times[0] <= times[1]


def test_an_empty_site_has_no_issue(cloud: Api) -> None:
    assert cloud.search("project in (DM, LVV)") == []


def test_a_large_site_is_searched_quickly(own: Api) -> None:
    story = {
        "fields": {
            "project": {"key": "DM"},
            "issuetype": {"name": "Story"},
            "summary": "One of many",
        }
    }
    for _ in range(20):
        own.post("issue/bulk", {"issueUpdates": [story] * 50})
    own.search("project = DM")
    start = time.perf_counter()
    assert len(own.search("project = DM")) == 1000
    assert time.perf_counter() - start < 2
