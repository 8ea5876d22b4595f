"""People, and what they may do."""

from __future__ import annotations

from tests.support.sandbox_api import Api


def test_cloud_shows_account_ids_and_no_names(cloud: Api) -> None:
    me = cloud.get("myself")
    assert me["accountId"]
    assert "name" not in me
    assert cloud.get("user", accountId=me["accountId"]) == me


def test_data_center_shows_names_and_no_account_ids(dc: Api) -> None:
    me = dc.get("myself")
    assert me["name"] == dc.server.user
    assert "accountId" not in me
    assert dc.get("user", username=me["name"]) == me


def test_users_are_found_by_name(either: Api) -> None:
    cloud = "accountId" in either.get("myself")
    name = "query" if cloud else "username"
    found = either.get("user/search", **{name: "sandbox-user"})
    assert found
    assert either.call("GET", "user/search").status_code == 400


def test_many_users_by_id(cloud: Api) -> None:
    me = cloud.get("myself")["accountId"]
    answer = cloud.get("user/bulk", accountId=[me, "nobody"])
    assert [u["accountId"] for u in answer["values"]] == [me]


def test_a_user_of_data_center_logs_in_with_a_password(own_dc: Api) -> None:
    body = {
        "name": "visitor",
        "password": "open sesame",
        "emailAddress": "visitor@example.invalid",
        "displayName": "A Visitor",
    }
    assert own_dc.post("user", body).status_code == 201
    own_dc.session.auth = ("visitor", "open sesame")
    assert own_dc.get("myself")["displayName"] == "A Visitor"
    assert own_dc.post("user", {**body, "name": "more"}).status_code == 403
    own_dc.session.auth = ("visitor", "wrong")
    assert own_dc.call("GET", "myself").status_code == 401


def test_a_name_is_taken_once(dc: Api) -> None:
    body = {
        "name": "twin",
        "emailAddress": "twin@example.invalid",
        "displayName": "Twin",
    }
    assert dc.post("user", body).status_code == 201
    response = dc.post("user", body)
    assert response.status_code == 400
    assert response.json()["errors"] == {
        "username": "A user with that username already exists."
    }


def test_cloud_wants_the_permissions_named(cloud: Api) -> None:
    assert cloud.call("GET", "mypermissions").status_code == 400
    answer = cloud.get(
        "mypermissions",
        permissions="CREATE_ISSUES,EDIT_ISSUES",
        projectKey="DM",
    )
    assert set(answer["permissions"]) == {"CREATE_ISSUES", "EDIT_ISSUES"}
    assert answer["permissions"]["EDIT_ISSUES"]["havePermission"] is True


def test_an_unknown_permission(either: Api) -> None:
    response = either.call(
        "GET", "mypermissions", params={"permissions": "FLY"}
    )
    assert response.status_code == 400


def test_a_lost_permission_is_told(own: Api) -> None:
    own.lever("permission", permission="EDIT_ISSUES", project="DM")
    answer = own.get(
        "mypermissions", permissions="EDIT_ISSUES", projectKey="DM"
    )
    assert answer["permissions"]["EDIT_ISSUES"]["havePermission"] is False


def test_groups(dc: Api) -> None:
    assert dc.post("group", {"name": "testers"}).status_code == 201
    assert dc.get("group", groupname="testers")["name"] == "testers"
    found = dc.get("groups/picker", query="test")["groups"]
    assert [g["name"] for g in found] == ["testers"]
