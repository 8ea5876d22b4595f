"""Schemes, categories and templates: what makes up a new project."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import bad_field, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.metadata import page

__all__ = ["TEMPLATES", "routes"]

routes = Routes()


def _scheme(call: Call, path: str, **more: Any) -> dict[str, Any]:
    return {"self": call.url(f"{path}/{more['id']}"), **more}


@routes.add("GET", "permissionscheme")
def permission_schemes(call: Call) -> Reply:
    """List the permission schemes."""
    shown = [
        _scheme(
            call,
            "permissionscheme",
            expand="permissions,user,group,projectRole,field,all",
            id=id_,
            name=name,
            description=f"The {name.lower()}",
        )
        for id_, name in _PERMISSION_SCHEMES.items()
    ]
    return Reply(200, {"permissionSchemes": shown})


_PERMISSION_SCHEMES = {
    0: "Default Permission Scheme",
    10000: "Default software scheme",
}


@routes.add("GET", "permissionscheme/{id}")
def permission_scheme(call: Call) -> Reply:
    """Show one permission scheme."""
    id_ = call.args["id"]
    if not id_.isdigit() or int(id_) not in _PERMISSION_SCHEMES:
        raise not_found(f"The permission scheme with id {id_} was not found.")
    return Reply(200, _permission_scheme(call, int(id_)))


def _permission_scheme(call: Call, id_: int = 0) -> dict[str, Any]:
    return _scheme(
        call,
        "permissionscheme",
        expand="permissions,user,group,projectRole,field,all",
        id=id_,
        name=_PERMISSION_SCHEMES[id_],
        description="What people may do",
    )


def _security(call: Call) -> dict[str, Any]:
    return _scheme(
        call,
        "issuesecurityschemes",
        id=10000,
        name="Default",
        description="Who may see issues",
        defaultSecurityLevelId=10000,
    )


@routes.add("GET", "issuesecurityschemes")
def security_schemes(call: Call) -> Reply:
    """List the issue security schemes."""
    call.require_admin()
    return Reply(200, {"issueSecuritySchemes": [_security(call)]})


_LEVEL = {
    "id": "10000",
    "name": "Everybody",
    "description": "Everybody who may see the project",
}


@routes.add("GET", "securitylevel/{id}")
def security_level(call: Call) -> Reply:
    """Show one security level."""
    if call.args["id"] != _LEVEL["id"]:
        raise not_found("The security level does not exist.")
    return Reply(200, {"self": call.url("securitylevel/10000"), **_LEVEL})


def _notification(call: Call) -> dict[str, Any]:
    return _scheme(
        call,
        "notificationscheme",
        expand="notificationSchemeEvents,user,group,projectRole,field,all",
        id=10000,
        name="Default Notification Scheme",
        description="Who gets mail: nobody",
    )


@routes.add("GET", "notificationscheme")
def notification_schemes(call: Call) -> Reply:
    """List the notification schemes."""
    return Reply(200, page(call, [_notification(call)]))


@routes.add("GET", "project/{key}/permissionscheme")
def project_permission_scheme(call: Call) -> Reply:
    """Show the permission scheme of a project."""
    call.site.project(call.args["key"], call.user)
    return Reply(200, _permission_scheme(call))


@routes.add("GET", "project/{key}/notificationscheme")
def project_notification_scheme(call: Call) -> Reply:
    """Show the notification scheme of a project."""
    call.site.project(call.args["key"], call.user)
    return Reply(200, _notification(call))


@routes.add("GET", "project/{key}/issuesecuritylevelscheme")
def project_security_scheme(call: Call) -> Reply:
    """Say that a project has no issue security scheme."""
    project = call.site.project(call.args["key"], call.user)
    raise not_found(
        f"The project {project['key']} has no issue security scheme."
    )


@routes.add("GET", "project/{key}/securitylevel")
def project_security_levels(call: Call) -> Reply:
    """List the security levels of a project."""
    call.site.project(call.args["key"], call.user)
    return Reply(200, {"levels": [_LEVEL]})


@routes.add("GET", "project/{key}/priorityscheme", only="datacenter")
def project_priority_scheme(call: Call) -> Reply:
    """Show the priority scheme of a project."""
    project = call.site.project(call.args["key"], call.user)
    ids = project["priorities"] or call.site.store.ids("priority")
    shown = _scheme(
        call,
        "priorityschemes",
        id=10000,
        name="Default priority scheme",
        description="The priorities of the site",
        defaultOptionId=project["defaultPriority"] or ids[0],
        optionIds=ids,
        defaultScheme=True,
        projectKeys=[p["key"] for p in call.site.store.all("project")],
    )
    return Reply(200, shown)


@routes.add("GET", "project/{key}/workflowscheme", only="datacenter")
def project_workflow_scheme(call: Call) -> Reply:
    """Show the workflow scheme of a project."""
    project = call.site.project(call.args["key"], call.user)
    mappings = {id_: name for id_, name in project["workflows"].items() if id_}
    shown = _scheme(
        call,
        "workflowscheme",
        id=10000,
        name=f"{project['key']}: Software Simplified Workflow Scheme",
        description="",
        defaultWorkflow=project["workflows"].get("", ""),
        issueTypeMappings=mappings,
        draft=False,
        issueTypes={i: call.show.issue_type(i) for i in project["issueTypes"]},
    )
    return Reply(200, shown)


@routes.add("GET", "workflowschemes", versions=("2",))
@routes.add("GET", "workflowscheme")
def workflow_schemes(call: Call) -> Reply:
    """List the workflow schemes."""
    call.require_admin()
    shown = {
        "id": 10000,
        "name": "Workflows of the site",
        "description": "",
        "defaultWorkflow": call.site.store.ids("workflow")[0],
        "self": call.url("workflowscheme/10000"),
    }
    return Reply(200, page(call, [shown]))


@routes.add("GET", "workflow")
def workflows(call: Call) -> Reply:
    """List the workflows."""
    call.require_admin()
    shown = [
        {
            "name": row["name"],
            "description": "",
            "lastModifiedDate": "",
            "lastModifiedUser": "",
            "steps": len(row["statuses"]),
            "default": place == 0,
        }
        for place, row in enumerate(call.site.store.all("workflow"))
    ]
    return Reply(200, shown)


@routes.add("GET", "screens")
def screens(call: Call) -> Reply:
    """List the screens."""
    call.require_admin()
    shown = [
        {"id": 1, "name": "Default Screen", "description": "For all"},
        {"id": 2, "name": "Workflow Screen", "description": "For steps"},
    ]
    return Reply(200, page(call, shown, size=100))


# -- issue type schemes ---------------------------------------------------


@routes.add("GET", "issuetypescheme")
def issue_type_schemes(call: Call) -> Reply:
    """List the issue type schemes: one for each project."""
    call.require_admin()
    shown = [
        _scheme(
            call,
            "issuetypescheme",
            id=project["id"],
            name=f"{project['key']}: issue types",
            description="",
            issueTypes=[
                call.show.issue_type(i) for i in project["issueTypes"]
            ],
        )
        for project in call.site.store.all("project")
    ]
    if call.is_cloud:
        values = [
            {"id": s["id"], "name": s["name"], "description": ""}
            for s in shown
        ]
        return Reply(200, page(call, values))
    return Reply(
        200,
        {"expand": "schemes.issueTypes,schemes.defaultIssueType",
         "schemes": shown},
    )  # fmt: skip


@routes.add("GET", "issuetypescheme/{id}/associations", only="datacenter")
def scheme_projects(call: Call) -> Reply:
    """List the projects that have an issue type scheme."""
    call.require_admin()
    project = call.site.project(call.args["id"], call.user)
    shown = call.show.project(project["id"])
    return Reply(200, [{**shown, "lead": call.show.person(project["lead"])}])


# -- categories -----------------------------------------------------------


@routes.add("GET", "projectCategory")
def categories(call: Call) -> Reply:
    """List the project categories."""
    ids = call.site.store.ids("category")
    return Reply(200, [call.show.project_category(i) for i in ids])


@routes.add("GET", "projectCategory/{id}")
def category(call: Call) -> Reply:
    """Show one project category."""
    if call.site.store.get("category", call.args["id"]) is None:
        raise not_found(
            "Project category with id '{}' not found.".format(call.args["id"])
        )
    return Reply(200, call.show.project_category(call.args["id"]))


@routes.add("POST", "projectCategory")
def create_category(call: Call) -> Reply:
    """Make a project category."""
    call.require_admin()
    name = call.text("name")
    if not name:
        raise bad_field("name", "The category name is required.")
    if call.site.by_name("category", name) is not None:
        raise bad_field(
            "name",
            f"The project category name '{name}' is already used.",
        )
    id_ = call.site.store.next_id("category", 11000)
    row = {
        "id": id_,
        "name": name,
        "description": call.body.get("description") or "",
    }
    call.site.store.put("category", id_, row)
    return Reply(201, call.show.project_category(id_))


@routes.add("DELETE", "projectCategory/{id}")
def delete_category(call: Call) -> Reply:
    """Take a project category away."""
    call.require_admin()
    store = call.site.store
    if store.get("category", call.args["id"]) is None:
        raise not_found("The project category was not found.")
    for project in store.all("project"):
        if project["category"] == call.args["id"]:
            store.put("project", project["id"], {**project, "category": None})
    store.delete("category", call.args["id"])
    return Reply(204)


def _template(name: str) -> dict[str, Any]:
    word = name.lower().replace(" ", "-")
    return {
        "projectTypeKey": "software",
        "name": name,
        "projectTemplateModuleCompleteKey": (
            f"com.pyxis.greenhopper.jira:{word}-template"
        ),
        "createProject": True,
    }


TEMPLATES = {
    "projectTemplatesGroupedByType": [
        {
            "projectTypeBean": {
                "projectTypeKey": "software",
                "projectTypeDisplayKey": "Software",
            },
            "projectTemplates": [
                _template("Basic software development"),
                _template("Kanban software development"),
                _template("Scrum software development"),
                _template("Process management"),
                _template("Project management"),
                _template("Task management"),
            ],
        }
    ]
}
"""The templates that a new project may name; all make the same project."""
