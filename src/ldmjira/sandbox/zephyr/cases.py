"""Test cases, with their scripts, steps and versions."""

from __future__ import annotations

import re
from typing import Any, Final

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.store import Row

from .book import CASE_FIELDS, PROJECT_OFFSET, STEP_FIELDS
from .errors import absent, bad
from .http import (
    STEP_PAGE,
    Body,
    ZephyrCall,
    ZephyrRoutes,
    created,
    cursor_page,
    page,
)
from .render import show_case, show_step

__all__ = ["check_identity", "check_project", "folder_rows", "routes"]

routes = ZephyrRoutes()

_TYPE: Final = "TEST_CASE"
_EMPTY: Final[Row] = {
    "description": "",
    "data": "",
    "expected": "",
    "fields": dict(STEP_FIELDS),
}


def folder_rows(call: ZephyrCall, rows: list[Row]) -> list[Row]:
    """Keep what lies in the folder that the query names, if it does."""
    folder = call.number("folderId", 0)
    if not folder:
        return rows
    return [row for row in rows if row["folder"] == str(folder)]


def _rows(call: ZephyrCall) -> list[Row]:
    rows = call.book.of_project("case", call.project)
    return folder_rows(call, rows)


def _case(call: ZephyrCall) -> Row:
    return call.book.case(call.args["key"])


@routes.add("GET", "testcases")
def list_cases(call: ZephyrCall) -> Reply:
    """List cases, of a project or a folder."""
    return page(call, _rows(call), lambda row: show_case(call, row))


@routes.add("GET", "testcases/nextgen")
def list_cases_by_id(call: ZephyrCall) -> Reply:
    """List cases by cursor."""
    return cursor_page(call, _rows(call), lambda row: show_case(call, row))


@routes.add("GET", "testcases/{key}")
def get_case(call: ZephyrCall) -> Reply:
    """Show a case."""
    return Reply(200, show_case(call, _case(call)))


@routes.add("POST", "testcases")
def create_case(call: ZephyrCall) -> Reply:
    """Add a case, which begins with one empty step."""
    body, book = call.body, call.book
    project = call.project_row(body.need("projectKey"))
    name = body.need("name", is_name=True)
    folder = body.number("folderId")
    status = body.text("statusName", is_name=True)
    priority = body.text("priorityName", is_name=True)
    row = book.create(
        "case",
        project,
        {
            "name": name,
            "created": book.now(),
            "objective": body.text("objective"),
            "precondition": body.text("precondition"),
            "estimated": body.number("estimatedTime", least=0),
            "labels": body.labels(),
            "component": _component(call, body.number("componentId", least=0)),
            "priority": book.option_named("priority", project["id"], priority)
            if priority
            else book.default_option("priority", project["id"], ""),
            "status": book.option_named(
                "status", project["id"], status, type_=_TYPE
            )
            if status
            else book.default_option("status", project["id"], _TYPE),
            "folder": book.folder(folder, project["id"], _TYPE)
            if folder
            else None,
            "owner": body.account("ownerId"),
            "fields": body.custom_fields(CASE_FIELDS),
            "version": 1,
            "script": None,
        },
    )
    book.set_steps(row["id"], [dict(_EMPTY)])
    reply = created(call, row, "testcases")
    reply.body["self"] = call.url("testcases", row["key"])
    return reply


def _component(call: ZephyrCall, id_: int | None) -> str | None:
    if not id_:
        return None
    if call.book.store.get("component", str(id_)) is None:
        raise absent(f"Component '{id_}'")
    return str(id_)


@routes.add("PUT", "testcases/{key}")
def update_case(call: ZephyrCall) -> Reply:
    """Replace a case: each field that is not specified is cleared."""
    held, body, book = _case(call), call.body, call.book
    check_identity(body, held)
    priority = body.id_of("priority", is_required=True)
    status = body.id_of("status", is_required=True)
    folder = body.id_of("folder")
    name = body.need("name", is_name=True)
    check_project(body, held)
    for kind, id_ in (("priority", priority), ("status", status)):
        option = book.option(kind, str(id_))
        if option["project"] != held["project"]:
            raise absent(f"{kind.capitalize()} '{id_}'")
        if option.get("type", _TYPE) != _TYPE or option["archived"]:
            raise bad(f"{kind.capitalize()} '{id_}' is not for test cases")
    owner = body.value.get("owner")
    book.put(
        "case",
        {
            **held,
            "name": name,
            "objective": body.text("objective"),
            "precondition": body.text("precondition"),
            "estimated": body.number("estimatedTime", least=0),
            "labels": body.labels(),
            "component": _component(call, body.id_of("component")),
            "priority": str(priority),
            "status": str(status),
            "folder": book.folder(folder, held["project"], _TYPE)
            if folder
            else None,
            "owner": Body(owner, "owner.").account("accountId")
            if isinstance(owner, dict)
            else None,
            "fields": body.custom_fields(CASE_FIELDS, must_be_whole=True),
        },
    )
    return Reply(200)


def check_identity(body: Body, held: Row) -> None:
    """Refuse a PUT whose body is that of another entity."""
    if str(body.number("id", is_required=True)) != held["id"]:
        raise bad("The id in the body is not that of the address")
    if body.need("key") != held["key"]:
        raise bad("The key in the body is not that of the address")


def check_project(body: Body, held: Row) -> None:
    """Refuse a PUT that would move an entity to another project."""
    project = body.id_of("project", is_required=True)
    own = int(held["project"])
    if project not in (own, own + PROJECT_OFFSET):
        raise bad("Provided project does not match the current project.")


# -- versions -------------------------------------------------------------


@routes.add("GET", "testcases/{key}/versions")
def list_versions(call: ZephyrCall) -> Reply:
    """List the versions of a case, newest first."""
    row = _case(call)
    versions: list[Row] = [
        {
            "id": int(row["id"]),
            "self": call.url("testcases", row["key"], "versions", number),
        }
        for number in range(row["version"], 0, -1)
    ]
    return page(call, versions, lambda version: version)


@routes.add("GET", "testcases/{key}/versions/{version}")
def get_version(call: ZephyrCall) -> Reply:
    """Show a version of a case; the sandbox remembers the last one only."""
    row, number = _case(call), call.args["version"]
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise bad(f"'{number}' is not a version")
    if not 1 <= int(number) <= row["version"]:
        raise absent(f"Version '{number}' of test case '{row['key']}'")
    return Reply(200, show_case(call, row))


# -- scripts and steps ----------------------------------------------------


@routes.add("GET", "testcases/{key}/testscript")
def get_script(call: ZephyrCall) -> Reply:
    """Show the plain or BDD script of a case."""
    row = _case(call)
    if row["script"] is None:
        raise absent(f"Test script of test case '{row['key']}'")
    return Reply(200, {"id": int(row["id"]), **row["script"]})


@routes.add("POST", "testcases/{key}/testscript")
def set_script(call: ZephyrCall) -> Reply:
    """Set the script of a case; its steps go."""
    row, body = _case(call), call.body
    type_, text = body.need("type"), body.need("text")
    if type_ not in ("plain", "bdd"):
        raise bad("type must be one of plain, bdd")
    if not text:
        raise bad("text must not be empty")
    book = call.book
    book.put("case", {**row, "script": {"type": type_, "text": text}})
    book.set_steps(row["id"], [])
    return Reply(
        201,
        {
            "id": int(row["id"]),
            "self": call.url("testcases", row["key"], "testscript"),
        },
    )


@routes.add("GET", "testcases/{key}/teststeps")
def list_steps(call: ZephyrCall) -> Reply:
    """List the steps of a case, at most 100 on a page."""
    steps = call.book.steps(_case(call)["id"])
    return page(
        call, steps, lambda step: show_step(call, step), most=STEP_PAGE
    )


@routes.add("POST", "testcases/{key}/teststeps")
def add_steps(call: ZephyrCall) -> Reply:
    """Append steps, or put them in the place of those that are there."""
    row, body, book = _case(call), call.body, call.book
    mode, items = body.need("mode"), body.value.get("items")
    if mode not in ("APPEND", "OVERWRITE"):
        raise bad("mode must be one of APPEND, OVERWRITE")
    if not isinstance(items, list) or not items:
        raise bad("items must not be empty")
    if len(items) > STEP_PAGE:
        raise bad(f"A maximum of {STEP_PAGE} test steps can be posted")
    made = [
        _step(call, row, item, number) for number, item in enumerate(items)
    ]
    held = book.steps(row["id"]) if mode == "APPEND" else []
    book.set_steps(row["id"], [*held, *made])
    if row["script"] is not None:
        book.put("case", {**row, "script": None})
    return Reply(
        201,
        {
            "id": int(row["id"]),
            "self": call.url("testcases", row["key"], "teststeps"),
        },
    )


def _step(call: ZephyrCall, case: Row, item: Any, number: int) -> Row:
    where = f"items[{number}]"
    given = item if isinstance(item, dict) else {}
    inline, called = given.get("inline"), given.get("testCase")
    if isinstance(inline, dict) == isinstance(called, dict):
        raise bad(f"{where} must hold one of inline and testCase")
    if isinstance(called, dict):
        key = Body(called, f"{where}.testCase.").need("testCaseKey")
        if key == case["key"]:
            raise bad(f"{where}: a test case cannot call itself")
        call.book.case(key)
        return {"calls": key, "parameters": called.get("parameters")}
    body = Body(inline or {}, f"{where}.inline.")
    return {
        "description": body.text("description") or "",
        "data": body.text("testData") or "",
        "expected": body.text("expectedResult") or "",
        "fields": body.custom_fields(STEP_FIELDS),
    }
