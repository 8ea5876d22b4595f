"""What would bring the two sides together: the only thing ever applied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .slots import Slot, Value

__all__ = [
    "Change",
    "Changeset",
    "Conflict",
    "Direction",
    "Expectation",
    "Held",
    "HeldReason",
    "Outcome",
    "Result",
]


class Direction(StrEnum):
    """Which side a change writes to."""

    PUSH = "push"
    PULL = "pull"
    DRIFT = "drift"
    """A difference that is shown and never written."""


class Result(StrEnum):
    """What became of a change."""

    PLANNED = "planned"
    DONE = "done"
    AGREED = "agreed"
    HELD = "held"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, order=True)
class Change:
    """One value to write on one side.

    ``field`` is ``issue`` for the creation of the issue itself; then
    ``after`` is its summary.
    """

    slot: Slot
    before: Value
    after: Value
    direction: Direction
    issue: str = ""
    note: str = ""

    @property
    def is_create(self) -> bool:
        """Whether the change makes an issue."""
        return self.slot.field == "issue"


@dataclass(frozen=True, order=True)
class Conflict:
    """Both sides changed one value, and differ; nothing is written."""

    slot: Slot
    bases: tuple[Value, ...]
    mapping: Value
    jira: Value
    reason: str
    command: str


class HeldReason(StrEnum):
    """Why a change is shown but not applied."""

    PROPOSED = "proposed"
    UNCOMMITTED = "commit first"
    MISSING = "not shown by the site"
    TWINS = "two issues with one key"
    NOT_OURS = "the issue under this key is another thing"
    RICH_TEXT = "text that we cannot write back"
    BROKEN = "the remote side refused"


@dataclass(frozen=True, order=True)
class Held:
    """A change, or a whole object, that is held back, and why."""

    slot: Slot
    after: Value
    reason: HeldReason
    detail: str = ""


@dataclass(frozen=True, order=True)
class Expectation:
    """What an issue looked like when the changeset was decided."""

    object: str
    issue_id: str
    updated: str


@dataclass(frozen=True)
class Changeset:
    """Ordered changes, conflicts, and what is held back.

    Parameters
    ----------
    site
        Identity of the site.
    head
        Commit of the mapping; empty outside git.
    fingerprint
        Hash over the mapping and the baseline it was decided on.
    """

    site: str
    head: str
    fingerprint: str
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    held: tuple[Held, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    agreed: int = 0
    """Slots on which both sides agree."""


@dataclass(frozen=True, order=True)
class Outcome:
    """A change, and what became of it."""

    change: Change
    result: Result
    detail: str = ""
