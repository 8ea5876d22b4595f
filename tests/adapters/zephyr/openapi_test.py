"""Our requests and the sandbox's answers, against the vendor's document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from ldmjira.adapters.zephyr.case_book import ZephyrCaseBook
from ldmjira.models.campaign import (
    CaseDraft,
    CycleDraft,
    ExecutionDraft,
    PlanDraft,
    RemoteStep,
    StepResult,
)
from tests.support.books import Zephyr, book_on
from tests.support.openapi import ApiDocument, Exchange
from tests.support.sandbox import Lever, SandboxServer

KNOWN = re.compile(
    r"""
    # A folder at the root has no parent, though the document wants one.
    folders.*parentId:\ None\ is\ not\ of\ type\ 'integer'
    # What has no value is null in recorded answers; the document says
    # `nullable` beside `allOf`, which means nothing in OpenAPI 3.0.
    | answer:.*\.(folder|component|owner|environment|jiraProjectVersion)
      (\.\w+)?:\ None\ is\ not\ of\ type
    # The document allows "one of" two schemas that are the same.
    | teststeps\ ->\ 422:.*UnprocessableError
    """,
    re.VERBOSE,
)
"""Departures of recorded answers from the vendor's own document."""


@pytest.fixture(scope="session")
def document(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> ApiDocument:
    path = shared / "openapi" / "zephyr-scale-cloud-v2.yaml"
    if not path.is_file():
        pytest.skip("the vendor's document is not beside this checkout")
    data = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    copy = tmp_path_factory.mktemp("zephyr") / "document.json"
    copy.write_text(json.dumps(data, default=str))
    return ApiDocument(copy)


@pytest.fixture
def book(sandbox: SandboxServer) -> Iterator[ZephyrCaseBook]:
    book = book_on(sandbox)
    yield book
    book.close()


@pytest.fixture
def exchanges(book: ZephyrCaseBook, sandbox: SandboxServer) -> list[Exchange]:
    """Return a list to which each exchange of the book is added."""
    found: list[Exchange] = []

    def note(response: requests.Response, **_: Any) -> None:
        body = response.request.body
        url = response.request.url or ""
        found.append(
            Exchange(
                method=response.request.method or "",
                url=url.replace(sandbox.zephyr_url or "", "https://host"),
                body=json.loads(body) if body else None,
                status=response.status_code,
                answer=json.loads(response.text) if response.text else None,
            )
        )

    book._client._session.hooks["response"].append(note)
    return found


def check(document: ApiDocument, exchanges: list[Exchange]) -> None:
    assert exchanges
    faults = [
        f"{exchange}: {fault}"
        for exchange in exchanges
        for fault in document.faults(exchange)
    ]
    assert [fault for fault in faults if not KNOWN.search(fault)] == []


def test_reads_are_as_the_document_says(
    document: ApiDocument, book: ZephyrCaseBook, exchanges: list[Exchange]
) -> None:
    book.check()
    book.fetch_cases()
    book.fetch_cases(["LVV-T217", "LVV-T999999"], with_steps=True)
    book.fetch_links(["LVV-T217"])
    book.fetch_plans()
    book.fetch_cycles(["LVV-C181", "LVV-R999999"])
    book.find_cycles("/Data Management")
    book.fetch_executions("LVV-R181", with_steps=True)
    check(document, exchanges)


def test_writes_are_as_the_document_says(
    document: ApiDocument,
    book: ZephyrCaseBook,
    exchanges: list[Exchange],
    sandbox: SandboxServer,
) -> None:
    issue = Lever(sandbox).call("GET", "/rest/api/2/issue/LVV-7")["id"]
    case = book.create_case(
        CaseDraft("A case", "label", "Why", "Before", "/ldmjira/cases")
    )
    book.set_steps(case, [RemoteStep("Do", "data", "Done", code="print()")])
    book.edit_case(case, name="Better", objective="", precondition="x")
    plan = book.create_plan(PlanDraft("Plan", "/ldmjira", "Why", "DMTR-1"))
    cycle = book.create_cycle(
        CycleDraft(
            "Cycle",
            "/ldmjira",
            "Text",
            "2026-01-01T00:00:00Z",
            "2026-02-01T00:00:00Z",
        )
    )
    book.link_plan(plan, cycle)
    name = book.create_execution(
        ExecutionDraft(
            case,
            cycle,
            comment="c",
            executed="2026-01-02T00:00:00Z",
            environment="USDF",
        )
    )
    book.set_result(
        name,
        status="Pass",
        comment="fine",
        executed="2026-01-02T00:00:00Z",
        steps=[StepResult("Pass", "seen")],
    )
    book.link_coverage(case, issue)
    [link] = book.fetch_links([case])
    book.unlink(link.link_id)
    check(document, exchanges)


REFUSALS = [
    ("POST", "testcases", {"projectKey": "LVV", "name": "n" * 256}, 400),
    ("POST", "testcases/LVV-T101/links/issues", {"issueId": 99999999}, 404),
    ("PUT", "testexecutions/LVV-E1457", {"statusName": "Pass"}, 409),
    ("PUT", "testexecutions/LVV-E3446/teststeps", {"steps": []}, 422),
    ("DELETE", "links/1", None, 404),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_refusals_are_as_the_document_says(
    document: ApiDocument,
    sandbox: SandboxServer,
    refusal: tuple[str, str, Any, int],
) -> None:
    method, path, body, status = refusal
    reply = Zephyr(sandbox).call(method, path, body)
    assert reply.status == status
    exchange = Exchange(
        method, f"https://host/{path}", body, reply.status, reply.body
    )
    check(document, [exchange])


PATHS = [
    "projects",
    "projects/LVV",
    "folders",
    "statuses",
    "priorities",
    "environments",
    "testcases",
    "testcases/nextgen",
    "testcases/LVV-T101/versions",
    "testcases/LVV-T101/versions/1",
    "testcases/LVV-T217/teststeps",
    "testcycles",
    "testcycles/LVV-R181",
    "testcycles/LVV-R181/links",
    "testplans",
    "testplans/LVV-P90",
    "testexecutions",
    "testexecutions/nextgen",
    "testexecutions/LVV-E1457",
    "testexecutions/LVV-E1457/links",
    "testexecutions/LVV-E1457/teststeps",
    "issuelinks/LVV-3/testcases",
    "issuelinks/LVV-3/testcycles",
    "issuelinks/LVV-3/testplans",
    "issuelinks/LVV-3/executions",
    "healthcheck",
    "testcases/LVV-T999999",
]


@pytest.mark.parametrize("path", PATHS)
def test_the_sandbox_answers_as_the_document_says(
    document: ApiDocument, sandbox: SandboxServer, path: str
) -> None:
    reply = Zephyr(sandbox).call("GET", path)
    exchange = Exchange(
        "GET", f"https://host/{path}", None, reply.status, reply.body
    )
    check(document, [exchange])


def test_the_sandbox_has_every_operation_of_the_document(
    document: ApiDocument, sandbox: SandboxServer
) -> None:
    zephyr = Zephyr(sandbox)
    missing = []
    for path, operations in document._document["paths"].items():
        for method in operations:
            if method == "parameters":
                continue
            concrete = re.sub(r"\{[^}]*[kK]ey\}", "LVV-T101", path[1:])
            concrete = re.sub(r"\{[^}]+\}", "1", concrete)
            reply = zephyr.call(method.upper(), concrete)
            unknown = reply.body == {"errorCode": 404, "message": "Not Found"}
            if unknown or reply.status in {405, 500}:
                missing.append(f"{method} {path}")
    assert missing == []
