"""Comments on issues."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_field, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.issues import writer
from ldmjira.sandbox.parts import add_comment, touch
from ldmjira.sandbox.properties import check_property
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()

_LIMIT = 5000


def _comment(call: Call, issue: Row) -> Row:
    row = call.site.store.get("comment", call.args["id"])
    if row is None or (
        call.site.store.parent("comment", call.args["id"]) != issue["id"]
    ):
        raise not_found(
            f"Can not find a comment for the id: {call.args['id']}."
        )
    return row


def _json(call: Call, issue: Row, row: Row) -> dict[str, Any]:
    shown = call.show.comment(row, issue["id"])
    if "renderedBody" in call.expand:
        shown["renderedBody"] = call.show.html(row["body"])
    if "properties" in call.expand:
        shown["properties"] = [
            {"key": k, "value": v} for k, v in row["properties"].items()
        ]
    return shown


def _body(call: Call) -> Any:
    body = call.body.get("body")
    if body in (None, ""):
        raise bad_field("comment", "Comment body can not be empty!")
    return writer(call).coercer.rich_text(body)


def _properties(call: Call) -> list[tuple[str, Any]]:
    found = []
    for item in call.body.get("properties") or []:
        check_property(item.get("key"), item.get("value"))
        found.append((item["key"], item["value"]))
    return found


@routes.add("GET", "issue/{key}/comment")
def list_comments(call: Call) -> Reply:
    """List the comments of an issue by pages."""
    issue = call.site.issue(call.args["key"], call.user)
    rows = call.site.store.children("comment", issue["id"])
    order = call.query.get("orderBy", "")
    if order in {"-created", "-updated"}:
        rows = rows[::-1]
    start = max(call.number("startAt", 0), 0)
    most = call.page_size(100 if call.is_cloud else 1_048_576)
    return Reply(
        200,
        {
            "startAt": start,
            "maxResults": most,
            "total": len(rows),
            "comments": [
                _json(call, issue, row) for row in rows[start : start + most]
            ],
        },
    )


@routes.add("POST", "issue/{key}/comment")
def create_comment(call: Call) -> Reply:
    """Write a comment."""
    issue = call.site.editable_issue(
        call.args["key"],
        call.user,
        "ADD_COMMENTS",
        "You do not have the permission to comment on this issue.",
    )
    if len(call.site.store.children("comment", issue["id"])) >= _LIMIT:
        raise JiraError(
            413, "The limit of comments for this issue has been reached."
        )
    row = add_comment(
        call.site,
        issue["id"],
        author=call.user,
        body=_body(call),
        visibility=call.body.get("visibility"),
        properties=_properties(call),
    )
    return Reply(201, _json(call, issue, row))


@routes.add("GET", "issue/{key}/comment/{id}")
def get_comment(call: Call) -> Reply:
    """Show one comment."""
    issue = call.site.issue(call.args["key"], call.user)
    return Reply(200, _json(call, issue, _comment(call, issue)))


@routes.add("PUT", "issue/{key}/comment/{id}")
def edit_comment(call: Call) -> Reply:
    """Change one comment."""
    issue = call.site.editable_issue(call.args["key"], call.user)
    row = _comment(call, issue)
    changed = {
        **row,
        "updateAuthor": call.user,
        "updated": call.site.clock.millis(),
    }
    if "body" in call.body:
        changed["body"] = _body(call)
    if "visibility" in call.body:
        changed["visibility"] = call.body["visibility"]
    changed["properties"] = {**row["properties"], **dict(_properties(call))}
    call.site.store.put("comment", row["id"], changed, parent=issue["id"])
    touch(call.site, issue["id"])
    return Reply(200, _json(call, issue, changed))


@routes.add("DELETE", "issue/{key}/comment/{id}")
def delete_comment(call: Call) -> Reply:
    """Take one comment away."""
    issue = call.site.editable_issue(call.args["key"], call.user)
    row = _comment(call, issue)
    call.site.store.delete("comment", row["id"])
    touch(call.site, issue["id"])
    return Reply(204)


def _find_comment(call: Call) -> tuple[Row, str]:
    id_ = call.args["id"]
    row = call.site.store.get("comment", id_)
    parent = call.site.store.parent("comment", id_)
    if row is None or parent is None:
        raise not_found(f"Can not find a comment for the id: {id_}.")
    call.site.issue(parent, call.user)
    return row, parent


@routes.add("GET", "comment/{id}/properties")
def comment_keys(call: Call) -> Reply:
    """List the properties of a comment."""
    row, _ = _find_comment(call)
    base = f"comment/{row['id']}/properties"
    shown = [
        {"self": call.url(f"{base}/{key}"), "key": key}
        for key in row["properties"]
    ]
    return Reply(200, {"keys": shown})


@routes.add("GET", "comment/{id}/properties/{property}")
def get_comment_property(call: Call) -> Reply:
    """Show one property of a comment."""
    row, _ = _find_comment(call)
    key = call.args["property"]
    if key not in row["properties"]:
        raise not_found(f"The property with key '{key}' does not exist.")
    return Reply(200, {"key": key, "value": row["properties"][key]})


@routes.add("PUT", "comment/{id}/properties/{property}")
def put_comment_property(call: Call) -> Reply:
    """Set one property of a comment."""
    row, parent = _find_comment(call)
    key = call.args["property"]
    check_property(key, call.json)
    is_new = key not in row["properties"]
    changed = {**row, "properties": {**row["properties"], key: call.json}}
    call.site.store.put("comment", row["id"], changed, parent=parent)
    return Reply(201 if is_new else 200, {} if call.is_cloud else None)


@routes.add("DELETE", "comment/{id}/properties/{property}")
def delete_comment_property(call: Call) -> Reply:
    """Take one property of a comment away."""
    row, parent = _find_comment(call)
    key = call.args["property"]
    if key not in row["properties"]:
        raise not_found(f"The property with key '{key}' does not exist.")
    kept = {k: v for k, v in row["properties"].items() if k != key}
    call.site.store.put(
        "comment", row["id"], {**row, "properties": kept}, parent=parent
    )
    return Reply(204)
