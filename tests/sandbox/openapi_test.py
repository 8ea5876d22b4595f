"""The sandbox's answers, held against the vendor's document."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.openapi import ApiDocument, Exchange
from tests.support.sandbox_api import Api, adf


@pytest.fixture(scope="module")
def document(shared: Path) -> ApiDocument:
    path = shared / "openapi" / "jira-cloud-v3.json"
    if not path.is_file():
        pytest.skip("the vendor's document is not beside this checkout")
    return ApiDocument(path)


Check = Callable[..., Any]

_EMPTY_IN_HISTORY = re.compile(
    r"answer: \S*\.items\[\d+\]\.(from|to)\w*: None is not"
)


@pytest.fixture
def check(rubin: Api, document: ApiDocument) -> Check:
    """Return a function that sends a request and checks the exchange."""

    def send(method: str, path: str, body: Any = None) -> Any:
        response = rubin.call(method, path, json=body, allow_redirects=False)
        answer = response.json() if response.content else None
        exchange = Exchange(
            method,
            f"/rest/api/3/{path}",
            body,
            response.status_code,
            answer,
        )
        found = document.faults(exchange)
        # The document forgets that an empty value in a history is null.
        faults = [f for f in found if not _EMPTY_IN_HISTORY.match(f)]
        assert faults == [], exchange
        return answer

    return send


READS = (
    "serverInfo",
    "myself",
    "field",
    "field/search",
    "project",
    "project/DM",
    "project/search",
    "project/LVV/components",
    "project/DM/versions",
    "project/DM/statuses",
    "project/DM/role",
    "project/DM/role/10002",
    "issuetype",
    "issuetype/10001",
    "priority",
    "resolution",
    "status",
    "statuscategory",
    "label",
    "issueLinkType",
    "mypermissions?permissions=BROWSE_PROJECTS",
    "permissionscheme",
    "issuesecurityschemes",
    "notificationscheme",
    "projectCategory",
    "users/search",
    "user/search?query=sandbox",
    "groups/picker",
    "jql/autocompletedata",
    "issue/createmeta/DM/issuetypes",
    "issue/createmeta/DM/issuetypes/10001",
    "issue/LVV-27?expand=renderedFields,names,schema,changelog,transitions",
    "issue/LVV-27/editmeta",
    "issue/LVV-27/transitions?expand=transitions.fields",
    "issue/LVV-27/changelog",
    "issue/LVV-27/comment",
    "issue/LVV-27/remotelink",
    "issue/LVV-27/properties",
    "issue/LVV-27/watchers",
    "search/jql?jql=project=LVV&fields=*all&maxResults=10",
    "search/jql?jql=nonsense=1",
    "issue/NOPE-1",
    "project/NOPE",
    "project/DM/component?maxResults=2",
    "project/DM/version",
    "project/DM/properties",
    "project/DM/permissionscheme",
    "project/DM/notificationscheme",
    "project/DM/avatars",
    "issuetype/1",
    "issuetype/project?projectId=10071",
    "issuetypescheme",
    "priority/1",
    "priority/search",
    "resolution/10000",
    "status/Done",
    "statuscategory/2",
    "permissions",
    "permissionscheme/10000",
    "projectCategory/10000",
    "role",
    "screens",
    "users",
    "user/search",
    "user/bulk?accountId=x",
    "user/assignable/search?project=DM",
    "user/viewissue/search?projectKey=DM&query=a",
    "group/member?groupname=administrators",
    "configuration",
    "attachment/meta",
    "component/11001",
    "component/11001/relatedIssueCounts",
    "version/10501",
    "version/10501/unresolvedIssueCount",
    "customFieldOption/10301",
    "customFieldOption/1",
    "issue/createmeta?projectKeys=DM&expand=projects.issuetypes.fields",
    "issue/LVV-27/votes",
    "issue/LVV-27/worklog",
    "filter/favourite",
    "task/1",
    "search/jql?jql=project=DM&maxResults=0",
)


@pytest.mark.parametrize("path", READS)
def test_reading(check: Check, path: str) -> None:
    check("GET", path)


def _story(**fields: Any) -> dict[str, Any]:
    return {
        "fields": {
            "project": {"key": "DM"},
            "issuetype": {"name": "Story"},
            "summary": "x",
            **fields,
        }
    }


def test_the_life_of_an_issue(check: Check) -> None:
    key = check("POST", "issue", _story(description=adf("words")))["key"]
    other = check("POST", "issue", _story())["key"]
    check("POST", "issue", _story(nonsense=1))
    link = {
        "type": {"name": "Blocks"},
        "inwardIssue": {"key": key},
        "outwardIssue": {"key": other},
    }
    check("POST", "issueLink", link)
    check("PUT", f"issue/{key}", {"fields": {"summary": "y"}})
    check("PUT", f"issue/{key}/properties/k", {"a": 1})
    check("GET", f"issue/{key}/properties/k")
    check("POST", f"issue/{key}/comment", {"body": adf("words")})
    page = {"url": "https://example.org", "title": "t"}
    remote = {"globalId": "g", "object": page}
    check("POST", f"issue/{key}/remotelink", remote)
    step = {"transition": {"id": "41"}}
    check("POST", f"issue/{key}/transitions", step)
    check("GET", f"issue/{key}?expand=renderedFields,changelog")
    check("DELETE", f"issue/{key}")
    check("DELETE", f"issue/{other}")


def test_bulk_calls(check: Check) -> None:
    updates = {"issueUpdates": [_story(), _story(nonsense=1)]}
    key = check("POST", "issue/bulk", updates)["issues"][0]["key"]
    check("POST", "issue/bulk", {"issueUpdates": [_story(nonsense=1)]})
    wanted = {"issueIdsOrKeys": [key, "LVV-27"]}
    check("POST", "issue/bulkfetch", wanted)
    check("POST", "changelog/bulkfetch", wanted)
    check("DELETE", f"issue/{key}")


def test_searching(check: Check) -> None:
    body = {"jql": "project = LVV", "fields": ["summary"], "maxResults": 5}
    answer = check("POST", "search/jql", body)
    body["nextPageToken"] = answer["nextPageToken"]
    check("POST", "search/jql", body)
    check("POST", "search/approximate-count", {"jql": "project = LVV"})
    check("POST", "jql/parse?validation=strict", {"queries": ["x = "]})
