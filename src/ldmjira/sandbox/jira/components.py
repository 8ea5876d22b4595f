"""Components of projects."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import bad_field, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.belongings import (
    administer,
    free_name,
    given_project,
    project_of,
    replace_everywhere,
)
from ldmjira.sandbox.jira.metadata import page
from ldmjira.sandbox.store import Row

__all__ = ["component_json", "routes"]

routes = Routes()


def component_json(call: Call, row: Row, project: Row) -> dict[str, Any]:
    """Show a component in full."""
    lead = call.show.person(row["lead"])
    shown: dict[str, Any] = {
        "self": call.url(f"component/{row['id']}"),
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "assigneeType": row["assigneeType"],
        "realAssigneeType": row["assigneeType"],
        "isAssigneeTypeValid": False,
        "project": project["key"],
        "projectId": int(project["id"]),
    }
    if lead is not None:
        shown["lead"] = lead
    return shown


def _component(call: Call) -> tuple[Row, Row]:
    row = call.site.store.get("component", call.args["id"])
    if row is None:
        raise not_found(
            f"The component with id {call.args['id']} does not exist."
        )
    return row, project_of(call, "component", row)


def _lead(call: Call) -> str | None:
    body = call.body
    given = (
        body.get("leadAccountId")
        if call.is_cloud
        else body.get("leadUserName")
    )
    if not given:
        return None
    user = call.site.find_user(str(given))
    if user is None:
        raise bad_field("leadUserName", f"The user {given} does not exist.")
    return str(user["name"])


@routes.add("GET", "project/{key}/components")
def list_components(call: Call) -> Reply:
    """List the components of a project."""
    project = call.site.project(call.args["key"], call.user)
    rows = call.site.store.children("component", project["id"])
    return Reply(200, [component_json(call, r, project) for r in rows])


@routes.add("GET", "project/{key}/component", only="cloud")
def page_components(call: Call) -> Reply:
    """List the components of a project by pages."""
    project = call.site.project(call.args["key"], call.user)
    rows = call.site.store.children("component", project["id"])
    return Reply(
        200, page(call, [component_json(call, r, project) for r in rows])
    )


@routes.add("POST", "component")
def create_component(call: Call) -> Reply:
    """Make a component."""
    project = given_project(call)
    name = free_name(call, "component", project, None)
    id_ = call.site.store.next_id("component", 18000)
    row: Row = {
        "id": id_,
        "name": name,
        "description": call.text("description") or "",
        "lead": _lead(call),
        "assigneeType": call.text("assigneeType") or "PROJECT_DEFAULT",
    }
    call.site.store.put("component", id_, row, parent=project["id"])
    return Reply(201, component_json(call, row, project))


@routes.add("GET", "component/{id}")
def get_component(call: Call) -> Reply:
    """Show one component."""
    row, project = _component(call)
    return Reply(200, component_json(call, row, project))


@routes.add("PUT", "component/{id}")
def edit_component(call: Call) -> Reply:
    """Change one component."""
    row, project = _component(call)
    administer(call, project["id"])
    changed = dict(row)
    if "name" in call.body:
        changed["name"] = free_name(call, "component", project, row["id"])
    for name in ("description", "assigneeType"):
        if name in call.body:
            changed[name] = call.text(name) or ""
    if "leadUserName" in call.body or "leadAccountId" in call.body:
        changed["lead"] = _lead(call)
    call.site.store.put("component", row["id"], changed, parent=project["id"])
    return Reply(200, component_json(call, changed, project))


@routes.add("DELETE", "component/{id}")
def delete_component(call: Call) -> Reply:
    """Take one component away, or move its issues to another."""
    row, project = _component(call)
    administer(call, project["id"])
    other = call.query.get("moveIssuesTo")
    if other and call.site.store.get("component", other) is None:
        raise not_found(f"The component with id {other} does not exist.")
    replace_everywhere(call, "components", row["id"], [other] if other else [])
    call.site.store.delete("component", row["id"])
    return Reply(204)


@routes.add("GET", "component/{id}/relatedIssueCounts")
def component_count(call: Call) -> Reply:
    """Count the issues of a component."""
    row, _ = _component(call)
    count = sum(
        row["id"] in i["fields"].get("components", ())
        for i in call.site.store.all("issue")
    )
    return Reply(
        200,
        {
            "self": call.url(f"component/{row['id']}/relatedIssueCounts"),
            "issueCount": count,
        },
    )
