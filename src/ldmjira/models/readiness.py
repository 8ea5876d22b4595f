"""Whether a campaign can begin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Readiness", "ReadyCheck", "ReadyState"]


class ReadyState(StrEnum):
    """How a check ended."""

    DONE = "done"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ReadyCheck:
    """One thing that must be so before a campaign begins.

    Parameters
    ----------
    name
        Name for programs.
    title
        What is checked.
    state
        How it stands.
    words
        A line on it.
    details
        What is open, each with its object.
    """

    name: str
    title: str
    state: ReadyState
    words: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """All checks of one milestone."""

    milestone: str
    title: str
    due: str
    pulled: str
    checks: tuple[ReadyCheck, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is open or unknown."""
        return all(one.state is ReadyState.DONE for one in self.checks)
