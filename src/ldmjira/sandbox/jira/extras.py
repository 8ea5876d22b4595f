"""Votes, watchers, work logs, pins and filters."""

from __future__ import annotations

import re
from typing import Any

from ldmjira.sandbox.errors import (
    JiraError,
    bad_field,
    bad_payload,
    not_found,
)
from ldmjira.sandbox.fields import parse_time
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.issues import writer
from ldmjira.sandbox.parts import touch
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()

_SPENT = re.compile(r"(\d+(?:\.\d+)?)\s*([wdhm])")
_SECONDS = {"w": 144_000, "d": 28_800, "h": 3_600, "m": 60}


def _issue(call: Call) -> Row:
    return call.site.issue(call.args["key"], call.user)


def _put(call: Call, issue: Row, **changes: Any) -> None:
    call.site.store.put("issue", issue["id"], {**issue, **changes})


# -- votes and watchers ---------------------------------------------------


@routes.add("GET", "issue/{key}/votes")
def votes(call: Call) -> Reply:
    """Show who voted for an issue."""
    issue = _issue(call)
    names = issue.get("votes", [])
    return Reply(
        200,
        {
            "self": call.url(f"issue/{issue['key']}/votes"),
            "votes": len(names),
            "hasVoted": call.user in names,
            "voters": [call.show.person(name) for name in names],
        },
    )


@routes.add("POST", "issue/{key}/votes")
def vote(call: Call) -> Reply:
    """Vote for an issue."""
    issue = _issue(call)
    if issue["fields"].get("reporter") == call.user and not call.is_cloud:
        raise not_found("You cannot vote for an issue you have reported.")
    names = issue.get("votes", [])
    if call.user not in names:
        _put(call, issue, votes=[*names, call.user])
    return Reply(204)


@routes.add("DELETE", "issue/{key}/votes")
def take_vote_back(call: Call) -> Reply:
    """Take a vote back."""
    issue = _issue(call)
    names = issue.get("votes", [])
    _put(call, issue, votes=[n for n in names if n != call.user])
    return Reply(204)


@routes.add("GET", "issue/{key}/watchers")
def watchers(call: Call) -> Reply:
    """Show who watches an issue."""
    issue = _issue(call)
    names = issue.get("watchers", [])
    return Reply(
        200,
        {
            "self": call.url(f"issue/{issue['key']}/watchers"),
            "isWatching": call.user in names,
            "watchCount": len(names),
            "watchers": [call.show.person(name) for name in names],
        },
    )


def _person(call: Call, identity: Any) -> str:
    if not identity:
        return call.user
    user = call.site.find_user(str(identity))
    if user is None:
        raise not_found(f"The user '{identity}' does not exist.")
    return str(user["name"])


@routes.add("POST", "issue/{key}/watchers")
def watch(call: Call) -> Reply:
    """Let somebody watch an issue; the body is a bare identity."""
    issue = _issue(call)
    given = call.json if call.raw_body.strip() else None
    if given is not None and not isinstance(given, str):
        raise JiraError(400, "The body must be the identity of a user.")
    name = _person(call, given)
    names = issue.get("watchers", [])
    if name not in names:
        _put(call, issue, watchers=[*names, name])
    return Reply(204)


@routes.add("DELETE", "issue/{key}/watchers")
def stop_watching(call: Call) -> Reply:
    """Let somebody no longer watch an issue."""
    issue = _issue(call)
    given = call.query.get("accountId" if call.is_cloud else "username")
    if given is None:
        given = call.query.get("username") or call.query.get("accountId")
    name = _person(call, given)
    names = issue.get("watchers", [])
    _put(call, issue, watchers=[n for n in names if n != name])
    return Reply(204)


# -- work logs ------------------------------------------------------------


def _seconds(body: dict[str, Any]) -> int:
    given = body.get("timeSpentSeconds")
    if isinstance(given, int) and given > 0:
        return given
    parts = _SPENT.findall(str(body.get("timeSpent") or ""))
    if not parts:
        raise bad_field(
            "timeLogged", "You must indicate the time spent working."
        )
    return round(sum(float(n) * _SECONDS[unit] for n, unit in parts))


def _worklog(call: Call, issue: Row) -> Row:
    id_ = call.args["id"]
    row = call.site.store.get("worklog", id_)
    if row is None or call.site.store.parent("worklog", id_) != issue["id"]:
        raise not_found(f"Cannot find worklog with id: '{id_}'.")
    return row


def _worker(call: Call) -> Row:
    return call.site.editable_issue(
        call.args["key"],
        call.user,
        "WORK_ON_ISSUES",
        "You do not have the permission to associate a worklog to this issue.",
    )


@routes.add("GET", "issue/{key}/worklog")
def worklogs(call: Call) -> Reply:
    """List the work logged on an issue."""
    issue = _issue(call)
    rows = call.site.store.children("worklog", issue["id"])
    return Reply(
        200,
        {
            "startAt": 0,
            "maxResults": max(len(rows), 1),
            "total": len(rows),
            "worklogs": [call.show.worklog(r, issue["id"]) for r in rows],
        },
    )


_MANUAL = {"POST": ("reduceBy", -1), "DELETE": ("increaseBy", 1)}


def _adjust(call: Call, issue: Row, seconds: int) -> None:
    """Change what remains to be done, in the way that the request wants."""
    current = call.site.store.get("issue", issue["id"]) or issue
    left = current.get("remaining") or 0
    match call.query.get("adjustEstimate", "auto"):
        case "leave":
            return
        case "new":
            left = _duration(call, "newEstimate")
        case "manual":
            name, sign = _MANUAL.get(call.method, ("reduceBy", -1))
            left += sign * _duration(call, name)
        case _:
            left += seconds
    _put(call, current, remaining=max(left, 0))


def _duration(call: Call, name: str) -> int:
    """Read a duration in the query, as ``1d 2h``."""
    parts = _SPENT.findall(call.query.get(name, ""))
    if not parts:
        raise bad_field(name, f"You must specify a valid '{name}'.")
    return round(sum(float(n) * _SECONDS[unit] for n, unit in parts))


def _worklog_row(call: Call, old: Row) -> Row:
    body = call.body
    row = {**old, "updateAuthor": call.user}
    row["updated"] = call.site.clock.millis()
    if "started" in body:
        started = parse_time(str(body["started"]))
        if started is None:
            raise bad_field("started", "The start time is not valid.")
        row["started"] = started
    if "timeSpent" in body or "timeSpentSeconds" in body or not old["seconds"]:
        row["seconds"] = _seconds(body)
    if body.get("comment"):
        row["comment"] = writer(call).coercer.rich_text(body["comment"])
    return row


@routes.add("POST", "issue/{key}/worklog")
def log_work(call: Call) -> Reply:
    """Log work on an issue."""
    issue = _worker(call)
    now = call.site.clock.millis()
    id_ = call.site.store.next_id("worklog")
    new: Row = {
        "id": id_,
        "author": call.user,
        "created": now,
        "started": now,
        "seconds": 0,
        "comment": None,
    }
    row = _worklog_row(call, new)
    call.site.store.put("worklog", id_, row, parent=issue["id"])
    _adjust(call, issue, -row["seconds"])
    touch(call.site, issue["id"])
    return Reply(201, call.show.worklog(row, issue["id"]))


@routes.add("GET", "issue/{key}/worklog/{id}")
def get_worklog(call: Call) -> Reply:
    """Show one entry of logged work."""
    issue = _issue(call)
    row = _worklog(call, issue)
    return Reply(200, call.show.worklog(row, issue["id"]))


@routes.add("PUT", "issue/{key}/worklog/{id}")
def edit_worklog(call: Call) -> Reply:
    """Change one entry of logged work."""
    issue = _worker(call)
    old = _worklog(call, issue)
    row = _worklog_row(call, old)
    call.site.store.put("worklog", row["id"], row, parent=issue["id"])
    _adjust(call, issue, old["seconds"] - row["seconds"])
    touch(call.site, issue["id"])
    return Reply(200, call.show.worklog(row, issue["id"]))


@routes.add("DELETE", "issue/{key}/worklog/{id}")
def delete_worklog(call: Call) -> Reply:
    """Take one entry of logged work away."""
    issue = _worker(call)
    row = _worklog(call, issue)
    call.site.store.delete("worklog", row["id"])
    _adjust(call, issue, row["seconds"])
    touch(call.site, issue["id"])
    return Reply(204)


# -- assignee, pins -------------------------------------------------------


@routes.add("PUT", "issue/{key}/assignee")
def assign(call: Call) -> Reply:
    """Give an issue to somebody, or to nobody."""
    issue = call.site.editable_issue(
        call.args["key"],
        call.user,
        "ASSIGN_ISSUES",
        "You do not have permission to assign issues.",
    )
    name = "accountId" if call.is_cloud else "name"
    given = call.body.get(name)
    payload = {"fields": {"assignee": {name: given} if given else None}}
    writer(call).edit(issue, payload)
    return Reply(204)


@routes.add("GET", "issue/{key}/pinned-comments", only="datacenter")
def pinned_comments(call: Call) -> Reply:
    """List the pinned comments of an issue."""
    issue = _issue(call)
    shown = [
        {
            "comment": call.show.comment(row, issue["id"]),
            "pinnedBy": call.show.person(row["pinned"]["by"]),
            "pinnedDate": call.show.time(row["pinned"]["at"]),
        }
        for row in call.site.store.children("comment", issue["id"])
        if row.get("pinned")
    ]
    return Reply(200, shown)


@routes.add("PUT", "issue/{key}/comment/{id}/pin", only="datacenter")
def pin_comment(call: Call) -> Reply:
    """Pin a comment, or take the pin out."""
    issue = _issue(call)
    row = call.site.store.get("comment", call.args["id"])
    if row is None:
        raise not_found("Can not find a comment for the id.")
    kept = {k: v for k, v in row.items() if k != "pinned"}
    if call.json is True:
        kept["pinned"] = {"by": call.user, "at": call.site.clock.millis()}
    call.site.store.put("comment", row["id"], kept, parent=issue["id"])
    return Reply(204)


# -- filters --------------------------------------------------------------


def _filter_json(call: Call, row: Row) -> dict[str, Any]:
    return {
        "self": call.url(f"filter/{row['id']}"),
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "owner": call.show.person(row["owner"]),
        "jql": row["jql"],
        "viewUrl": f"{call.site.base_url}/issues/?filter={row['id']}",
        "searchUrl": call.url(f"search?jql=filter={row['id']}"),
        "favourite": row["favourite"],
        "favouritedCount": int(row["favourite"]),
        "sharePermissions": [],
        "subscriptions": {"size": 0, "items": []},
    }


def _filter(call: Call) -> Row:
    row = call.site.store.get("filter", call.args["id"])
    if row is None or row["owner"] != call.user:
        raise JiraError(
            400,
            "The selected filter is not available to you, perhaps it "
            "has been deleted or had its permissions changed.",
        )
    return row


@routes.add("POST", "filter")
def create_filter(call: Call) -> Reply:
    """Keep a query under a name."""
    body = call.body
    if not call.text("name"):
        raise bad_field(
            "filterName", "You must specify a name for the filter."
        )
    id_ = call.site.store.next_id("filter")
    row = {
        "id": id_,
        "name": call.text("name"),
        "description": call.text("description") or "",
        "owner": call.user,
        "jql": call.text("jql") or "",
        "favourite": bool(body.get("favourite")),
    }
    call.site.store.put("filter", id_, row)
    return Reply(200, _filter_json(call, row))


@routes.add("GET", "filter/favourite")
def favourite_filters(call: Call) -> Reply:
    """List one's favourite filters."""
    rows = call.site.store.all("filter")
    shown = [
        _filter_json(call, row)
        for row in rows
        if row["owner"] == call.user and row["favourite"]
    ]
    return Reply(200, shown)


@routes.add("GET", "filter/{id}")
def get_filter(call: Call) -> Reply:
    """Show one filter."""
    return Reply(200, _filter_json(call, _filter(call)))


@routes.add("PUT", "filter/{id}")
def edit_filter(call: Call) -> Reply:
    """Change one filter."""
    row = _filter(call)
    kept = {"name", "description", "jql", "favourite"}
    given = {k: v for k, v in call.body.items() if k in kept}
    if not isinstance(given.get("favourite", False), bool):
        raise bad_payload()
    for name in kept - {"favourite"}:
        call.text(name)
    changed = {**row, **given}
    call.site.store.put("filter", row["id"], changed)
    return Reply(200, _filter_json(call, changed))


@routes.add("DELETE", "filter/{id}")
def delete_filter(call: Call) -> Reply:
    """Take one filter away."""
    call.site.store.delete("filter", _filter(call)["id"])
    return Reply(204)
