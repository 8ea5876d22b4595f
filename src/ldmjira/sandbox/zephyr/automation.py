"""Results files of test frameworks, each of which makes a new cycle."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final, NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.store import Row

from .book import CASE_FIELDS, CYCLE_FIELDS, STEP_FIELDS
from .errors import bad
from .executions import new_execution
from .http import Body, ZephyrCall, ZephyrRoutes

__all__ = ["routes"]

routes = ZephyrRoutes()

_KEY: Final = re.compile(r"(?<![A-Z0-9])([A-Z][A-Z_0-9]+)-T([0-9]+)(?![0-9])")


@dataclass(frozen=True, slots=True)
class _Result:
    """One result of a file."""

    name: str
    passed: bool
    key: str | None = None
    comment: str | None = None
    seconds: float = 0.0


_Reader = Callable[[bytes], Iterator[_Result]]


@routes.add("POST", "automations/executions/junit")
def post_junit(call: ZephyrCall) -> Reply:
    """Take JUnit XML."""
    return _post(call, _read_junit)


@routes.add("POST", "automations/executions/cucumber")
def post_cucumber(call: ZephyrCall) -> Reply:
    """Take Cucumber's JSON."""
    return _post(call, _read_cucumber)


@routes.add("POST", "automations/executions/custom")
def post_custom(call: ZephyrCall) -> Reply:
    """Take Zephyr's own JSON."""
    return _post(call, _read_custom)


@routes.add("GET", "automations/testcases")
def bdd_cases(call: ZephyrCall) -> Reply:
    """Give the BDD scripts of a project as a zip file."""
    project = call.project_row(call.query.get("projectKey", ""))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for row in call.book.of_project("case", project["id"]):
            script = row["script"]
            if script is not None and script["type"] == "bdd":
                archive.writestr(f"{row['key']}.feature", script["text"])
    return Reply(200, content.getvalue(), media_type="application/zip")


def _post(call: ZephyrCall, read: _Reader) -> Reply:
    key = call.query.get("projectKey")
    if key is None:
        raise bad("projectKey must not be null")
    project = call.project_row(key)
    content, settings = _parts(call)
    results = [
        result for text in _files(content) for result in _whole(read, text)
    ]
    makes_cases = call.flag("autoCreateTestCases")
    matched = [
        (case, result)
        for result in results
        if (case := _case(call, project, result, makes=makes_cases))
    ]
    if not matched:
        raise bad("Couldn't find any mapped test cases")
    cycle = _cycle(call, project, settings)
    for case, result in matched:
        _execute(call, project, case, cycle, result)
    shown = {
        "id": int(cycle["id"]),
        "key": cycle["key"],
        "url": call.url("testcycles", cycle["id"]),
    }
    return Reply(200, {"testCycle": shown})


def _parts(call: ZephyrCall) -> tuple[bytes, Body]:
    """Return the file, and what is said of the cycle to be made."""
    kind = call.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        raise bad("Content-Type must be multipart/form-data")
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + call.raw_body)
    content: bytes | None = None
    cycle: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = _data(part)
        if name == "file":
            content = data
        # A part of another type is ignored, as the vendor says.
        elif (
            name == "testCycle"
            and part.get_content_type() == "application/json"
        ):
            try:
                value = json.loads(data)
            except ValueError:
                raise bad("testCycle is not valid JSON") from None
            cycle = value if isinstance(value, dict) else {}
    if content is None:
        raise bad("file must not be null")
    return content, Body(cycle, "testCycle.")


def _data(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _files(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"PK\x03\x04"):
        yield content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith((".xml", ".json")):
                    yield archive.read(name)
    except zipfile.BadZipFile:
        raise bad("file is not a zip file") from None


def _whole(read: _Reader, text: bytes) -> list[_Result]:
    try:
        return list(read(text))
    except (ValueError, ET.ParseError, KeyError, AttributeError, TypeError):
        raise bad("file has not the format that was expected") from None


def _read_junit(text: bytes) -> Iterator[_Result]:
    _refuse_entities(text)
    for case in ET.fromstring(text).iter("testcase"):  # noqa: S314
        fault = next((k for k in case if k.tag in ("failure", "error")), None)
        if case.find("skipped") is not None:
            continue
        yield _Result(
            name=case.get("name") or "",
            passed=fault is None,
            comment=None if fault is None else fault.get("message"),
            seconds=float(case.get("time") or 0),
        )


def _refuse_entities(text: bytes) -> None:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> NoReturn:
        raise bad("file must not hold a document type")

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)  # noqa: FBT003
    except expat.ExpatError:
        raise bad("file has not the format that was expected") from None


def _read_cucumber(text: bytes) -> Iterator[_Result]:
    for feature in json.loads(text):
        for element in feature["elements"]:
            tags = " ".join(t["name"] for t in element.get("tags", ()))
            found = re.search(r"@TestCaseKey=(\S+)", tags)
            steps = element.get("steps", ())
            yield _Result(
                name=element["name"],
                passed=all(s["result"]["status"] == "passed" for s in steps),
                key=found[1] if found else None,
            )


def _read_custom(text: bytes) -> Iterator[_Result]:
    for item in json.loads(text)["executions"]:
        case = item.get("testCase") or {}
        yield _Result(
            name=case.get("name") or item.get("source") or "",
            passed=item["result"] == "Passed",
            key=case.get("key"),
            comment=case.get("comment"),
        )


def _case(
    call: ZephyrCall, project: Row, result: _Result, *, makes: bool
) -> Row | None:
    book = call.book
    found = _KEY.search(result.name)
    key = result.key or (found[0] if found else None)
    if key is not None:
        row = book.find("case", key)
        if row is not None and row["project"] == project["id"]:
            return row
    for row in book.of_project("case", project["id"]):
        if row["name"] == result.name:
            return row
    if not makes or not result.name.strip():
        return None
    made = book.create(
        "case",
        project,
        {
            "name": result.name[:255],
            "created": book.now(),
            "objective": None,
            "precondition": None,
            "estimated": None,
            "labels": [],
            "component": None,
            "priority": book.default_option("priority", project["id"], ""),
            "status": book.default_option(
                "status", project["id"], "TEST_CASE"
            ),
            "folder": None,
            "owner": None,
            "fields": dict(CASE_FIELDS),
            "version": 1,
            "script": None,
        },
    )
    step = {"description": "", "data": "", "expected": ""}
    book.set_steps(made["id"], [{**step, "fields": dict(STEP_FIELDS)}])
    return made


def _cycle(call: ZephyrCall, project: Row, settings: Body) -> Row:
    book, now = call.book, call.book.now()
    folder = settings.number("folderId")
    return book.create(
        "cycle",
        project,
        {
            "name": settings.text("name", is_name=True) or "Automated Build",
            "description": settings.text("description"),
            "planned_start": now,
            "planned_end": now,
            "jira_version": None,
            "status": book.option_named(
                "status", project["id"], "Done", type_="TEST_CYCLE"
            ),
            "folder": book.folder(folder, project["id"], "TEST_CYCLE")
            if folder
            else None,
            "owner": None,
            "fields": settings.custom_fields(CYCLE_FIELDS),
        },
    )


def _execute(
    call: ZephyrCall, project: Row, case: Row, cycle: Row, result: _Result
) -> None:
    book = call.book
    status = book.option_named(
        "status",
        project["id"],
        "Pass" if result.passed else "Fail",
        type_="TEST_EXECUTION",
    )
    row = new_execution(
        book, project, case, cycle, status=status, account=call.account
    )
    book.put(
        "execution",
        {
            **row,
            "automated": True,
            "ended": book.now(),
            "took": round(result.seconds * 1000),
            "executed_by": call.account,
            "comment": result.comment,
        },
    )
