"""Saved changesets of campaigns: applied exactly, or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ldmjira.exceptions import ApplyRefusedError
from ldmjira.formats.saved import saved_from_json, saved_to_json
from ldmjira.models.campaign import RemoteCase, RemoteExecution
from ldmjira.models.changeset import Result
from ldmjira.models.report import SyncReport
from ldmjira.models.saved import SavedRun
from ldmjira.services.apply import ApplyService, save
from ldmjira.services.pull import PullService
from ldmjira.services.push import PushService
from ldmjira.services.situation import Selection
from ldmjira.services.sync import SyncService
from tests.support.campaigns import CODE, CampaignClone, campaign_clone
from tests.support.world import MemoryHands

SERVICES = {"push": PushService, "pull": PullService, "sync": SyncService}


@pytest.fixture
def clone(tmp_path: Path) -> CampaignClone:
    return campaign_clone(tmp_path / "one", MemoryHands())


def saved(clone: CampaignClone, verb: str = "push") -> SavedRun:
    service = SERVICES[verb](clone.workspace())
    plan = service.decide(Selection(codes=(CODE,), may_create=verb != "pull"))
    run = save(verb, plan)
    return saved_from_json(saved_to_json(run), file="f")


def apply(clone: CampaignClone, run: SavedRun) -> SyncReport:
    service = ApplyService(clone.workspace(), run)
    return service.apply(service.decide())


@pytest.mark.parametrize("verb", ["push", "sync"])
def test_what_was_saved_is_written(clone: CampaignClone, verb: str) -> None:
    run = saved(clone, verb)
    done = apply(clone, run)
    names = {o.change.slot.name for o in done.outcomes}
    assert {"plan", "case/login", "execution/LVV-T2"} <= names
    assert {o.result for o in done.outcomes} == {Result.DONE}
    assert clone.push().outcomes == ()


def test_a_pull_of_results_is_applied(clone: CampaignClone) -> None:
    clone.push()
    run = saved(clone, "pull")
    apply(clone, run)
    assert clone.pulled() is not None
    assert clone.pull().outcomes == ()


def another_case_in_the_cycle(clone: CampaignClone) -> None:
    [cycle] = clone.book.cycles
    clone.book.cases["LVV-T99"] = RemoteCase("LVV-T99", "x", "Draft")
    clone.book.executions["LVV-E77"] = RemoteExecution(
        "LVV-E77", "77", "LVV-T99", cycle, "Not Executed"
    )


def another_link(clone: CampaignClone) -> None:
    clone.book.add_link("LVV-T2", min(clone.book.issues or ()))


def another_name(clone: CampaignClone) -> None:
    [key] = clone.book.plans
    plan = clone.book.plans[key]
    clone.book.plans[key] = replace(plan, status="Completed")


@pytest.mark.parametrize(
    "edit",
    [another_case_in_the_cycle, another_name],
    ids=lambda edit: edit.__name__,
)
@pytest.mark.parametrize("verb", ["push", "pull", "sync"])
def test_a_book_that_moved_is_refused(
    clone: CampaignClone, verb: str, edit: Callable[[CampaignClone], None]
) -> None:
    clone.push()
    run = saved(clone, verb)
    edit(clone)
    with pytest.raises(ApplyRefusedError, match="campaign was edited") as told:
        apply(clone, run)
    assert f"{CODE}: its campaign" in told.value.message


def test_coverage_that_another_made_is_refused(clone: CampaignClone) -> None:
    run = saved(clone)
    another_link(clone)
    with pytest.raises(ApplyRefusedError):
        apply(clone, run)


def test_a_write_that_was_not_decided_is_refused(
    clone: CampaignClone,
) -> None:
    run = saved(clone)
    [campaign] = run.campaigns
    first = campaign.steps[0]
    steps = (
        replace(first, write={**first.write, "kind": "Unlink"}),
        *campaign.steps[1:],
    )
    changed = replace(run, campaigns=(replace(campaign, steps=steps),))
    with pytest.raises(ApplyRefusedError, match="not those of the file"):
        apply(clone, changed)
    assert not clone.book.plans


def test_applied_a_second_time_it_is_refused(clone: CampaignClone) -> None:
    run = saved(clone)
    apply(clone, run)
    made = dict(clone.book.cases)
    with pytest.raises(ApplyRefusedError):
        apply(clone, run)
    assert clone.book.cases == made


def test_without_the_book_it_is_refused(clone: CampaignClone) -> None:
    run = saved(clone)
    clone.open_book = lambda _book: None
    with pytest.raises(ApplyRefusedError, match="not configured"):
        apply(clone, run)


def test_campaigns_that_could_not_be_read_are_told(
    clone: CampaignClone,
) -> None:
    clone.open_book = lambda _book: None
    run = saved(clone)
    clone.open_book = type(clone).open_book
    done = apply(clone, run)
    assert not clone.book.plans
    assert any(f"ldmjira push {CODE}" in note for note in done.notes)
