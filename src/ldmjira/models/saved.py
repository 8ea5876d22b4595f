"""A run that was decided and saved, to be applied later."""

from __future__ import annotations

from dataclasses import dataclass

from .changeset import Changeset

__all__ = ["SavedRun"]


@dataclass(frozen=True)
class SavedRun:
    """What `apply` needs to do the same, or to see that it cannot.

    Parameters
    ----------
    verb
        ``push``, ``pull`` or ``sync``.
    codes, every, with_proposed
        What the run was about.
    changeset
        What was decided.
    campaigns
        Milestones whose campaigns differ as well; that is not saved.
    """

    verb: str
    codes: tuple[str, ...]
    every: bool
    with_proposed: bool
    changeset: Changeset
    campaigns: tuple[str, ...] = ()
