"""What every tracker does, in memory and over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from ldmjira.adapters.memory.tracker import MemorySite, MemoryTracker
from ldmjira.exceptions import RemoteError
from ldmjira.models.remote import (
    CreateOutcome,
    LinkDraft,
    LogEntry,
    Marker,
    RemoteIssue,
)
from ldmjira.ports.tracker import Tracker
from tests.support.sandbox import Lever, StartSandbox
from tests.support.trackers import draft_of, edit_of, tracker_on

MILESTONE = "DM-17143"
TICKET = "DM-17142"
ELEMENT = "LVV-7"


@dataclass
class World:
    """A tracker, and what others do to its site."""

    tracker: Tracker
    human_edit: Callable[[str, str], None]
    hide: Callable[[str], None]
    move: Callable[[str], str]


@pytest.fixture
def memory_world() -> World:
    """Return a site in memory with three issues of Rubin's."""
    site = MemorySite("memory")
    site.add_issue(
        MILESTONE, "LDM-503-17a: Final Pipelines Delivery", type="Epic"
    )
    site.add_issue(TICKET, "Test plan for LDM-503-17a")
    site.add_issue(ELEMENT, "DMS-REQ-0010-V-01: Difference Exposures")
    return World(
        tracker=MemoryTracker(site),
        human_edit=lambda key, text: site.human_edit(key, summary=text),
        hide=site.hide,
        move=lambda key: site.move(key, "LVV"),
    )


def _sandbox_world(start: StartSandbox, deployment: str) -> Iterator[World]:
    server = start(deployment=deployment)
    lever = Lever(server)
    tracker = tracker_on(server)

    def move(key: str) -> str:
        return str(lever.pull("move", issue=key, project="LVV")["key"])

    yield World(
        tracker=tracker,
        human_edit=lambda key, text: lever.human_edit(
            key, fields={"summary": text}
        ),
        hide=lambda key: lever.pull("hide", issue=key),
        move=move,
    )
    tracker.close()


@pytest.fixture
def cloud_world(start_sandbox: StartSandbox) -> Iterator[World]:
    """Return a Jira Cloud."""
    yield from _sandbox_world(start_sandbox, "cloud")


@pytest.fixture
def data_center_world(start_sandbox: StartSandbox) -> Iterator[World]:
    """Return a Data Center."""
    yield from _sandbox_world(start_sandbox, "datacenter")


@pytest.fixture(params=["memory", "cloud", "data_center"])
def world(request: pytest.FixtureRequest) -> World:
    chosen: World = request.getfixturevalue(f"{request.param}_world")
    return chosen


@pytest.fixture
def tracker(world: World) -> Tracker:
    return world.tracker


def made(tracker: Tracker, **options: Any) -> RemoteIssue:
    """Create one feature and read it back."""
    [outcome] = tracker.create([draft_of(**options)])
    assert not outcome.error
    return tracker.fetch([outcome.key])[outcome.key]


def links(issue: RemoteIssue) -> set[tuple[str, str]]:
    return {(link.kind, link.other_key) for link in issue.links}


def test_identify_names_site_and_account(tracker: Tracker) -> None:
    site = tracker.identify()
    assert site.identity
    assert site.account
    assert site.server_time
    assert tracker.identify() == site or site.server_time


def test_prepare_is_content_with_a_whole_site(tracker: Tracker) -> None:
    tracker.prepare(["milestone", "feature"])
    assert tracker.counts.writes == 0


def test_fetch_tells_what_an_issue_is(tracker: Tracker) -> None:
    issue = tracker.fetch([MILESTONE])[MILESTONE]
    assert issue.key == MILESTONE
    assert issue.project == "DM"
    assert issue.type == "Epic"
    assert issue.summary == "LDM-503-17a: Final Pipelines Delivery"
    assert not issue.is_done
    assert issue.marker is None


def test_fetch_takes_ids(tracker: Tracker) -> None:
    by_key = tracker.fetch([MILESTONE])[MILESTONE]
    assert tracker.fetch([by_key.id]) == {by_key.id: by_key}


def test_fetch_leaves_out_what_is_not_shown(tracker: Tracker) -> None:
    assert set(tracker.fetch([MILESTONE, "DM-999999"])) == {MILESTONE}


def test_fetch_leaves_out_what_is_hidden(world: World) -> None:
    world.hide(TICKET)
    assert set(world.tracker.fetch([MILESTONE, TICKET])) == {MILESTONE}


def test_fetch_of_nothing_asks_nothing(tracker: Tracker) -> None:
    tracker.identify()
    before = tracker.counts.reads
    assert tracker.fetch([]) == {}
    assert tracker.counts.reads == before


def test_fetch_follows_a_moved_issue(world: World) -> None:
    issue = world.tracker.fetch([TICKET])[TICKET]
    new_key = world.move(TICKET)
    found = world.tracker.fetch([TICKET, MILESTONE, "DM-999999"])
    assert set(found) == {TICKET, MILESTONE}
    assert found[TICKET].key == new_key
    assert found[TICKET].id == issue.id


def test_created_issue_reads_back(tracker: Tracker) -> None:
    issue = made(tracker, code="DM-DAX-9", description="Some *text*.")
    assert issue.summary == "DM-DAX-9: A feature"
    assert issue.type == "Story"
    assert issue.due == "2026-01-31"
    assert issue.description == "Some *text*."
    assert not issue.description_is_foreign
    assert issue.labels == {"ldmjira-feature-DM-DAX-9"}
    assert issue.marker == Marker("feature", "DM-DAX-9")


def test_created_issue_without_date_and_text(tracker: Tracker) -> None:
    issue = made(tracker, due=None)
    assert issue.due is None
    assert issue.description is None


def test_create_makes_links_in_the_same_request(tracker: Tracker) -> None:
    issue = made(
        tracker,
        links=(LinkDraft("blocks", MILESTONE), LinkDraft("relates", ELEMENT)),
    )
    assert links(issue) == {("blocks", MILESTONE), ("relates", ELEMENT)}
    assert tracker.counts.writes == 1


def test_link_is_seen_from_its_other_end(tracker: Tracker) -> None:
    issue = made(
        tracker,
        links=(LinkDraft("blocks", MILESTONE), LinkDraft("relates", ELEMENT)),
    )
    found = tracker.fetch([MILESTONE, ELEMENT])
    assert links(found[MILESTONE]) == {("blocked-by", issue.key)}
    assert links(found[ELEMENT]) == {("relates", issue.key)}
    [link] = found[MILESTONE].links
    assert (link.other_id, link.other_summary) == (issue.id, issue.summary)


def test_faulty_draft_leaves_the_others_alone(tracker: Tracker) -> None:
    outcomes = tracker.create(
        [
            draft_of("DM-AP-1", links=(LinkDraft("blocks", "DM-999999"),)),
            draft_of("DM-AP-2"),
            draft_of("DM-AP-3", summary="x" * 256),
            draft_of("DM-AP-4"),
        ]
    )
    assert [outcome.code for outcome in outcomes] == [
        "DM-AP-1",
        "DM-AP-2",
        "DM-AP-3",
        "DM-AP-4",
    ]
    assert [bool(outcome.key) for outcome in outcomes] == [
        False,
        True,
        False,
        True,
    ]
    assert "issuelinks" in outcomes[0].error
    assert "summary" in outcomes[2].error
    assert not any(outcome.is_ambiguous for outcome in outcomes)
    for outcome in (outcomes[1], outcomes[3]):
        issue = tracker.fetch([outcome.key])[outcome.key]
        assert issue.summary == f"{outcome.code}: A feature"


def test_create_in_which_all_fail_is_no_exception(tracker: Tracker) -> None:
    [outcome] = tracker.create([draft_of(summary="x" * 256)])
    assert outcome == CreateOutcome("DM-DAX-9", error=outcome.error)
    assert "255" in outcome.error


def test_create_goes_in_fifties(tracker: Tracker) -> None:
    outcomes = tracker.create([draft_of(f"DM-AP-{n}") for n in range(1, 53)])
    assert all(outcome.key for outcome in outcomes)
    assert tracker.counts.writes == 2
    keys = {outcome.key for outcome in outcomes}
    assert len(tracker.fetch(keys)) == 52


def test_find_sees_our_labels_in_id_order(tracker: Tracker) -> None:
    one, other = tracker.create([draft_of("DM-AP-1"), draft_of("DM-AP-2")])
    made_elsewhere = draft_of("DM-AP-3", labels=("other",))
    tracker.create([made_elsewhere])
    found = tracker.find(
        ["ldmjira-feature-DM-AP-2", "ldmjira-feature-DM-AP-1"]
    )
    assert [issue.key for issue in found] == [one.key, other.key]
    assert found[0].marker == Marker("feature", "DM-AP-1")


def test_find_of_nothing_is_nothing(tracker: Tracker) -> None:
    assert tracker.find([]) == []


def test_edit_writes_fields_and_property_at_once(tracker: Tracker) -> None:
    issue = made(tracker, description="Old.")
    before = tracker.counts.writes
    marker = Marker(
        "feature",
        "DM-DAX-9",
        issue.id,
        log=(LogEntry("1a", "c0ffee", {"title": "New", "due": None}),),
        dropped=2,
    )
    tracker.edit(
        edit_of(
            issue,
            marker=marker,
            fields={
                "summary": "DM-DAX-9: New",
                "due": None,
                "description": "# New\n\n- a\n- b",
            },
            add_labels=("a", "b"),
            add_links=(LinkDraft("blocks", MILESTONE),),
        )
    )
    assert tracker.counts.writes == before + 1
    after = tracker.fetch([issue.key])[issue.key]
    assert after.summary == "DM-DAX-9: New"
    assert after.due is None
    assert after.description == "# New\n\n- a\n- b"
    assert after.labels == {"ldmjira-feature-DM-DAX-9", "a", "b"}
    assert links(after) == {("blocks", MILESTONE)}
    assert after.marker == marker


def test_edit_leaves_alone_what_it_does_not_name(world: World) -> None:
    tracker = world.tracker
    issue = made(tracker, description="Kept.", labels=("a", "b"))
    world.human_edit(issue.key, "Theirs")
    tracker.edit(
        edit_of(
            issue,
            fields={"due": "2026-02-28"},
            add_labels=("a", "c"),
            remove_labels=("b", "gone"),
        )
    )
    after = tracker.fetch([issue.key])[issue.key]
    assert after.summary == "Theirs"
    assert after.description == "Kept."
    assert after.due == "2026-02-28"
    assert after.labels == {"a", "c"}


def test_edit_empties_the_description(tracker: Tracker) -> None:
    issue = made(tracker, description="Old.")
    tracker.edit(edit_of(issue, fields={"description": None}))
    assert tracker.fetch([issue.key])[issue.key].description is None


def test_refused_edit_names_issue_and_field(tracker: Tracker) -> None:
    issue = made(tracker)
    with pytest.raises(RemoteError, match=issue.key) as caught:
        tracker.edit(edit_of(issue, fields={"summary": "x" * 256}))
    assert "summary" in caught.value.fields
    assert caught.value.status == 400
    assert not caught.value.ambiguous


def test_edit_of_an_unknown_issue_is_refused(tracker: Tracker) -> None:
    issue = made(tracker)
    with pytest.raises(RemoteError, match="DM-999999") as caught:
        tracker.edit(edit_of(issue, key="DM-999999", issue_id=""))
    assert caught.value.status == 404


def test_add_link_may_be_repeated(tracker: Tracker) -> None:
    issue = made(tracker)
    for _ in range(2):
        tracker.add_link(issue.key, LinkDraft("blocks", MILESTONE))
        tracker.add_link(issue.key, LinkDraft("relates", ELEMENT))
    after = tracker.fetch([issue.key])[issue.key]
    assert [link.kind for link in after.links] == ["blocks", "relates"]


def test_link_backwards_reads_forwards(tracker: Tracker) -> None:
    issue = made(tracker)
    tracker.add_link(MILESTONE, LinkDraft("blocked-by", issue.key))
    after = tracker.fetch([issue.key])[issue.key]
    assert links(after) == {("blocks", MILESTONE)}


def test_link_backwards_within_an_edit(tracker: Tracker) -> None:
    one, other = (
        made(tracker, code="DM-AP-1"),
        made(tracker, code="DM-AP-2"),
    )
    tracker.edit(edit_of(one, add_links=(LinkDraft("blocked-by", other.key),)))
    found = tracker.fetch([one.key, other.key])
    assert links(found[one.key]) == {("blocked-by", other.key)}
    assert links(found[other.key]) == {("blocks", one.key)}


def test_link_to_an_unknown_issue_is_refused(tracker: Tracker) -> None:
    issue = made(tracker)
    with pytest.raises(RemoteError, match="DM-999999") as caught:
        tracker.add_link(issue.key, LinkDraft("blocks", "DM-999999"))
    assert caught.value.status == 404


def test_removed_link_is_gone(tracker: Tracker) -> None:
    issue = made(tracker, links=(LinkDraft("blocks", MILESTONE),))
    [link] = issue.links
    tracker.remove_link(link.link_id)
    tracker.remove_link(link.link_id)
    assert tracker.fetch([issue.key])[issue.key].links == ()


def test_finish_moves_to_done(tracker: Tracker) -> None:
    issue = made(tracker)
    status = tracker.finish(issue.key)
    after = tracker.fetch([issue.key])[issue.key]
    assert after.status == status == "Done"
    assert after.is_done


def test_history_tells_who_changed_what(world: World) -> None:
    tracker = world.tracker
    us = tracker.identify().account
    issue = made(tracker)
    tracker.edit(edit_of(issue, fields={"summary": "DM-DAX-9: Ours"}))
    world.human_edit(issue.key, "DM-DAX-9: Theirs")
    changes = [
        change
        for change in tracker.history(issue.key, since=issue.updated)
        if change["field"] == "summary"
    ]
    assert [(change["from"], change["to"]) for change in changes] == [
        ("DM-DAX-9: A feature", "DM-DAX-9: Ours"),
        ("DM-DAX-9: Ours", "DM-DAX-9: Theirs"),
    ]
    assert changes[0]["author"] == us
    assert changes[1]["author"] != us


def test_history_calls_the_due_date_due(tracker: Tracker) -> None:
    issue = made(tracker, due="2026-01-31")
    tracker.edit(edit_of(issue, fields={"due": "2026-02-28"}))
    [change] = tracker.history(issue.key, since=issue.updated)
    assert change["field"] == "due"
    assert (change["from"], change["to"]) == ("2026-01-31", "2026-02-28")


def test_changed_since_tells_only_what_changed(world: World) -> None:
    tracker = world.tracker
    issue = made(tracker)
    since = tracker.fetch([issue.key])[issue.key].updated
    world.human_edit(TICKET, "Changed")
    ids = tracker.fetch([TICKET])
    changed = tracker.changed_since(
        [MILESTONE, TICKET, ids[TICKET].id, issue.key], since=since
    )
    assert changed == {TICKET, ids[TICKET].id, issue.key}


def test_newest_issues_are_found_by_label(tracker: Tracker) -> None:
    issue = made(tracker)
    [found] = tracker.find_newest(issue.labels)
    assert found.id == issue.id
    assert tracker.find_newest(["ldmjira-feature-NONE-1"]) == []
    [beside] = tracker.find_beside(issue.labels, [issue.key])
    assert beside.id == issue.id
    assert tracker.find_beside(["ldmjira-feature-NONE-1"], [issue.key]) == []
    assert tracker.find_beside(issue.labels, []) == []
