"""The switches of the tracker in memory."""

from __future__ import annotations

import pytest

from ldmjira.adapters.memory.site import Fault, Operation
from ldmjira.adapters.memory.tracker import MemorySite, MemoryTracker
from ldmjira.exceptions import (
    AuthenticationError,
    ConfigurationError,
    RemoteError,
)
from tests.support.trackers import draft_of, edit_of


@pytest.fixture
def site() -> MemorySite:
    return MemorySite()


@pytest.fixture
def tracker(site: MemorySite) -> MemoryTracker:
    return MemoryTracker(site)


def test_lost_create_is_applied(
    site: MemorySite, tracker: MemoryTracker
) -> None:
    site.faults.append(Fault("create", "lost", target="DM-AP-2"))
    one, other = tracker.create([draft_of("DM-AP-1"), draft_of("DM-AP-2")])
    assert one.key
    assert other.is_ambiguous
    assert len(site.issues) == 2


def test_unsent_create_is_not_applied(
    site: MemorySite, tracker: MemoryTracker
) -> None:
    site.faults.append(Fault("create", "unsent"))
    [outcome] = tracker.create([draft_of()])
    assert outcome.is_ambiguous
    assert site.issues == []


def test_refused_create_says_so(
    site: MemorySite, tracker: MemoryTracker
) -> None:
    site.faults.append(Fault("create", "refused"))
    [outcome] = tracker.create([draft_of()])
    assert outcome.error
    assert not outcome.is_ambiguous


@pytest.mark.parametrize(
    ("effect", "is_applied", "is_ambiguous"),
    [
        ("lost", True, True),
        ("unsent", False, True),
        ("refused", False, False),
    ],
)
def test_edit_that_goes_wrong(
    site: MemorySite,
    tracker: MemoryTracker,
    *,
    effect: str,
    is_applied: bool,
    is_ambiguous: bool,
) -> None:
    site.add_issue("DM-1", "Old")
    issue = tracker.fetch(["DM-1"])["DM-1"]
    site.faults.append(Fault("edit", effect, target="DM-1"))  # type: ignore[arg-type]
    with pytest.raises(RemoteError) as caught:
        tracker.edit(edit_of(issue, fields={"summary": "New"}))
    assert caught.value.ambiguous is is_ambiguous
    assert (site["DM-1"].summary == "New") is is_applied
    tracker.edit(edit_of(issue, fields={"summary": "Newer"}))


@pytest.mark.parametrize("operation", ["identify", "find", "create", "edit"])
def test_denied_ends_the_run(
    site: MemorySite, tracker: MemoryTracker, operation: Operation
) -> None:
    site.add_issue("DM-1", "Old")
    issue = tracker.fetch(["DM-1"])["DM-1"]
    site.faults.append(Fault(operation, "denied"))
    calls = {
        "identify": tracker.identify,
        "find": lambda: tracker.find(["x"]),
        "create": lambda: tracker.create([draft_of()]),
        "edit": lambda: tracker.edit(edit_of(issue)),
    }
    with pytest.raises(AuthenticationError):
        calls[operation]()


def test_fault_lets_some_calls_pass(
    site: MemorySite, tracker: MemoryTracker
) -> None:
    site.faults.append(Fault("find", "unsent", skip=1, times=2))
    tracker.find(["x"])
    for _ in range(2):
        with pytest.raises(RemoteError):
            tracker.find(["x"])
    tracker.find(["x"])


def test_search_lags_until_it_catches_up(tracker: MemoryTracker) -> None:
    site = MemorySite(lags=True)
    tracker = MemoryTracker(site)
    [outcome] = tracker.create([draft_of()])
    assert tracker.find(["ldmjira-feature-DM-DAX-9"]) == []
    assert tracker.fetch([outcome.key])
    site.catch_up()
    assert tracker.find(["ldmjira-feature-DM-DAX-9"])


def test_another_may_act_before_each_call(
    site: MemorySite, tracker: MemoryTracker
) -> None:
    site.add_issue("DM-1", "Old")
    issue = tracker.fetch(["DM-1"])["DM-1"]

    def edit_first(operation: Operation, target: str) -> None:
        if operation == "edit":
            site.human_edit(target, summary="Theirs", due="2026-01-01")

    site.on_call = edit_first
    tracker.edit(edit_of(issue, fields={"due": "2026-02-02"}))
    assert (site["DM-1"].summary, site["DM-1"].due) == (
        "Theirs",
        "2026-02-02",
    )


def test_missing_name_fails_to_prepare(site: MemorySite) -> None:
    tracker = MemoryTracker(site, missing="No issue type is called Story")
    with pytest.raises(ConfigurationError, match="Story"):
        tracker.prepare(["feature"])


def test_workflow_without_done(
    site: MemorySite, tracker: MemoryTracker
) -> None:
    site.add_issue("DM-1", "Old").can_finish = False
    with pytest.raises(RemoteError, match="no transition"):
        tracker.finish("DM-1")


def test_deleted_issue_takes_its_links_along(
    site: MemorySite, tracker: MemoryTracker
) -> None:
    site.add_issue("DM-1", "One")
    site.add_issue("DM-2", "Two")
    site.link("DM-1", "blocks", "DM-2")
    site.delete("DM-2")
    assert tracker.fetch(["DM-1", "DM-2"])["DM-1"].links == ()
