"""The order in which changes are shown and written."""

from __future__ import annotations

from ldmjira.core.ordering import in_order
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.slots import Slot


def test_issues_come_before_links_and_transitions_last() -> None:
    names = [
        ("LDM-1", "issue"),
        ("LDM-1", "testplan/DM-9"),
        ("DM-AP-1", "issue"),
        ("DM-AP-1", "due"),
        ("DM-AP-1", "status"),
        ("DM-AP-1", "labels/ours"),
        ("DM-AP-1", "blocks/LDM-1"),
        ("DM-AP-1", "relates/LVV-1"),
        ("DM-AP-2", "issue"),
        ("DM-AP-2", "blocks/LDM-1"),
    ]
    changes = [
        Change(Slot.parse(code, name), None, "new", Direction.PUSH)
        for code, name in names
    ]
    assert [(c.slot.object, c.slot.name) for c in in_order(changes)] == [
        ("LDM-1", "issue"),
        ("DM-AP-1", "issue"),
        ("DM-AP-1", "due"),
        ("DM-AP-1", "labels/ours"),
        ("DM-AP-2", "issue"),
        ("DM-AP-1", "blocks/LDM-1"),
        ("DM-AP-2", "blocks/LDM-1"),
        ("LDM-1", "testplan/DM-9"),
        ("DM-AP-1", "relates/LVV-1"),
        ("DM-AP-1", "status"),
    ]
