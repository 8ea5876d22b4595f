"""Is every feature tested? Read both sides, look with every rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ldmjira.core.checks import find_lost_links, run_checks
from ldmjira.core.checks.commitment import findings_of_halves
from ldmjira.core.checks.reading import findings_of_problems
from ldmjira.core.coverage import Mode
from ldmjira.core.selection import kind_of, require_known
from ldmjira.exceptions import MappingError, Problem, UsageError
from ldmjira.models.catalog import Catalog
from ldmjira.models.findings import CheckReport, Finding
from ldmjira.models.mapping import VerificationMap
from ldmjira.ports.mapping_store import MappingStore, PartlyReadError

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
            If the mapping cannot be read: its problems, as findings, and
            the links to nowhere of what can be read, with ``is_readable``
            false.

        Raises
        ------
        UnknownCodeError
            If a code is not in the mapping.
        MappingError
            If there is nothing to check.
        """
        problems: list[Problem] = []
        mapping = self._mapping(problems)
        catalog = self._catalog(problems)
        if problems:
            return _unreadable(problems, mapping, catalog)
        if mapping is None or catalog is None:  # only ever with a problem
            raise AssertionError
        if not mapping.milestones and not mapping.features:
            raise MappingError(
                "The mapping holds neither a milestone nor a feature: there "
                "is nothing to check",
                hint=(
                    "Name its folder with --mappings, or bring it in with "
                    "`ldmjira import FILE`."
                ),
            )
        _require_checkable(codes, mapping, catalog)
        extra: list[Finding] = []
        if self._half_pulls is not None and not codes:
            halves = self._half_pulls.find(mapping, catalog)
            extra.extend(findings_of_halves(halves))
        return run_checks(
            mapping, catalog, mode=mode, codes=codes, extra=extra
        )

    def _mapping(self, problems: list[Problem]) -> VerificationMap | None:
        try:
            return self._store.load()
        except PartlyReadError as error:
            problems.extend(error.problems)
            return error.readable

    def _catalog(self, problems: list[Problem]) -> Catalog | None:
        try:
            return self._store.load_catalog()
        except MappingError as error:
            if not error.problems:
                raise
            problems.extend(error.problems)
            return None


def _unreadable(
    problems: Sequence[Problem],
    mapping: VerificationMap | None,
    catalog: Catalog | None,
) -> CheckReport:
    found = list(findings_of_problems(sorted(set(problems))))
    if mapping is not None and catalog is not None:
        found.extend(find_lost_links(mapping, catalog))
    found.sort(key=lambda finding: (finding.file, finding.line))
    return CheckReport(findings=tuple(found), is_readable=False)


def _require_checkable(
    codes: Sequence[str], mapping: VerificationMap, catalog: Catalog
) -> None:
    known = dict.fromkeys([*mapping.milestones, *mapping.features])
    for code in codes:
        kind = kind_of(code, mapping, catalog)
        if kind is not None and code not in known:
            raise UsageError(
                f"{code} is a {kind}; `check` takes milestones and features",
                hint=f"`ldmjira why {code}` tells who depends on it.",
            )
    require_known(codes, known)
