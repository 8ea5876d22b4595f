"""What a refresh of the catalogue found."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RefreshReport", "TableChange"]


@dataclass(frozen=True)
class TableChange:
    """How one table of the catalogue changes."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the table stays as it is."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True)
class RefreshReport:
    """What became of a refresh.

    Parameters
    ----------
    site
        Identity of the site.
    tables
        Every table, in order.
    files
        Files that were written.
    notes
        Lines for the reader.
    reads, writes
        True counts of the requests sent.
    seconds
        Time that the run took.
    is_dry
        Whether nothing was to be written.
    """

    site: str
    tables: tuple[TableChange, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reads: int = 0
    writes: int = 0
    seconds: float = 0.0
    is_dry: bool = False
