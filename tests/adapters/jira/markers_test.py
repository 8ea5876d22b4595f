"""Our issue property, to and from JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ldmjira.adapters.jira.markers import (
    PROPERTY_LIMIT,
    marker_from_property,
    marker_to_property,
)
from ldmjira.models.remote import LogEntry, Marker

FULL = Marker(
    kind="feature",
    code="DM-DAX-9",
    issue_id="400000",
    log=(
        LogEntry("1a", "c0ffee", {"title": "A", "due": None}),
        LogEntry("2b", "", {"relates/LVV-7": True, "blocks/X": False}),
    ),
    dropped=3,
)


def test_marker_comes_back() -> None:
    value = json.loads(json.dumps(marker_to_property(FULL)))
    assert marker_from_property(value) == FULL


def test_property_has_a_version() -> None:
    assert marker_to_property(Marker("milestone", "LDM-503-1")) == {
        "v": 1,
        "kind": "milestone",
        "code": "LDM-503-1",
        "issue": "",
        "log": [],
        "dropped": 0,
    }


@pytest.mark.parametrize("text", ["x" * 200, "\u2028" * 200])
def test_oldest_entries_give_way(text: str) -> None:
    log = tuple(
        LogEntry(str(number), "", {f"field/{n}": text for n in range(20)})
        for number in range(20)
    )
    value = marker_to_property(Marker("feature", "DM-1", "1", log, dropped=1))
    assert len(json.dumps(value)) < PROPERTY_LIMIT
    kept = len(value["log"])
    assert 0 < kept < 20
    assert value["dropped"] == 1 + 20 - kept
    assert value["log"][-1]["id"] == "19"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        [],
        {},
        {"kind": "feature"},
        {"kind": "epic", "code": "x"},
        {"kind": "feature", "code": 3},
    ],
)
def test_rubbish_is_no_marker(value: Any) -> None:
    assert marker_from_property(value) is None


@pytest.mark.parametrize(
    ("log", "kept", "dropped"),
    [
        (None, 0, 0),
        ("x", 0, 0),
        ([None], 0, 1),
        ([{"id": "1"}], 0, 1),
        ([{"id": 1, "values": {}}], 0, 1),
        ([{"id": "1", "values": {"a": [1]}}], 0, 1),
        ([{"id": "1", "values": {"a": 1}}], 0, 1),
        ([{"id": "1", "commit": 3, "values": {"a": "x"}}], 1, 0),
        ([{"id": "1", "values": {}}, 3], 1, 1),
    ],
)
def test_entries_that_cannot_be_read_count_as_dropped(
    log: Any, kept: int, dropped: int
) -> None:
    marker = marker_from_property(
        {"kind": "feature", "code": "DM-1", "log": log, "dropped": None}
    )
    assert marker is not None
    assert (len(marker.log), marker.dropped) == (kept, dropped)


def test_fields_of_a_later_version_are_passed_over() -> None:
    value = {**marker_to_property(FULL), "v": 2, "more": [1]}
    assert marker_from_property(value) == FULL
