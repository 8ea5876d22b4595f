"""Issues: create, read, change, delete, and what one may do with them."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.choice import choose_fields
from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes, comma_list
from ldmjira.sandbox.jira.forms import edit_fields
from ldmjira.sandbox.jira.transitions import transition_json
from ldmjira.sandbox.linking import remove_link
from ldmjira.sandbox.store import Row
from ldmjira.sandbox.workflow import available_transitions
from ldmjira.sandbox.writer import IssueWriter

__all__ = ["delete_issue", "issue_json", "routes", "writer"]

routes = Routes()

_PARTS = (
    "comment", "worklog", "attachment", "history", "remotelink", "property",
)  # fmt: skip


def writer(call: Call) -> IssueWriter:
    """Return what writes issues for this call."""
    return IssueWriter(call.site, user=call.user, wiki=not call.wants_adf)


def issue_json(
    call: Call,
    issue: Row,
    *,
    fields: list[str],
    default: str,
    expand: set[str],
    properties: list[str],
) -> dict[str, Any]:
    """Show an issue with all that a request may ask for."""
    shown = call.show.issue(issue, choose_fields(fields, default), expand)
    if properties:
        shown["properties"] = {
            row["key"]: row["value"]
            for row in call.site.store.children("property", issue["id"])
            if row["key"] in properties or "*all" in properties
        }
    if "changelog" in expand:
        histories = call.show.changelog(
            issue["id"], newest_first=call.is_cloud
        )
        shown["changelog"] = {
            "startAt": 0,
            "maxResults": len(histories),
            "total": len(histories),
            "histories": histories,
        }
    if "transitions" in expand:
        shown["transitions"] = [
            transition_json(call, issue, t, with_fields=False)
            for t in available_transitions(call.site, issue, call.user)
        ]
    if "editmeta" in expand:
        shown["editmeta"] = {"fields": edit_fields(call, issue)}
    if "operations" in expand:
        shown["operations"] = {"linkGroups": []}
    return shown


@routes.add("POST", "issue")
def create_issue(call: Call) -> Reply:
    """Make one issue."""
    issue = writer(call).create(call.json)
    shown = {
        "id": issue["id"],
        "key": issue["key"],
        "self": call.url(f"issue/{issue['id']}"),
    }
    return Reply(201, shown)


@routes.add("GET", "issue/{key}")
def get_issue(call: Call) -> Reply:
    """Show one issue."""
    issue = call.site.issue(call.args["key"], call.user)
    shown = issue_json(
        call,
        issue,
        fields=call.values("fields"),
        default="*all",
        expand=call.expand,
        properties=call.values("properties"),
    )
    return Reply(200, shown)


@routes.add("PUT", "issue/{key}")
def edit_issue(call: Call) -> Reply:
    """Change one issue."""
    issue = call.site.editable_issue(call.args["key"], call.user)
    quiet = not call.flag("notifyUsers", default=True)
    if quiet and not call.site.is_admin(call.user):
        raise JiraError(
            403,
            "To discard the user notification either admin or project "
            "admin permissions are required.",
        )
    changed = writer(call).edit(issue, call.json)
    if call.is_cloud and call.flag("returnIssue"):
        shown = issue_json(
            call,
            changed,
            fields=[],
            default="*all",
            expand=call.expand,
            properties=[],
        )
        return Reply(200, shown)
    return Reply(204)


@routes.add("DELETE", "issue/{key}")
def remove_issue(call: Call) -> Reply:
    """Delete one issue."""
    issue = call.site.editable_issue(
        call.args["key"],
        call.user,
        "DELETE_ISSUES",
        "You do not have permission to delete issues in this project.",
    )
    store = call.site.store
    below = [
        row["child"]
        for row in store.children("childof", issue["id"])
        if row["subtask"]
    ]
    if below and not call.flag("deleteSubtasks"):
        raise JiraError(
            400,
            f"The issue '{issue['key']}' has subtasks. You must specify the "
            "'deleteSubtasks' parameter to delete this issue and all its "
            "subtasks.",
        )
    for child_id in below:
        child = store.get("issue", child_id)
        if child is not None:
            delete_issue(call, child)
    delete_issue(call, issue)
    return Reply(204)


def delete_issue(call: Call, issue: Row) -> None:
    """Take an issue and all its parts away."""
    site, store = call.site, call.site.store
    for end in store.children("linkend", issue["id"]):
        link = store.get("link", end["link"])
        if link is not None:
            remove_link(site, author=None, link=link)
    for kind in _PARTS:
        for row in store.children(kind, issue["id"]):
            id_ = row.get("id") or f"{issue['id']}/{row.get('key')}"
            store.delete(kind, str(id_))
    for row in store.children("childof", issue["id"]):
        child = store.get("issue", row["child"])
        store.delete("childof", row["child"])
        if child is not None:
            fields = {
                k: v for k, v in child["fields"].items() if k != "parent"
            }
            store.put("issue", child["id"], {**child, "fields": fields})
    store.delete("childof", issue["id"])
    for key in store.ids("key"):
        held = store.get("key", key)
        if held is not None and held["issue"] == issue["id"]:
            store.delete("key", key)
    store.delete("issue", issue["id"])


@routes.add("POST", "issue/bulkfetch", only="cloud")
def bulk_fetch(call: Call) -> Reply:
    """Show up to a hundred issues, by ids and keys mixed."""
    body = call.body
    if set(body) - _BULK_FETCH_BODY:
        raise bad_payload()
    wanted = body.get("issueIdsOrKeys")
    if not isinstance(wanted, list) or not wanted:
        raise JiraError(400, "The issueIdsOrKeys must not be empty.")
    if len(wanted) > _BULK_FETCH_LIMIT:
        raise JiraError(
            400,
            "The number of issues requested exceeds the limit of "
            f"{_BULK_FETCH_LIMIT}.",
        )
    properties = comma_list(body.get("properties"))
    if len(properties) > _PROPERTY_KEYS_LIMIT:
        raise JiraError(
            400, "The number of properties exceeds the limit of 5."
        )
    found: dict[int, Row] = {}
    for name in wanted:
        try:
            issue = call.site.issue(str(name), call.user)
        except JiraError:
            continue
        found[int(issue["id"])] = issue
    expand = set(comma_list(body.get("expand")))
    fields = comma_list(body.get("fields"))
    issues = [
        issue_json(
            call,
            found[id_],
            fields=fields,
            default="*navigable",
            expand=expand - {"names", "schema"},
            properties=properties,
        )
        for id_ in sorted(found)
    ]
    return Reply(200, {"issues": issues, "issueErrors": []})


_BULK_FETCH_BODY = {
    "issueIdsOrKeys", "fields", "fieldsByKeys", "expand", "properties",
}  # fmt: skip
_BULK_FETCH_LIMIT = 100
_PROPERTY_KEYS_LIMIT = 5
