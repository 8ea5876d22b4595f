"""Roles of people in projects."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import bad_payload, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.projects import administered
from ldmjira.sandbox.jira.role_names import ROLES
from ldmjira.sandbox.site import ADMIN_GROUP
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()


def _first(project: Row | None, role: dict[str, Any]) -> Row:
    """Return who has a role in a project where nobody was given it."""
    administers = role["name"] == "Administrators"
    return {
        "users": [project["lead"]] if project and administers else [],
        "groups": [ADMIN_GROUP] if administers else [],
    }


def _role_json(
    call: Call, project: Row | None, role: dict[str, Any]
) -> dict[str, Any]:
    base = f"project/{project['id']}/role" if project else "role"
    key = f"{project['id'] if project else ''}/{role['id']}"
    held = call.site.store.get("roleactors", key) or _first(project, role)
    actors: list[dict[str, Any]] = []
    for name in held["users"]:
        user = call.site.user(name)
        if user is None:
            continue
        actor: dict[str, Any] = {
            "id": len(actors) + 10240,
            "displayName": user["displayName"],
            "type": "atlassian-user-role-actor",
        }
        if call.is_cloud:
            actor["actorUser"] = {"accountId": user["accountId"]}
        else:
            actor["name"] = name
        actors.append(actor)
    actors += [
        {
            "id": len(actors) + 10340,
            "displayName": group,
            "type": "atlassian-group-role-actor",
            "name": group,
            "actorGroup": {"name": group, "displayName": group},
        }
        for group in held["groups"]
    ]
    return {
        "self": call.url(f"{base}/{role['id']}"),
        "name": role["name"],
        "id": role["id"],
        "description": f"The {role['name'].lower()} of a project",
        "actors": actors,
    }


def _role(call: Call) -> dict[str, Any]:
    for role in ROLES:
        if str(role["id"]) == call.args["id"]:
            return dict(role)
    raise not_found("Can not retrieve a role actor for a null project role.")


@routes.add("GET", "role")
def roles(call: Call) -> Reply:
    """List the roles of the site."""
    return Reply(200, [_role_json(call, None, dict(r)) for r in ROLES])


@routes.add("GET", "project/{key}/role")
def project_roles(call: Call) -> Reply:
    """List the roles of a project."""
    project = call.site.project(call.args["key"], call.user)
    base = f"project/{project['id']}/role"
    return Reply(
        200, {r["name"]: call.url(f"{base}/{r['id']}") for r in ROLES}
    )


@routes.add("GET", "project/{key}/role/{id}")
def project_role(call: Call) -> Reply:
    """Show who has a role in a project."""
    project = call.site.project(call.args["key"], call.user)
    return Reply(200, _role_json(call, project, _role(call)))


def _set_actors(call: Call, *, replace: bool) -> Reply:
    project = administered(call)
    role = _role(call)
    key = f"{project['id']}/{role['id']}"
    held = call.site.store.get("roleactors", key) or _first(project, role)
    body = call.body.get("categorisedActors") or call.body
    users = body.get("user") or body.get("atlassian-user-role-actor") or []
    groups = body.get("group") or body.get("atlassian-group-role-actor") or []
    if not all(isinstance(name, str) for name in (*users, *groups)):
        raise bad_payload()
    names = []
    for identity in users:
        user = call.site.find_user(str(identity))
        if user is None:
            raise not_found(f"User '{identity}' does not exist.")
        names.append(user["name"])
    kept_users = [] if replace else held["users"]
    kept_groups = [] if replace else held["groups"]
    changed = {
        "users": list(dict.fromkeys([*kept_users, *names])),
        "groups": list(dict.fromkeys([*kept_groups, *groups])),
    }
    call.site.store.put("roleactors", key, changed)
    return Reply(200, _role_json(call, project, role))


@routes.add("POST", "project/{key}/role/{id}")
def add_role_actors(call: Call) -> Reply:
    """Give a role to more people."""
    return _set_actors(call, replace=False)


@routes.add("PUT", "project/{key}/role/{id}")
def set_role_actors(call: Call) -> Reply:
    """Give a role to these people only."""
    return _set_actors(call, replace=True)
