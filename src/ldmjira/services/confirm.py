"""Confirm proposed links: decide with core, write into the mapping."""

from __future__ import annotations

from collections.abc import Sequence

from ldmjira.core.confirming import ConfirmedLink, decide_confirmation
from ldmjira.models.edits import Edit
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["ConfirmService"]


class ConfirmService:
    """Turn proposals into confirmed links.

    Parameters
    ----------
    store
        Where mapping and catalogue are kept.
    """

    def __init__(self, store: MappingStore) -> None:
        self._store = store

    def decide(
        self, code: str, requirements: Sequence[str] = ()
    ) -> tuple[ConfirmedLink, ...]:
        """Decide what confirming writes.

        Parameters
        ----------
        code
            Feature or milestone whose links are confirmed.
        requirements
            Which of its links; none means all.

        Returns
        -------
        tuple of ConfirmedLink
            In the order of the file.

        Raises
        ------
        UnknownCodeError
            If the object or a requirement does not exist.
        UsageError
            If the object has no such link.
        """
        mapping = self._store.load()
        catalog = self._store.load_catalog()
        return decide_confirmation(code, requirements, mapping, catalog)

    def preview(self, links: Sequence[ConfirmedLink]) -> list[str]:
        """Files that `apply` would change."""
        return sorted(self._store.preview(_edits(links)))

    def apply(self, links: Sequence[ConfirmedLink]) -> list[str]:
        """Write what was decided.

        Parameters
        ----------
        links
            Result of `decide`.

        Returns
        -------
        list of str
            Files that changed, relative to the mapping's folder.
        """
        return self._store.apply(_edits(links))


def _edits(links: Sequence[ConfirmedLink]) -> list[Edit]:
    return [link.edit for link in links if link.edit is not None]
