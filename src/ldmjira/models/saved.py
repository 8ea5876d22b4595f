"""A run that was decided and saved, to be applied later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .changeset import Change, Changeset

__all__ = ["SavedCampaign", "SavedRun", "SavedStep"]


@dataclass(frozen=True)
class SavedStep:
    """One write to the case book.

    Parameters
    ----------
    change
        How it is shown.
    write
        Its kind, and what it names: cases, cycles, elements.
    """

    change: Change
    write: Mapping[str, str]


@dataclass(frozen=True)
class SavedCampaign:
    """What one milestone's campaign needs.

    Parameters
    ----------
    milestone
        Its code.
    state
        Hash over what the case book said when this was decided.
    steps
        Writes to the book, in order.
    pulled
        Changes that a pull makes.
    """

    milestone: str
    state: str
    steps: tuple[SavedStep, ...] = ()
    pulled: tuple[Change, ...] = ()


@dataclass(frozen=True)
class SavedRun:
    """What `apply` needs to do the same, or to see that it cannot.

    Parameters
    ----------
    verb
        ``push``, ``pull`` or ``sync``.
    codes, every, with_proposed, rebind
        What the run was about.
    changeset
        What was decided.
    campaigns
        What was decided of the campaigns that could be read.
    """

    verb: str
    codes: tuple[str, ...]
    every: bool
    with_proposed: bool
    changeset: Changeset
    campaigns: tuple[SavedCampaign, ...] = ()
    rebind: bool = False
