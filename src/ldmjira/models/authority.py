"""Who decides about a field when both sides differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = ["DEFAULT_AUTHORITY", "Authority", "AuthorityTable"]


class Authority(StrEnum):
    """Which side a field belongs to."""

    MAPPING = "mapping"
    """The files win: a difference is pushed."""
    JIRA = "jira"
    """Jira wins: a difference is shown as drift, and never written."""
    MERGE = "merge"
    """Three-way: the side that changed wins, both is a conflict."""
    IGNORE = "ignore"
    """Neither read nor written."""


DEFAULT_AUTHORITY: Final[Mapping[str, Mapping[str, Authority]]] = (
    MappingProxyType(
        {
            # Issues that we created.
            "created": MappingProxyType(
                {
                    "title": Authority.MERGE,
                    "due": Authority.MERGE,
                    "notes": Authority.MERGE,
                    "status": Authority.JIRA,
                    "labels": Authority.MERGE,
                    "blocks": Authority.MERGE,
                    "relates": Authority.MERGE,
                    "testplan": Authority.MERGE,
                }
            ),
            # Issues that were there before us, adopted by their key.
            "adopted": MappingProxyType(
                {
                    "title": Authority.JIRA,
                    "due": Authority.JIRA,
                    "notes": Authority.JIRA,
                    "status": Authority.JIRA,
                    "labels": Authority.MERGE,
                    "blocks": Authority.MERGE,
                    "relates": Authority.MERGE,
                    "testplan": Authority.MERGE,
                }
            ),
        }
    )
)


@dataclass(frozen=True)
class AuthorityTable:
    """Authority by origin of the issue and field, with the defaults below.

    Parameters
    ----------
    settings
        What ``ldmjira.toml`` says: origin (``created`` or ``adopted``) to
        field to authority.
    """

    settings: Mapping[str, Mapping[str, Authority]] = field(
        default_factory=dict
    )

    def of(self, field_name: str, *, is_adopted: bool) -> Authority:
        """Authority over one field.

        Parameters
        ----------
        field_name
            ``title``, ``due``, ``notes``, ``status``, or a set's name.
        is_adopted
            Whether the issue was there before us.

        Returns
        -------
        Authority
            What was set, else the default.
        """
        origin = "adopted" if is_adopted else "created"
        chosen = self.settings.get(origin, {}).get(field_name)
        return chosen or DEFAULT_AUTHORITY[origin][field_name]
