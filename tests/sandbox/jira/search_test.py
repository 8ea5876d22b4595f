"""Search: Cloud's token pages, Data Center's offsets, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_api import Api

UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Add a search restriction "
    "to the query."
)


def _refused(api: Api, **body: Any) -> str:
    response = api.post("search/jql", body)
    assert response.status_code == 400, response.text
    assert response.json()["errors"] == {}
    text: str = response.json()["errorMessages"][0]
    return text


def test_pages_follow_each_other_by_token(own: Api) -> None:
    keys = [own.create() for _ in range(5)]
    body: dict[str, Any] = {
        "jql": "project = DM order by key asc",
        "fields": ["key"],
        "maxResults": 2,
    }
    found = []
    pages = []
    while True:
        answer = own.post("search/jql", body).json()
        found += [issue["key"] for issue in answer["issues"]]
        pages.append((answer["isLast"], "nextPageToken" in answer))
        assert "total" not in answer
        if answer["isLast"]:
            break
        body["nextPageToken"] = answer["nextPageToken"]
    assert found == keys
    assert pages == [(False, True), (False, True), (True, False)]


def test_the_default_shows_ids_only(cloud: Api) -> None:
    cloud.create()
    answer = cloud.post("search/jql", {"jql": "project = DM"}).json()
    assert all(set(issue) == {"id"} for issue in answer["issues"])


def test_pages_with_fields_are_small(cloud: Api) -> None:
    updates = [
        {
            "fields": {
                "project": {"key": "DM"},
                "issuetype": {"name": "Story"},
                "summary": "x",
            }
        }
    ] * 50
    for _ in range(3):
        cloud.post("issue/bulk", {"issueUpdates": updates})
    body: dict[str, Any] = {"jql": "project = DM", "maxResults": 5000}
    answer = cloud.post("search/jql", {**body, "fields": ["summary"]}).json()
    assert len(answer["issues"]) == 100
    assert answer["isLast"] is False
    answer = cloud.post("search/jql", {**body, "fields": ["id"]}).json()
    assert len(answer["issues"]) >= 150
    assert answer["isLast"] is True


def test_properties_come_with_the_issues(cloud: Api) -> None:
    key = cloud.create()
    cloud.put(f"issue/{key}/properties/k", {"a": 1})
    body = {
        "jql": f"key = {key}",
        "fields": ["summary"],
        "properties": ["k", "other"],
    }
    (issue,) = cloud.post("search/jql", body).json()["issues"]
    assert issue["properties"] == {"k": {"a": 1}}


def test_a_key_that_does_not_exist_is_silent(cloud: Api) -> None:
    key = cloud.create()
    assert cloud.search(f"key in ({key}, DM-999999)") == [key]


def test_data_center_refuses_a_key_that_does_not_exist(dc: Api) -> None:
    key = dc.create()
    body: dict[str, Any] = {"jql": f"key in ({key}, DM-999999)"}
    response = dc.post("search", body)
    assert response.status_code == 400
    assert response.json()["errorMessages"] == [
        "An issue with key 'DM-999999' does not exist for field 'key'."
    ]
    body["validateQuery"] = "warn"
    answer = dc.post("search", body).json()
    assert [issue["key"] for issue in answer["issues"]] == [key]
    assert len(answer["warningMessages"]) == 1


@pytest.mark.parametrize("extra", ["startAt", "validateQuery", "nonsense"])
def test_the_body_is_a_closed_set(cloud: Api, extra: str) -> None:
    text = _refused(cloud, jql="project = DM", **{extra: 0})
    assert text.startswith("Invalid request payload.")


@pytest.mark.parametrize("jql", ["", "order by key", None])
def test_a_search_must_restrict(cloud: Api, jql: str | None) -> None:
    assert _refused(cloud, jql=jql) == UNBOUNDED


@pytest.mark.parametrize("most", [0, -1, 5001])
def test_page_sizes_that_are_refused(cloud: Api, most: int) -> None:
    assert "maxResults" in _refused(cloud, jql="project = DM", maxResults=most)


def test_refusals_come_in_jiras_order(cloud: Api) -> None:
    everything: dict[str, Any] = {
        "nextPageToken": "junk",
        "maxResults": 9999,
        "jql": "",
    }
    assert "token" in _refused(cloud, **everything)
    del everything["nextPageToken"]
    assert "maxResults" in _refused(cloud, **everything)
    everything["maxResults"] = 10
    assert _refused(cloud, **everything) == UNBOUNDED


def test_a_token_of_another_query_is_refused(cloud: Api) -> None:
    for _ in range(2):
        cloud.create()
    body = {"jql": "project = DM", "maxResults": 1}
    token = cloud.post("search/jql", body).json()["nextPageToken"]
    text = _refused(cloud, jql="project = LVV", nextPageToken=token)
    assert "token" in text


def test_fifty_issues_to_reconcile_and_no_more(cloud: Api) -> None:
    body: dict[str, Any] = {"jql": "project = DM"}
    body["reconcileIssues"] = list(range(1, 51))
    assert cloud.post("search/jql", body).status_code == 200
    body["reconcileIssues"] = list(range(1, 52))
    assert "reconcileIssues" in _refused(cloud, **body)


def test_a_lagging_index_hides_what_is_new(own: Api) -> None:
    own.lever("lag", seconds=1000)
    key = own.create()
    assert own.search("project = DM") == []
    id_ = int(own.get(f"issue/{key}")["id"])
    assert own.search("project = DM", reconcileIssues=[id_]) == [key]
    own.lever("clock", offset=1001)
    assert own.search("project = DM") == [key]


def test_a_lagging_index_shows_what_was(own: Api) -> None:
    key = own.create(labels=["old"])
    assert own.search("labels = old") == [key]
    own.lever("lag", seconds=1000)
    own.put(f"issue/{key}", {"fields": {"labels": ["new"]}})
    assert own.search("labels = old") == [key]
    assert own.search("labels = new") == []
    own.delete(f"issue/{key}")
    assert own.search("labels = old") == []


def test_get_and_post_find_the_same(cloud: Api) -> None:
    key = cloud.create(labels=["byget"])
    answer = cloud.get("search/jql", jql="labels = byget", fields="summary")
    assert [issue["key"] for issue in answer["issues"]] == [key]
    assert answer["issues"][0]["fields"] == {"summary": "An issue"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("version", ["2", "3"])
def test_the_old_search_is_gone(cloud: Api, method: str, version: str) -> None:
    path = f"/rest/api/{version}/search"
    response = cloud.call(method, path, json={"jql": "project = DM"})
    assert response.status_code == 410
    (text,) = response.json()["errorMessages"]
    assert text.startswith("The requested API has been removed.")


def test_the_count(cloud: Api) -> None:
    cloud.create(labels=["counted"])
    response = cloud.post(
        "search/approximate-count", {"jql": "labels = counted"}
    )
    assert response.json() == {"count": 1}


def test_data_center_pages_by_offset(own_dc: Api) -> None:
    keys = [own_dc.create() for _ in range(3)]
    body = {
        "jql": "project = DM order by key asc",
        "startAt": 1,
        "maxResults": 1,
    }
    answer = own_dc.post("search", body).json()
    assert (answer["total"], answer["startAt"], answer["maxResults"]) == (
        3,
        1,
        1,
    )
    assert [issue["key"] for issue in answer["issues"]] == [keys[1]]
    assert "summary" in answer["issues"][0]["fields"]
    assert own_dc.get("search", maxResults=0)["total"] == 3


def test_data_center_has_no_token_search(dc: Api) -> None:
    response = dc.post("search/jql", {"jql": "project = DM"})
    assert response.status_code in {404, 405}


def test_queries_are_checked_without_running(cloud: Api) -> None:
    body = {"queries": ["project = DM", "nonsense = 1"]}
    good, bad = cloud.post("jql/parse", body).json()["queries"]
    assert "errors" not in good
    assert "nonsense" in bad["errors"][0]


def test_words_for_writing_queries(cloud: Api) -> None:
    answer = cloud.get("jql/autocompletedata")
    assert "select" in answer["jqlReservedWords"]
    ids = [f.get("cfid") for f in answer["visibleFieldNames"]]
    assert "cf[10395]" in ids


def test_no_issue_without_permission(own: Api) -> None:
    own.create()
    own.lever("permission", permission="BROWSE_PROJECTS", project="DM")
    assert own.search('summary ~ "issue"') == []
    assert "'DM' does not exist" in _refused(own, jql="project = DM")


@pytest.mark.parametrize("jql", ["order by nonsense", "", None])
def test_a_restriction_is_asked_for_before_anything_is_looked_up(
    cloud: Api, jql: str | None
) -> None:
    response = cloud.post("search/jql", {"jql": jql})
    assert response.status_code == 400
    assert response.json()["errorMessages"][0].startswith("Unbounded JQL")


def test_links_of_an_issue_that_is_not_there(either: Api) -> None:
    response = either.call(
        "GET",
        "search/jql" if "search/jql" in _paths(either) else "search",
        params={"jql": "issue in linkedIssues(DM-99999)"},
    )
    assert response.status_code == 400
    assert response.json()["errorMessages"] == [
        "Issue 'DM-99999' could not be found in function 'linkedIssues'."
    ]


def _paths(api: Api) -> tuple[str, ...]:
    return ("search/jql",) if api.server.sandbox.site.is_cloud else ()


def test_data_center_warns_of_unknown_people(dc: Api) -> None:
    shown = dc.get("search", jql="assignee = nobody-of-this-name")
    assert shown["total"] == 0
    assert "nobody-of-this-name" in shown["warningMessages"][0]


@pytest.mark.parametrize("path", ["issue/DM-1", "issue/DM-99999", "nonsense"])
def test_every_answer_tells_what_is_left_of_the_limit(
    cloud: Api, path: str
) -> None:
    response = cloud.call("GET", path)
    assert int(response.headers["X-RateLimit-Limit"]) >= 100
    assert "jira-burst-based" in response.headers["RateLimit"]


def test_a_new_key_is_known_to_linked_issues_and_children(own: Api) -> None:
    one, other = own.create(), own.create()
    child = own.create(issuetype={"name": "Sub-task"}, parent={"key": one})
    link = {
        "type": {"name": "Blocks"},
        "inwardIssue": {"key": one},
        "outwardIssue": {"key": other},
    }
    own.post("issueLink", link)
    assert own.search(f"parent = {one}") == [child]
    moved = own.lever("move", issue=one, project="LVV")["key"]
    assert own.search(f"parent = {moved}") == [child]
    assert own.search(f"issue in linkedIssues({moved})") == [other]
