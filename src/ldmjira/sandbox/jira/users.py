"""People and groups."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_field, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.metadata import page
from ldmjira.sandbox.store import Row

__all__ = ["hash_password", "named_user", "routes", "user_json"]

routes = Routes()

DEFAULT_GROUPS = ("jira-software-users",)


def hash_password(password: str, salt: str) -> str:
    """Return what the store keeps of a password."""
    return hashlib.sha256(f"{salt}:{password}".encode()).hexdigest()


def user_json(
    call: Call, name: str, *, groups: bool = False
) -> dict[str, Any]:
    """Show a user in full."""
    shown = dict(call.show.person(name) or {})
    shown["locale"] = "en_US"
    user = call.site.user(name) or {}
    if groups:
        names = user.get("groups", [])
        shown["groups"] = {
            "size": len(names),
            "items": [
                {"name": g, "self": call.url(f"group?groupname={g}")}
                for g in names
            ],
        }
        shown["applicationRoles"] = {"size": 1, "items": []}
        shown["expand"] = "groups,applicationRoles"
    if not call.is_cloud:
        shown.setdefault("deleted", False)
    return shown


@routes.add("GET", "myself")
def myself(call: Call) -> Reply:
    """Show who asks."""
    return Reply(200, user_json(call, call.user, groups=True))


def named_user(call: Call) -> Row:
    """Return the user that the query names."""
    names = ("accountId",) if call.is_cloud else ("username", "key")
    for name in names:
        wanted = call.query.get(name)
        if wanted is not None:
            found = call.site.find_user(wanted)
            if found is None:
                raise not_found(
                    "Specified user does not exist or you do not have "
                    "required permissions"
                    if call.is_cloud
                    else f"The user with the {name} '{wanted}' does not exist."
                )
            return found
    raise JiraError(
        400,
        "The accountId query parameter needs to be provided."
        if call.is_cloud
        else "Either the 'username' or the 'key' query parameters need to "
        "be provided.",
    )


@routes.add("GET", "user")
def get_user(call: Call) -> Reply:
    """Show one user."""
    user = named_user(call)
    return Reply(200, user_json(call, user["name"], groups=True))


@routes.add("POST", "user")
def create_user(call: Call) -> Reply:
    """Make a user; on Data Center with a password to log in with."""
    call.require_admin()
    body = call.body
    email = call.text("emailAddress")
    if not email or "@" not in email:
        raise bad_field("email", "You must specify a valid email address.")
    name = call.text("name") or email
    if not call.is_cloud and not call.text("displayName"):
        raise bad_field("fullname", "You must specify a full name.")
    if call.site.user(name) is not None:
        raise bad_field(
            "username", "A user with that username already exists."
        )
    account = f"712020:{secrets.token_hex(12)}"
    row: Row = {
        "name": name,
        "key": name
        if call.is_cloud
        else f"JIRAUSER{10100 + call.site.store.count('user')}",
        "accountId": account,
        "displayName": call.text("displayName") or name,
        "email": email,
        "active": True,
        "timeZone": "UTC",
        "groups": list(DEFAULT_GROUPS),
    }
    password = body.get("password")
    if password and not call.is_cloud:
        salt = secrets.token_hex(8)
        row["salt"] = salt
        row["password"] = hash_password(str(password), salt)
    call.site.store.put("user", name, row)
    return Reply(201, user_json(call, name, groups=True))


@routes.add("PUT", "user", only="datacenter")
def edit_user(call: Call) -> Reply:
    """Rename a user, or change what is told of them."""
    call.require_admin()
    user = named_user(call)
    body = call.body
    changed = dict(user)
    for given, kept in (
        ("emailAddress", "email"),
        ("displayName", "displayName"),
        ("active", "active"),
    ):
        if given in body:
            changed[kept] = body[given]
    name = str(body.get("name") or user["name"])
    if name != user["name"]:
        changed["name"] = name
        call.site.store.delete("user", user["name"])
    call.site.store.put("user", name, changed)
    return Reply(200, user_json(call, name, groups=True))


@routes.add("DELETE", "user")
def delete_user(call: Call) -> Reply:
    """Take a user away."""
    call.require_admin()
    user = named_user(call)
    if user["name"] == call.user:
        raise JiraError(400, "You cannot delete yourself.")
    call.site.store.delete("user", user["name"])
    return Reply(204)


@routes.add("GET", "user/bulk", only="cloud")
def users_by_id(call: Call) -> Reply:
    """List users by their account ids."""
    wanted = call.values("accountId")
    if not wanted:
        raise JiraError(400, "The accountId query parameter is required.")
    found = [call.site.find_user(account) for account in wanted]
    shown = [user_json(call, u["name"]) for u in found if u is not None]
    paged = page(call, shown, size=10)
    paged["self"] = call.url("user/bulk")
    return Reply(200, paged)


def _matching(call: Call) -> list[Row]:
    """Return the users that the query's text fits."""
    names = ("query", "username", "property", "accountId")
    given = [call.query[n] for n in names if n in call.query]
    text = given[0].lower() if given else ""
    inactive = call.flag("includeInactive")
    active = call.flag("includeActive", default=True)
    found = []
    for user in call.site.store.all("user"):
        if user["active"] and not active:
            continue
        if not user["active"] and not (inactive or call.is_cloud):
            continue
        words = f"{user['name']}\n{user['displayName']}\n{user['email']}"
        account = call.is_cloud and user["accountId"].lower() == text
        if text in {"", ".", "%"} or text in words.lower() or account:
            found.append(user)
    # Whoever is called exactly so comes first.
    found.sort(key=lambda u: text not in (u["name"], u["email"]))
    return found


def _user_page(call: Call, found: list[Row]) -> Reply:
    start = max(call.number("startAt", 0), 0)
    most = call.page_size(50)
    shown = found[start : start + most]
    return Reply(200, [user_json(call, user["name"]) for user in shown])


@routes.add("GET", "user/search")
def search_users(call: Call) -> Reply:
    """Find users by their names and addresses."""
    name = "query" if call.is_cloud else "username"
    if not any(
        n in call.query for n in (name, "accountId", "property", "query")
    ):
        raise JiraError(
            400,
            "The query parameter is required."
            if call.is_cloud
            else "The username query parameter was not provided",
        )
    return _user_page(call, _matching(call))


@routes.add("GET", "users/search", only="cloud")
@routes.add("GET", "users", only="cloud")
def all_users(call: Call) -> Reply:
    """List all users."""
    return _user_page(call, call.site.store.all("user"))


def _assignable(call: Call, projects: list[str]) -> list[Row]:
    return [
        user
        for user in _matching(call)
        if user["active"]
        and all(
            call.site.can(user["name"], "ASSIGNABLE_USER", p)
            and call.site.can(user["name"], "BROWSE_PROJECTS", p)
            for p in projects
        )
    ]


@routes.add("GET", "user/assignable/search")
def assignable_users(call: Call) -> Reply:
    """Find users to whom an issue may be assigned."""
    projects = []
    if call.query.get("issueKey"):
        issue = call.site.issue(call.query["issueKey"], call.user)
        projects.append(issue["project"])
    elif call.query.get("project"):
        found = call.site.project(call.query["project"], call.user)
        projects.append(found["id"])
    else:
        raise JiraError(
            400, "The project or issue key parameter must be provided."
        )
    return _user_page(call, _assignable(call, projects))


@routes.add("GET", "user/assignable/multiProjectSearch")
def assignable_in_projects(call: Call) -> Reply:
    """Find users who may be assigned issues in several projects."""
    keys = call.values("projectKeys")
    if not keys:
        raise JiraError(400, "The projectKeys parameter must be provided.")
    projects = [call.site.project(k, call.user)["id"] for k in keys]
    return _user_page(call, _assignable(call, projects))


@routes.add("GET", "user/viewissue/search")
@routes.add("GET", "user/permission/search")
def viewing_users(call: Call) -> Reply:
    """Find users who may see an issue or a project."""
    if call.query.get("issueKey"):
        project = call.site.issue(call.query["issueKey"], call.user)["project"]
    else:
        wanted = call.query.get("projectKey", "")
        project = call.site.project(wanted, call.user)["id"]
    found = [
        user
        for user in _matching(call)
        if call.site.can(user["name"], "BROWSE_PROJECTS", project)
    ]
    return _user_page(call, found)


@routes.add("GET", "user/avatars", only="datacenter")
def user_avatars(call: Call) -> Reply:
    """List the pictures of a user: the system's only."""
    return Reply(200, {"system": _system_avatars(call), "custom": []})


def _system_avatars(call: Call) -> list[dict[str, Any]]:
    urls = (call.show.person(call.user) or {}).get("avatarUrls", {})
    return [
        {
            "id": str(10122 + n),
            "isSystemAvatar": True,
            "isSelected": False,
            "isDeletable": False,
            "urls": urls,
        }
        for n in range(3)
    ]


@routes.add("GET", "avatar/{type}/system")
def system_avatars(call: Call) -> Reply:
    """List the system's pictures."""
    return Reply(200, {"system": _system_avatars(call)})
