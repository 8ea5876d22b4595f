"""What every case book does, in memory and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from ldmjira.adapters.memory.case_book import MemoryBook, MemoryCaseBook
from ldmjira.exceptions import RemoteError
from ldmjira.models.campaign import (
    Capability,
    CaseDraft,
    CycleDraft,
    ExecutionDraft,
    PlanDraft,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
    RemoteStep,
    StepResult,
)
from ldmjira.ports.case_book import CaseBook
from tests.support.books import book_on
from tests.support.sandbox import Lever, StartSandbox

PLAN = "LVV-P90"
CYCLE = "LVV-R181"
CASE = "LVV-T2338"
OTHER_CASE = "LVV-T2339"
FOLDER = "/ldmjira"


@dataclass
class World:
    """A book, and issues of its Jira."""

    book: CaseBook
    issue_id: str
    """An issue that no case of the tests is linked to."""


@pytest.fixture
def memory_world() -> World:
    """Return a book with a campaign of Rubin's."""
    book = MemoryBook(issues={"1", "2"})
    for key in (CASE, OTHER_CASE):
        book.add_case(
            RemoteCase(
                key,
                f"Case {key}",
                "Approved",
                priority="Normal",
                steps=(RemoteStep("Do it", "", "Done"),) * 4,
            )
        )
    book.cycles[CYCLE] = RemoteCycle(
        CYCLE, "1", "LDM-503-EFDb: Replication", "Done"
    )
    book.plans[PLAN] = RemotePlan(
        PLAN,
        "1",
        "LDM-503-EFDb: Replication of Summit EFD to USDF",
        "Approved",
        document="DMTR-331",
        cycles=(CYCLE,),
    )
    for key, case in (("LVV-E1457", CASE), ("LVV-E1552", OTHER_CASE)):
        book.executions[key] = RemoteExecution(
            key, key[5:], case, CYCLE, "Pass", steps=(StepResult("Pass"),) * 4
        )
    return World(MemoryCaseBook(book), "1")


@pytest.fixture
def sandbox_world(start_sandbox: StartSandbox) -> Iterator[World]:
    """Return a book over HTTP, on Rubin's seed."""
    server = start_sandbox()
    issue = Lever(server).call("GET", "/rest/api/2/issue/LVV-7")
    book = book_on(server)
    yield World(book, issue["id"])
    book.close()


@pytest.fixture(params=["memory_world", "sandbox_world"])
def world(request: pytest.FixtureRequest) -> World:
    chosen: World = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def book(world: World) -> CaseBook:
    return world.book


def create_case(book: CaseBook, name: str = "A new case") -> str:
    return book.create_case(
        CaseDraft(
            name=name,
            label="ldmjira-case-x",
            objective="Show<br>it",
            precondition="None",
            folder=FOLDER,
        )
    )


def create_cycle(book: CaseBook) -> str:
    return book.create_cycle(
        CycleDraft(
            name="LDM-503-99: A cycle",
            folder=FOLDER,
            planned_start="2026-01-01T00:00:00Z",
            planned_end="2026-02-01T00:00:00Z",
        )
    )


def test_it_says_what_it_cannot_do(book: CaseBook) -> None:
    assert Capability.DELETE not in book.capabilities
    assert Capability.EDIT_PLAN not in book.capabilities
    assert Capability.CREATE_EXECUTION in book.capabilities


def test_cases_are_read_by_key(book: CaseBook) -> None:
    found = book.fetch_cases([OTHER_CASE, CASE, "LVV-T999999"])
    assert [case.key for case in found] == [CASE, OTHER_CASE]
    assert {case.status for case in found} == {"Approved"}
    assert found[0].steps is None


def test_all_cases_are_read(book: CaseBook) -> None:
    keys = [case.key for case in book.fetch_cases()]
    assert {CASE, OTHER_CASE} <= set(keys)
    assert len(set(keys)) == len(keys)


def test_steps_are_read_if_asked_for(book: CaseBook) -> None:
    [case] = book.fetch_cases([CASE], with_steps=True)
    assert case.steps is not None
    assert len(case.steps) == 4
    assert all(step.description and step.expected for step in case.steps)
    assert case.version == "1"


def test_plans_name_their_cycles_by_key(book: CaseBook) -> None:
    plan = next(one for one in book.fetch_plans() if one.key == PLAN)
    assert plan.name.startswith("LDM-503-EFDb: ")
    assert plan.document == "DMTR-331"
    assert plan.cycles == (CYCLE,)
    assert plan.status == "Approved"


@pytest.mark.parametrize("key", [CYCLE, "LVV-C181"])
def test_cycles_are_read_by_todays_and_former_key(
    book: CaseBook, key: str
) -> None:
    [cycle] = book.fetch_cycles([key, "LVV-R999999"])
    assert cycle.key == CYCLE
    assert cycle.status == "Done"


def test_executions_are_read_in_key_order(book: CaseBook) -> None:
    found = book.fetch_executions(CYCLE)
    assert [one.key for one in found][:2] == ["LVV-E1457", "LVV-E1552"]
    assert found[0].case == CASE
    assert found[0].cycle == CYCLE
    assert found[0].steps is None


def test_results_of_steps_are_read_if_asked_for(book: CaseBook) -> None:
    found = book.fetch_executions(CYCLE, with_steps=True)
    assert found[0].steps is not None
    assert len(found[0].steps) == 4


def test_a_new_case_is_found_by_its_label(book: CaseBook) -> None:
    key = create_case(book)
    made = [c for c in book.fetch_cases() if "ldmjira-case-x" in c.labels]
    assert [case.key for case in made] == [key]
    assert made[0].status == "Draft"
    assert made[0].folder == FOLDER
    assert made[0].objective == "Show<br>it"


def test_a_new_case_has_no_steps(book: CaseBook) -> None:
    key = create_case(book)
    [case] = book.fetch_cases([key], with_steps=True)
    assert case.steps == ()


def test_steps_keep_their_order_beyond_a_hundred(book: CaseBook) -> None:
    key = create_case(book)
    steps = [RemoteStep(f"Step {n}", f"data {n}", "ok") for n in range(230)]
    book.set_steps(key, steps)
    [case] = book.fetch_cases([key], with_steps=True)
    assert case.steps == tuple(steps)


def test_steps_take_the_place_of_older_ones(book: CaseBook) -> None:
    key = create_case(book)
    book.set_steps(key, [RemoteStep("First")] * 3)
    book.set_steps(key, [RemoteStep(calls=CASE), RemoteStep("Last")])
    [case] = book.fetch_cases([key], with_steps=True)
    assert case.steps == (RemoteStep(calls=CASE), RemoteStep("Last"))


def test_an_edit_keeps_what_it_does_not_name(book: CaseBook) -> None:
    key = create_case(book)
    book.set_steps(key, [RemoteStep("First")])
    book.edit_case(key, name="Better", objective="Why", precondition="")
    [case] = book.fetch_cases([key], with_steps=True)
    assert (case.name, case.objective, case.precondition) == (
        "Better",
        "Why",
        "",
    )
    assert case.labels == {"ldmjira-case-x"}
    assert case.folder == FOLDER
    assert case.steps == (RemoteStep("First"),)


def test_a_name_may_have_255_characters(book: CaseBook) -> None:
    assert create_case(book, "n" * 255)
    with pytest.raises(RemoteError, match="255"):
        create_case(book, "n" * 256)


def test_a_campaign_is_built(book: CaseBook) -> None:
    plan = book.create_plan(
        PlanDraft(
            name="LDM-503-99: A plan",
            folder=FOLDER,
            objective="To see",
            document="DMTR-999",
        )
    )
    cycle = create_cycle(book)
    book.link_plan(plan, cycle)
    made = next(one for one in book.fetch_plans() if one.key == plan)
    assert made.cycles == (cycle,)
    assert made.document == "DMTR-999"
    assert made.folder == FOLDER
    [held] = book.find_cycles(FOLDER)
    assert held.key == cycle
    assert held.planned_start == "2026-01-01T00:00:00Z"
    assert held.status == "Not Executed"


def test_a_folder_that_is_not_there_holds_no_cycles(book: CaseBook) -> None:
    assert book.find_cycles("/nowhere/at all") == []


def test_an_execution_begins_as_not_executed(book: CaseBook) -> None:
    cycle = create_cycle(book)
    book.create_execution(ExecutionDraft(case=CASE, cycle=cycle))
    [execution] = book.fetch_executions(cycle)
    assert (execution.case, execution.status) == (CASE, "Not Executed")
    assert execution.executed == ""


def test_a_result_is_written(book: CaseBook) -> None:
    cycle = create_cycle(book)
    name = book.create_execution(ExecutionDraft(case=CASE, cycle=cycle))
    book.set_result(
        name,
        status="Pass",
        comment="fine",
        executed="2026-01-02T03:04:05Z",
        steps=[StepResult("Pass", "as expected")] * 4,
    )
    [execution] = book.fetch_executions(cycle, with_steps=True)
    assert execution.status == "Pass"
    assert execution.comment == "fine"
    assert execution.executed == "2026-01-02T03:04:05Z"
    assert execution.steps == (StepResult("Pass", "as expected"),) * 4


def test_results_of_too_few_steps_are_refused(book: CaseBook) -> None:
    name = book.create_execution(
        ExecutionDraft(case=CASE, cycle=create_cycle(book))
    )
    with pytest.raises(RemoteError) as caught:
        book.set_result(
            name,
            status="Pass",
            comment="",
            executed="",
            steps=[StepResult("Pass")],
        )
    assert caught.value.status == 422


def test_only_the_last_execution_of_a_case_changes(book: CaseBook) -> None:
    cycle = create_cycle(book)
    first = book.create_execution(ExecutionDraft(case=CASE, cycle=cycle))
    book.create_execution(ExecutionDraft(case=CASE, cycle=cycle))
    with pytest.raises(RemoteError) as caught:
        book.set_result(first, status="Pass", comment="", executed="")
    assert caught.value.status == 409


def test_a_case_that_calls_another_cannot_be_executed(book: CaseBook) -> None:
    key = create_case(book)
    book.set_steps(key, [RemoteStep(calls=CASE)])
    with pytest.raises(RemoteError) as caught:
        book.create_execution(ExecutionDraft(case=key, cycle=CYCLE))
    assert caught.value.status == 400
    assert not caught.value.ambiguous


def test_coverage_is_linked_once(world: World) -> None:
    world.book.link_coverage(CASE, world.issue_id)
    links = world.book.fetch_links([CASE])
    assert world.issue_id in {link.issue_id for link in links}
    with pytest.raises(RemoteError) as caught:
        world.book.link_coverage(CASE, world.issue_id)
    assert caught.value.status == 400


def test_links_come_with_their_case(world: World) -> None:
    world.book.link_coverage(CASE, world.issue_id)
    [case] = world.book.fetch_cases([CASE])
    assert case.links == tuple(world.book.fetch_links([CASE]))


def test_a_link_is_removed(world: World) -> None:
    key = create_case(world.book)
    world.book.link_coverage(key, world.issue_id)
    [link] = world.book.fetch_links([key])
    world.book.unlink(link.link_id)
    assert world.book.fetch_links([key]) == []
    world.book.unlink(link.link_id)


def test_an_issue_that_is_not_there_is_refused(book: CaseBook) -> None:
    with pytest.raises(RemoteError) as caught:
        book.link_coverage(CASE, "999999999")
    assert caught.value.status == 404


def test_requests_are_counted(book: CaseBook) -> None:
    reads, writes = book.counts.reads, book.counts.writes
    book.fetch_executions(CYCLE)
    assert (book.counts.reads > reads, book.counts.writes) == (True, writes)
    create_case(book)
    assert book.counts.writes > writes
