"""Who is hurt if it goes? Read both sides, compare with and without."""

from __future__ import annotations

from ldmjira.core.coverage import Mode
from ldmjira.core.impact import Impact, find_impact
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["ImpactService"]


class ImpactService:
    """Tell what hangs on an object, offline.

    Parameters
    ----------
    store
        Where mapping and catalogue are kept.
    """

    def __init__(self, store: MappingStore) -> None:
        self._store = store

    def find(self, code: str, *, mode: Mode = Mode.PLAN) -> Impact:
        """Find who is hurt if an object goes.

        Parameters
        ----------
        code
            A case, element, requirement, feature or milestone.
        mode
            What counts as live.

        Returns
        -------
        Impact
            Everything that leads to the object.

        Raises
        ------
        UnknownCodeError
            If neither side knows the object.
        """
        mapping = self._store.load()
        catalog = self._store.load_catalog()
        return find_impact(code, mapping, catalog, mode=mode)
