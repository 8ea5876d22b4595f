"""Projects with components and versions; their making and deleting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_api import Api


def _project(api: Api, **more: Any) -> Any:
    me = api.get("myself")
    lead = (
        {"leadAccountId": me["accountId"]}
        if "accountId" in me
        else {"lead": me["name"]}
    )
    body = {
        "key": "ABC",
        "name": "A project",
        "projectTypeKey": "software",
        **lead,
        **more,
    }
    return api.post("project", body)


def test_rubins_projects(rubin: Api) -> None:
    keys = {p["key"]: p["id"] for p in rubin.get("project")}
    assert keys["LVV"] == "10277"
    assert "DM" in keys
    assert rubin.get("project/DM")["lead"]["displayName"]


def test_a_project_is_made_and_deleted(either: Api) -> None:
    response = _project(either)
    assert response.status_code == 201, response.text
    key = either.create(project={"key": "ABC"}, issuetype={"name": "Bug"})
    assert key == "ABC-1"
    assert either.delete("project/ABC").status_code == 204
    assert either.call("GET", "project/ABC").status_code == 404
    assert either.call("GET", f"issue/{key}").status_code == 404


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"key": "DM"}, "projectKey"),
        ({"key": "lower"}, "projectKey"),
        ({"key": "A"}, "projectKey"),
        ({"name": ""}, "projectName"),
        ({"name": "Data Management"}, "projectName"),
        ({"lead": "nobody", "leadAccountId": "nobody"}, "projectLead"),
    ],
    ids=["taken", "lower case", "short", "no name", "taken name", "lead"],
)
def test_refused_projects(
    either: Api, more: dict[str, str], name: str
) -> None:
    response = _project(either, **more)
    assert response.status_code == 400
    assert name in response.json()["errors"]


def test_a_component(either: Api) -> None:
    body = {"name": "Parts", "project": "DM", "description": "d"}
    made = either.post("component", body)
    assert made.status_code == 201, made.text
    assert either.post("component", body).status_code == 400
    id_ = made.json()["id"]
    key = either.create(components=[{"name": "Parts"}])
    either.put(f"component/{id_}", {"name": "Pieces"})
    assert either.field(key, "components")[0]["name"] == "Pieces"
    assert either.get(f"component/{id_}/relatedIssueCounts")["issueCount"] == 1
    assert either.delete(f"component/{id_}").status_code == 204
    assert either.field(key, "components") == []


def test_a_version(either: Api) -> None:
    project = int(either.get("project/DM")["id"])
    body = {"name": "w_1", "projectId": project, "releaseDate": "2026-12-24"}
    made = either.post("version", body)
    assert made.status_code == 201, made.text
    id_ = made.json()["id"]
    key = either.create(fixVersions=[{"name": "w_1"}])
    either.put(f"version/{id_}", {"released": True})
    assert either.field(key, "fixVersions")[0]["released"] is True
    names = [v["name"] for v in either.get("project/DM/versions")]
    assert "w_1" in names
    assert either.get("project/DM/version")["values"]
    assert either.delete(f"version/{id_}").status_code == 204


def test_only_administrators_make_components(own: Api) -> None:
    own.lever("permission", permission="ADMINISTER_PROJECTS", project="DM")
    response = own.post("component", {"name": "x", "project": "DM"})
    assert response.status_code == 403


def test_a_project_out_of_sight(own: Api) -> None:
    own.lever("permission", permission="BROWSE_PROJECTS", project="LVV")
    assert own.call("GET", "project/LVV").status_code == 404
    assert [p["key"] for p in own.get("project")] == ["DM"]


@pytest.mark.parametrize(
    "path",
    [
        "permissionscheme",
        "issuesecurityschemes",
        "notificationscheme",
        "projectCategory",
        "project/DM/role",
        "project/DM/statuses",
        "project/DM/permissionscheme",
        "project/DM/notificationscheme",
    ],
)
def test_what_clients_read_before_making_one(either: Api, path: str) -> None:
    assert either.get(path)


def test_the_keys_of_a_project_on_demand(either: Api) -> None:
    assert "projectKeys" not in either.get("project/DM")
    shown = either.get("project/DM", expand="projectKeys")
    assert shown["projectKeys"] == ["DM"]


def test_administrators_administer(either: Api) -> None:
    role = either.get("project/DM/role/10002")
    names = {actor["displayName"] for actor in role["actors"]}
    assert "jira-administrators" in names


def test_a_new_project_has_the_usual_priorities(own: Api) -> None:
    _project(own)
    fields = {"project": {"key": "ABC"}, "priority": {"name": "High"}}
    key = own.create(**fields)
    assert own.field(key, "priority")["name"] == "High"
    refused = own.post(
        "issue",
        {
            "fields": {
                "project": {"key": "DM"},
                "issuetype": {"name": "Story"},
                "summary": "x",
                "priority": {"name": "High"},
            }
        },
    )
    assert refused.json()["errors"] == {
        "priority": "The priority selected is invalid."
    }
