"""Bases of what a killed run only intended."""

from __future__ import annotations

from collections.abc import Sequence

from ldmjira.core.base import (
    WORKTREE,
    Bases,
    BasesReason,
    Logged,
    Sighting,
    bases,
)
from ldmjira.core.merge import Decision, merge_slot
from ldmjira.models.baseline import Intent, Line


class NoOrder:
    """No commit is known."""

    def is_known(self, commit: str) -> bool:
        return bool(commit) and False

    def descends(self, commit: str, ancestor: str) -> bool:
        return bool(commit and ancestor) and False


def bases_of(line: Line, log: Sequence[Logged] = ()) -> Bases:
    return bases(
        log=log,
        has_forgotten=False,
        lines=[Sighting(line, WORKTREE)],
        has_tree_line=True,
        is_mapping_committed=True,
        ancestry=NoOrder(),
        was_in_mapping=lambda _value: False,
    )


def test_intended_pull_of_a_new_link_is_asked_about() -> None:
    """Read as an agreement, it would take the person's link away."""
    found = bases_of(Line(None, None, intent=Intent(value=True)))
    assert not found.values
    decision = merge_slot(
        mapping=False, jira=True, bases=found, is_member=True
    )
    assert decision is Decision.CONFLICT


def test_push_that_never_arrived_is_made_again() -> None:
    found = bases_of(Line(None, None, intent=Intent(value=True, id="e1")))
    assert found.reason is BasesReason.NEVER
    decision = merge_slot(
        mapping=True, jira=False, bases=found, is_member=True
    )
    assert decision is Decision.PUSH


def test_push_that_arrived_is_the_base() -> None:
    log = [Logged("e1", "", value=True)]
    line = Line(None, None, intent=Intent(value=True, id="e1"))
    assert bases_of(line, log).values == {True}
