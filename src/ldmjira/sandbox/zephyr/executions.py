"""Test executions and their steps."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.store import Row

from .book import EXECUTION_FIELDS, Book
from .errors import ZephyrError, bad
from .http import (
    Body,
    ZephyrCall,
    ZephyrRoutes,
    created,
    cursor_page,
    moment_of,
    page,
)
from .render import show_execution, show_execution_step

__all__ = ["new_execution", "routes"]

routes = ZephyrRoutes()

_TYPE: Final = "TEST_EXECUTION"
_UNSTARTED: Final = "Not Executed"
_UNSUPPORTED: Final = (
    "Test cases with call to test, parameters and test data are not supported"
)


def _rows(call: ZephyrCall) -> list[Row]:
    book, query = call.book, call.query
    rows: list[Row]
    if "testCycle" in query:
        cycle = book.get("cycle", query["testCycle"])
        rows = book.executions_of(cycle["id"])
    elif "testCase" in query:
        case = book.get("case", query["testCase"])
        rows = book.executions_by_case().get(case["id"], [])
    else:
        rows = book.of_project("execution", call.project)
    if "testCase" in query:
        case = book.get("case", query["testCase"])
        rows = [row for row in rows if row["case"] == case["id"]]
    if call.project is not None:
        rows = [row for row in rows if row["project"] == call.project]
    rows = _in_time(call, rows)
    if call.flag("onlyLastExecutions"):
        last = {(row["cycle"], row["case"]): row["id"] for row in rows}
        rows = [
            row for row in rows if last[row["cycle"], row["case"]] == row["id"]
        ]
    return rows


def _in_time(call: ZephyrCall, rows: list[Row]) -> list[Row]:
    after = call.moment("actualEndDateAfter")
    before = call.moment("actualEndDateBefore")
    if after is None and before is None:
        return rows

    def fits(row: Row) -> bool:
        if row["ended"] is None:
            return False
        ended: datetime = moment_of("actualEndDate", row["ended"])
        return (after is None or ended > after) and (
            before is None or ended < before
        )

    return [row for row in rows if fits(row)]


@routes.add("GET", "testexecutions")
def list_executions(call: ZephyrCall) -> Reply:
    """List executions, of a cycle, a case, a span of time."""
    return page(call, _rows(call), lambda row: show_execution(call, row))


@routes.add("GET", "testexecutions/nextgen")
def list_executions_by_id(call: ZephyrCall) -> Reply:
    """List executions by cursor."""
    return cursor_page(
        call, _rows(call), lambda row: show_execution(call, row)
    )


def _execution(call: ZephyrCall) -> Row:
    return call.book.get("execution", call.args["id"])


@routes.add("GET", "testexecutions/{id}")
def get_execution(call: ZephyrCall) -> Reply:
    """Show an execution."""
    return Reply(200, show_execution(call, _execution(call)))


@routes.add("POST", "testexecutions")
def create_execution(call: ZephyrCall) -> Reply:
    """Add an execution, and with it the case to the cycle."""
    body, book = call.body, call.book
    project = call.project_row(body.need("projectKey"))
    case_key, cycle_key = body.need("testCaseKey"), body.need("testCycleKey")
    status_name = body.need("statusName", is_name=True)
    case = book.case(case_key)
    if "-R" not in cycle_key:
        raise bad(f"'{cycle_key}' is not the key of a test cycle")
    cycle = book.get("cycle", cycle_key)
    if {case["project"], cycle["project"]} != {project["id"]}:
        raise bad("Test case and test cycle are not of the given project")
    if any(step.get("calls") for step in book.steps(case["id"])):
        raise bad(_UNSUPPORTED)
    status = book.option_named(
        "status", project["id"], status_name, type_=_TYPE
    )
    row = new_execution(
        book, project, case, cycle, status=status, account=call.account
    )
    changes = _changes(call, body, project["id"], refusal=404)
    row |= changes
    row["steps"] = _step_results(call, row, body)
    if status_name != _UNSTARTED:
        row["ended"] = row["ended"] or book.now()
        row["executed_by"] = row["executed_by"] or call.account
    book.put("execution", row)
    reply = created(call, row, "testexecutions")
    del reply.body["key"]
    reply.headers["Location"] = reply.body["self"]
    return reply


def new_execution(
    book: Book,
    project: Row,
    case: Row,
    cycle: Row,
    *,
    status: str,
    account: str | None,
) -> Row:
    """Add an execution with the steps that the case has now."""
    unstarted = book.option_named(
        "status", project["id"], _UNSTARTED, type_=_TYPE
    )
    return book.create(
        "execution",
        project,
        {
            "case": case["id"],
            "version": case["version"],
            "cycle": cycle["id"],
            "status": status,
            "environment": None,
            "ended": None,
            "took": None,
            "executed_by": None,
            "assigned_to": account,
            "comment": None,
            "automated": False,
            "fields": dict(EXECUTION_FIELDS),
            "steps": [
                {
                    "description": step["description"],
                    "data": step["data"],
                    "expected": step["expected"],
                    "actual": None,
                    "status": unstarted,
                }
                for step in book.flat_steps(case)
            ],
        },
        parent=cycle["id"],
    )


def _changes(
    call: ZephyrCall, body: Body, project: str, *, refusal: int
) -> Row:
    """Read what a create and an update have in common."""
    changed: Row = {}
    environment = body.text("environmentName")
    if environment is not None:
        changed["environment"] = call.book.option_named(
            "environment", project, environment, refusal=refusal
        )
    for name, field, value in (
        ("actualEndDate", "ended", body.moment("actualEndDate")),
        ("executionTime", "took", body.number("executionTime", least=0)),
        ("executedById", "executed_by", body.account("executedById")),
        ("assignedToId", "assigned_to", body.account("assignedToId")),
        ("comment", "comment", body.text("comment")),
    ):
        if name in body:
            changed[field] = value
    if "customFields" in body:
        changed["fields"] = body.custom_fields(EXECUTION_FIELDS)
    return changed


def _step_results(call: ZephyrCall, row: Row, body: Body) -> list[Row]:
    given = body.value.get("testScriptResults")
    if given is None:
        return list(row["steps"])
    if not isinstance(given, list):
        raise bad("testScriptResults must be a list")
    if len(given) > len(row["steps"]):
        raise bad("There are more testScriptResults than test steps")
    steps: list[Row] = list(row["steps"])
    for place, value in enumerate(given):
        result = Body(
            value if isinstance(value, dict) else {},
            f"testScriptResults[{place}].",
        )
        status = call.book.option_named(
            "status",
            row["project"],
            result.need("statusName", is_name=True),
            type_=_TYPE,
        )
        result.moment("actualEndDate")
        steps[place] = {
            **steps[place],
            "status": status,
            "actual": result.text("actualResult"),
        }
    return steps


@routes.add("PUT", "testexecutions/{id}")
def update_execution(call: ZephyrCall) -> Reply:
    """Change what is named; the rest stays."""
    held, body, book = _execution(call), call.body, call.book
    _refuse_stale(book, held)
    row = held | _changes(call, body, held["project"], refusal=422)
    if "customFields" in body:
        row["fields"] = held["fields"]
    name = body.text("statusName", is_name=True)
    if name is not None:
        row["status"] = book.option_named(
            "status", held["project"], name, type_=_TYPE, refusal=422
        )
        if name != _UNSTARTED:
            row["ended"] = row["ended"] or book.now()
            row["executed_by"] = row["executed_by"] or call.account
    book.put("execution", row)
    return Reply(200)


def _refuse_stale(book: Book, row: Row) -> None:
    last = [
        other["id"]
        for other in book.executions_of(row["cycle"])
        if other["case"] == row["case"]
    ][-1]
    if last != row["id"]:
        raise ZephyrError(
            409,
            "The test execution you are trying to update is immutable. Please "
            "check if there's a more recent execution for this test case",
        )


# -- steps ----------------------------------------------------------------


@routes.add("GET", "testexecutions/{id}/teststeps")
def list_steps(call: ZephyrCall) -> Reply:
    """List the steps of an execution."""
    steps = _execution(call)["steps"]
    return page(call, steps, lambda step: show_execution_step(call, step))


@routes.add("PUT", "testexecutions/{id}/teststeps")
def update_steps(call: ZephyrCall) -> Reply:
    """Set the results of all steps, in order."""
    held, body, book = _execution(call), call.body, call.book
    _refuse_stale(book, held)
    given: Any = body.value.get("steps")
    if not isinstance(given, list) or len(given) != len(held["steps"]):
        raise ZephyrError(
            422, "Sent steps are not matching test execution steps"
        )
    steps: list[Row] = []
    for place, (step, value) in enumerate(
        zip(held["steps"], given, strict=True)
    ):
        result = Body(
            value if isinstance(value, dict) else {}, f"steps[{place}]."
        )
        changed = dict(step)
        name = result.text("statusName", is_name=True)
        if name is not None:
            changed["status"] = book.option_named(
                "status", held["project"], name, type_=_TYPE, refusal=422
            )
        if "actualResult" in result:
            changed["actual"] = result.text("actualResult")
        steps.append(changed)
    book.put("execution", {**held, "steps": steps})
    return Reply(200)


@routes.add("POST", "testexecutions/{id}/teststeps/sync")
def sync_steps(call: ZephyrCall) -> Reply:
    """Take over the steps that the case has now."""
    held, book = _execution(call), call.book
    _refuse_stale(book, held)
    case = book.get("case", held["case"])
    unstarted = book.option_named(
        "status", held["project"], _UNSTARTED, type_=_TYPE
    )
    steps = [
        {
            "description": step["description"],
            "data": step["data"],
            "expected": step["expected"],
            "actual": None,
            "status": unstarted,
        }
        for step in book.flat_steps(case)
    ]
    row = {**held, "steps": steps, "version": case["version"]}
    book.put("execution", row)
    return Reply(200, {"self": call.url("testexecutions", held["id"])})
