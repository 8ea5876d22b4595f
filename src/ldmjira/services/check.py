"""Is every feature tested? Read both sides, look with every rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ldmjira.core.checks import run_checks
from ldmjira.core.checks.commitment import findings_of_halves
from ldmjira.core.checks.reading import findings_of_problems
from ldmjira.core.coverage import Mode
from ldmjira.core.selection import require_known
from ldmjira.exceptions import MappingError, Problem
from ldmjira.models.findings import CheckReport, Finding
from ldmjira.ports.mapping_store import MappingStore

if TYPE_CHECKING:  # most mappings have no baseline yet
    from ldmjira.services.half_pulls import HalfPulls

__all__ = ["CheckService"]


class CheckService:
    """Check the mapping against the catalogue, offline.

    Parameters
    ----------
    store
        Where mapping and catalogue are kept.
    half_pulls
        Finds what should be committed together; ``None`` where the mapping
        has no baseline or is not under version control.
    """

    def __init__(
        self, store: MappingStore, half_pulls: HalfPulls | None = None
    ) -> None:
        self._store = store
        self._half_pulls = half_pulls

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
        known = dict.fromkeys([*mapping.milestones, *mapping.features])
        require_known(codes, known)
        extra: list[Finding] = []
        if self._half_pulls is not None and not codes:
            halves = self._half_pulls.find(mapping, catalog)
            extra.extend(findings_of_halves(halves))
        return run_checks(
            mapping, catalog, mode=mode, codes=codes, extra=extra
        )
