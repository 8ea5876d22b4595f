"""What the site is made of: fields, types, statuses, and forms to fill in."""

from __future__ import annotations

from typing import Any

from ..defaults import STATUS_CATEGORIES
from ..errors import JiraError, not_found
from ..http import Call, Reply, Routes
from ..model import FieldKind
from ..render import field_schema
from ..store import Row

__all__ = ["edit_fields", "field_meta", "page", "routes"]

routes = Routes()

Json = dict[str, Any]


def page(call: Call, items: list[Any], *, size: int = 50) -> Json:
    """Return one page of a list, as Jira's page beans are."""
    start = max(call.number("startAt", 0), 0)
    most = call.number("maxResults", size)
    shown = items[start : start + most]
    return {
        "maxResults": most,
        "startAt": start,
        "total": len(items),
        "isLast": start + len(shown) >= len(items),
        "values": shown,
    }


# -- fields ---------------------------------------------------------------


def field_json(call: Call, row: Row) -> Json:
    """Show a field of the site."""
    number = row["id"].removeprefix("customfield_")
    if row["custom"]:
        clauses = [f"cf[{number}]", *(row["clauses"] or [row["name"]])]
    else:
        clauses = list(row["clauses"])
    shown: Json = {"id": row["id"]}
    if call.is_cloud:
        shown["key"] = row["id"]
    shown |= {
        "name": row["name"],
        "custom": row["custom"],
        "orderable": row["orderable"],
        "navigable": row["navigable"],
        "searchable": row["searchable"],
        "clauseNames": clauses,
    }
    if row["custom"] and call.is_cloud:
        shown["untranslatedName"] = row["name"]
    shown["schema"] = field_schema(row)
    return shown


@routes.add("GET", "field")
def list_fields(call: Call) -> Reply:
    """List all fields."""
    rows = call.site.store.all("field")
    return Reply(200, [field_json(call, row) for row in rows])


@routes.add("GET", "field/search", only="cloud")
def search_fields(call: Call) -> Reply:
    """List fields by pages."""
    rows = call.site.store.all("field")
    wanted = call.values("id")
    if wanted:
        rows = [r for r in rows if r["id"] in wanted]
    kinds = call.values("type")
    if kinds:
        rows = [
            r for r in rows if ("custom" if r["custom"] else "system") in kinds
        ]
    text = call.query.get("query", "").lower()
    if text:
        rows = [r for r in rows if text in r["name"].lower()]
    shown = [
        {
            "id": r["id"],
            "name": r["name"],
            "schema": field_schema(r),
            "description": r["description"],
            "key": r["id"],
        }
        for r in rows
    ]
    return Reply(200, page(call, shown))


@routes.add("GET", "customFieldOption/{id}")
def field_option(call: Call) -> Reply:
    """Show one choice of a select field."""
    for row in call.site.store.all("field"):
        for option in row["options"]:
            if option["id"] == call.args["id"]:
                return Reply(200, call.show.option(option))
    raise not_found(
        "A custom field option with id '{}' does not exist".format(
            call.args["id"]
        )
    )


# -- forms ----------------------------------------------------------------

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
) -> Json:
    """Describe a field on a form."""
    row = call.site.store.get("field", field_id) or {}
    operations = _SYSTEM_OPERATIONS.get(
        field_id, _OPERATIONS.get(row["kind"], ["set"])
    )
    shown: Json = {
        "required": required,
        "schema": field_schema(row),
        "name": row["name"],
        "key": field_id,
        "fieldId": field_id,
        "hasDefaultValue": False,
        "operations": operations,
    }
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


def _allowed(
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


def _create_fields(call: Call, project: Row, type_id: str) -> list[Json]:
    screen = call.site.screen(project, type_id)
    required = {"summary", "issuetype", "project", *screen["required"]}
    issue_type = call.site.store.get("issuetype", type_id) or {}
    ids = ["summary", "issuetype", "project", *screen["create"]]
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
        ("summary", "issuetype", *screen["edit"], "comment")
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
    paged = page(call, _create_fields(call, project, type_id))
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


@routes.add("GET", "issue/createmeta", only="cloud")
def old_create_metadata(call: Call) -> Reply:
    """Describe create forms in the old way, all in one answer."""
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
                    for meta in _create_fields(call, project, type_id)
                }
            types.append(shown)
        projects.append(
            {
                **call.show.project(project["id"]),
                "expand": "issuetypes",
                "issuetypes": types,
            }
        )
    return Reply(200, {"expand": "projects", "projects": projects})


# -- lists ----------------------------------------------------------------


def _one(call: Call, kind: str, show: Any, text: str) -> Reply:
    id_ = call.args["id"]
    row = call.site.store.get(kind, id_)
    if row is None and kind == "status":
        row = call.site.by_name(kind, id_)
    if row is None:
        raise not_found(text.format(id_))
    return Reply(200, show(row["id"]))


@routes.add("GET", "issuetype")
def issue_types(call: Call) -> Reply:
    """List the issue types of the site."""
    ids = call.site.store.ids("issuetype")
    return Reply(200, [call.show.issue_type(i) for i in ids])


@routes.add("GET", "issuetype/project", only="cloud")
def issue_types_of_project(call: Call) -> Reply:
    """List the issue types of a project by its id."""
    project = call.site.project(call.query.get("projectId", ""), call.user)
    return Reply(
        200, [call.show.issue_type(i) for i in project["issueTypes"]]
    )


@routes.add("GET", "issuetype/{id}")
def issue_type(call: Call) -> Reply:
    """Show one issue type."""
    text = "The issue type with id '{}' does not exist."
    return _one(call, "issuetype", call.show.issue_type, text)


@routes.add("GET", "priority")
def priorities(call: Call) -> Reply:
    """List the priorities."""
    rows = call.site.store.all("priority")
    return Reply(200, [_priority_json(call, row) for row in rows])


def _priority_json(call: Call, row: Row) -> Json:
    return {
        **call.show.priority(row["id"]),
        "statusColor": row["colour"],
        "description": row["description"],
    }


@routes.add("GET", "priority/search", only="cloud")
def search_priorities(call: Call) -> Reply:
    """List priorities by pages."""
    rows = [_priority_json(call, r) for r in call.site.store.all("priority")]
    return Reply(200, page(call, rows))


@routes.add("GET", "priority/{id}")
def priority(call: Call) -> Reply:
    """Show one priority."""
    row = call.site.store.get("priority", call.args["id"])
    if row is None:
        raise not_found(
            f"The priority with id '{call.args['id']}' does not exist."
        )
    return Reply(200, _priority_json(call, row))


@routes.add("GET", "resolution")
def resolutions(call: Call) -> Reply:
    """List the resolutions."""
    ids = call.site.store.ids("resolution")
    return Reply(200, [call.show.resolution(i) for i in ids])


@routes.add("GET", "resolution/search", only="cloud")
def search_resolutions(call: Call) -> Reply:
    """List resolutions by pages."""
    ids = call.site.store.ids("resolution")
    return Reply(200, page(call, [call.show.resolution(i) for i in ids]))


@routes.add("GET", "resolution/{id}")
def resolution(call: Call) -> Reply:
    """Show one resolution."""
    text = "The resolution with id '{}' does not exist"
    return _one(call, "resolution", call.show.resolution, text)


@routes.add("GET", "status")
def statuses(call: Call) -> Reply:
    """List the statuses."""
    ids = call.site.store.ids("status")
    return Reply(200, [call.show.status(i) for i in ids])


@routes.add("GET", "status/{id}")
def status(call: Call) -> Reply:
    """Show one status, by id or name."""
    text = "The status with id '{}' does not exist"
    return _one(call, "status", call.show.status, text)


@routes.add("GET", "statuscategory")
def status_categories(call: Call) -> Reply:
    """List the status categories."""
    return Reply(200, [call.show.category(k) for k in STATUS_CATEGORIES])


@routes.add("GET", "statuscategory/{id}")
def status_category(call: Call) -> Reply:
    """Show one status category, by id or key."""
    wanted = call.args["id"]
    for key, row in STATUS_CATEGORIES.items():
        if wanted in (key, str(row["id"])):
            return Reply(200, call.show.category(key))
    raise not_found(f"The status category with id '{wanted}' does not exist.")


@routes.add("GET", "label", only="cloud")
def labels(call: Call) -> Reply:
    """List all labels in use."""
    found = {
        label
        for issue in call.site.store.all("issue")
        for label in issue["fields"].get("labels", ())
    }
    return Reply(200, page(call, sorted(found), size=1000))
