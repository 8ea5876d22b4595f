"""Forms to fill in: create and edit metadata."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.choice import field_schema
from ldmjira.sandbox.errors import JiraError, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.metadata import page
from ldmjira.sandbox.kinds import FieldKind
from ldmjira.sandbox.store import Row

__all__ = ["edit_fields", "field_meta", "routes"]

routes = Routes()

Json = dict[str, Any]

_WITHOUT_OLD_FORM = 9

_OPERATIONS: dict[str, list[str]] = {
    FieldKind.LABELS: ["add", "set", "remove"],
    FieldKind.COMPONENTS: ["add", "set", "remove"],
    FieldKind.VERSIONS: ["set", "add", "remove"],
    FieldKind.OPTIONS: ["add", "set", "remove"],
    FieldKind.USERS: ["add", "set", "remove"],
    FieldKind.LINKS: ["add", "copy"],
}
_SYSTEM_OPERATIONS = {
    "comment": ["add", "edit", "remove"],
    "worklog": ["add"],
    "timetracking": ["set", "edit"],
    "attachment": ["set", "copy"],
    "issuetype": [],
    "project": ["set"],
}


def field_meta(
    call: Call,
    field_id: str,
    project: Row,
    *,
    required: bool,
    type_id: str | None = None,
    listed: bool = False,
) -> Json:
    """Describe a field on a form; listed ones name their id once more."""
    row = call.site.store.get("field", field_id) or {}
    operations = _SYSTEM_OPERATIONS.get(
        field_id, _OPERATIONS.get(row["kind"], ["set"])
    )
    shown: Json = {
        "required": required,
        "schema": field_schema(row),
        "name": row["name"],
        "key": field_id,
        "hasDefaultValue": False,
        "operations": operations,
    }
    if listed:
        shown["fieldId"] = field_id
    if field_id in {"assignee", "reporter"}:
        shown["autoCompleteUrl"] = call.url(
            "user/assignable/search?project=" + project["key"] + "&query="
        )
    if field_id == "labels":
        shown["autoCompleteUrl"] = (
            f"{call.site.base_url}/rest/api/1.0/labels/suggest?query="
        )
    allowed = _allowed(call, row, project, type_id)
    if allowed is not None:
        shown["allowedValues"] = allowed
    if field_id == "priority" and project["defaultPriority"]:
        shown["hasDefaultValue"] = True
        shown["defaultValue"] = call.show.priority(project["defaultPriority"])
    if field_id == "reporter":
        shown["hasDefaultValue"] = True
    return shown


def _allowed(  # noqa: PLR0911
    call: Call, row: Row, project: Row, type_id: str | None
) -> list[Json] | None:
    store, show = call.site.store, call.show
    match row["kind"]:
        case FieldKind.OPTION | FieldKind.OPTIONS:
            return [
                show.option(o) for o in row["options"] if not o["disabled"]
            ]
        case FieldKind.CASCADE:
            return [
                {
                    **show.option(o),
                    "children": [
                        show.option(c) for c in o.get("children", ())
                    ],
                }
                for o in row["options"]
            ]
        case FieldKind.PRIORITY:
            ids = project["priorities"] or store.ids("priority")
            return [show.priority(i) for i in ids]
        case FieldKind.RESOLUTION:
            return [show.resolution(i) for i in store.ids("resolution")]
        case FieldKind.COMPONENTS:
            rows = store.children("component", project["id"])
            return [show.component(r["id"]) for r in rows]
        case FieldKind.VERSIONS:
            rows = store.children("version", project["id"])
            return [show.version(r["id"]) for r in rows if not r["archived"]]
        case FieldKind.ISSUETYPE:
            ids = [type_id] if type_id else project["issueTypes"]
            return [show.issue_type(i) for i in ids]
        case FieldKind.PROJECT:
            return [show.project(project["id"])]
    return None


def _create_fields(
    call: Call, project: Row, type_id: str, *, listed: bool
) -> list[Json]:
    screen = call.site.screen(project, type_id)
    required = {"summary", "issuetype", "project", *screen["required"]}
    issue_type = call.site.store.get("issuetype", type_id) or {}
    ids = ["summary", "issuetype", "project", *screen["create"]]
    ids.append("attachment")
    if issue_type.get("subtask"):
        ids.append("parent")
        required.add("parent")
    shown = []
    for id_ in dict.fromkeys(ids):
        if id_ in call.site.fields_off_screen:
            continue
        if call.site.store.get("field", id_) is None:
            continue
        shown.append(
            field_meta(
                call,
                id_,
                project,
                required=id_ in required,
                type_id=type_id,
                listed=listed,
            )
        )
    return shown


def edit_fields(call: Call, issue: Row) -> Json:
    """Describe the fields on the edit form of an issue."""
    if not call.site.can(call.user, "EDIT_ISSUES", issue["project"]):
        return {}
    project = call.site.store.get("project", issue["project"]) or {}
    type_id = issue["fields"]["issuetype"]
    screen = call.site.screen(project, type_id)
    required = {"summary", "issuetype", *screen["required"]}
    shown = {}
    for id_ in dict.fromkeys(
        ("summary", "issuetype", *screen["edit"], "comment", "attachment")
    ):
        if id_ in call.site.fields_off_screen or id_ == "project":
            continue
        if call.site.store.get("field", id_) is not None:
            shown[id_] = field_meta(
                call, id_, project, required=id_ in required
            )
    return shown


@routes.add("GET", "issue/{key}/editmeta")
def edit_metadata(call: Call) -> Reply:
    """Describe the edit form of an issue."""
    issue = call.site.issue(call.args["key"], call.user)
    return Reply(200, {"fields": edit_fields(call, issue)})


def _creatable(call: Call, id_or_key: str) -> Row:
    project = call.site.project(id_or_key, call.user)
    if not call.site.can(call.user, "CREATE_ISSUES", project["id"]):
        raise JiraError(
            403,
            "You do not have permission to create issues in this project.",
        )
    return project


@routes.add("GET", "issue/createmeta/{project}/issuetypes")
def create_types(call: Call) -> Reply:
    """List the issue types that may be made in a project."""
    project = _creatable(call, call.args["project"])
    shown = [call.show.issue_type(i) for i in project["issueTypes"]]
    paged = page(call, shown)
    if call.is_cloud:
        return Reply(
            200,
            {
                "issueTypes": paged["values"],
                "maxResults": paged["maxResults"],
                "startAt": paged["startAt"],
                "total": paged["total"],
            },
        )
    return Reply(200, paged)


@routes.add("GET", "issue/createmeta/{project}/issuetypes/{type}")
def create_type_fields(call: Call) -> Reply:
    """Describe the create form of an issue type."""
    project = _creatable(call, call.args["project"])
    type_id = call.args["type"]
    if type_id not in project["issueTypes"]:
        raise not_found(
            f"Issue type with id {type_id} does not exist in the project."
        )
    paged = page(call, _create_fields(call, project, type_id, listed=True))
    if call.is_cloud:
        return Reply(
            200,
            {
                "fields": paged["values"],
                "maxResults": paged["maxResults"],
                "startAt": paged["startAt"],
                "total": paged["total"],
            },
        )
    return Reply(200, paged)


@routes.add("GET", "issue/createmeta")
def old_create_metadata(call: Call) -> Reply:
    """Describe create forms in the old way, all in one answer.

    Data Center has dropped it with version 9.0.
    """
    major = call.site.version_numbers[0]
    if not call.is_cloud and major >= _WITHOUT_OLD_FORM:
        raise not_found("Issue Does Not Exist")
    keys = {k.upper() for k in call.values("projectKeys")}
    ids = set(call.values("projectIds"))
    type_ids = set(call.values("issuetypeIds"))
    type_names = {n.lower() for n in call.values("issuetypeNames")}
    with_fields = "projects.issuetypes.fields" in call.expand
    projects = []
    for project in call.site.store.all("project"):
        if (keys or ids) and not (
            project["key"] in keys or project["id"] in ids
        ):
            continue
        if not call.site.can(call.user, "CREATE_ISSUES", project["id"]):
            continue
        if not call.site.can(call.user, "BROWSE_PROJECTS", project["id"]):
            continue
        types = []
        for type_id in project["issueTypes"]:
            row = call.site.store.get("issuetype", type_id) or {}
            if type_ids and type_id not in type_ids:
                continue
            if type_names and row["name"].lower() not in type_names:
                continue
            shown = dict(call.show.issue_type(type_id))
            if with_fields:
                shown["expand"] = "fields"
                shown["fields"] = {
                    meta["key"]: meta
                    for meta in _create_fields(
                        call, project, type_id, listed=False
                    )
                }
            types.append(shown)
        brief = call.show.project(project["id"])
        names = ("self", "id", "key", "name", "avatarUrls")
        projects.append(
            {
                **{name: brief[name] for name in names},
                "expand": "issuetypes",
                "issuetypes": types,
            }
        )
    return Reply(200, {"expand": "projects", "projects": projects})
