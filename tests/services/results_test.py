"""Results reach their executions, each once, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from ldmjira.adapters.memory.case_book import (
    BookFault,
    MemoryBook,
    MemoryCaseBook,
)
from ldmjira.core.results import match
from ldmjira.exceptions import UsageError
from ldmjira.models.campaign import RemoteCase, RemoteCycle, RemoteExecution
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap
from ldmjira.models.results import Outcome, ResultsReport, Verdict
from ldmjira.services.results import ResultsService
from tests.support.verification import make_feature, make_map, make_milestone

CODE = "LDM-503-01"
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


class Store:
    """A mapping that is only read."""

    def __init__(self, mapping: VerificationMap) -> None:
        self._mapping = mapping

    def load(self) -> VerificationMap:
        """Give the mapping."""
        return self._mapping

    def load_catalog(self) -> Catalog:
        """Give an empty catalogue."""
        return Catalog()

    def preview(self, edits: Any) -> dict[str, str]:
        """Refuse."""
        raise NotImplementedError

    def apply(self, edits: Any) -> list[str]:
        """Refuse."""
        raise NotImplementedError


def make_service(
    audit: Callable[..., None] = lambda *_: None, **campaign: Any
) -> ResultsService:
    values: dict[str, Any] = {
        "cycles": ["LVV-C1"],
        "cases": ["LVV-T1", "LVV-T2"],
        **campaign,
    }
    milestone = make_milestone(campaign=values)
    plain = make_milestone(section="3.2")
    mapping = make_map({CODE: milestone, "LDM-503-02": plain})
    return ResultsService(Store(mapping), audit=audit, now=lambda: NOW)


@pytest.fixture
def book() -> MemoryBook:
    found = MemoryBook()
    for key in ("LVV-T1", "LVV-T2"):
        found.add_case(RemoteCase(key, key, "Approved"))
    found.cycles["LVV-R1"] = RemoteCycle("LVV-R1", "1", "One", "In Progress")
    found.executions["LVV-E1"] = RemoteExecution(
        "LVV-E1", "1", "LVV-T1", "LVV-R1", "Not Executed"
    )
    return found


def outcomes(verdict: Verdict = Verdict.PASSED) -> list[Outcome]:
    return [
        Outcome("test_LVV_T1", verdict=verdict, when="2026-03-01T10:00:00"),
        Outcome("test_LVV_T2"),
        Outcome("test_LVV_T99"),
        Outcome("free"),
    ]


def run(
    book: MemoryBook,
    tests: list[Outcome] | None = None,
    **campaign: Any,
) -> ResultsReport:
    service = make_service(**campaign)
    case_book = MemoryCaseBook(book)
    found = match(tests or outcomes(), project="LVV")
    return service.apply(service.decide(CODE, found, case_book), case_book)


def test_a_waiting_execution_gets_its_result(book: MemoryBook) -> None:
    run(book)
    execution = book.executions["LVV-E1"]
    assert execution.status == "Pass"
    assert execution.executed == "2026-03-01T10:00:00Z"


def test_the_audit_is_told_of_each_write_once(book: MemoryBook) -> None:
    told: list[tuple[object, ...]] = []

    def audit(code: str, record: Mapping[str, str | None]) -> None:
        told.append((code, record["field"], record["before"], record["after"]))

    service = make_service(audit)
    case_book = MemoryCaseBook(book)
    found = match(outcomes(), project="LVV")
    for _ in range(2):
        service.apply(service.decide(CODE, found, case_book), case_book)
    assert told == [
        (CODE, "result/LVV-T1", "Not Executed", "Pass"),
        (CODE, "result/LVV-T2", None, "Pass"),
    ]


def test_a_planned_case_without_an_execution_gets_one(
    book: MemoryBook,
) -> None:
    report = run(book)
    (made,) = [one for one in book.executions.values() if one.key != "LVV-E1"]
    assert (made.case, made.cycle, made.status) == (
        "LVV-T2",
        "LVV-R1",
        "Pass",
    )
    assert made.executed == "2026-05-01T12:00:00Z"  # the file tells no time
    assert made.key in {one.execution for one in report.uploads}


def test_a_second_run_writes_nothing(book: MemoryBook) -> None:
    run(book)
    before = dict(book.executions)
    calls = book.calls.copy()
    report = run(book)
    assert book.executions == before
    written = {name for name in book.calls - calls if name != "read"}
    assert written == set()
    assert {str(one.action) for one in report.uploads} == {"kept", "foreign"}


def test_a_new_run_stands_beside_the_old_one(book: MemoryBook) -> None:
    run(book, outcomes(Verdict.FAILED))
    run(book, outcomes())
    statuses = [
        one.status for one in book.executions.values() if one.case == "LVV-T1"
    ]
    assert statuses == ["Fail", "Pass"]


def test_foreign_cases_and_free_tests_are_told(book: MemoryBook) -> None:
    report = run(book)
    assert report.has_findings
    foreign = [one for one in report.uploads if not one.cycle]
    assert [one.result.case for one in foreign] == ["LVV-T99"]
    assert [one.name for one in report.unmatched] == ["free"]


@pytest.mark.parametrize("effect", ["lost", "unsent"])
@pytest.mark.parametrize("operation", ["set_result", "create_execution"])
def test_a_write_that_fails_is_made_good_by_the_next_run(
    book: MemoryBook, operation: Any, effect: Any
) -> None:
    book.faults.append(BookFault(operation, effect))
    report = run(book)
    assert report.problem
    again = run(book)
    assert not again.problem
    cases = [one.case for one in book.executions.values()]
    assert sorted(cases) == ["LVV-T1", "LVV-T2"]
    assert {one.status for one in book.executions.values()} == {"Pass"}


def test_a_refused_result_does_not_keep_back_the_others(
    book: MemoryBook,
) -> None:
    book.faults.append(BookFault("set_result", "refused"))
    report = run(book)
    assert not report.problem
    assert [one.result.case for one in report.refused] == ["LVV-T1"]
    assert {one.case for one in book.executions.values() if one.comment} == {
        "LVV-T2"
    }


def test_without_access_nothing_more_is_tried(book: MemoryBook) -> None:
    book.faults.append(BookFault("set_result", "denied"))
    report = run(book)
    assert report.problem
    assert book.calls["create_execution"] == 0


def test_cases_of_the_features_are_of_the_campaign(book: MemoryBook) -> None:
    milestone = make_milestone(
        features=["DM-AP-1"], campaign={"cycles": ["LVV-R1"]}
    )
    feature = make_feature(cases=["LVV-T2"])
    mapping = make_map({CODE: milestone}, {"DM-AP-1": feature})
    service = ResultsService(Store(mapping), now=lambda: NOW)
    found = match([Outcome("test_LVV_T2")], project="LVV")
    (upload,) = service.decide(CODE, found, MemoryCaseBook(book)).uploads
    assert upload.cycle == "LVV-R1"


def test_deciding_writes_nothing(book: MemoryBook) -> None:
    before = dict(book.executions)
    service = make_service()
    report = service.decide(
        CODE, match(outcomes(), project="LVV"), MemoryCaseBook(book)
    )
    assert report.is_dry
    assert book.executions == before


def test_a_cycle_may_be_chosen(book: MemoryBook) -> None:
    book.cycles["LVV-R2"] = RemoteCycle("LVV-R2", "2", "Two", "Not Executed")
    service = make_service(cycles=["LVV-R1", "LVV-R2"])
    found = match([Outcome("test_LVV_T1")], project="LVV")
    (upload,) = service.decide(
        CODE, found, MemoryCaseBook(book), cycle="LVV-C1"
    ).uploads
    assert (upload.cycle, upload.execution) == ("LVV-R1", "LVV-E1")
    with pytest.raises(UsageError, match="LVV-R7 is no cycle"):
        service.decide(CODE, found, MemoryCaseBook(book), cycle="LVV-R7")


def test_a_campaign_without_a_cycle_says_what_to_do(book: MemoryBook) -> None:
    with pytest.raises(UsageError, match="no test cycle") as caught:
        run(book, cycles=[])
    assert "ldmjira push" in caught.value.hint


def test_a_milestone_without_a_campaign_says_what_to_do() -> None:
    with pytest.raises(UsageError, match="no test campaign") as caught:
        make_service().campaign("LDM-503-02")
    assert CODE in caught.value.hint


def test_nothing_to_write_needs_no_execution(book: MemoryBook) -> None:
    report = run(book, [Outcome("free")])
    assert report.uploads == ()
    assert report.has_findings
