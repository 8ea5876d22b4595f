"""Votes, logged work, assignees and groups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_api import Api


def _project(api: Api, key: str, **more: Any) -> None:
    me = api.get("myself")
    lead = (
        {"leadAccountId": me["accountId"]}
        if "accountId" in me
        else {"lead": me["name"]}
    )
    body = {
        "key": key,
        "name": f"Project {key}",
        "projectTypeKey": "software",
        **lead,
        **more,
    }
    response = api.post("project", body)
    assert response.status_code == 201, response.text


def test_a_vote_that_was_never_given_is_taken_back(either: Api) -> None:
    key = either.create()
    assert either.delete(f"issue/{key}/votes").status_code == 204
    assert either.get(f"issue/{key}/votes")["votes"] == 0


@pytest.mark.parametrize(
    ("assignee_type", "is_assigned"),
    [("PROJECT_LEAD", True), ("UNASSIGNED", False)],
)
def test_an_issue_falls_to_the_lead_where_the_project_says_so(
    either: Api,
    assignee_type: str,
    is_assigned: bool,  # noqa: FBT001
) -> None:
    key = "LED" if is_assigned else "NOB"
    _project(either, key, assigneeType=assignee_type)
    issue = either.create(project={"key": key})
    assert bool(either.field(issue, "assignee")) is is_assigned


def test_automatic_is_an_assignee_too(either: Api) -> None:
    _project(either, "AUT", assigneeType="PROJECT_LEAD")
    issue = either.create(project={"key": "AUT"}, assignee=None)
    assert either.field(issue, "assignee") is None
    name = "accountId" if "accountId" in either.get("myself") else "name"
    response = either.put(f"issue/{issue}/assignee", {name: "-1"})
    assert response.status_code == 204
    shown = either.field(issue, "assignee")
    assert shown[name] == either.get("myself")[name]


def _remaining(api: Api, key: str) -> str | None:
    left: str | None = api.field(key, "timetracking").get("remainingEstimate")
    return left


def test_logged_work_adjusts_what_remains(either: Api) -> None:
    key = either.create()
    path = f"issue/{key}/worklog"
    made = either.post(
        path, {"timeSpent": "1h"}, adjustEstimate="new", newEstimate="4h"
    ).json()
    assert _remaining(either, key) == "4h"
    either.post(
        path, {"timeSpent": "1h"}, adjustEstimate="manual", reduceBy="30m"
    )
    assert _remaining(either, key) == "3h 30m"
    either.post(path, {"timeSpent": "1h"}, adjustEstimate="leave")
    assert _remaining(either, key) == "3h 30m"
    either.delete(
        f"{path}/{made['id']}", adjustEstimate="manual", increaseBy="1h"
    )
    assert _remaining(either, key) == "4h 30m"


def test_an_estimate_that_is_none_is_refused(either: Api) -> None:
    key = either.create()
    response = either.post(
        f"issue/{key}/worklog", {"timeSpent": "1h"}, adjustEstimate="new"
    )
    assert response.status_code == 400
    assert "newEstimate" in response.json()["errors"]


def test_nobody_leaves_a_group_twice(dc: Api) -> None:
    dc.post("group", {"name": "testers"})
    response = dc.delete("group/user", groupname="testers", username="admin")
    assert response.status_code == 400
    assert "not a member" in response.json()["errorMessages"][0]


def test_whoever_is_called_so_is_found_first(dc: Api) -> None:
    body = {
        "name": "user",
        "emailAddress": "user@example.invalid",
        "displayName": "Z",
    }
    assert dc.post("user", body).status_code == 201
    found = dc.get("user/search", username="user")
    assert found[0]["name"] == "user"
    assert len(found) > 1
