"""Components and versions of projects."""

from __future__ import annotations

from datetime import date
from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_field, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.metadata import page
from ldmjira.sandbox.store import Row

__all__ = ["component_json", "routes", "version_json"]

routes = Routes()

_NO_ADMIN = "The user {} does not have permission to complete this operation."


def _administer(call: Call, project_id: str) -> None:
    if not call.site.can(call.user, "ADMINISTER_PROJECTS", project_id):
        raise JiraError(403, _NO_ADMIN.format(call.user))


def _project_of(call: Call, kind: str, row: Row) -> Row:
    parent = call.site.store.parent(kind, row["id"]) or ""
    return call.site.project(parent, call.user)


def _given_project(call: Call) -> Row:
    body = call.body
    wanted = body.get("project") or body.get("projectId")
    if not wanted:
        raise bad_field("project", "The project is required.")
    project = call.site.project(str(wanted), call.user)
    _administer(call, project["id"])
    return project


def _name(call: Call, kind: str, project: Row, own: str | None) -> str:
    name = call.body.get("name")
    if not isinstance(name, str) or not name.strip():
        raise bad_field("name", f"The {kind} name specified is invalid.")
    for row in call.site.store.children(kind, project["id"]):
        if row["id"] != own and row["name"].lower() == name.strip().lower():
            word = "component" if kind == "component" else "version"
            raise bad_field(
                "name",
                f"A {word} with the name {name} already exists in this "
                "project.",
            )
    return name.strip()


def _strip(call: Call, field_id: str, old: str, new: list[str]) -> None:
    """Take an id out of a field of all issues, and put others in."""
    store = call.site.store
    for issue in store.all("issue"):
        held = issue["fields"].get(field_id)
        if not held or old not in held:
            continue
        kept = [i for i in held if i != old]
        kept += [i for i in new if i not in kept]
        fields = {**issue["fields"], field_id: kept}
        if not kept:
            del fields[field_id]
        store.put("issue", issue["id"], {**issue, "fields": fields})


# -- components -----------------------------------------------------------


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
    return row, _project_of(call, "component", row)


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
    project = _given_project(call)
    name = _name(call, "component", project, None)
    id_ = call.site.store.next_id("component", 18000)
    row: Row = {
        "id": id_,
        "name": name,
        "description": call.body.get("description") or "",
        "lead": _lead(call),
        "assigneeType": call.body.get("assigneeType") or "PROJECT_DEFAULT",
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
    _administer(call, project["id"])
    changed = dict(row)
    if "name" in call.body:
        changed["name"] = _name(call, "component", project, row["id"])
    for name in ("description", "assigneeType"):
        if name in call.body:
            changed[name] = call.body[name] or ""
    if "leadUserName" in call.body or "leadAccountId" in call.body:
        changed["lead"] = _lead(call)
    call.site.store.put("component", row["id"], changed, parent=project["id"])
    return Reply(200, component_json(call, changed, project))


@routes.add("DELETE", "component/{id}")
def delete_component(call: Call) -> Reply:
    """Take one component away, or move its issues to another."""
    row, project = _component(call)
    _administer(call, project["id"])
    other = call.query.get("moveIssuesTo")
    if other and call.site.store.get("component", other) is None:
        raise not_found(f"The component with id {other} does not exist.")
    _strip(call, "components", row["id"], [other] if other else [])
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


# -- versions -------------------------------------------------------------


def version_json(call: Call, row: Row, project: Row) -> dict[str, Any]:
    """Show a version in full."""
    shown: dict[str, Any] = {
        **call.show.version(row["id"]),
        "projectId": int(project["id"]),
    }
    for name in ("startDate", "releaseDate"):
        if row.get(name):
            shown[name] = row[name]
            label = "user" + name[0].upper() + name[1:]
            shown[label] = f"{date.fromisoformat(row[name]):%d/%b/%y}"
    if row.get("releaseDate") and not row["released"]:
        today = call.site.clock.now().date()
        shown["overdue"] = date.fromisoformat(row["releaseDate"]) < today
    return shown


def _version(call: Call) -> tuple[Row, Row]:
    row = call.site.store.get("version", call.args["id"])
    if row is None:
        raise not_found(f"Could not find version for id '{call.args['id']}'")
    return row, _project_of(call, "version", row)


def _day(call: Call, name: str) -> str | None:
    given = call.body.get(name)
    if not given:
        return None
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise bad_field(
            name, f"The date '{given}' is not of the form yyyy-MM-dd."
        ) from None


def _ordered(call: Call, project: Row) -> list[Row]:
    rows = call.site.store.children("version", project["id"])
    return sorted(rows, key=lambda r: r.get("place", 0))


@routes.add("GET", "project/{key}/versions")
def list_versions(call: Call) -> Reply:
    """List the versions of a project."""
    project = call.site.project(call.args["key"], call.user)
    rows = _ordered(call, project)
    return Reply(200, [version_json(call, r, project) for r in rows])


@routes.add("GET", "project/{key}/version")
def page_versions(call: Call) -> Reply:
    """List the versions of a project by pages."""
    project = call.site.project(call.args["key"], call.user)
    rows = [version_json(call, r, project) for r in _ordered(call, project)]
    paged = page(call, rows)
    paged["self"] = call.url(f"project/{project['key']}/version")
    return Reply(200, paged)


@routes.add("POST", "version")
def create_version(call: Call) -> Reply:
    """Make a version."""
    project = _given_project(call)
    name = _name(call, "version", project, None)
    id_ = call.site.store.next_id("version", 19000)
    row: Row = {
        "id": id_,
        "name": name,
        "description": call.body.get("description") or "",
        "released": bool(call.body.get("released")),
        "archived": bool(call.body.get("archived")),
        "startDate": _day(call, "startDate"),
        "releaseDate": _day(call, "releaseDate"),
        "place": int(id_),
    }
    call.site.store.put("version", id_, row, parent=project["id"])
    return Reply(201, version_json(call, row, project))


@routes.add("GET", "version/{id}")
def get_version(call: Call) -> Reply:
    """Show one version."""
    row, project = _version(call)
    return Reply(200, version_json(call, row, project))


@routes.add("PUT", "version/{id}")
def edit_version(call: Call) -> Reply:
    """Change one version."""
    row, project = _version(call)
    _administer(call, project["id"])
    changed = dict(row)
    if "name" in call.body:
        changed["name"] = _name(call, "version", project, row["id"])
    if "description" in call.body:
        changed["description"] = call.body["description"] or ""
    for name in ("released", "archived"):
        if name in call.body:
            changed[name] = bool(call.body[name])
    for name in ("startDate", "releaseDate"):
        if name in call.body:
            changed[name] = _day(call, name)
    call.site.store.put("version", row["id"], changed, parent=project["id"])
    return Reply(200, version_json(call, changed, project))


@routes.add("DELETE", "version/{id}")
def delete_version(call: Call) -> Reply:
    """Take one version away, or move its issues to others."""
    row, project = _version(call)
    _administer(call, project["id"])
    fix = call.query.get("moveFixIssuesTo")
    affected = call.query.get("moveAffectedIssuesTo")
    _strip(call, "fixVersions", row["id"], [fix] if fix else [])
    _strip(call, "versions", row["id"], [affected] if affected else [])
    call.site.store.delete("version", row["id"])
    return Reply(204)


@routes.add("POST", "version/{id}/removeAndSwap")
def replace_version(call: Call) -> Reply:
    """Take one version away, moving its issues as the body says."""
    row, project = _version(call)
    _administer(call, project["id"])
    fix = call.body.get("moveFixIssuesTo")
    affected = call.body.get("moveAffectedIssuesTo")
    _strip(call, "fixVersions", row["id"], [str(fix)] if fix else [])
    _strip(call, "versions", row["id"], [str(affected)] if affected else [])
    call.site.store.delete("version", row["id"])
    return Reply(204)


@routes.add("POST", "version/{id}/move")
def move_version(call: Call) -> Reply:
    """Move a version within its list."""
    row, project = _version(call)
    _administer(call, project["id"])
    rows = [r for r in _ordered(call, project) if r["id"] != row["id"]]
    position, after = call.body.get("position"), call.body.get("after")
    if after:
        wanted = str(after).rsplit("/", 1)[-1]
        ids = [r["id"] for r in rows]
        if wanted not in ids:
            raise JiraError(400, "The version to move after does not exist.")
        rows.insert(ids.index(wanted) + 1, row)
    elif position == "First":
        rows.insert(0, row)
    elif position == "Last":
        rows.append(row)
    elif position in {"Earlier", "Later"}:
        before = [r["id"] for r in _ordered(call, project)]
        step = -1 if position == "Earlier" else 1
        rows.insert(max(before.index(row["id"]) + step, 0), row)
    else:
        raise JiraError(400, "Specify a position or the version to follow.")
    for place, held in enumerate(rows):
        call.site.store.put(
            "version",
            held["id"],
            {**held, "place": place},
            parent=project["id"],
        )
    return Reply(200, version_json(call, row, project))


@routes.add("GET", "version/{id}/relatedIssueCounts")
def version_counts(call: Call) -> Reply:
    """Count the issues of a version."""
    row, _ = _version(call)
    issues = [i["fields"] for i in call.site.store.all("issue")]
    return Reply(
        200,
        {
            "self": call.url(f"version/{row['id']}/relatedIssueCounts"),
            "issuesFixedCount": sum(
                row["id"] in f.get("fixVersions", ()) for f in issues
            ),
            "issuesAffectedCount": sum(
                row["id"] in f.get("versions", ()) for f in issues
            ),
            "issueCountWithCustomFieldsShowingVersion": 0,
            "customFieldUsage": [],
        },
    )


@routes.add("GET", "version/{id}/unresolvedIssueCount")
def unresolved_count(call: Call) -> Reply:
    """Count the open issues of a version."""
    row, _ = _version(call)
    issues = [
        i["fields"]
        for i in call.site.store.all("issue")
        if row["id"] in i["fields"].get("fixVersions", ())
    ]
    return Reply(
        200,
        {
            "self": call.url(f"version/{row['id']}/unresolvedIssueCount"),
            "issuesUnresolvedCount": sum(
                not f.get("resolution") for f in issues
            ),
            "issuesCount": len(issues),
        },
    )
