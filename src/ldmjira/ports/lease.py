"""A note on the site that says who writes to it just now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["LeaseNote", "LeaseStore"]


@dataclass(frozen=True)
class LeaseNote:
    """Who may write, and how long.

    Parameters
    ----------
    owner
        Name for people: account, machine and process.
    id
        Random, so that a run knows its own note again.
    expires
        Instant in ISO form, UTC.
    """

    owner: str
    id: str
    expires: str


class LeaseStore(Protocol):
    """Keep one note on the site."""

    def read(self) -> LeaseNote | None:
        """Read the note; one that makes no sense counts as none."""

    def write(self, note: LeaseNote) -> None:
        """Write the note over whatever is there."""

    def remove(self) -> None:
        """Remove the note; it may be gone already."""
