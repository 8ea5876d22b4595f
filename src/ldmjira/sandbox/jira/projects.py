"""Projects, and making and deleting them."""

from __future__ import annotations

import re
from typing import Any

from ldmjira.sandbox.defaults import USUAL_PRIORITIES
from ldmjira.sandbox.errors import JiraError
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.components import component_json
from ldmjira.sandbox.jira.issues import delete_issue
from ldmjira.sandbox.jira.metadata import page
from ldmjira.sandbox.jira.role_names import ROLES
from ldmjira.sandbox.jira.versions import version_json
from ldmjira.sandbox.store import Row

__all__ = ["administered", "project_json", "routes"]

routes = Routes()

_KEY = re.compile(r"[A-Z][A-Z0-9_]+")
_KEY_LIMIT = 10
_NAME_LIMIT = 80


def project_json(call: Call, project: Row) -> dict[str, Any]:
    """Show a project in full."""
    store = call.site.store
    shown = {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,"
        "insight",
        **call.show.project(project["id"]),
        "description": project["description"],
        "lead": call.show.person(project["lead"]),
        "components": [
            component_json(call, row, project)
            for row in store.children("component", project["id"])
        ],
        "issueTypes": [call.show.issue_type(i) for i in project["issueTypes"]],
        "assigneeType": project["assigneeType"],
        "versions": [
            version_json(call, row, project)
            for row in store.children("version", project["id"])
        ],
        "roles": {
            role["name"]: call.url(
                f"project/{project['id']}/role/{role['id']}"
            )
            for role in ROLES
        },
        "archived": False,
    }
    if project["url"]:
        shown["url"] = project["url"]
    if "projectKeys" in call.expand:
        shown["projectKeys"] = [project["key"]]
    if call.is_cloud:
        shown |= {
            "style": "classic",
            "isPrivate": False,
            "properties": {},
            "simplified": False,
        }
    return shown


def _visible(call: Call) -> list[Row]:
    return [
        p
        for p in call.site.store.all("project")
        if call.site.can(call.user, "BROWSE_PROJECTS", p["id"])
    ]


def _brief(call: Call, project: Row) -> dict[str, Any]:
    shown = {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,"
        "insight",
        **call.show.project(project["id"]),
    }
    if "projectKeys" in call.expand:
        shown["projectKeys"] = [project["key"]]
    if "lead" in call.expand:
        shown["lead"] = call.show.person(project["lead"])
    if "description" in call.expand:
        shown["description"] = project["description"]
    if "issueTypes" in call.expand:
        shown["issueTypes"] = [
            call.show.issue_type(i) for i in project["issueTypes"]
        ]
    return shown


@routes.add("GET", "project")
def list_projects(call: Call) -> Reply:
    """List the projects."""
    return Reply(200, [_brief(call, p) for p in _visible(call)])


@routes.add("GET", "project/search", only="cloud")
def search_projects(call: Call) -> Reply:
    """List the projects by pages."""
    found = _visible(call)
    keys = {k.upper() for k in call.values("keys")}
    ids = set(call.values("id"))
    text = call.query.get("query", "").lower()
    if keys or ids:
        found = [p for p in found if p["key"] in keys or p["id"] in ids]
    if text:
        found = [
            p
            for p in found
            if text in p["name"].lower() or text in p["key"].lower()
        ]
    paged = page(call, [_brief(call, p) for p in found])
    paged["self"] = call.url("project/search")
    return Reply(200, paged)


@routes.add("GET", "project/{key}")
def get_project(call: Call) -> Reply:
    """Show one project."""
    project = call.site.project(call.args["key"], call.user)
    return Reply(200, project_json(call, project))


@routes.add("POST", "project")
def create_project(call: Call) -> Reply:
    """Make a project with the schemes of the site's first one."""
    call.require_admin()
    body = call.body
    errors = _complaints(call, body)
    lead = body.get("leadAccountId") if call.is_cloud else body.get("lead")
    user = call.site.find_user(str(lead)) if lead else None
    if user is None and "projectLead" not in errors:
        errors["projectLead"] = "You must specify a valid project lead."
    if errors:
        raise JiraError(400, errors=errors)
    store = call.site.store
    id_ = store.next_id("project", 20000)
    model = store.all("project")[0] if store.count("project") else None
    category = body.get("categoryId")
    row: Row = {
        "id": id_,
        "key": body["key"],
        "name": body["name"],
        "lead": user["name"] if user else call.user,
        "description": call.text("description") or "",
        "category": str(category) if category else None,
        "issueTypes": _standard_types(call),
        "workflows": model["workflows"] if model else {},
        "screens": model["screens"] if model else {},
        "priorities": list(USUAL_PRIORITIES),
        "defaultPriority": "10903",
        "next": 1,
        "typeKey": call.text("projectTypeKey") or "software",
        "assigneeType": call.text("assigneeType") or "UNASSIGNED",
        "url": call.text("url") or "",
    }
    store.put("project", id_, row)
    shown = {
        "self": call.url(f"project/{id_}"),
        "id": int(id_),
        "key": row["key"],
    }
    return Reply(201, shown)


def _standard_types(call: Call) -> list[str]:
    """Return the ids of the types that a new project gets."""
    usual = ("Epic", "Story", "Task", "Bug", "Sub-task")
    rows = [call.site.by_name("issuetype", name) for name in usual]
    found = [row["id"] for row in rows if row is not None]
    return found or call.site.store.ids("issuetype")


def _complaints(call: Call, body: dict[str, Any]) -> dict[str, str]:
    """Return what is wrong with a request for a project."""
    errors: dict[str, str] = {}
    key, name = body.get("key"), body.get("name")
    taken = call.site.store.all("project")
    if not isinstance(key, str) or not key:
        errors["projectKey"] = (
            "You must specify a unique project key, at least 2 "
            "characters long, containing only uppercase letters."
        )
    elif not _KEY.fullmatch(key) or len(key) > _KEY_LIMIT:
        errors["projectKey"] = (
            "Project keys must start with an uppercase letter, followed by "
            "one or more uppercase alphanumeric characters."
        )
    elif any(p["key"] == key for p in taken):
        errors["projectKey"] = f"Project '{key}' uses this project key."
    if not isinstance(name, str) or not name.strip():
        errors["projectName"] = "You must specify a valid project name."
    elif len(name) > _NAME_LIMIT:
        errors["projectName"] = (
            "The project name must not exceed 80 characters in length."
        )
    elif any(p["name"].lower() == name.lower() for p in taken):
        errors["projectName"] = "A project with that name already exists."
    if not body.get("projectTypeKey") and not body.get("projectTemplateKey"):
        errors["projectType"] = (
            "An invalid project type was specified. Make sure the project "
            "type is valid."
        )
    category = body.get("categoryId")
    if category and call.site.store.get("category", str(category)) is None:
        errors["categoryId"] = "The project category does not exist."
    return errors


@routes.add("PUT", "project/{key}")
def edit_project(call: Call) -> Reply:
    """Change a project."""
    project = administered(call)
    body = call.body
    changed = dict(project)
    for name in ("name", "description", "assigneeType", "url"):
        if name in body:
            changed[name] = call.text(name) or ""
    lead = body.get("leadAccountId") if call.is_cloud else body.get("lead")
    if lead:
        user = call.site.find_user(str(lead))
        if user is None:
            raise JiraError(
                400,
                errors={
                    "projectLead": "You must specify a valid project lead."
                },
            )
        changed["lead"] = user["name"]
    if "categoryId" in body:
        changed["category"] = (
            str(body["categoryId"]) if body["categoryId"] else None
        )
    call.site.store.put("project", project["id"], changed)
    return Reply(200, project_json(call, changed))


def administered(call: Call) -> Row:
    """Return a project that the user may administer."""
    project = call.site.project(call.args["key"], call.user)
    if not call.site.can(call.user, "ADMINISTER_PROJECTS", project["id"]):
        raise JiraError(
            403, "You cannot edit the configuration of this project."
        )
    return project


@routes.add("DELETE", "project/{key}")
def delete_project(call: Call) -> Reply:
    """Delete a project with its issues."""
    project = administered(call)
    store = call.site.store
    for issue in store.all("issue"):
        if issue["project"] == project["id"]:
            delete_issue(call, issue)
    for kind in ("component", "version"):
        for row in store.children(kind, project["id"]):
            store.delete(kind, row["id"])
    for row in store.children("projectproperty", project["id"]):
        store.delete("projectproperty", f"{project['id']}/{row['key']}")
    store.delete("project", project["id"])
    return Reply(204)


@routes.add("GET", "project/{key}/statuses")
def project_statuses(call: Call) -> Reply:
    """List the issue types of a project with their statuses."""
    project = call.site.project(call.args["key"], call.user)
    shown = []
    for type_id in project["issueTypes"]:
        held = call.show.issue_type(type_id)
        workflow = call.site.workflow(project, type_id)
        shown.append(
            {
                "self": held["self"],
                "id": held["id"],
                "name": held["name"],
                "subtask": held["subtask"],
                "statuses": [
                    call.show.status(s) for s in workflow["statuses"]
                ],
            }
        )
    return Reply(200, shown)


@routes.add("GET", "project/{key}/avatars")
def project_avatars(call: Call) -> Reply:
    """List the pictures of a project: none but the system's."""
    project = call.site.project(call.args["key"], call.user)
    urls = call.show.project(project["id"])["avatarUrls"]
    system = [
        {
            "id": str(10000 + n),
            "isSystemAvatar": True,
            "isSelected": n == 0,
            "isDeletable": False,
            "urls": urls,
        }
        for n in range(3)
    ]
    return Reply(200, {"system": system, "custom": []})
