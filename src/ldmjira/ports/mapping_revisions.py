"""The mapping as it was at other times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap

__all__ = ["MappingRevisions", "MappingState"]


@dataclass(frozen=True)
class MappingState:
    """Mapping and catalogue at one time, with a name for it."""

    name: str
    mapping: VerificationMap
    catalog: Catalog


class MappingRevisions(Protocol):
    """Read the mapping at a revision of its repository."""

    def load(self, revision: str) -> MappingState:
        """Read mapping and catalogue as a revision has them.

        Parameters
        ----------
        revision
            Anything that names a commit; empty means the files as they are
            now, committed or not.

        Raises
        ------
        UsageError
            If there is no such revision.
        MappingError
            If the mapping cannot be read there.
        """

    def common_base(self, one: str, other: str) -> str:
        """Commit from which two revisions parted.

        Parameters
        ----------
        one, other
            Anything that names a commit.

        Raises
        ------
        UsageError
            If there is no such revision, or they have nothing in common.
        """
