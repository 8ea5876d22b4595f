"""Evidence classes: what executions say of elements and requirements.

The class follows from executions alone; the workflow status of an element,
which people set, never enters.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from ldmjira.core.coverage import Reach
from ldmjira.models.catalog import Catalog, Run
from ldmjira.models.keys import natural_key

from .runs import status_word

__all__ = ["EvidenceClass", "Judge"]


class EvidenceClass(StrEnum):
    """What is shown of an element or a requirement."""

    NOT_COVERED = "Not Covered"
    PLANNED = "Planned"
    NOT_EXECUTED = "Not Executed"
    FAILING = "Failing"
    BLOCKED = "Blocked"
    PARTIAL = "Partial"
    WITH_DEVIATION = "Verified w/ Deviation"
    VERIFIED = "Verified"
    DESCOPED = "Descoped"


_FINAL: Final = frozenset({"Pass", "Pass w/ Deviation", "Fail"})
_PASSED: Final = frozenset(
    {EvidenceClass.VERIFIED, EvidenceClass.WITH_DEVIATION}
)
_UNRUN: Final = frozenset({EvidenceClass.NOT_EXECUTED, EvidenceClass.PLANNED})


class Judge:
    """Judge elements and requirements by the runs of a catalogue.

    Parameters
    ----------
    catalog
        With the runs that count, and no others.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._reach = Reach(catalog)

    def case(self, key: str) -> str:
        """Result of a case: its latest run, final ones before others."""
        runs = self._catalog.runs_of.get(key, ())
        latest = max(runs, key=_rank, default=None)
        return status_word(latest.status) if latest else "Not Executed"

    def element(self, key: str) -> EvidenceClass:
        """Class of a verification element."""
        cases = [
            case
            for case in self._reach.element_cases(key)
            if self._reach.counts(case)
        ]
        if not cases:
            return EvidenceClass.NOT_COVERED
        results = {self.case(case) for case in cases}
        if "Fail" in results:
            return EvidenceClass.FAILING
        if "Blocked" in results:
            return EvidenceClass.BLOCKED
        if results <= {"Pass"}:
            return EvidenceClass.VERIFIED
        if results <= {"Pass", "Pass w/ Deviation"}:
            return EvidenceClass.WITH_DEVIATION
        if results == {"Not Executed"}:
            statuses = {self._catalog.cases[case].status for case in cases}
            drafts = statuses == {"Draft"}
            return (
                EvidenceClass.PLANNED if drafts else EvidenceClass.NOT_EXECUTED
            )
        return EvidenceClass.PARTIAL

    def requirement(
        self, code: str, elements: Iterable[str] | None = None
    ) -> EvidenceClass:
        """Class of a requirement: the join over its elements.

        Parameters
        ----------
        code
            Id of the requirement.
        elements
            Those that count; none means all.
        """
        known = self._catalog.requirements.get(code)
        if known is not None and known.descoped:
            return EvidenceClass.DESCOPED
        keys = (
            self._reach.requirement_elements(code)
            if elements is None
            else tuple(elements)
        )
        kept = [
            key
            for key in keys
            if self._catalog.elements[key].status != "Descoped"
        ]
        if keys and not kept:
            return EvidenceClass.DESCOPED
        return _joined({self.element(key) for key in kept})


def _joined(classes: set[EvidenceClass]) -> EvidenceClass:
    for worst in (EvidenceClass.FAILING, EvidenceClass.BLOCKED):
        if worst in classes:
            return worst
    if not classes or classes == {EvidenceClass.NOT_COVERED}:
        return EvidenceClass.NOT_COVERED
    if classes == {EvidenceClass.VERIFIED}:
        return EvidenceClass.VERIFIED
    if classes <= _PASSED:
        return EvidenceClass.WITH_DEVIATION
    if classes == {EvidenceClass.PLANNED}:
        return EvidenceClass.PLANNED
    if classes <= _UNRUN:
        return EvidenceClass.NOT_EXECUTED
    return EvidenceClass.PARTIAL


def _rank(run: Run) -> tuple[bool, str, tuple[tuple[int, int, str], ...]]:
    is_final = status_word(run.status) in _FINAL
    return is_final, run.date, natural_key(run.execution)
