"""What became of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .changeset import (
    Change,
    Conflict,
    Held,
    HeldReason,
    Outcome,
    Result,
)
from .slots import Slot

__all__ = ["SeenIssue", "SyncReport"]


@dataclass(frozen=True)
class SeenIssue:
    """What Jira shows of one object."""

    code: str
    key: str
    status: str
    due: str | None
    title: str
    links: Mapping[str, int] = field(default_factory=dict)
    """Number of its links, by what they mean."""


@dataclass(frozen=True)
class SyncReport:
    """Everything that a run has to tell.

    Parameters
    ----------
    verb
        The command: ``push``, ``pull``, ``diff``.
    site
        Identity of the site.
    outcomes
        Changes of this verb, and what became of each.
    waiting
        Changes that another verb would make.
    drift
        Differences that are shown and never written.
    conflicts, held
        What a person has to settle, and what was held back.
    agreed
        Slots on which both sides agree.
    reads, writes
        True counts of the requests sent.
    seconds
        Time that the run took.
    is_dry
        Whether nothing was to be written.
    notes
        Lines for the reader.
    behind
        Requirements behind a link that is held back as a proposal.
    seen
        What Jira shows of the objects concerned.
    """

    verb: str
    site: str
    outcomes: tuple[Outcome, ...] = ()
    waiting: tuple[Change, ...] = ()
    drift: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    held: tuple[Held, ...] = ()
    agreed: int = 0
    reads: int = 0
    writes: int = 0
    seconds: float = 0.0
    is_dry: bool = False
    notes: tuple[str, ...] = ()
    is_stopped: bool = False
    behind: Mapping[Slot, tuple[str, ...]] = field(default_factory=dict)
    seen: tuple[SeenIssue, ...] = ()

    @property
    def is_remote_trouble(self) -> bool:
        """Whether the site failed, refused, or hides what we need."""
        return (
            self.is_stopped
            or any(one.result is Result.REFUSED for one in self.outcomes)
            or any(one.reason in _REMOTE for one in self.held)
        )

    @property
    def needs_a_person(self) -> bool:
        """Whether something waits for a decision."""
        return (
            bool(self.conflicts)
            or any(one.result is Result.HELD for one in self.outcomes)
            or any(
                one.reason not in _REMOTE
                and one.reason is not HeldReason.PROPOSED
                for one in self.held
            )
        )


_REMOTE = frozenset(
    {
        HeldReason.MISSING,
        HeldReason.TWINS,
        HeldReason.NOT_OURS,
        HeldReason.BROKEN,
    }
)
