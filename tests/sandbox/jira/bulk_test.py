"""Bulk create and bulk fetch."""

from __future__ import annotations

from typing import Any

from tests.support.sandbox_api import Api


def _update(**fields: Any) -> dict[str, Any]:
    return {
        "fields": {
            "project": {"key": "DM"},
            "issuetype": {"name": "Story"},
            "summary": "x",
            **fields,
        }
    }


def test_fifty_are_made_in_order(either: Api) -> None:
    updates = [_update(summary=f"n {i}") for i in range(50)]
    response = either.post("issue/bulk", {"issueUpdates": updates})
    assert response.status_code == 201
    issues = response.json()["issues"]
    assert response.json()["errors"] == []
    assert len(issues) == 50
    assert either.field(issues[7]["key"], "summary") == "n 7"


def test_cloud_takes_no_more_than_fifty(cloud: Api) -> None:
    updates = [_update() for _ in range(51)]
    response = cloud.post("issue/bulk", {"issueUpdates": updates})
    assert response.status_code == 400
    assert "50" in response.json()["errorMessages"][0]


def test_the_refused_are_told_by_their_place(either: Api) -> None:
    updates = [_update(), _update(nonsense=1), _update(), _update(labels=[""])]
    response = either.post("issue/bulk", {"issueUpdates": updates})
    assert response.status_code == 201
    answer = response.json()
    assert len(answer["issues"]) == 2
    assert [e["failedElementNumber"] for e in answer["errors"]] == [1, 3]
    first = answer["errors"][0]
    assert first["status"] == 400
    assert first["elementErrors"]["errorMessages"] == []
    assert list(first["elementErrors"]["errors"]) == ["nonsense"]


def test_all_refused_is_a_400_in_the_same_shape(either: Api) -> None:
    response = either.post(
        "issue/bulk", {"issueUpdates": [_update(nonsense=1)]}
    )
    assert response.status_code == 400
    assert response.json()["issues"] == []
    assert len(response.json()["errors"]) == 1


def test_properties_and_links_ride_along(either: Api) -> None:
    other = either.create()
    add = {"type": {"name": "Blocks"}, "outwardIssue": {"key": other}}
    update = {
        **_update(),
        "update": {"issuelinks": [{"add": add}]},
        "properties": [{"key": "k", "value": 1}],
    }
    response = either.post("issue/bulk", {"issueUpdates": [update]})
    key = response.json()["issues"][0]["key"]
    assert either.get(f"issue/{key}/properties/k")["value"] == 1
    assert either.field(key, "issuelinks")[0]["outwardIssue"]["key"] == other


def test_fetch_omits_what_is_not_there(cloud: Api) -> None:
    one, two = cloud.create(), cloud.create()
    id_ = cloud.get(f"issue/{one}")["id"]
    wanted = [two, "DM-999999", id_, one, "NOPE-1"]
    response = cloud.post("issue/bulkfetch", {"issueIdsOrKeys": wanted})
    assert response.status_code == 200
    keys = [issue["key"] for issue in response.json()["issues"]]
    assert keys == [one, two]
    assert response.json()["issueErrors"] == []


def test_fetch_takes_no_more_than_a_hundred(cloud: Api) -> None:
    wanted = [f"DM-{i}" for i in range(101)]
    response = cloud.post("issue/bulkfetch", {"issueIdsOrKeys": wanted})
    assert response.status_code == 400


def test_fetch_shows_fields_and_properties(cloud: Api) -> None:
    key = cloud.create()
    cloud.put(f"issue/{key}/properties/k", {"a": 1})
    body = {
        "issueIdsOrKeys": [key],
        "fields": ["summary"],
        "properties": ["k"],
    }
    (issue,) = cloud.post("issue/bulkfetch", body).json()["issues"]
    assert issue["fields"] == {"summary": "An issue"}
    assert issue["properties"] == {"k": {"a": 1}}


def test_data_center_has_no_bulk_fetch(dc: Api) -> None:
    response = dc.post("issue/bulkfetch", {"issueIdsOrKeys": ["DM-1"]})
    assert response.status_code in {404, 405}


def test_a_bulk_fetch_takes_no_other_words(cloud: Api) -> None:
    body = {"issueIdsOrKeys": ["DM-1"], "maxResults": 5}
    assert cloud.post("issue/bulkfetch", body).status_code == 400


def test_a_partial_failure_waits_for_a_bulk_create(own: Api) -> None:
    own.lever("faults", action="bulk-partial", elements=[1])
    own.get("myself")
    fields = {
        "project": {"key": "DM"},
        "issuetype": {"name": "Story"},
        "summary": "s",
    }
    made = own.post("issue/bulk", {"issueUpdates": [{"fields": fields}] * 3})
    assert [e["failedElementNumber"] for e in made.json()["errors"]] == [1]
