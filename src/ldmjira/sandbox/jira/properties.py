"""Entity properties of issues and projects."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_payload, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.properties import check_property, set_issue_property
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()

_BULK_ISSUES = 100
_BULK_KEYS = 10
_BULK_SAME_ISSUES = 10_000


def _keys(call: Call, base: str, rows: list[Row]) -> Reply:
    shown = [
        {"self": call.url(f"{base}/properties/{r['key']}"), "key": r["key"]}
        for r in rows
    ]
    return Reply(200, {"keys": shown})


def _value(call: Call) -> Any:
    """Return the body, which may be any JSON value."""
    if len(call.raw_body) > 4 * 32_768 + 2:
        raise JiraError(
            400, "The property value length cannot exceed 32768 characters."
        )
    value = call.json
    check_property(call.args["property"], value)
    return value


@routes.add("GET", "issue/{key}/properties")
def issue_keys(call: Call) -> Reply:
    """List the properties of an issue."""
    issue = call.site.issue(call.args["key"], call.user)
    rows = call.site.store.children("property", issue["id"])
    return _keys(call, f"issue/{issue['key']}", rows)


def _issue_property(call: Call, issue: Row) -> Row:
    key = call.args["property"]
    row = call.site.store.get("property", f"{issue['id']}/{key}")
    if row is None:
        raise not_found(f"The property with key '{key}' does not exist.")
    return row


@routes.add("GET", "issue/{key}/properties/{property}")
def get_issue_property(call: Call) -> Reply:
    """Show one property of an issue."""
    issue = call.site.issue(call.args["key"], call.user)
    return Reply(200, _issue_property(call, issue))


@routes.add("PUT", "issue/{key}/properties/{property}")
def put_issue_property(call: Call) -> Reply:
    """Set one property of an issue."""
    issue = call.site.editable_issue(call.args["key"], call.user)
    value = _value(call)
    is_new = set_issue_property(
        call.site, issue["id"], call.args["property"], value
    )
    return Reply(201 if is_new else 200, {} if call.is_cloud else None)


@routes.add("DELETE", "issue/{key}/properties/{property}")
def delete_issue_property(call: Call) -> Reply:
    """Take one property of an issue away."""
    issue = call.site.editable_issue(call.args["key"], call.user)
    row = _issue_property(call, issue)
    call.site.store.delete("property", f"{issue['id']}/{row['key']}")
    return Reply(204)


# -- projects -------------------------------------------------------------


@routes.add("GET", "project/{key}/properties")
def project_keys(call: Call) -> Reply:
    """List the properties of a project."""
    project = call.site.project(call.args["key"], call.user)
    rows = call.site.store.children("projectproperty", project["id"])
    return _keys(call, f"project/{project['key']}", rows)


def _project_property(call: Call, project: Row) -> Row:
    key = call.args["property"]
    row = call.site.store.get("projectproperty", f"{project['id']}/{key}")
    if row is None:
        raise not_found(f"The property with key '{key}' does not exist.")
    return row


def _administered(call: Call) -> Row:
    project = call.site.project(call.args["key"], call.user)
    if not call.site.can(call.user, "ADMINISTER_PROJECTS", project["id"]):
        raise JiraError(
            403, "You do not have permission to administer this project."
        )
    return project


@routes.add("GET", "project/{key}/properties/{property}")
def get_project_property(call: Call) -> Reply:
    """Show one property of a project."""
    project = call.site.project(call.args["key"], call.user)
    return Reply(200, _project_property(call, project))


@routes.add("PUT", "project/{key}/properties/{property}")
def put_project_property(call: Call) -> Reply:
    """Set one property of a project."""
    project = _administered(call)
    value = _value(call)
    key = call.args["property"]
    id_ = f"{project['id']}/{key}"
    is_new = call.site.store.get("projectproperty", id_) is None
    call.site.store.put(
        "projectproperty",
        id_,
        {"key": key, "value": value},
        parent=project["id"],
    )
    return Reply(201 if is_new else 200, {} if call.is_cloud else None)


@routes.add("DELETE", "project/{key}/properties/{property}")
def delete_project_property(call: Call) -> Reply:
    """Take one property of a project away."""
    project = _administered(call)
    row = _project_property(call, project)
    call.site.store.delete("projectproperty", f"{project['id']}/{row['key']}")
    return Reply(204)


# -- many issues at once (asynchronous on the real site) -------------------


def _finished_task(call: Call, description: str) -> Reply:
    id_ = call.site.store.next_id("task")
    now = call.site.clock.millis()
    task = {
        "self": call.url(f"task/{id_}"),
        "id": id_,
        "description": description,
        "status": "COMPLETE",
        "result": "null",
        "submittedBy": 10000,
        "progress": 100,
        "elapsedRuntime": 1,
        "submitted": now,
        "started": now,
        "finished": now,
        "lastUpdate": now,
    }
    call.site.store.put("task", id_, task)
    return Reply(303, task, {"Location": call.url(f"task/{id_}")})


@routes.add("GET", "task/{id}", only="cloud")
def get_task(call: Call) -> Reply:
    """Show how far a task is."""
    row = call.site.store.get("task", call.args["id"])
    if row is None:
        raise not_found(f"The task {call.args['id']} does not exist.")
    return Reply(200, row)


def _checked(properties: Any) -> dict[str, Any]:
    if not isinstance(properties, dict) or len(properties) > _BULK_KEYS:
        raise JiraError(400, "Up to 10 properties can be set at once.")
    for key, value in properties.items():
        check_property(key, value)
    return properties


@routes.add("POST", "issue/properties", only="cloud")
def set_same_properties(call: Call) -> Reply:
    """Set the same properties on many issues."""
    body = call.body
    ids = body.get("entitiesIds")
    if not isinstance(ids, list) or len(ids) > _BULK_SAME_ISSUES:
        raise JiraError(400, "Up to 10000 issues can be changed at once.")
    properties = _checked(body.get("properties"))
    issues = [
        call.site.editable_issue(str(id_), call.user)["id"] for id_ in ids
    ]
    for issue_id in issues:
        for key, value in properties.items():
            set_issue_property(call.site, issue_id, key, value)
    return _finished_task(call, "Set issue properties")


@routes.add("POST", "issue/properties/multi", only="cloud")
def set_own_properties(call: Call) -> Reply:
    """Set properties of their own on many issues."""
    issues = call.body.get("issues")
    if not isinstance(issues, list) or len(issues) > _BULK_ISSUES:
        raise JiraError(400, "Up to 100 issues can be changed at once.")
    for item in issues:
        if not isinstance(item, dict):
            raise bad_payload()
        properties = _checked(item.get("properties"))
        try:
            issue = call.site.editable_issue(
                str(item.get("issueID")), call.user
            )
        except JiraError:
            continue
        for key, value in properties.items():
            set_issue_property(call.site, issue["id"], key, value)
    return _finished_task(call, "Set issue properties")
