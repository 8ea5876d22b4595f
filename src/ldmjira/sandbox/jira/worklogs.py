"""Work logged on issues, and what remains to be done."""

from __future__ import annotations

import re
from typing import Any

from ldmjira.sandbox.errors import bad_field, not_found
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
