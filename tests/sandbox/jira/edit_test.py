"""Editing, reading and deleting issues."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_api import Api, adf


def _edit(api: Api, key: str, **body: Any) -> None:
    response = api.put(f"issue/{key}", body)
    assert response.status_code == 204, response.text
    assert response.content == b""


def test_fields_are_set(either: Api) -> None:
    key = either.create()
    _edit(either, key, fields={"summary": "New", "duedate": "2026-12-24"})
    assert either.field(key, "summary") == "New"
    assert either.field(key, "duedate") == "2026-12-24"


def test_null_empties_a_field(either: Api) -> None:
    key = either.create(duedate="2026-12-24", labels=["a"])
    _edit(either, key, fields={"duedate": None, "labels": None})
    assert either.field(key, "duedate") is None
    assert either.field(key, "labels") == []


def test_labels_are_added_and_removed(either: Api) -> None:
    key = either.create(labels=["a", "b"])
    verbs = [{"add": "c"}, {"remove": "a"}, {"remove": "never there"}]
    response = either.put(f"issue/{key}", {"update": {"labels": verbs[:2]}})
    assert response.status_code == 204
    assert either.field(key, "labels") == ["b", "c"]


def test_links_are_added_by_an_edit(either: Api) -> None:
    one, other = either.create(), either.create()
    add = {"type": {"name": "Relates"}, "inwardIssue": {"key": other}}
    update = {"issuelinks": [{"add": add}]}
    _edit(either, one, update=update)
    _edit(either, one, update=update)
    (link,) = either.field(one, "issuelinks")
    assert link["inwardIssue"]["key"] == other


def test_properties_are_set_by_an_edit(either: Api) -> None:
    key = either.create()
    properties = [{"key": "k", "value": [1]}]
    _edit(either, key, fields={"summary": "New"}, properties=properties)
    assert either.get(f"issue/{key}/properties/k")["value"] == [1]


def test_a_refused_edit_changes_nothing(either: Api) -> None:
    key = either.create(labels=["a"])
    response = either.put(
        f"issue/{key}",
        {"fields": {"summary": "New", "nonsense": 1}},
    )
    assert response.status_code == 400
    assert either.field(key, "summary") == "An issue"


def test_a_field_cannot_be_in_both_parts(cloud: Api) -> None:
    key = cloud.create()
    response = cloud.put(
        f"issue/{key}",
        {
            "fields": {"summary": "a"},
            "update": {"summary": [{"set": "b"}]},
        },
    )
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["summary"]


def test_an_unknown_verb_is_refused(cloud: Api) -> None:
    key = cloud.create()
    response = cloud.put(
        f"issue/{key}", {"update": {"summary": [{"append": "b"}]}}
    )
    assert response.status_code == 400
    assert "append" in response.json()["errors"]["summary"]


def test_a_transition_in_an_edit_is_ignored(cloud: Api) -> None:
    key = cloud.create()
    _edit(cloud, key, fields={"summary": "x"}, transition={"id": "41"})
    assert cloud.field(key, "status")["name"] == "To Do"


def test_the_edited_issue_comes_back_on_demand(cloud: Api) -> None:
    key = cloud.create()
    response = cloud.put(
        f"issue/{key}", {"fields": {"summary": "y"}}, returnIssue="true"
    )
    assert response.status_code == 200
    assert response.json()["fields"]["summary"] == "y"


def test_an_edit_moves_updated_but_not_created(own: Api) -> None:
    key = own.create()
    before = own.get(f"issue/{key}")["fields"]
    own.lever("clock", offset=3600)
    _edit(own, key, fields={"summary": "y"})
    after = own.get(f"issue/{key}")["fields"]
    assert after["created"] == before["created"]
    assert after["updated"] > before["updated"]


def test_editing_without_permission(own: Api) -> None:
    key = own.create()
    own.lever("permission", permission="EDIT_ISSUES", project="DM")
    response = own.put(f"issue/{key}", {"fields": {"summary": "y"}})
    assert response.status_code == 403
    own.lever("permission", permission="EDIT_ISSUES", project="DM", allow=True)
    _edit(own, key, fields={"summary": "y"})


def test_what_is_hidden_is_said_not_to_exist(own: Api) -> None:
    key = own.create()
    own.lever("hide", issue=key)
    response = own.call("GET", f"issue/{key}")
    assert response.status_code == 404
    assert response.json() == {
        "errorMessages": [
            "Issue does not exist or you do not have permission to see it."
        ],
        "errors": {},
    }
    assert own.search("project = DM") == []


def test_data_center_does_not_tell_hidden_from_missing(own_dc: Api) -> None:
    key = own_dc.create()
    own_dc.lever("hide", issue=key)
    for name in (key, "DM-999999"):
        response = own_dc.call("GET", f"issue/{name}")
        assert response.status_code == 404
        assert response.json()["errorMessages"] == ["Issue Does Not Exist"]


def test_a_moved_issue_answers_to_its_old_key(own: Api) -> None:
    key = own.create()
    moved = own.lever("move", issue=key, project="LVV")
    assert moved["key"].startswith("LVV-")
    shown = own.get(f"issue/{key}")
    assert (shown["key"], shown["id"]) == (moved["key"], moved["id"])
    assert own.search(f"key = {key}") == [moved["key"]]
    body = {"issueIdsOrKeys": [key], "fields": ["summary"]}
    (found,) = own.post("issue/bulkfetch", body).json()["issues"]
    assert found["key"] == moved["key"]


def test_only_the_named_fields_are_shown(either: Api) -> None:
    key = either.create()
    shown = either.get(f"issue/{key}", fields="summary,labels")
    assert set(shown["fields"]) == {"summary", "labels"}
    shown = either.get(f"issue/{key}", fields="*all,-comment")
    assert "comment" not in shown["fields"]
    assert "summary" in shown["fields"]


def test_rendered_fields_are_html(either: Api) -> None:
    key = either.create(description="A *word*")
    shown = either.get(f"issue/{key}", expand="renderedFields")
    assert shown["renderedFields"]["description"] == "<p>A <b>word</b></p>"
    assert shown["fields"]["description"] == "A *word*"


def test_names_and_schemas_on_demand(cloud: Api) -> None:
    key = cloud.create()
    shown = cloud.get(f"issue/{key}", expand="names,schema")
    assert shown["names"]["customfield_10016"] == "Story Points"
    assert shown["schema"]["labels"]["items"] == "string"


def test_a_deleted_issue_is_gone(either: Api) -> None:
    one, other = either.create(), either.create()
    either.post(
        "issueLink",
        {
            "type": {"name": "Blocks"},
            "inwardIssue": {"key": one},
            "outwardIssue": {"key": other},
        },
    )
    assert either.delete(f"issue/{one}").status_code == 204
    assert either.call("GET", f"issue/{one}").status_code == 404
    assert either.field(other, "issuelinks") == []


def test_an_issue_with_sub_tasks_is_not_deleted_alone(either: Api) -> None:
    parent = either.create()
    child = either.create(
        issuetype={"name": "Sub-task"}, parent={"key": parent}
    )
    response = either.delete(f"issue/{parent}")
    assert response.status_code == 400
    assert "deleteSubtasks" in response.json()["errorMessages"][0]
    response = either.delete(f"issue/{parent}", deleteSubtasks="true")
    assert response.status_code == 204
    assert either.call("GET", f"issue/{child}").status_code == 404


def test_a_number_is_never_used_twice(cloud: Api) -> None:
    key = cloud.create()
    cloud.delete(f"issue/{key}")
    assert cloud.create() != key


@pytest.mark.parametrize(
    ("field", "write", "read"),
    [
        ("customfield_10016", 3, 3.0),
        ("customfield_10015", "2026-01-02", "2026-01-02"),
        ("labels", ["b", "a", "b"], ["a", "b"]),
    ],
    ids=["number", "date", "labels"],
)
def test_what_is_written_is_read(
    either: Api, field: str, write: object, read: object
) -> None:
    if either.server.sandbox.site.is_cloud is False:
        field = {
            "customfield_10016": "customfield_10202",
            "customfield_10015": "customfield_10603",
        }.get(field, field)
    key = either.create(**{field: write})
    assert either.field(key, field) == read


def test_options_and_empty_fields(rubin: Api) -> None:
    fields = {
        "project": {"key": "LVV"},
        "issuetype": {"name": "Verification"},
        "summary": "x",
        "customfield_10395": "DMS-REQ-9999",
        "customfield_10079": {"value": "Inspection"},
        "customfield_10396": adf("Some text"),
    }
    key = rubin.post("issue", {"fields": fields}).json()["key"]
    shown = rubin.get(f"issue/{key}")["fields"]
    assert shown["customfield_10079"]["value"] == "Inspection"
    assert set(shown["customfield_10079"]) == {"self", "value", "id"}
    assert shown["customfield_10078"] is None
    assert "customfield_10016" in shown
    bad = {"customfield_10079": {"value": "Guess"}}
    response = rubin.put(f"issue/{key}", {"fields": bad})
    assert response.json()["errors"] == {
        "customfield_10079": "Option value 'Guess' is not valid"
    }


@pytest.mark.parametrize("body", [{}, {"transition": {"id": "21"}}])
def test_an_edit_must_edit_something(
    either: Api, body: dict[str, object]
) -> None:
    response = either.put(f"issue/{either.create()}", body)
    assert response.status_code == 400
    assert response.json()["errorMessages"] == [
        "one of 'fields' or 'update' required"
    ]


def test_a_move_is_in_the_history(own: Api) -> None:
    key = own.create()
    moved = own.lever("move", issue=key, project="LVV")
    (entry,) = own.get(f"issue/{moved['key']}/changelog")["values"]
    items = {
        i["field"]: (i["fromString"], i["toString"]) for i in entry["items"]
    }
    assert items["Key"] == (key, moved["key"])
    assert items["project"][1] == "LSST Verification and Validation"
