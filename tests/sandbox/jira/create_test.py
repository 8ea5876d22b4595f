"""Creating issues: what is taken, and what is refused in which words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_api import Api, adf

SCREEN = (
    "Field '{}' cannot be set. It is not on the appropriate screen, or "
    "unknown."
)


def _refusal(api: Api, **fields: Any) -> dict[str, str]:
    body = {
        "project": {"key": "DM"},
        "issuetype": {"name": "Story"},
        "summary": "An issue",
        **fields,
    }
    body = {k: v for k, v in body.items() if v is not ...}
    response = api.post("issue", {"fields": body})
    assert response.status_code == 400, response.text
    assert response.json()["errorMessages"] == []
    errors: dict[str, str] = response.json()["errors"]
    return errors


def test_the_answer_has_id_key_and_self(cloud: Api) -> None:
    fields = {
        "project": {"key": "DM"},
        "issuetype": {"name": "Story"},
        "summary": "x",
    }
    response = cloud.post("issue", {"fields": fields})
    assert response.status_code == 201
    made = response.json()
    assert set(made) == {"id", "key", "self"}
    assert made["self"] == f"{cloud.server.url}/rest/api/3/issue/{made['id']}"


REFUSALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no summary": (
        {"summary": ...},
        "summary",
        "You must specify a summary of the issue.",
    ),
    "blank summary": (
        {"summary": "  "},
        "summary",
        "You must specify a summary of the issue.",
    ),
    "newline": (
        {"summary": "a\nb"},
        "summary",
        "The summary is invalid because it contains newline characters.",
    ),
    "number for text": (
        {"summary": 5},
        "summary",
        "Operation value must be a string",
    ),
    "unknown field": ({"nonsense": 1}, "nonsense", SCREEN.format("nonsense")),
    "field of another project": (
        {"customfield_10395": "DMS-REQ-0001"},
        "customfield_10395",
        SCREEN.format("customfield_10395"),
    ),
    "status": (
        {"status": {"name": "Done"}},
        "status",
        SCREEN.format("status"),
    ),
    "links among the fields": (
        {"issuelinks": []},
        "issuelinks",
        SCREEN.format("issuelinks"),
    ),
    "label with a space": (
        {"labels": ["a b"]},
        "labels",
        "The label 'a b' contains spaces which is invalid.",
    ),
    "labels as text": ({"labels": "a"}, "labels", "data was not an array"),
    "date": (
        {"duedate": "soon"},
        "duedate",
        "Error parsing date string: soon",
    ),
    "priority": (
        {"priority": {"name": "Silly"}},
        "priority",
        "Priority name 'Silly' is not valid",
    ),
    "component": (
        {"components": [{"name": "Nowhere"}]},
        "components",
        "Component name 'Nowhere' is not valid",
    ),
    "version": (
        {"fixVersions": [{"name": "w_0"}]},
        "fixVersions",
        "Version name 'w_0' is not valid",
    ),
    "number": (
        {"customfield_10016": "many"},
        "customfield_10016",
        "Operation value must be a number",
    ),
    "issue type": (
        {"issuetype": {"name": "Opera"}},
        "issuetype",
        "Specify a valid issue type",
    ),
    "project": (
        {"project": {"key": "NOPE"}},
        "project",
        "Specify a valid project ID or key",
    ),
    "summary of 256": (
        {"summary": "x" * 256},
        "summary",
        "Summary can't exceed 255 characters.",
    ),
    "wiki text in version 3": (
        {"description": "plain"},
        "description",
        (
            "Operation value must be an Atlassian Document (see the "
            "Atlassian Document Format)"
        ),
    ),
    "a broken document": (
        {"description": {"type": "doc", "version": 1, "content": [{}]}},
        "description",
        "INVALID_INPUT",
    ),
    "a text too long": (
        {"description": adf("x" * 32_768)},
        "description",
        (
            "The entered text is too long. It exceeds the allowed limit of "
            "32,767 characters."
        ),
    ),
    "an unknown assignee": (
        {"assignee": {"accountId": "nobody"}},
        "assignee",
        "User 'nobody' does not exist.",
    ),
}


@pytest.mark.parametrize(
    ("fields", "name", "text"), REFUSALS.values(), ids=REFUSALS.keys()
)
def test_refused(
    cloud: Api, fields: dict[str, Any], name: str, text: str
) -> None:
    assert _refusal(cloud, **fields) == {name: text}


def test_all_faults_are_told_at_once(cloud: Api) -> None:
    errors = _refusal(cloud, summary=..., labels=["a b"], nonsense=1)
    assert set(errors) == {"summary", "labels", "nonsense"}


def test_a_summary_of_255_is_taken(either: Api) -> None:
    key = either.create(summary="x" * 255)
    assert len(either.field(key, "summary")) == 255


def test_version_2_takes_wiki_text_and_no_document(either: Api) -> None:
    key = either.create(description="h1. Title\n\nA *word*")
    assert either.field(key, "description") == "h1. Title\n\nA *word*"
    errors = _refusal(either, description=adf("x"))
    assert errors == {"description": "Operation value must be a string"}


def test_both_versions_show_the_same_text(cloud: Api, cloud2: Api) -> None:
    key = cloud.create(description=adf("Some text"))
    assert cloud2.field(key, "description") == "Some text"
    key = cloud2.create(description="Some text")
    assert cloud.field(key, "description") == adf("Some text")


def test_data_center_names_its_limit_in_its_own_words(dc: Api) -> None:
    errors = _refusal(dc, summary="x" * 256)
    assert errors == {"summary": "Summary must be less than 255 characters."}


def test_the_issue_has_its_defaults(either: Api) -> None:
    fields = either.get(f"issue/{either.create()}")["fields"]
    assert fields["status"]["name"] == "To Do"
    assert fields["labels"] == []
    assert fields["resolution"] is None
    assert fields["reporter"] == fields["creator"]
    assert fields["assignee"] is None
    assert fields["description"] is None


def test_properties_are_set_in_the_same_request(either: Api) -> None:
    fields = {
        "project": {"key": "DM"},
        "issuetype": {"name": "Story"},
        "summary": "x",
    }
    properties = [{"key": "ldmjira", "value": {"code": "DM-AP-2"}}]
    response = either.post(
        "issue", {"fields": fields, "properties": properties}
    )
    key = response.json()["key"]
    shown = either.get(f"issue/{key}", properties="ldmjira")
    assert shown["properties"] == {"ldmjira": {"code": "DM-AP-2"}}


def test_links_are_made_in_the_same_request(either: Api) -> None:
    other = either.create()
    add = {"type": {"name": "Blocks"}, "outwardIssue": {"key": other}}
    response = either.post(
        "issue",
        {
            "fields": {
                "project": {"key": "DM"},
                "issuetype": {"name": "Story"},
                "summary": "x",
            },
            "update": {"issuelinks": [{"add": add}]},
        },
    )
    assert response.status_code == 201, response.text
    (link,) = either.field(response.json()["key"], "issuelinks")
    assert link["outwardIssue"]["key"] == other
    (link,) = either.field(other, "issuelinks")
    assert link["inwardIssue"]["key"] == response.json()["key"]


def test_a_link_that_cannot_be_made_refuses_the_issue(cloud: Api) -> None:
    add = {"type": {"name": "Hates"}, "outwardIssue": {"key": "DM-1"}}
    response = cloud.post(
        "issue",
        {
            "fields": {
                "project": {"key": "DM"},
                "issuetype": {"name": "Story"},
                "summary": "Refused whole",
            },
            "update": {"issuelinks": [{"add": add}]},
        },
    )
    assert response.status_code == 400
    assert "issuelinks" in response.json()["errors"]
    assert cloud.search('summary ~ "Refused whole"') == []


def test_a_transition_goes_with_the_create(cloud: Api) -> None:
    response = cloud.post(
        "issue",
        {
            "fields": {
                "project": {"key": "DM"},
                "issuetype": {"name": "Story"},
                "summary": "x",
            },
            "transition": {"id": "21"},
        },
    )
    status = cloud.field(response.json()["key"], "status")
    assert status["name"] == "In Progress"


def test_a_sub_task_needs_a_parent(either: Api) -> None:
    fields = {
        "project": {"key": "DM"},
        "issuetype": {"name": "Sub-task"},
        "summary": "x",
    }
    assert either.post("issue", {"fields": fields}).status_code == 400
    parent = either.create()
    fields["parent"] = {"key": parent}
    response = either.post("issue", {"fields": fields})
    assert response.status_code == 201, response.text
    (child,) = either.field(parent, "subtasks")
    assert child["key"] == response.json()["key"]


def test_a_body_that_is_not_json(cloud: Api) -> None:
    headers = {"Content-Type": "application/json"}
    response = cloud.call("POST", "issue", data="{", headers=headers)
    assert response.status_code == 400
    assert "parsing JSON" in response.json()["errorMessages"][0]


def test_another_content_type(either: Api) -> None:
    response = either.call(
        "POST", "issue", data="{}", headers={"Content-Type": "text/plain"}
    )
    assert response.status_code == 415


def test_no_permission_to_create(own: Api) -> None:
    own.lever("permission", permission="CREATE_ISSUES", project="DM")
    fields = {
        "project": {"key": "DM"},
        "issuetype": {"name": "Story"},
        "summary": "x",
    }
    assert own.post("issue", {"fields": fields}).status_code == 403


def test_required_field(rubin: Api) -> None:
    fields = {
        "project": {"key": "LVV"},
        "issuetype": {"name": "Verification"},
        "summary": "x",
    }
    response = rubin.post("issue", {"fields": fields})
    assert response.status_code == 400
    errors = response.json()["errors"]
    assert errors == {"customfield_10395": "Requirement ID is required."}


@pytest.mark.parametrize(
    "body",
    ['{"fields": NaN}', '{"fields": {"summary": "\\ud800"}}', "[" * 5000],
    ids=["nan", "half a pair", "deep"],
)
def test_what_is_almost_json(cloud: Api, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    response = cloud.call("POST", "issue", data=body, headers=headers)
    assert response.status_code == 400
