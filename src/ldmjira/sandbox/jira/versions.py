"""Versions of projects."""

from __future__ import annotations

from datetime import date
from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_field, not_found
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

__all__ = ["routes", "version_json"]

routes = Routes()


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
    return row, project_of(call, "version", row)


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
    project = given_project(call)
    name = free_name(call, "version", project, None)
    id_ = call.site.store.next_id("version", 19000)
    row: Row = {
        "id": id_,
        "name": name,
        "description": call.text("description") or "",
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
    administer(call, project["id"])
    changed = dict(row)
    if "name" in call.body:
        changed["name"] = free_name(call, "version", project, row["id"])
    if "description" in call.body:
        changed["description"] = call.text("description") or ""
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
    administer(call, project["id"])
    fix = call.query.get("moveFixIssuesTo")
    affected = call.query.get("moveAffectedIssuesTo")
    replace_everywhere(call, "fixVersions", row["id"], [fix] if fix else [])
    replace_everywhere(
        call, "versions", row["id"], [affected] if affected else []
    )
    call.site.store.delete("version", row["id"])
    return Reply(204)


@routes.add("POST", "version/{id}/removeAndSwap")
def replace_version(call: Call) -> Reply:
    """Take one version away, moving its issues as the body says."""
    row, project = _version(call)
    administer(call, project["id"])
    fix = call.body.get("moveFixIssuesTo")
    affected = call.body.get("moveAffectedIssuesTo")
    replace_everywhere(
        call, "fixVersions", row["id"], [str(fix)] if fix else []
    )
    replace_everywhere(
        call, "versions", row["id"], [str(affected)] if affected else []
    )
    call.site.store.delete("version", row["id"])
    return Reply(204)


@routes.add("POST", "version/{id}/move")
def move_version(call: Call) -> Reply:
    """Move a version within its list."""
    row, project = _version(call)
    administer(call, project["id"])
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
