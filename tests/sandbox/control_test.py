"""The log, and levers that no Jira has."""

from __future__ import annotations

import pytest

from tests.support.sandbox_api import Api


def test_the_log_tells_every_request(own: Api) -> None:
    own.create()
    own.call("GET", "issue/DM-999999", params={"fields": "summary"})
    log = own.get("/__sandbox__/requests")
    shown = [(e["method"], e["path"], e["status"], e["applied"]) for e in log]
    assert shown == [
        ("POST", "/rest/api/3/issue", 201, True),
        ("GET", "/rest/api/3/issue/DM-999999", 404, False),
    ]
    assert [e["seq"] for e in log] == [1, 2]
    assert log[1]["query"] == "fields=summary"
    own.delete("/__sandbox__/requests")
    assert own.get("/__sandbox__/requests") == []


def test_a_site_returns_to_its_snapshot(own: Api) -> None:
    key = own.create()
    own.lever("snapshot", name="start")
    own.put(f"issue/{key}", {"fields": {"summary": "Changed"}})
    second = own.create()
    own.lever("restore", name="start")
    assert own.field(key, "summary") == "An issue"
    assert own.call("GET", f"issue/{second}").status_code == 404
    assert own.search("project = DM") == [key]
    assert own.create() == second


def test_the_content_of_two_sites_can_be_compared(
    own: Api, own_dc: Api
) -> None:
    keys = [own.create(labels=["a"]) for _ in range(2)]
    link = {
        "type": {"name": "Blocks"},
        "inwardIssue": {"key": keys[0]},
        "outwardIssue": {"key": keys[1]},
    }
    own.post("issueLink", link)
    content = own.get("/__sandbox__/content")
    assert content[keys[0]]["links"] == [["Blocks", keys[1]]]
    assert content[keys[0]]["fields"]["labels"] == ["a"]
    assert own_dc.get("/__sandbox__/content") == {}


def test_somebody_else_gets_a_token(own: Api) -> None:
    own.lever("user", name="colleague", token="theirs")
    key = own.create()
    own.session.auth = ("colleague", "theirs")
    assert own.get("myself")["displayName"] == "colleague"
    assert own.put(f"issue/{key}", {"fields": {"summary": "y"}}).ok


def test_an_issue_is_deleted_behind_our_back(own: Api) -> None:
    key = own.create()
    own.lever("delete", issue=key)
    assert own.call("GET", f"issue/{key}").status_code == 404


def test_an_unknown_lever(own: Api) -> None:
    assert own.post("/__sandbox__/nonsense").status_code == 404


def test_levers_are_for_the_owner_of_the_token(own: Api) -> None:
    own.lever("user", name="colleague", token="theirs")
    own.session.auth = ("colleague", "theirs")
    assert own.call("GET", "/__sandbox__/requests").status_code == 403


def test_a_user_is_named_as_the_ready_line_names_it(own: Api) -> None:
    key = own.create()
    name, _ = own.session.auth
    own.lever("hide", issue=key, user=name)
    assert own.call("GET", f"issue/{key}").status_code == 404


@pytest.mark.parametrize(
    ("lever", "body"),
    [
        ("user", {}),
        ("clock", {"offset": "x"}),
        ("clock", []),
        ("lag", {"seconds": "x"}),
        ("lag", {"seconds": -1}),
        ("request", {}),
        ("permission", {"permission": "EDIT_ISSUES", "project": 5}),
    ],
)
def test_a_lever_that_cannot_be_pulled_so(
    own: Api, lever: str, body: object
) -> None:
    response = own.post(f"/__sandbox__/{lever}", body)
    assert response.status_code in {400, 404}
    assert response.json()["errorMessages"]
