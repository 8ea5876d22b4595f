"""Why is it tested, or not? Read both sides, follow the chain."""

from __future__ import annotations

from ldmjira.core.coverage import Mode
from ldmjira.core.trace import Step, trace
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["WhyService"]


class WhyService:
    """Explain an object by its chain, offline.

    Parameters
    ----------
    store
        Where mapping and catalogue are kept.
    """

    def __init__(self, store: MappingStore) -> None:
        self._store = store

    def explain(self, code: str, *, mode: Mode = Mode.PLAN) -> Step:
        """Follow the chain of one object.

        Parameters
        ----------
        code
            A milestone, feature, requirement, element or case.
        mode
            What counts as live.

        Returns
        -------
        Step
            The object, with the chain below it.

        Raises
        ------
        UnknownCodeError
            If neither side knows the object.
        """
        mapping = self._store.load()
        return trace(code, mapping, self._store.load_catalog(), mode=mode)
