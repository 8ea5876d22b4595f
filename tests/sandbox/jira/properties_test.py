"""Hidden values on issues, projects and comments."""

from __future__ import annotations

import json

import pytest

from tests.support.sandbox_api import Api, adf


def test_a_property_is_made_changed_and_removed(either: Api) -> None:
    path = f"issue/{either.create()}/properties/ldmjira"
    assert either.put(path, {"a": 1}).status_code == 201
    assert either.put(path, {"a": 2}).status_code == 200
    assert either.get(path) == {"key": "ldmjira", "value": {"a": 2}}
    assert either.delete(path).status_code == 204
    assert either.call("GET", path).status_code == 404
    assert either.delete(path).status_code == 404


@pytest.mark.parametrize(
    "value", [1, 0, False, "text", [], {}, [None]], ids=json.dumps
)
def test_any_json_is_taken(either: Api, value: object) -> None:
    path = f"issue/{either.create()}/properties/k"
    response = either.call(
        "PUT",
        path,
        data=json.dumps(value),
        headers={"Content-Type": "application/json"},
    )
    assert response.status_code == 201
    assert either.get(path)["value"] == value


def test_the_keys_are_listed(either: Api) -> None:
    key = either.create()
    either.put(f"issue/{key}/properties/a.b", 1)
    (listed,) = either.get(f"issue/{key}/properties")["keys"]
    assert listed["key"] == "a.b"
    assert either.call("GET", listed["self"].split(either.server.url)[1]).ok


def test_a_key_with_a_slash(either: Api) -> None:
    key = either.create()
    path = f"issue/{key}/properties/a%2Fb"
    assert either.put(path, 1).status_code == 201
    assert either.get(path)["key"] == "a/b"


def test_the_size_has_a_limit(either: Api) -> None:
    path = f"issue/{either.create()}/properties/k"
    assert either.put(path, "x" * 32_766).status_code == 201
    assert either.put(path, "x" * 32_767).status_code == 400


def test_a_key_has_a_limit(either: Api) -> None:
    key = either.create()
    assert either.put(f"issue/{key}/properties/{'k' * 255}", 1).ok
    response = either.put(f"issue/{key}/properties/{'k' * 256}", 1)
    assert response.status_code == 400


def test_a_property_leaves_no_trace(own: Api) -> None:
    key = own.create()
    before = own.field(key, "updated")
    own.lever("clock", offset=100)
    own.put(f"issue/{key}/properties/k", 1)
    assert own.field(key, "updated") == before
    assert own.get(f"issue/{key}/changelog")["values"] == []


def test_writing_needs_edit_permission(own: Api) -> None:
    key = own.create()
    own.lever("permission", permission="EDIT_ISSUES", project="DM")
    response = own.put(f"issue/{key}/properties/k", 1)
    assert response.status_code == 403


def test_many_issues_at_once_answer_with_a_task(cloud: Api) -> None:
    key = cloud.create()
    id_ = int(cloud.get(f"issue/{key}")["id"])
    body = {"issues": [{"issueID": id_, "properties": {"k": 1}}]}
    response = cloud.call(
        "POST", "issue/properties/multi", json=body, allow_redirects=False
    )
    assert response.status_code == 303
    task = cloud.session.get(response.headers["Location"], timeout=5).json()
    assert task["status"] == "COMPLETE"
    assert cloud.get(f"issue/{key}/properties/k")["value"] == 1


def test_properties_of_projects(either: Api) -> None:
    path = "project/DM/properties/lease"
    assert either.put(path, {"owner": "ci"}).status_code in {200, 201}
    assert either.get(path)["value"] == {"owner": "ci"}
    assert either.delete(path).status_code == 204


def test_properties_of_comments(cloud: Api) -> None:
    key = cloud.create()
    body = {"body": adf("x"), "properties": [{"key": "own", "value": True}]}
    id_ = cloud.post(f"issue/{key}/comment", body).json()["id"]
    assert cloud.get(f"comment/{id_}/properties/own")["value"] is True
