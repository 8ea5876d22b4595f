"""What components and versions of projects have in common."""

from __future__ import annotations

from ldmjira.sandbox.errors import JiraError, bad_field
from ldmjira.sandbox.http import Call
from ldmjira.sandbox.store import Row

__all__ = [
    "administer",
    "free_name",
    "given_project",
    "project_of",
    "replace_everywhere",
]

_NO_ADMIN = "The user {} does not have permission to complete this operation."


def administer(call: Call, project_id: str) -> None:
    """Refuse a user who does not administer the project."""
    if not call.site.can(call.user, "ADMINISTER_PROJECTS", project_id):
        raise JiraError(403, _NO_ADMIN.format(call.user))


def project_of(call: Call, kind: str, row: Row) -> Row:
    """Return the project of a component or version."""
    parent = call.site.store.parent(kind, row["id"]) or ""
    return call.site.project(parent, call.user)


def given_project(call: Call) -> Row:
    """Return the project that the body names."""
    body = call.body
    wanted = body.get("project") or body.get("projectId")
    if not wanted:
        raise bad_field("project", "The project is required.")
    project = call.site.project(str(wanted), call.user)
    administer(call, project["id"])
    return project


def free_name(call: Call, kind: str, project: Row, own: str | None) -> str:
    """Return the name in the body, if no other one is called so."""
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


def replace_everywhere(
    call: Call, field_id: str, old: str, new: list[str]
) -> None:
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
