"""Where the mapping and the catalogue are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ldmjira.models.catalog import Catalog
from ldmjira.models.edits import Edit
from ldmjira.models.mapping import VerificationMap

__all__ = ["MappingStore"]


class MappingStore(Protocol):
    """Read the mapping whole; edit it value by value."""

    def load(self) -> VerificationMap:
        """Read milestones, features and waivers.

        Raises
        ------
        MappingError
            With every problem of every file.
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
