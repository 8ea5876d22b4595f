"""The base of the three-way merge: the newest agreement our history knows.

Pushes are logged in the issue's property with their commit; pulls are
recorded in baseline lines, committed with the mapping. Which of the two is
newest follows from ids and ancestry, never from a clock. Where it cannot be
told, there is no base or more than one, and the merge asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from ldmjira.constants import LOG_LIMIT
from ldmjira.models.baseline import Line
from ldmjira.models.slots import Value

__all__ = [
    "AND",
    "WORKTREE",
    "Ancestry",
    "Bases",
    "BasesReason",
    "Logged",
    "Sighting",
    "bases",
    "next_line",
]

AND: Final = "+"
"""What stands between the ids of several lines that one line replaced."""

WORKTREE: Final = ""
"""In place of a commit: a line that only the working tree holds."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What one push wrote to one slot."""

    id: str
    commit: str
    value: Value


@dataclass(frozen=True, slots=True)
class Sighting:
    """A line, and a commit that first held it."""

    line: Line
    commit: str


class Ancestry(Protocol):
    """Order of commits, as far as HEAD's history tells it."""

    def is_known(self, commit: str) -> bool:
        """Whether a commit is HEAD or an ancestor of it."""

    def descends(self, commit: str, ancestor: str) -> bool:
        """Whether one known commit comes after another."""


class BasesReason(StrEnum):
    """Why the bases are what they are."""

    KNOWN = "known"
    NEVER = "never agreed before"
    LOST = "the baseline line was lost"
    UNCOMMITTED = "the mapping differs from HEAD, and no line is known"
    FORGOTTEN = "the push log no longer reaches back to what we know"
    UNKNOWN = "no agreement that our history knows"


@dataclass(frozen=True, slots=True)
class Bases:
    """Every value that may be the base; none means that nobody knows."""

    values: frozenset[Value]
    reason: BasesReason = BasesReason.KNOWN
    is_from_line: bool = False
    """Whether a line tells it, not only the log."""


def bases(
    *,
    log: Sequence[Logged],
    has_forgotten: bool,
    lines: Sequence[Sighting],
    has_tree_line: bool,
    is_mapping_committed: bool,
    ancestry: Ancestry,
    was_in_mapping: Callable[[Value], bool],
) -> Bases:
    """Find the bases of one slot on which mapping and Jira differ.

    Parameters
    ----------
    log
        Pushes that wrote the slot, the newest last.
    has_forgotten
        Whether entries have left the log for want of room.
    lines
        Every line of the slot, in the working tree and in HEAD's history,
        with each commit that first held it.
    has_tree_line
        Whether the working tree holds a line.
    is_mapping_committed
        Whether the mapping's value is HEAD's.
    ancestry
        Order of commits.
    was_in_mapping
        Whether the mapping's file ever held a value, in HEAD's history.

    Returns
    -------
    Bases
        Values in canonical form.
    """
    lines = [one for one in lines if _tells(one.line, log)]
    if lines and not has_tree_line:
        return Bases(frozenset(), BasesReason.LOST)
    if not lines and not is_mapping_committed:
        return Bases(frozenset(), BasesReason.UNCOMMITTED)
    top = _newest_known(log, lines, ancestry)
    if top is None and (has_forgotten or len(log) >= LOG_LIMIT):
        return Bases(frozenset(), BasesReason.FORGOTTEN)
    stamp = "" if top is None else log[top].id
    fresh = {
        sighting.line.value
        for sighting in _latest(lines, ancestry)
        if sighting.line.at == stamp
    }
    values = set(fresh)
    if top is not None and not fresh:
        values.add(log[top].value)
    later = log if top is None else log[top + 1 :]
    values.update(e.value for e in later if was_in_mapping(e.value))
    if top is None and not lines and log and log[0].value is True:
        # The element was added by a push that we do not know: before it, it
        # was in no set, and that may be all that we ever agreed on.
        values |= {False}
    if values:  # what was only intended is nothing to act on by itself
        values.update(_unsettled(lines, ancestry))
        return Bases(frozenset(values), is_from_line=bool(fresh))
    if not log and not lines:
        return Bases(frozenset(), BasesReason.NEVER)
    return Bases(frozenset(), BasesReason.UNKNOWN)


def next_line(
    value: Value,
    *,
    at: str,
    lines: Sequence[Sighting],
    ancestry: Ancestry,
) -> Line:
    """Line for a new agreement, after the lines that our history knows.

    Parameters
    ----------
    value
        Value agreed, in canonical form.
    at
        Id of the newest log entry about the slot; empty if there is none.
    lines
        Every line of the slot that is known.
    ancestry
        Order of commits.

    Returns
    -------
    Line
        The same for the same agreement on two branches, yet never an old
        line again.
    """
    replaced = {
        sighting.line.id
        for sighting in _latest(lines, ancestry)
        if sighting.line.is_agreed
    }
    return Line(value, at, after=AND.join(sorted(replaced)))


def _tells(line: Line, log: Sequence[Logged]) -> bool:
    """Whether a line holds more than a push that never arrived."""
    if line.is_agreed or line.intent is None or not line.intent.id:
        return True
    return any(entry.id == line.intent.id for entry in log)


def _newest_known(
    log: Sequence[Logged], lines: Sequence[Sighting], ancestry: Ancestry
) -> int | None:
    """Position of the newest entry that our history has seen."""
    seen = {sighting.line.at for sighting in lines}
    seen.update(
        sighting.line.intent.id
        for sighting in lines
        if sighting.line.intent is not None and sighting.line.intent.id
    )
    for position in range(len(log) - 1, -1, -1):
        entry = log[position]
        if entry.id in seen or ancestry.is_known(entry.commit):
            return position
    return None


def _latest(
    lines: Sequence[Sighting], ancestry: Ancestry
) -> Sequence[Sighting]:
    """Lines that no other line came after; all, if each came after one."""
    latest = [
        one
        for one in lines
        if not any(
            other.line != one.line and _comes_after(other, one, ancestry)
            for other in lines
        )
    ]
    return latest or lines


def _comes_after(
    later: Sighting, earlier: Sighting, ancestry: Ancestry
) -> bool:
    if earlier.line.id in later.line.after.split(AND):
        return True
    if earlier.commit == WORKTREE:
        return False
    return later.commit == WORKTREE or ancestry.descends(
        later.commit, earlier.commit
    )


def _unsettled(
    lines: Sequence[Sighting], ancestry: Ancestry
) -> Sequence[Value]:
    """Values that a pull meant to agree on when it was killed."""
    return [
        sighting.line.intent.value
        for sighting in _latest(lines, ancestry)
        if sighting.line.intent is not None and not sighting.line.intent.id
    ]
