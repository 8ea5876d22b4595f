"""Who gets in, and with what."""

from __future__ import annotations

import pytest
import requests

from tests.support.sandbox_api import Api

PATHS = (
    "/rest/api/3/serverInfo",
    "/rest/api/3/myself",
    "/rest/api/3/search/jql?jql=project=DM",
    "/rest/api/2/issue/DM-1",
    "/rest/api/latest/field",
    "/rest/auth/1/session",
    "/rest/api/3/nonsense",
    "/__sandbox__/requests",
    "/__sandbox__/faults",
    "/_edge/tenant_info",
    "/",
)


@pytest.mark.parametrize("path", PATHS)
def test_nobody_gets_in_without_the_token(cloud: Api, path: str) -> None:
    answer = requests.get(f"{cloud.server.url}{path}", timeout=5)
    assert answer.status_code == 401
    assert cloud.server.token not in answer.text


@pytest.mark.parametrize(
    "pair",
    [("{user}", "wrong"), ("somebody", "{token}"), ("{user}", "")],
    ids=["token", "user", "empty"],
)
def test_wrong_credentials(either: Api, pair: tuple[str, str]) -> None:
    known = {"user": either.server.user, "token": either.server.token}
    either.session.auth = (pair[0].format(**known), pair[1].format(**known))
    response = either.call("GET", "myself")
    assert response.status_code == 401
    assert response.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    assert "authenticated" in response.json()["errorMessages"][0]


def test_data_center_takes_a_personal_access_token(dc: Api) -> None:
    dc.session.auth = None
    dc.session.headers["Authorization"] = f"Bearer {dc.server.token}"
    assert dc.get("myself")["name"] == dc.server.user


def test_cloud_takes_no_bearer_on_the_site(cloud: Api) -> None:
    cloud.session.auth = None
    cloud.session.headers["Authorization"] = f"Bearer {cloud.server.token}"
    assert cloud.call("GET", "myself").status_code == 403


def test_cloud_takes_a_bearer_at_the_gateway(cloud: Api) -> None:
    cloud_id = cloud.get("/_edge/tenant_info")["cloudId"]
    root = f"/ex/jira/{cloud_id}/rest/api/3"
    assert cloud.get(f"{root}/myself")["accountId"]
    cloud.session.auth = None
    cloud.session.headers["Authorization"] = f"Bearer {cloud.server.token}"
    assert cloud.get(f"{root}/myself")["accountId"]
    self = cloud.get(f"{root}/serverInfo")["baseUrl"]
    assert self == cloud.server.url


def test_the_gateway_knows_one_site(cloud: Api) -> None:
    path = "/ex/jira/00000000-0000-0000-0000-000000000000/rest/api/3/myself"
    assert cloud.call("GET", path).status_code == 404


def test_a_session_by_cookie(dc: Api) -> None:
    login = {"username": dc.server.user, "password": dc.server.token}
    answer = dc.post("/rest/auth/1/session", login)
    assert answer.status_code == 200
    dc.session.auth = None
    assert dc.get("/rest/auth/1/session")["name"] == dc.server.user
    assert dc.delete("/rest/auth/1/session").status_code == 204
    assert dc.call("GET", "myself").status_code == 401


def test_a_login_that_fails(dc: Api) -> None:
    login = {"username": dc.server.user, "password": "wrong"}
    assert dc.post("/rest/auth/1/session", login).status_code == 401


def test_a_token_that_a_user_made(dc: Api) -> None:
    made = dc.post("/rest/pat/latest/tokens", {"name": "mine"})
    assert made.status_code == 201
    dc.session.auth = None
    token = made.json()["rawToken"]
    dc.session.headers["Authorization"] = f"Bearer {token}"
    assert dc.get("myself")["name"] == dc.server.user
    listed = dc.get("/rest/pat/latest/tokens")
    assert [t["name"] for t in listed] == ["mine"]
    assert token not in str(listed)
    id_ = made.json()["id"]
    assert dc.delete(f"/rest/pat/latest/tokens/{id_}").status_code == 204
    assert dc.call("GET", "myself").status_code == 401
