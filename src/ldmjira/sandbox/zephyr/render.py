"""Show what the store holds as Zephyr Scale would."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from ldmjira.sandbox.store import Row

from .book import PROJECT_OFFSET
from .http import ZephyrCall, entity_url

__all__ = [
    "show_case",
    "show_cycle",
    "show_execution",
    "show_execution_step",
    "show_folder",
    "show_links",
    "show_option",
    "show_plan",
    "show_project",
    "show_step",
]


def _ref(call: ZephyrCall, family: str, id_: str | None) -> Any:
    """An id with its address: names are never told."""
    if id_ is None:
        return None
    return {"id": int(id_), "self": call.url(family, id_)}


def _project(call: ZephyrCall, row: Row) -> Any:
    return _ref(call, "projects", str(int(row["project"]) + PROJECT_OFFSET))


def _user(call: ZephyrCall, account: str | None) -> Any:
    if account is None:
        return None
    site = call.book.site.base_url
    return {
        "self": f"{site}/rest/api/2/user?accountId={quote(account, safe='')}",
        "accountId": account,
    }


def _component(call: ZephyrCall, id_: str | None) -> Any:
    if id_ is None:
        return None
    site = call.book.site.base_url
    return {"id": int(id_), "self": f"{site}/rest/api/2/component/{id_}"}


def _version(call: ZephyrCall, id_: str | None) -> Any:
    if id_ is None:
        return None
    site = call.book.site.base_url
    return {"id": int(id_), "self": f"{site}/rest/api/2/version/{id_}"}


def show_project(row: Row) -> Any:
    """Show a project."""
    return {
        "id": int(row["id"]) + PROJECT_OFFSET,
        "jiraProjectId": int(row["id"]),
        "key": row["key"],
        "enabled": True,
    }


def show_folder(call: ZephyrCall, row: Row) -> Any:
    """Show a folder."""
    parent = row["folder"]
    return {
        "id": int(row["id"]),
        "parentId": None if parent is None else int(parent),
        "name": row["name"],
        "index": row["index"],
        "folderType": row["type"],
        "project": _project(call, row),
    }


def show_option(
    call: ZephyrCall,
    kind: Literal["status", "priority", "environment"],
    row: Row,
) -> Any:
    """Show a status, a priority or an environment."""
    shown = {
        "id": int(row["id"]),
        "project": _project(call, row),
        "name": row["name"],
        "description": row["description"],
        "index": row["index"],
    }
    if kind != "environment":
        shown |= {"color": row["color"], "default": row["default"]}
    if kind != "priority":
        shown["archived"] = row["archived"]
    return shown


def show_links(call: ZephyrCall, entity: str, row: Row) -> dict[str, Any]:
    """Show the links of an entity, by what they lead to."""
    book = call.book
    own = book.links(entity, row["id"])  # type: ignore[arg-type]
    shown: dict[str, Any] = {
        "self": f"{entity_url(call, entity, row)}/links",  # type: ignore[arg-type]
        "issues": [_issue_link(call, k) for k in own if k["to"] == "issue"],
    }
    if entity != "execution":
        shown["webLinks"] = [
            _web_link(call, k) for k in own if k["to"] == "web"
        ]
    if entity == "plan":
        shown["testCycles"] = [
            {
                "id": int(link["id"]),
                "self": call.url("links", link["id"]),
                "testCycleId": int(link["target"]),
                "type": link["type"],
                "target": call.url("testcycles", link["target"]),
            }
            for link in own
            if link["to"] == "cycle"
        ]
    if entity == "cycle":
        site = book.site.base_url
        shown["testPlans"] = [
            {
                "id": int(link["id"]),
                "self": call.url("links", link["id"]),
                "testPlanId": int(link["owner"]),
                "type": link["type"],
                "target": f"{site}/testplans/{link['owner']}",
            }
            for link in book.plans_of(row["id"])
        ]
    return shown


def _issue_link(call: ZephyrCall, link: Row) -> Any:
    site = call.book.site.base_url
    return {
        "id": int(link["id"]),
        "self": call.url("links", link["id"]),
        "issueId": int(link["target"]),
        "target": f"{site}/rest/api/2/issue/{link['target']}",
        "type": link["type"],
    }


def _web_link(call: ZephyrCall, link: Row) -> Any:
    return {
        "id": int(link["id"]),
        "self": call.url("links", link["id"]),
        "description": link["description"] or "",
        "url": link["target"],
        "type": link["type"],
    }


def show_case(call: ZephyrCall, row: Row) -> Any:
    """Show a case; its version is not told."""
    script = "testscript" if row["script"] else "teststeps"
    return {
        "id": int(row["id"]),
        "key": row["key"],
        "name": row["name"],
        "project": _project(call, row),
        "createdOn": row["created"],
        "objective": row["objective"],
        "precondition": row["precondition"],
        "estimatedTime": row["estimated"],
        "labels": row["labels"],
        "component": _component(call, row["component"]),
        "priority": _ref(call, "priorities", row["priority"]),
        "status": _ref(call, "statuses", row["status"]),
        "folder": _ref(call, "folders", row["folder"]),
        "owner": _user(call, row["owner"]),
        "testScript": {"self": call.url("testcases", row["key"], script)},
        "customFields": row["fields"],
        "links": show_links(call, "case", row),
    }


def show_step(call: ZephyrCall, step: Row) -> Any:
    """Show one step of a case."""
    called = step.get("calls")
    if called is not None:
        return {
            "testCase": {
                "self": call.url("testcases", called),
                "testCaseKey": called,
                "parameters": step.get("parameters") or [],
            }
        }
    return {
        "inline": {
            "description": step["description"],
            "testData": step["data"],
            "expectedResult": step["expected"],
            "customFields": step["fields"],
        }
    }


def show_plan(call: ZephyrCall, row: Row) -> Any:
    """Show a plan, whose project has its Jira id, as on Rubin's site."""
    links = show_links(call, "plan", row)
    del links["self"]
    return {
        "id": int(row["id"]),
        "key": row["key"],
        "name": row["name"],
        "objective": row["objective"],
        "project": _ref(call, "projects", row["project"]),
        "status": _ref(call, "statuses", row["status"]),
        "folder": _ref(call, "folders", row["folder"]),
        "owner": _user(call, row["owner"]),
        "customFields": row["fields"],
        "labels": row["labels"],
        "links": links,
    }


def show_cycle(call: ZephyrCall, row: Row) -> Any:
    """Show a cycle."""
    return {
        "id": int(row["id"]),
        "key": row["key"],
        "name": row["name"],
        "project": _project(call, row),
        "jiraProjectVersion": _version(call, row["jira_version"]),
        "status": _ref(call, "statuses", row["status"]),
        "folder": _ref(call, "folders", row["folder"]),
        "description": row["description"],
        "plannedStartDate": row["planned_start"],
        "plannedEndDate": row["planned_end"],
        "owner": _user(call, row["owner"]),
        "customFields": row["fields"],
        "links": show_links(call, "cycle", row),
    }


def show_execution(call: ZephyrCall, row: Row) -> Any:
    """Show an execution, whose case is told by id and address."""
    case = call.book.get("case", row["case"])
    address = call.url("testcases", case["key"], "versions", row["version"])
    shown = {
        "id": int(row["id"]),
        "key": row["key"],
        "project": _project(call, row),
        "testCase": {"id": int(case["id"]), "self": address},
        "environment": _ref(call, "environments", row["environment"]),
        "jiraProjectVersion": None,
        "testExecutionStatus": _ref(call, "statuses", row["status"]),
        "estimatedTime": None,
        "executionTime": row["took"],
        "executedById": row["executed_by"],
        "assignedToId": row["assigned_to"],
        "comment": row["comment"],
        "automated": row["automated"],
        "testCycle": _ref(call, "testcycles", row["cycle"]),
        "customFields": row["fields"],
        "links": show_links(call, "execution", row),
    }
    if row["ended"] is not None:
        shown["actualEndDate"] = row["ended"]
    return shown


def show_execution_step(call: ZephyrCall, step: Row) -> Any:
    """Show one step of an execution."""
    shown = {
        "description": step["description"],
        "testData": step["data"],
        "expectedResult": step["expected"],
        "status": _ref(call, "statuses", step["status"]),
    }
    if step["actual"] is not None:
        shown["actualResult"] = step["actual"]
    return {"inline": shown}
