"""Votes, watchers, assignees and pinned comments."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.issues import writer
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()


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
