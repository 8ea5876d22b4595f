"""Test cycles and test plans."""

from __future__ import annotations

from typing import Final

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.store import Row

from .book import CYCLE_FIELDS, PLAN_FIELDS
from .cases import check_identity, check_project, folder_rows
from .errors import absent, bad
from .http import Body, ZephyrCall, ZephyrRoutes, created, cursor_page, page
from .render import show_cycle, show_plan

__all__ = ["routes"]

routes = ZephyrRoutes()

_CYCLE: Final = "TEST_CYCLE"
_PLAN: Final = "TEST_PLAN"


# -- cycles ---------------------------------------------------------------


def _cycles(call: ZephyrCall) -> list[Row]:
    rows = folder_rows(call, call.book.of_project("cycle", call.project))
    version = call.number("jiraProjectVersionId", 0)
    if version:
        rows = [r for r in rows if r["jira_version"] == str(version)]
    return rows


@routes.add("GET", "testcycles")
def list_cycles(call: ZephyrCall) -> Reply:
    """List cycles, of a project, a folder or a version."""
    return page(call, _cycles(call), lambda row: show_cycle(call, row))


@routes.add("GET", "testcycles/nextgen")
def list_cycles_by_id(call: ZephyrCall) -> Reply:
    """List cycles by cursor."""
    return cursor_page(call, _cycles(call), lambda row: show_cycle(call, row))


@routes.add("GET", "testcycles/{id}")
def get_cycle(call: ZephyrCall) -> Reply:
    """Show a cycle."""
    return Reply(
        200, show_cycle(call, call.book.get("cycle", call.args["id"]))
    )


@routes.add("POST", "testcycles")
def create_cycle(call: ZephyrCall) -> Reply:
    """Add a cycle."""
    body, book = call.body, call.book
    project = call.project_row(body.need("projectKey"))
    name = body.need("name", is_name=True)
    folder = body.number("folderId")
    status = body.text("statusName", is_name=True)
    now = book.now()
    row = book.create(
        "cycle",
        project,
        {
            "name": name,
            "description": body.text("description"),
            "planned_start": body.moment("plannedStartDate") or now,
            "planned_end": body.moment("plannedEndDate") or now,
            "jira_version": _version(
                call, project, body.number("jiraProjectVersion")
            ),
            "status": book.option_named(
                "status", project["id"], status, type_=_CYCLE
            )
            if status
            else book.default_option("status", project["id"], _CYCLE),
            "folder": book.folder(folder, project["id"], _CYCLE)
            if folder
            else None,
            "owner": body.account("ownerId"),
            "fields": body.custom_fields(CYCLE_FIELDS),
        },
    )
    if row["planned_end"] < row["planned_start"]:
        raise bad("plannedEndDate must not be before plannedStartDate")
    return created(call, row, "testcycles")


def _version(call: ZephyrCall, project: Row, id_: int | None) -> str | None:
    if id_ is None:
        return None
    found = call.book.store.get("version", str(id_))
    if found is None or str(found.get("project")) != project["id"]:
        raise absent(f"Jira project version '{id_}'")
    return str(id_)


@routes.add("PUT", "testcycles/{id}")
def update_cycle(call: ZephyrCall) -> Reply:
    """Replace a cycle: what is not named is cleared, but for the dates."""
    body, book = call.body, call.book
    held = book.get("cycle", call.args["id"])
    check_identity(body, held)
    status = body.id_of("status", is_required=True)
    check_project(body, held)
    option = book.option("status", str(status))
    if option["type"] != _CYCLE or option["project"] != held["project"]:
        raise bad(f"Status '{status}' is not for test cycles")
    folder = body.id_of("folder")
    owner = body.value.get("owner")
    project = book.project(held["project"])
    row = {
        **held,
        "name": body.need("name", is_name=True),
        "description": body.text("description"),
        "planned_start": body.moment("plannedStartDate")
        or held["planned_start"],
        "planned_end": body.moment("plannedEndDate") or held["planned_end"],
        "jira_version": _version(
            call, project, body.id_of("jiraProjectVersion")
        ),
        "status": str(status),
        "folder": book.folder(folder, held["project"], _CYCLE)
        if folder
        else None,
        "owner": Body(owner, "owner.").account("accountId")
        if isinstance(owner, dict)
        else None,
        "fields": body.custom_fields(CYCLE_FIELDS, must_be_whole=True),
    }
    if row["planned_end"] < row["planned_start"]:
        raise bad("plannedEndDate must not be before plannedStartDate")
    book.put("cycle", row)
    return Reply(200)


# -- plans ----------------------------------------------------------------


@routes.add("GET", "testplans")
def list_plans(call: ZephyrCall) -> Reply:
    """List plans, of a project."""
    rows = call.book.of_project("plan", call.project)
    return page(call, rows, lambda row: show_plan(call, row))


@routes.add("GET", "testplans/nextgen")
def list_plans_by_id(call: ZephyrCall) -> Reply:
    """List plans by cursor."""
    rows = call.book.of_project("plan", call.project)
    return cursor_page(call, rows, lambda row: show_plan(call, row))


@routes.add("GET", "testplans/{id}")
def get_plan(call: ZephyrCall) -> Reply:
    """Show a plan."""
    return Reply(200, show_plan(call, call.book.get("plan", call.args["id"])))


@routes.add("POST", "testplans")
def create_plan(call: ZephyrCall) -> Reply:
    """Add a plan; it can never be edited or removed through the API."""
    body, book = call.body, call.book
    project = call.project_row(body.need("projectKey"))
    name = body.need("name", is_name=True)
    folder = body.number("folderId")
    status = body.text("statusName", is_name=True)
    row = book.create(
        "plan",
        project,
        {
            "name": name,
            "objective": body.text("objective"),
            "status": book.option_named(
                "status", project["id"], status, type_=_PLAN
            )
            if status
            else book.default_option("status", project["id"], _PLAN),
            "folder": book.folder(folder, project["id"], _PLAN)
            if folder
            else None,
            "owner": body.account("ownerId"),
            "labels": body.labels(),
            "fields": body.custom_fields(PLAN_FIELDS),
        },
    )
    return created(call, row, "testplans")


@routes.add("POST", "testplans/{id}/links/testcycles")
def link_cycle(call: ZephyrCall) -> Reply:
    """Tie a cycle to a plan."""
    book = call.book
    plan = book.get("plan", call.args["id"])
    wanted = call.body.value.get("testCycleIdOrKey")
    if wanted is None:
        raise bad("testCycleIdOrKey must not be null")
    # The vendor's document says a string; clients send numbers, too.
    if isinstance(wanted, bool) or not isinstance(wanted, str | int):
        raise bad("testCycleIdOrKey must be a string")
    cycle = book.get("cycle", str(wanted))
    if cycle["project"] != plan["project"]:
        raise bad("Test plan and test cycle are of different projects")
    link = book.add_link("plan", plan["id"], to="cycle", target=cycle["id"])
    return created(call, link, "links")
