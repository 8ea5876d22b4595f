"""Links between issues, their types, and links to pages elsewhere."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_field, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.issues import writer
from ldmjira.sandbox.linking import add_link, find_link_type, remove_link
from ldmjira.sandbox.parts import add_comment
from ldmjira.sandbox.store import Row
from ldmjira.sandbox.writer import IssueWriter

__all__ = ["routes"]

routes = Routes()

_REMOTE_LIMIT = 2000
_GLOBAL_ID_LIMIT = 255


@routes.add("POST", "issueLink")
def create_link(call: Call) -> Reply:
    """Link two issues; the answer has no body."""
    body = call.body
    ends: list[Row] = []
    link_type = find_link_type(call.site, body.get("type"))
    for name in ("inwardIssue", "outwardIssue"):
        given = body.get(name)
        wanted = (
            given.get("key") or given.get("id")
            if isinstance(given, dict)
            else None
        )
        if not wanted:
            raise JiraError(
                400, f"The {name} is missing: specify its key or id."
            )
        ends.append(call.site.issue(str(wanted), call.user))
    for issue in ends[:1]:
        if not call.site.can(call.user, "LINK_ISSUES", issue["project"]):
            text = "No Link Issue Permission for issue '{}'".format(
                issue["key"]
            )
            raise not_found(text)
    add_link(
        call.site,
        author=call.user,
        link_type=link_type,
        inward=ends[0],
        outward=ends[1],
    )
    comment = body.get("comment")
    if isinstance(comment, dict) and comment.get("body"):
        make: IssueWriter = writer(call)
        stored = make.coercer.rich_text(comment["body"])
        add_comment(call.site, ends[1]["id"], author=call.user, body=stored)
    return Reply(201)


def _link(call: Call) -> Row:
    link = call.site.store.get("link", call.args["id"])
    if link is not None:
        try:
            call.site.issue(link["inward"], call.user)
            call.site.issue(link["outward"], call.user)
        except JiraError:
            link = None
    if link is None:
        raise not_found(f"No issue link with id '{call.args['id']}' exists.")
    return link


@routes.add("GET", "issueLink/{id}")
def get_link(call: Call) -> Reply:
    """Show one link."""
    link = _link(call)
    shown = {
        "id": link["id"],
        "self": call.url(f"issueLink/{link['id']}"),
        "type": call.show.link_type(link["type"]),
        "inwardIssue": call.show.brief(link["inward"]),
        "outwardIssue": call.show.brief(link["outward"]),
    }
    return Reply(200, shown)


@routes.add("DELETE", "issueLink/{id}")
def delete_link(call: Call) -> Reply:
    """Take one link away."""
    link = _link(call)
    issue = call.site.issue(link["inward"], call.user)
    if not call.site.can(call.user, "LINK_ISSUES", issue["project"]):
        raise not_found(f"No Link Issue Permission for issue '{issue['key']}'")
    remove_link(call.site, author=call.user, link=link)
    return Reply(204)


@routes.add("GET", "issueLinkType")
def link_types(call: Call) -> Reply:
    """List the link types."""
    ids = call.site.store.ids("linktype")
    shown = [call.show.link_type(id_) for id_ in ids]
    return Reply(200, {"issueLinkTypes": shown})


def _type(call: Call) -> Row:
    row = call.site.store.get("linktype", call.args["id"])
    if row is None:
        raise not_found(
            f"No issue link type with id '{call.args['id']}' found."
        )
    return row


@routes.add("GET", "issueLinkType/{id}")
def link_type(call: Call) -> Reply:
    """Show one link type."""
    return Reply(200, call.show.link_type(_type(call)["id"]))


@routes.add("POST", "issueLinkType")
def create_link_type(call: Call) -> Reply:
    """Make a link type."""
    call.require_admin()
    texts = {name: call.text(name) for name in ("name", "inward", "outward")}
    for name, text in texts.items():
        if not text:
            raise bad_field(name, f"The link type's {name} is required.")
    if call.site.by_name("linktype", str(texts["name"])) is not None:
        raise bad_field(
            "name", "Another link type with that name already exists."
        )
    id_ = call.site.store.next_id("linktype", 10900)
    row = {"id": id_, **texts}
    call.site.store.put("linktype", id_, row)
    return Reply(201, call.show.link_type(id_))


@routes.add("PUT", "issueLinkType/{id}")
def edit_link_type(call: Call) -> Reply:
    """Change a link type."""
    call.require_admin()
    row = _type(call)
    texts = {name: call.text(name) for name in ("name", "inward", "outward")}
    given = {name: text for name, text in texts.items() if text}
    call.site.store.put("linktype", row["id"], {**row, **given})
    return Reply(200, call.show.link_type(row["id"]))


@routes.add("DELETE", "issueLinkType/{id}")
def delete_link_type(call: Call) -> Reply:
    """Take a link type and its links away."""
    call.require_admin()
    row = _type(call)
    for link in call.site.store.all("link"):
        if link["type"] == row["id"]:
            remove_link(call.site, author=None, link=link)
    call.site.store.delete("linktype", row["id"])
    return Reply(204)


# -- remote links ---------------------------------------------------------


def _remote_json(call: Call, issue: Row, row: Row) -> dict[str, Any]:
    shown = {
        "id": row["id"],
        "self": call.url(f"issue/{issue['key']}/remotelink/{row['id']}"),
    }
    for name in ("globalId", "application", "relationship", "object"):
        if row.get(name) is not None:
            shown[name] = row[name]
    shown.setdefault("application", {})
    return shown


def _remote_body(call: Call) -> dict[str, Any]:
    body = call.body
    held = body.get("object")
    if not isinstance(held, dict):
        raise bad_field("object", "'object' is required.")
    for name in ("url", "title"):
        if not held.get(name):
            raise bad_field(name, f"'{name}' is required.")
    if len(str(body.get("globalId") or "")) > _GLOBAL_ID_LIMIT:
        raise bad_field(
            "globalId", "The global ID cannot exceed 255 characters."
        )
    return {
        name: body[name]
        for name in ("globalId", "application", "relationship", "object")
        if body.get(name) is not None
    }


def _editable(call: Call) -> Row:
    return call.site.editable_issue(
        call.args["key"],
        call.user,
        "LINK_ISSUES",
        "You do not have permission to link issues in this project.",
    )


def _remotes(call: Call, issue: Row) -> list[Row]:
    return call.site.store.children("remotelink", issue["id"])


def _put(call: Call, issue: Row, row: Row) -> None:
    call.site.store.put("remotelink", str(row["id"]), row, parent=issue["id"])


@routes.add("GET", "issue/{key}/remotelink")
def remote_links(call: Call) -> Reply:
    """List the remote links of an issue, or show one by global id."""
    issue = call.site.issue(call.args["key"], call.user)
    wanted = call.query.get("globalId")
    rows = _remotes(call, issue)
    if wanted is not None:
        for row in rows:
            if row.get("globalId") == wanted:
                return Reply(200, _remote_json(call, issue, row))
        raise not_found(
            f"No remote issue link found with globalId: '{wanted}'."
        )
    return Reply(200, [_remote_json(call, issue, row) for row in rows])


@routes.add("POST", "issue/{key}/remotelink")
def put_remote_link(call: Call) -> Reply:
    """Make a remote link, or replace the one with the same global id."""
    issue = _editable(call)
    given = _remote_body(call)
    rows = _remotes(call, issue)
    known = given.get("globalId")
    held = next(
        (r for r in rows if known and r.get("globalId") == known), None
    )
    if held is None and len(rows) >= _REMOTE_LIMIT:
        raise JiraError(
            413,
            "The limit of remote links for this issue has been reached.",
        )
    id_ = held["id"] if held else int(call.site.store.next_id("remotelink"))
    _put(call, issue, {**given, "id": id_})
    shown = {
        "id": id_,
        "self": call.url(f"issue/{issue['key']}/remotelink/{id_}"),
    }
    return Reply(200 if held else 201, shown)


@routes.add("DELETE", "issue/{key}/remotelink")
def delete_remote_by_global_id(call: Call) -> Reply:
    """Take away the remote link with a global id."""
    issue = _editable(call)
    wanted = call.query.get("globalId")
    if not wanted:
        raise JiraError(400, "The global ID is required.")
    for row in _remotes(call, issue):
        if row.get("globalId") == wanted:
            call.site.store.delete("remotelink", str(row["id"]))
            return Reply(204)
    raise not_found(f"No remote issue link found with globalId: '{wanted}'.")


def _remote(call: Call, issue: Row) -> Row:
    for row in _remotes(call, issue):
        if str(row["id"]) == call.args["id"]:
            return row
    raise not_found(
        f"Could not find remote issue link with ID: {call.args['id']}"
    )


@routes.add("GET", "issue/{key}/remotelink/{id}")
def get_remote_link(call: Call) -> Reply:
    """Show one remote link."""
    issue = call.site.issue(call.args["key"], call.user)
    row = _remote(call, issue)
    return Reply(200, _remote_json(call, issue, row))


@routes.add("PUT", "issue/{key}/remotelink/{id}")
def edit_remote_link(call: Call) -> Reply:
    """Replace one remote link."""
    issue = _editable(call)
    row = _remote(call, issue)
    _put(call, issue, {**_remote_body(call), "id": row["id"]})
    return Reply(204)


@routes.add("DELETE", "issue/{key}/remotelink/{id}")
def delete_remote_link(call: Call) -> Reply:
    """Take one remote link away."""
    issue = _editable(call)
    call.site.store.delete("remotelink", str(_remote(call, issue)["id"]))
    return Reply(204)
