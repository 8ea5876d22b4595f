"""What the site is made of: fields, types, statuses, and forms to fill in."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.choice import field_schema
from ldmjira.sandbox.defaults import STATUS_CATEGORIES
from ldmjira.sandbox.errors import not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.store import Row

__all__ = ["page", "routes"]

routes = Routes()

Json = dict[str, Any]


def page(call: Call, items: list[Any], *, size: int = 50) -> Json:
    """Return one page of a list, as Jira's page beans are."""
    start = max(call.number("startAt", 0), 0)
    most = call.page_size(size)
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
                shown = call.show.option(option)
                return Reply(200, {k: shown[k] for k in ("self", "value")})
    raise not_found(
        "A custom field option with id '{}' does not exist".format(
            call.args["id"]
        )
    )


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
    return Reply(200, [call.show.issue_type(i) for i in project["issueTypes"]])


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
