"""The push log of an issue."""

from __future__ import annotations

from ldmjira.constants import LOG_LIMIT
from ldmjira.core.pushlog import unlinked_ids, with_entry
from ldmjira.models.remote import Marker
from ldmjira.models.slots import Value


def push(
    marker: Marker | None, number: int, values: dict[str, Value]
) -> Marker:
    return with_entry(
        marker,
        kind="feature",
        code="DM-AP-1",
        issue_id="1",
        entry_id=f"e{number}",
        commit=f"c{number}",
        values=values,
    )


def test_entry_holds_what_was_written() -> None:
    marker = push(None, 1, {"title": "A", "due": None})
    [entry] = marker.log
    assert (entry.id, entry.commit) == ("e1", "c1")
    assert entry.values == {"title": "A", "due": None}
    assert marker.issue_id == "1"


def test_long_text_is_its_hash() -> None:
    [entry] = push(None, 1, {"notes": "x" * 201}).log
    assert str(entry.values["notes"]).startswith("sha256:")


def test_newest_entries_of_each_slot_are_kept() -> None:
    marker = push(None, 0, {"title": "A", "due": "2020-01-01"})
    for number in range(1, 20):
        marker = push(marker, number, {"title": f"T{number}"})
    titles = [e.values["title"] for e in marker.log if "title" in e.values]
    assert titles == [f"T{number}" for number in range(12, 20)]
    assert len(titles) == LOG_LIMIT
    assert marker.log[0].values == {"due": "2020-01-01"}
    assert marker.dropped == 0


def test_log_fits_into_a_property() -> None:
    marker = push(None, 0, {"issue": True, "title": "A"})
    for number in range(400):
        marker = push(marker, number, {f"relates/LVV-{number}": True})
    for number in range(400):
        marker = push(marker, number, {f"relates/LVX-{number}": True})
    assert marker is not None
    assert marker.dropped > 0
    assert marker.log[-1].id == "e399"
    assert marker.log[0].values["issue"] is True  # so it is of our making


def test_marker_of_another_object_is_not_gone_on_with() -> None:
    other = Marker("feature", "DM-AP-2", "1", dropped=3)
    marker = push(other, 1, {"title": "A"})
    assert (marker.code, marker.dropped) == ("DM-AP-1", 0)


def test_ids_of_links_to_remove() -> None:
    marker = push(None, 1, {"relates/LVV-1": False, "unlinked/77": False})
    assert unlinked_ids(marker) == {"77"}
    assert unlinked_ids(None) == frozenset()
