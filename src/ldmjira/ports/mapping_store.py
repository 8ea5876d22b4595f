"""Where the mapping and the catalogue are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from ldmjira.exceptions import MappingError, Problem
from ldmjira.models.catalog import Catalog
from ldmjira.models.edits import Edit
from ldmjira.models.mapping import VerificationMap

__all__ = ["MappingStore", "PartlyReadError"]


class PartlyReadError(MappingError):
    """Some files of the mapping cannot be read; the others could.

    Parameters
    ----------
    message, problems
        As for `~ldmjira.exceptions.MappingError`.
    readable
        What the other files, and the other objects of these, say.
    """

    def __init__(
        self,
        message: str,
        problems: Sequence[Problem],
        *,
        readable: VerificationMap,
    ) -> None:
        super().__init__(message, problems)
        self.readable = readable


class MappingStore(Protocol):
    """Read the mapping whole; edit it value by value."""

    def load(self) -> VerificationMap:
        """Read milestones, features and waivers.

        Raises
        ------
        PartlyReadError
            With every problem of every file.
        MappingError
            If there is no mapping at all.
        """

    def load_catalog(self) -> Catalog:
        """Read the tables below ``catalog/``; none gives an empty one.

        Raises
        ------
        MappingError
            With every problem of every table.
        """

    def save_catalog(self, catalog: Catalog) -> list[str]:
        """Write the tables that differ, each atomically.

        Returns
        -------
        list of str
            Files that changed, relative to the mapping's folder.
        """

    def identities(self, files: Collection[str]) -> dict[str, str]:
        """What tells a file from any that is written in its place.

        Parameters
        ----------
        files
            Relative to the mapping's folder.

        Returns
        -------
        dict
            By name: the same as long as nobody wrote the file, even the
            same bytes.
        """

    def preview(self, edits: Sequence[Edit]) -> dict[str, str]:
        """New content of each file that the edits would change.

        Parameters
        ----------
        edits
            In the order in which they apply.

        Returns
        -------
        dict
            New text by file name, relative to the mapping's folder.
        """

    def apply(self, edits: Sequence[Edit]) -> list[str]:
        """Write the edits, each file atomically; the rest keeps its bytes.

        Parameters
        ----------
        edits
            In the order in which they apply.

        Returns
        -------
        list of str
            Files that changed, relative to the mapping's folder, sorted.

        Raises
        ------
        MappingError
            If a file changed under our hands since it was loaded.
        """
