"""Links: direction, repetition, refusals; remote links."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_api import Api


def _link(api: Api, inward: str, outward: str, name: str = "Blocks") -> Any:
    return api.post(
        "issueLink",
        {
            "type": {"name": name},
            "inwardIssue": {"key": inward},
            "outwardIssue": {"key": outward},
        },
    )


def test_the_inward_issue_shows_the_outward_phrase(either: Api) -> None:
    one, other = either.create(), either.create()
    response = _link(either, one, other)
    assert response.status_code == 201
    assert response.content == b""
    (seen,) = either.field(one, "issuelinks")
    assert seen["outwardIssue"]["key"] == other
    assert seen["type"]["outward"] == "blocks"
    assert "inwardIssue" not in seen
    (seen,) = either.field(other, "issuelinks")
    assert seen["inwardIssue"]["key"] == one


def test_verified_by(rubin: Api) -> None:
    links = rubin.field("LVV-27", "issuelinks")
    assert {link["type"]["name"] for link in links} == {"Risk Verification"}
    assert "LVV-10004" in {link["inwardIssue"]["key"] for link in links}


def test_a_second_request_makes_no_second_link(either: Api) -> None:
    one, other = either.create(), either.create()
    for _ in range(2):
        assert _link(either, one, other).status_code == 201
    assert len(either.field(one, "issuelinks")) == 1
    assert _link(either, other, one).status_code == 201
    assert len(either.field(one, "issuelinks")) == 2


def test_a_link_by_ids(cloud: Api) -> None:
    one, other = cloud.create(), cloud.create()
    ids = [cloud.get(f"issue/{key}")["id"] for key in (one, other)]
    type_id = cloud.get("issueLinkType")["issueLinkTypes"][0]["id"]
    response = cloud.post(
        "issueLink",
        {
            "type": {"id": type_id},
            "inwardIssue": {"id": ids[0]},
            "outwardIssue": {"id": ids[1]},
        },
    )
    assert response.status_code == 201
    assert len(cloud.field(one, "issuelinks")) == 1


def test_an_unknown_type_is_a_404(either: Api) -> None:
    one, other = either.create(), either.create()
    response = _link(either, one, other, "Hates")
    assert response.status_code == 404
    assert response.json()["errorMessages"] == [
        "No issue link type with name 'Hates' found."
    ]


def test_a_missing_issue_is_a_404(either: Api) -> None:
    assert _link(either, either.create(), "DM-999999").status_code == 404


def test_a_link_is_read_and_removed_by_its_id(either: Api) -> None:
    one, other = either.create(), either.create()
    _link(either, one, other)
    id_ = either.field(one, "issuelinks")[0]["id"]
    shown = either.get(f"issueLink/{id_}")
    assert shown["inwardIssue"]["key"] == one
    assert shown["outwardIssue"]["key"] == other
    assert either.delete(f"issueLink/{id_}").status_code == 204
    assert either.delete(f"issueLink/{id_}").status_code == 404
    assert either.field(other, "issuelinks") == []


def test_both_histories_tell_of_a_link(cloud: Api) -> None:
    one, other = cloud.create(), cloud.create()
    _link(cloud, one, other)
    for key, text in (
        (one, f"This issue blocks {other}"),
        (other, f"This issue is blocked by {one}"),
    ):
        (entry,) = cloud.get(f"issue/{key}/changelog")["values"]
        (item,) = entry["items"]
        assert (item["field"], item["toString"]) == ("Link", text)


def test_a_link_to_a_hidden_issue_is_not_shown(own: Api) -> None:
    one, other = own.create(), own.create()
    _link(own, one, other)
    own.lever("hide", issue=other)
    assert own.field(one, "issuelinks") == []


def test_the_link_types(rubin: Api) -> None:
    types = {
        t["name"]: (t["inward"], t["outward"])
        for t in rubin.get("issueLinkType")["issueLinkTypes"]
    }
    assert types["Risk Verification"] == ("verified by", "verifies")
    assert set(types) >= {"Blocks", "Relates", "Duplicate", "Cloners"}


def test_a_global_id_makes_an_upsert(either: Api) -> None:
    key = either.create()
    body = {
        "globalId": "milestone=1&x",
        "object": {"url": "https://example.org/1", "title": "One"},
        "relationship": "from",
    }
    first = either.post(f"issue/{key}/remotelink", body)
    assert first.status_code == 201
    body["object"] = {"url": "https://example.org/2", "title": "Two"}
    del body["relationship"]
    second = either.post(f"issue/{key}/remotelink", body)
    assert second.status_code == 200
    assert second.json()["id"] == first.json()["id"]
    (shown,) = either.get(f"issue/{key}/remotelink")
    assert shown["object"]["title"] == "Two"
    assert "relationship" not in shown


def test_a_remote_link_goes_by_its_global_id(either: Api) -> None:
    key = either.create()
    body = {
        "globalId": "a/b?c=d",
        "object": {"url": "https://example.org", "title": "t"},
    }
    either.post(f"issue/{key}/remotelink", body)
    path = f"issue/{key}/remotelink"
    assert either.delete(path, globalId="a/b?c=d").status_code == 204
    assert either.delete(path, globalId="a/b?c=d").status_code == 404


@pytest.mark.parametrize("missing", ["url", "title"])
def test_a_remote_link_needs_url_and_title(either: Api, missing: str) -> None:
    held = {"url": "https://example.org", "title": "t"}
    del held[missing]
    key = either.create()
    response = either.post(f"issue/{key}/remotelink", {"object": held})
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [missing]


def test_a_global_id_may_be_so_long_only(either: Api) -> None:
    page = {"url": "https://example.org", "title": "Page"}
    body = {"globalId": "g" * 256, "object": page}
    response = either.post(f"issue/{either.create()}/remotelink", body)
    assert response.status_code == 400
    assert "globalId" in response.json()["errors"]


@pytest.mark.parametrize("end", ["DM-1", 5, [1], {"key": 5}, {}])
def test_an_end_of_a_link_in_an_edit_is_an_object(
    either: Api, end: object
) -> None:
    link = {"type": {"name": "Blocks"}, "outwardIssue": end}
    body = {"update": {"issuelinks": [{"add": link}]}}
    response = either.put(f"issue/{either.create()}", body)
    assert response.status_code == 400
    assert "issuelinks" in response.json()["errors"]
