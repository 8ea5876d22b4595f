"""Comments, work logs, votes, watchers and attachments."""

from __future__ import annotations

from typing import Any

from tests.support.sandbox_api import Api, adf


def _comment(api: Api, key: str, body: Any) -> Any:
    return api.post(f"issue/{key}/comment", {"body": body})


def test_a_comment_is_written_changed_and_removed(either: Api) -> None:
    key = either.create()
    response = _comment(either, key, "Some *words*")
    assert response.status_code == 201
    path = f"issue/{key}/comment/{response.json()['id']}"
    assert either.put(path, {"body": "Others"}).status_code == 200
    assert either.get(path)["body"] == "Others"
    assert either.get(f"issue/{key}/comment")["total"] == 1
    assert either.delete(path).status_code == 204
    assert either.call("GET", path).status_code == 404


def test_version_3_wants_a_document(cloud: Api) -> None:
    key = cloud.create()
    assert _comment(cloud, key, "words").status_code == 400
    assert _comment(cloud, key, adf("words")).status_code == 201
    (shown,) = cloud.field(key, "comment")["comments"]
    assert shown["body"] == adf("words")


def test_an_empty_comment_is_refused(either: Api) -> None:
    response = _comment(either, either.create(), "")
    assert response.status_code == 400
    assert response.json()["errors"] == {
        "comment": "Comment body can not be empty!"
    }


def test_a_comment_moves_updated(own: Api) -> None:
    key = own.create()
    before = own.field(key, "updated")
    own.lever("clock", offset=100)
    _comment(own, key, adf("x"))
    assert own.field(key, "updated") > before


def test_a_comment_can_come_with_an_edit(either: Api) -> None:
    key = either.create()
    update = {"comment": [{"add": {"body": "Said"}}]}
    assert either.put(f"issue/{key}", {"update": update}).status_code == 204
    (shown,) = either.get(f"issue/{key}/comment")["comments"]
    assert shown["body"] == "Said"


def test_work_is_logged(either: Api) -> None:
    key = either.create()
    response = either.post(f"issue/{key}/worklog", {"timeSpent": "1d 2h"})
    assert response.status_code == 201
    assert response.json()["timeSpentSeconds"] == 10 * 3600
    assert either.field(key, "timespent") == 10 * 3600


def test_watchers(either: Api) -> None:
    key = either.create()
    assert either.get(f"issue/{key}/watchers")["watchCount"] == 1
    me = either.get("myself")
    name = me.get("accountId") or me["name"]
    param = "accountId" if "accountId" in me else "username"
    path = f"issue/{key}/watchers"
    assert either.delete(path, **{param: name}).status_code == 204
    assert either.get(path)["isWatching"] is False


def test_a_file_is_attached_and_read_back(cloud: Api) -> None:
    key = cloud.create()
    response = cloud.call(
        "POST",
        f"issue/{key}/attachments",
        files={"file": ("a.txt", b"some bytes")},
        headers={"X-Atlassian-Token": "no-check"},
    )
    assert response.status_code == 200, response.text
    (made,) = response.json()
    assert (made["filename"], made["size"]) == ("a.txt", 10)
    content = cloud.session.get(made["content"], timeout=5).content
    assert content == b"some bytes"


def test_attaching_needs_the_xsrf_header(cloud: Api) -> None:
    response = cloud.call(
        "POST",
        f"issue/{cloud.create()}/attachments",
        files={"file": ("a.txt", b"x")},
    )
    assert response.status_code == 403


def test_logged_work_changes_what_remains(either: Api) -> None:
    key = either.create()
    path = f"issue/{key}/worklog"
    id_ = either.post(path, {"timeSpent": "3h"}).json()["id"]

    def remains() -> str:
        found: str = either.field(key, "timetracking")["remainingEstimate"]
        return found

    assert remains() == "0m"
    either.put(f"{path}/{id_}", {"timeSpent": "2h"})
    assert remains() == "1h"
    either.delete(f"{path}/{id_}")
    assert remains() == "3h"
