"""Is every feature tested? Read both sides, look with every rule."""

from __future__ import annotations

from collections.abc import Sequence

from ldmjira.core.checks import run_checks
from ldmjira.core.checks.reading import findings_of_problems
from ldmjira.core.coverage import Mode
from ldmjira.core.selection import require_known
from ldmjira.exceptions import MappingError, Problem
from ldmjira.models.findings import CheckReport
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["CheckService"]


class CheckService:
    """Check the mapping against the catalogue, offline.

    Parameters
    ----------
    store
        Where mapping and catalogue are kept.
    """

    def __init__(self, store: MappingStore) -> None:
        self._store = store

    def check(
        self, codes: Sequence[str] = (), *, mode: Mode = Mode.PLAN
    ) -> CheckReport:
        """Look at milestones and features with every rule.

        Parameters
        ----------
        codes
            Milestones and features to look at; none means all.
        mode
            How strict to be.

        Returns
        -------
        CheckReport
            If the mapping cannot be read: its problems, as findings, with
            ``is_readable`` false.

        Raises
        ------
        UnknownCodeError
            If a code is not in the mapping.
        """
        problems: list[Problem] = []
        try:
            mapping = self._store.load()
        except MappingError as error:
            if not error.problems:
                raise
            problems.extend(error.problems)
        try:
            catalog = self._store.load_catalog()
        except MappingError as error:
            if not error.problems:
                raise
            problems.extend(error.problems)
        if problems:
            return CheckReport(
                findings=findings_of_problems(sorted(set(problems))),
                is_readable=False,
            )
        known = {*mapping.milestones, *mapping.features}
        require_known(codes, known)
        return run_checks(mapping, catalog, mode=mode, codes=codes)
