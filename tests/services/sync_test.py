"""Sync brings both sides together in one run, and is silent after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ldmjira.models.report import SyncReport
from ldmjira.services.situation import Selection
from ldmjira.services.sync import SyncService
from tests.support.world import Clone, MemoryHands, new_clone

MILESTONES = {"LDM-503-1": ["DM-AP-1", "DM-AP-2"]}
FEATURES = "features/DM-AP.yaml"


@pytest.fixture
def hands() -> MemoryHands:
    return MemoryHands()


@pytest.fixture
def clone(tmp_path: Path, hands: MemoryHands) -> Clone:
    return new_clone(tmp_path / "one", hands, MILESTONES)


def sync(clone: Clone) -> SyncReport:
    service = SyncService(clone.workspace())
    return service.apply(
        service.decide(Selection(may_create=True)), allow_loss=True
    )


def nothing(_: Clone, __: MemoryHands) -> None:
    """Leave both sides alone."""


def author(clone: Clone, _: MemoryHands) -> None:
    """Edit and commit."""
    clone.edit(FEATURES, "Feature DM-AP-1", "Mine")
    clone.commit()


def human(_: Clone, hands: MemoryHands) -> None:
    """Edit in Jira."""
    hands.set_title("DM-AP-1", "Human")
    hands.set_due("DM-AP-2", "2031-01-01")


def both(clone: Clone, hands: MemoryHands) -> None:
    """Edit different things."""
    author(clone, hands)
    hands.set_due("DM-AP-1", "2031-01-01")
    hands.set_title("DM-AP-2", "Human")


def alike(clone: Clone, hands: MemoryHands) -> None:
    """Edit the same in the same way."""
    author(clone, hands)
    hands.set_title("DM-AP-1", "Mine")


def apart(clone: Clone, hands: MemoryHands) -> None:
    """Edit the same otherwise, and something else."""
    author(clone, hands)
    human(clone, hands)


def uncommitted(clone: Clone, hands: MemoryHands) -> None:
    """Edit without a commit."""
    clone.edit(FEATURES, "Feature DM-AP-1", "Mine")
    hands.set_title("DM-AP-2", "Human")


@pytest.mark.parametrize(
    "edit", [nothing, author, human, both, alike, apart, uncommitted]
)
def test_one_run_is_enough(
    clone: Clone,
    hands: MemoryHands,
    edit: Callable[[Clone, MemoryHands], None],
) -> None:
    sync(clone)
    clone.commit()
    edit(clone, hands)
    first = sync(clone)
    before, index = clone.files(), clone.git("status", "--porcelain")
    for run in (sync, Clone.push, Clone.pull, Clone.push):
        again = run(clone)
        assert (again.outcomes, again.writes) == ((), 0)
        assert again.conflicts == first.conflicts
        assert clone.files() == before
        assert clone.git("status", "--porcelain") == index
    clone.commit()
    if edit is not uncommitted:
        assert (sync(clone).outcomes, sync(clone).writes) == ((), 0)


def test_first_sync_makes_issues_and_brings_their_keys(clone: Clone) -> None:
    report = sync(clone)
    assert report.writes == 2
    assert "jira: DM-1\n" in (
        clone.mappings / "milestones/LDM-503-1.yaml"
    ).read_text(encoding="utf-8")
    before = clone.files()
    assert sync(clone).outcomes == ()
    assert clone.files() == before


def test_conflict_holds_back_its_own_field(
    clone: Clone, hands: MemoryHands
) -> None:
    sync(clone)
    clone.commit()
    both(clone, hands)
    hands.set_title("DM-AP-1", "Human too")
    report = sync(clone)
    assert [one.slot.name for one in report.conflicts] == ["title"]
    assert {
        f"{one.change.slot.object} {one.change.slot.name}"
        for one in report.outcomes
    } == {"DM-AP-1 due", "DM-AP-2 title"}
