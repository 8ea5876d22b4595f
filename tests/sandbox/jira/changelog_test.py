"""Who changed what."""

from __future__ import annotations

from tests.support.sandbox_api import Api


def test_an_edit_is_one_entry(cloud: Api) -> None:
    key = cloud.create(labels=["a"])
    fields = {"summary": "New", "labels": ["a", "b"], "duedate": "2026-12-24"}
    cloud.put(f"issue/{key}", {"fields": fields})
    (entry,) = cloud.get(f"issue/{key}/changelog")["values"]
    items = {
        i["fieldId"]: (i["fromString"], i["toString"]) for i in entry["items"]
    }
    assert items == {
        "summary": ("An issue", "New"),
        "labels": ("a", "a b"),
        "duedate": (None, "2026-12-24 00:00:00.0"),
    }


def test_an_edit_that_changes_nothing_is_no_entry(cloud: Api) -> None:
    key = cloud.create()
    cloud.put(f"issue/{key}", {"fields": {"summary": "An issue"}})
    assert cloud.get(f"issue/{key}/changelog")["total"] == 0


def test_the_author_is_who_did_it(own: Api) -> None:
    key = own.create()
    done = own.lever("edit", issue=key, fields={"summary": "Theirs"})
    assert done["status"] == 204
    (entry,) = own.get(f"issue/{key}/changelog")["values"]
    assert entry["author"]["accountId"] != own.get("myself")["accountId"]


def test_the_expanded_history(either: Api) -> None:
    key = either.create()
    either.put(f"issue/{key}", {"fields": {"summary": "New"}})
    shown = either.get(f"issue/{key}", expand="changelog")["changelog"]
    assert shown["total"] == 1
    assert shown["histories"][0]["items"][0]["toString"] == "New"


def test_many_histories_at_once(cloud: Api) -> None:
    keys = [cloud.create(), cloud.create()]
    for key in keys:
        fields = {"summary": "New", "labels": ["x"]}
        cloud.put(f"issue/{key}", {"fields": fields})
    body = {
        "issueIdsOrKeys": [*keys, "DM-999999"],
        "fieldIds": ["labels"],
        "maxResults": 1,
    }
    found = []
    while True:
        answer = cloud.post("changelog/bulkfetch", body).json()
        found += answer["issueChangeLogs"]
        if "nextPageToken" not in answer:
            break
        body["nextPageToken"] = answer["nextPageToken"]
    assert len(found) == 2
    for log in found:
        (item,) = log["changeHistories"][0]["items"]
        assert item["fieldId"] == "labels"


def test_rubins_elements_have_histories(rubin: Api) -> None:
    entries = rubin.get("issue/LVV-27/changelog")["values"]
    assert "status" in {i["field"] for e in entries for i in e["items"]}


def test_entries_are_asked_for_by_a_list(cloud: Api) -> None:
    path = f"issue/{cloud.create()}/changelog/list"
    assert cloud.post(path, {"changelogIds": 5}).status_code == 400
