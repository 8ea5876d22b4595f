"""What the site is made of, and its forms."""

from __future__ import annotations

import pytest

from tests.support.sandbox_api import Api

LISTS = (
    "field",
    "issuetype",
    "priority",
    "resolution",
    "status",
    "statuscategory",
    "project",
    "role",
    "projectCategory",
)


@pytest.mark.parametrize("name", LISTS)
def test_lists(either: Api, name: str) -> None:
    listed = either.get(name)
    assert isinstance(listed, list)
    assert all(item["name"] for item in listed)


@pytest.mark.parametrize(
    "name", ["issuetype", "priority", "resolution", "status", "statuscategory"]
)
def test_single_ones(either: Api, name: str) -> None:
    first = either.get(name)[0]
    shown = either.get(f"{name}/{first['id']}")
    assert shown["name"] == first["name"]
    assert either.call("GET", f"{name}/999999").status_code == 404


def test_rubins_fields_have_rubins_ids(rubin: Api) -> None:
    fields = {field["id"]: field for field in rubin.get("field")}
    field = fields["customfield_10395"]
    assert field["name"] == "Requirement ID"
    assert field["custom"] is True
    assert "cf[10395]" in field["clauseNames"]
    assert field["schema"]["customId"] == 10395
    assert fields["summary"]["schema"] == {
        "type": "string",
        "system": "summary",
    }


def test_cloud_names_its_lists_for_creating(cloud: Api) -> None:
    types = cloud.get("issue/createmeta/DM/issuetypes")
    assert set(types) == {"issueTypes", "maxResults", "startAt", "total"}
    story = next(t for t in types["issueTypes"] if t["name"] == "Story")
    path = f"issue/createmeta/DM/issuetypes/{story['id']}"
    fields = {f["fieldId"]: f for f in cloud.get(path)["fields"]}
    assert fields["summary"]["required"] is True
    assert fields["labels"]["required"] is False
    assert fields["priority"]["allowedValues"]


def test_data_center_names_them_values(dc: Api) -> None:
    types = dc.get("issue/createmeta/DM/issuetypes")
    assert {"values", "isLast", "total"} <= set(types)
    path = f"issue/createmeta/DM/issuetypes/{types['values'][0]['id']}"
    assert dc.get(path)["values"][0]["fieldId"]
    assert dc.call("GET", "issue/createmeta").status_code == 404


def test_the_old_form_of_create_metadata(cloud: Api) -> None:
    answer = cloud.get(
        "issue/createmeta",
        projectKeys="DM",
        issuetypeNames="Story",
        expand="projects.issuetypes.fields",
    )
    (project,) = answer["projects"]
    (story,) = project["issuetypes"]
    assert story["fields"]["summary"]["required"] is True


def test_a_field_taken_from_the_screen(own: Api) -> None:
    own.lever("field", remove="duedate")
    response = own.post(
        "issue",
        {
            "fields": {
                "project": {"key": "DM"},
                "issuetype": {"name": "Story"},
                "summary": "x",
                "duedate": "2026-01-01",
            }
        },
    )
    assert list(response.json()["errors"]) == ["duedate"]
    key = own.create()
    assert "duedate" not in own.get(f"issue/{key}/editmeta")["fields"]
    own.lever("field", restore="duedate")
    own.create(duedate="2026-01-01")


def test_edit_metadata(either: Api) -> None:
    key = either.create()
    fields = either.get(f"issue/{key}/editmeta")["fields"]
    assert fields["labels"]["operations"] == ["add", "set", "remove"]
    assert "summary" in fields
    assert "status" not in fields


def test_labels_in_use(cloud: Api) -> None:
    cloud.create(labels=["zzz-last"])
    assert "zzz-last" in cloud.get("label")["values"]


def test_fields_by_pages(cloud: Api) -> None:
    answer = cloud.get("field/search", type="custom", maxResults=2)
    assert len(answer["values"]) == 2
    assert answer["isLast"] is False


def test_an_unknown_path_is_a_problem_document(cloud: Api) -> None:
    response = cloud.call("GET", "no/such/thing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert "errorMessages" not in problem
    assert (problem["status"], problem["title"]) == (404, "Not Found")


def test_an_unknown_method(cloud: Api) -> None:
    response = cloud.call("PUT", "myself")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_data_center_knows_no_version_3(dc: Api) -> None:
    assert dc.call("GET", "/rest/api/3/myself").status_code == 404


@pytest.mark.parametrize("version", ["2", "latest"])
def test_other_names_of_the_version(either: Api, version: str) -> None:
    path = f"/rest/api/{version}/myself"
    assert either.get(path)["displayName"]


@pytest.mark.parametrize("path", ["project/DM/component", "users/search"])
def test_a_negative_page_size_means_the_usual_one(
    cloud: Api, path: str
) -> None:
    whole = cloud.get(path)
    assert cloud.get(path, maxResults=-1) == whole


def test_the_language_tells_which_operators_a_field_takes(cloud: Api) -> None:
    shown = cloud.get("jql/autocompletedata")
    fields = {f["value"]: f for f in shown["visibleFieldNames"]}
    assert "=" not in fields["summary"]["operators"]
    assert "~" in fields["Requirement ID"]["operators"]
    assert fields["Requirement ID"]["cfid"] == "cf[10395]"
    assert "currentUser()" in {
        f["value"] for f in shown["visibleFunctionNames"]
    }
