"""What the user may do."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes

__all__ = ["PERMISSIONS", "routes"]

routes = Routes()

_GLOBAL = {
    "ADMINISTER": "Administer Jira",
    "SYSTEM_ADMIN": "Jira System Administrators",
    "USER_PICKER": "Browse users and groups",
    "CREATE_SHARED_OBJECTS": "Share dashboards and filters",
    "BULK_CHANGE": "Make bulk changes",
    "MANAGE_GROUP_FILTER_SUBSCRIPTIONS": "Manage group filter subscriptions",
}
_PROJECT = {
    "ADMINISTER_PROJECTS": "Administer Projects",
    "BROWSE_PROJECTS": "Browse Projects",
    "CREATE_ISSUES": "Create Issues",
    "EDIT_ISSUES": "Edit Issues",
    "TRANSITION_ISSUES": "Transition Issues",
    "SCHEDULE_ISSUES": "Schedule Issues",
    "MOVE_ISSUES": "Move Issues",
    "ASSIGN_ISSUES": "Assign Issues",
    "ASSIGNABLE_USER": "Assignable User",
    "RESOLVE_ISSUES": "Resolve Issues",
    "CLOSE_ISSUES": "Close Issues",
    "MODIFY_REPORTER": "Modify Reporter",
    "DELETE_ISSUES": "Delete Issues",
    "LINK_ISSUES": "Link Issues",
    "ADD_COMMENTS": "Add Comments",
    "EDIT_ALL_COMMENTS": "Edit All Comments",
    "EDIT_OWN_COMMENTS": "Edit Own Comments",
    "DELETE_ALL_COMMENTS": "Delete All Comments",
    "DELETE_OWN_COMMENTS": "Delete Own Comments",
    "CREATE_ATTACHMENTS": "Create Attachments",
    "DELETE_ALL_ATTACHMENTS": "Delete All Attachments",
    "DELETE_OWN_ATTACHMENTS": "Delete Own Attachments",
    "WORK_ON_ISSUES": "Work On Issues",
    "EDIT_ALL_WORKLOGS": "Edit All Worklogs",
    "EDIT_OWN_WORKLOGS": "Edit Own Worklogs",
    "DELETE_ALL_WORKLOGS": "Delete All Worklogs",
    "DELETE_OWN_WORKLOGS": "Delete Own Worklogs",
    "MANAGE_SPRINTS_PERMISSION": "Manage Sprints",
    "VIEW_DEV_TOOLS": "View Development Tools",
    "VIEW_READONLY_WORKFLOW": "View Read-Only Workflow",
    "ARCHIVE_ISSUES": "Archive Issues",
    "UNARCHIVE_ISSUES": "Restore Issues",
    "VIEW_VOTERS_AND_WATCHERS": "View Voters and Watchers",
    "MANAGE_WATCHERS": "Manage Watchers",
    "SET_ISSUE_SECURITY": "Set Issue Security",
}

PERMISSIONS = {**_GLOBAL, **_PROJECT}
"""Key and name of every permission."""


def _place(call: Call) -> str | None:
    """Return the id of the project that is asked about, if any."""
    query = call.query
    issue = query.get("issueKey") or query.get("issueId")
    if issue:
        return str(call.site.issue(issue, call.user)["project"])
    project = query.get("projectKey") or query.get("projectId")
    if project:
        return str(call.site.project(project, call.user)["id"])
    return None


def _describe(number: int, key: str, *, have: bool | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": str(number),
        "key": key,
        "name": PERMISSIONS[key],
        "type": "GLOBAL" if key in _GLOBAL else "PROJECT",
        "description": f"Ability to: {PERMISSIONS[key].lower()}.",
    }
    if have is not None:
        shown["havePermission"] = have
    return shown


@routes.add("GET", "mypermissions")
def my_permissions(call: Call) -> Reply:
    """Tell which of some permissions the user has."""
    wanted = call.values("permissions")
    if call.is_cloud and not wanted:
        raise JiraError(
            400,
            "The 'permissions' query parameter is required.",
        )
    unknown = [key for key in wanted if key not in PERMISSIONS]
    if unknown:
        raise JiraError(400, f"Unrecognized permission: '{unknown[0]}'.")
    project = _place(call)
    shown = {}
    for number, key in enumerate(PERMISSIONS):
        if wanted and key not in wanted:
            continue
        have = call.site.can(call.user, key, project)
        if key in _PROJECT and project is None:
            ids = call.site.store.ids("project")
            have = any(call.site.can(call.user, key, id_) for id_ in ids)
        shown[key] = _describe(number, key, have=have)
        if not call.is_cloud:
            shown[key]["deprecatedKey"] = False
    return Reply(200, {"permissions": shown})


@routes.add("GET", "permissions")
def all_permissions(call: Call) -> Reply:
    """List all permissions."""
    call.require_admin()
    shown = {
        key: _describe(number, key, have=None)
        for number, key in enumerate(PERMISSIONS)
    }
    return Reply(200, {"permissions": shown})


def _items(body: dict[str, Any], name: str) -> list[Any]:
    value = body.get(name) or []
    if not isinstance(value, list) or any(
        isinstance(item, list) for item in value
    ):
        raise bad_payload()
    return value


@routes.add("POST", "permissions/check", only="cloud")
def check_permissions(call: Call) -> Reply:
    """Tell in which projects and issues a user has permissions."""
    body = call.body
    account = call.text("accountId")
    user = call.site.find_user(account) if account else None
    name = user["name"] if user else call.user
    granted = [
        key
        for key in map(str, _items(body, "globalPermissions"))
        if call.site.can(name, key, None)
    ]
    shown = []
    for group in _items(body, "projectPermissions"):
        if not isinstance(group, dict):
            raise bad_payload()
        for key in map(str, _items(group, "permissions")):
            projects = [
                int(id_)
                for id_ in map(str, _items(group, "projects"))
                if id_.isdigit()
                if call.site.can(name, key, str(id_))
            ]
            issues = []
            for id_ in _items(group, "issues"):
                issue = call.site.store.get("issue", str(id_))
                if issue and call.site.can(name, key, issue["project"]):
                    issues.append(int(id_))
            shown.append(
                {"permission": key, "projects": projects, "issues": issues}
            )
    return Reply(
        200, {"globalPermissions": granted, "projectPermissions": shown}
    )
