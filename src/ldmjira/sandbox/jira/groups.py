"""Groups and who belongs to them."""

from __future__ import annotations

import hashlib
from typing import Any

from ldmjira.sandbox.errors import JiraError, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.metadata import page
from ldmjira.sandbox.jira.users import named_user
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()


def _groups(call: Call) -> list[str]:
    used = {g for u in call.site.store.all("user") for g in u["groups"]}
    return sorted(used | {r["name"] for r in call.site.store.all("group")})


def _group(call: Call) -> str:
    wanted = call.query.get("groupname") or call.query.get("groupId") or ""
    for name in _groups(call):
        if wanted in (name, _group_id(name)):
            return name
    raise not_found(f"Group '{wanted}' does not exist.")


def _group_id(name: str) -> str:
    mark = hashlib.sha256(name.encode()).hexdigest()
    return f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:32]}"


def _group_json(call: Call, name: str) -> dict[str, Any]:
    shown = {"name": name, "self": call.url(f"group?groupname={name}")}
    if call.is_cloud:
        shown["groupId"] = _group_id(name)
    return shown


@routes.add("GET", "groups/picker")
def pick_groups(call: Call) -> Reply:
    """Find groups by name."""
    text = call.query.get("query", "").lower()
    excluded = set(call.values("exclude"))
    most = call.page_size(20)
    found = [
        g for g in _groups(call) if text in g.lower() and g not in excluded
    ]
    shown = [
        {
            name: value
            for name, value in _group_json(call, group).items()
            if name != "self"
        }
        | {"html": group, "labels": []}
        for group in found
    ]
    return Reply(
        200,
        {
            "header": f"Showing {min(most, len(found))} of {len(found)} "
            "matching groups",
            "total": len(found),
            "groups": shown[:most],
        },
    )


def _members(call: Call, name: str) -> list[Row]:
    return [u for u in call.site.store.all("user") if name in u["groups"]]


@routes.add("GET", "group")
def get_group(call: Call) -> Reply:
    """Show one group with its members."""
    name = _group(call)
    members = [call.show.person(u["name"]) for u in _members(call, name)]
    shown = _group_json(call, name)
    shown["users"] = {
        "size": len(members),
        "items": members,
        "max-results": 50,
        "start-index": 0,
        "end-index": max(len(members) - 1, 0),
    }
    shown["expand"] = "users"
    return Reply(200, shown)


@routes.add("GET", "group/member")
def group_members(call: Call) -> Reply:
    """List the members of a group by pages."""
    members = _members(call, _group(call))
    if not call.flag("includeInactiveUsers"):
        members = [u for u in members if u["active"]]
    return Reply(
        200, page(call, [call.show.person(u["name"]) for u in members])
    )


@routes.add("POST", "group")
def create_group(call: Call) -> Reply:
    """Make a group."""
    call.require_admin()
    name = call.text("name")
    if not name:
        raise JiraError(400, "The group name is required.")
    if name in _groups(call):
        raise JiraError(400, "A group with that name already exists.")
    call.site.store.put("group", name, {"name": name})
    return Reply(
        201, {**_group_json(call, name), "users": {"size": 0, "items": []}}
    )


@routes.add("DELETE", "group")
def delete_group(call: Call) -> Reply:
    """Take a group away."""
    call.require_admin()
    name = _group(call)
    for user in _members(call, name):
        groups = [g for g in user["groups"] if g != name]
        call.site.store.put("user", user["name"], {**user, "groups": groups})
    call.site.store.delete("group", name)
    return Reply(200)


@routes.add("POST", "group/user")
def join_group(call: Call) -> Reply:
    """Put a user into a group."""
    call.require_admin()
    name = _group(call)
    wanted = call.text("accountId" if call.is_cloud else "name")
    user = call.site.find_user(str(wanted))
    if user is None:
        raise not_found(f"User '{wanted}' does not exist.")
    if name in user["groups"]:
        raise JiraError(
            400,
            f"Cannot add user. '{wanted}' is already a member of '{name}'.",
        )
    groups = [*user["groups"], name]
    call.site.store.put("user", user["name"], {**user, "groups": groups})
    return Reply(201, _group_json(call, name))


@routes.add("DELETE", "group/user")
def leave_group(call: Call) -> Reply:
    """Take a user out of a group."""
    call.require_admin()
    name = _group(call)
    user = named_user(call)
    if name not in user["groups"]:
        raise JiraError(
            400,
            f"Cannot remove user '{user['name']}' from group '{name}' since "
            "user is not a member of that group.",
        )
    groups = [g for g in user["groups"] if g != name]
    call.site.store.put("user", user["name"], {**user, "groups": groups})
    return Reply(200)
