"""What must be remembered of one site between runs, outside the mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["KnownIssue", "SiteState"]


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """Issue of an object, as last seen."""

    id: str
    key: str


class SiteState(Protocol):
    """Keys, journal, audit and watermark of one site."""

    def keys(self) -> dict[str, KnownIssue]:
        """Issues of objects, by our code."""

    def remember(self, found: Mapping[str, KnownIssue]) -> None:
        """Add issues to `keys`; those known already change no byte."""

    def journal(self) -> list[Mapping[str, Any]]:
        """Entries of the journal, oldest first, without a torn last one."""

    def note(self, entry: Mapping[str, Any]) -> None:
        """Append an entry to the journal; it is on disk when this returns."""

    def clear_journal(self) -> None:
        """Forget the journal: everything in it is settled."""

    def audit(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Append records of writes to the audit."""

    def read_audit(self) -> list[Mapping[str, Any]]:
        """Records of all writes, oldest first."""

    def pending_heads(self) -> dict[str, str]:
        """Commit at which the waiting lines of each object were found."""

    def set_pending_heads(self, heads: Mapping[str, str]) -> None:
        """Replace `pending_heads`."""

    def watermark(self) -> Mapping[str, Any]:
        """What the last complete pull noted; empty if there was none."""

    def set_watermark(self, values: Mapping[str, Any]) -> None:
        """Replace the watermark."""
