"""Look at the mapping and the catalogue, and change nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ldmjira.core.looking import MilestoneList, View, list_milestones
from ldmjira.core.selection import known_objects, require_known
from ldmjira.exceptions import UsageError
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["LookingService"]


class LookingService:
    """Show what there is.

    Parameters
    ----------
    store
        Where mapping and catalogue are kept.
    """

    def __init__(self, store: MappingStore) -> None:
        self._store = store

    def list_milestones(
        self, codes: Sequence[str] = (), *, open_only: bool = False
    ) -> MilestoneList:
        """List milestones with the state of their tests.

        Parameters
        ----------
        codes
            Milestones to list; none means all.
        open_only
            Whether to leave out those that are complete.

        Returns
        -------
        MilestoneList
            In section order.

        Raises
        ------
        UnknownCodeError
            If a code is not in the mapping.
        UsageError
            If a code is that of a feature.
        """
        mapping = self._store.load()
        for code in codes:
            if code in mapping.features:
                raise UsageError(
                    f"{code} is a feature, and only milestones are listed",
                    hint=f"Run `ldmjira show {code}`.",
                )
        require_known(codes, mapping.milestones)
        return list_milestones(
            mapping,
            self._store.load_catalog(),
            codes=codes,
            open_only=open_only,
        )

    def view(self, codes: Sequence[str] = ()) -> View:
        """Find what is to be shown.

        Parameters
        ----------
        codes
            Milestones, features, requirements, verification elements,
            cases, plans and cycles; none means the whole mapping.

        Returns
        -------
        View
            With the codes in the order in which they were named.

        Raises
        ------
        UnknownCodeError
            If neither mapping nor catalogue knows a code.
        """
        mapping = self._store.load()
        catalog = self._store.load_catalog()
        require_known(codes, known_objects(mapping, catalog))
        return View(mapping, catalog, tuple(dict.fromkeys(codes)))
