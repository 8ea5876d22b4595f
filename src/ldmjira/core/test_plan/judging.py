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
_CLASSES: Final = {
    "Pass": EvidenceClass.VERIFIED,
    "Pass w/ Deviation": EvidenceClass.WITH_DEVIATION,
    "Fail": EvidenceClass.FAILING,
    "Blocked": EvidenceClass.BLOCKED,
    "Not Executed": EvidenceClass.NOT_EXECUTED,
}
# Parts that are all among the first give the second; in this order.
_JOINS: Final = tuple(
    (frozenset(parts), parts[-1])
    for parts in (
        (EvidenceClass.NOT_COVERED,),
        (EvidenceClass.VERIFIED,),
        (EvidenceClass.VERIFIED, EvidenceClass.WITH_DEVIATION),
        (EvidenceClass.PLANNED,),
        (EvidenceClass.PLANNED, EvidenceClass.NOT_EXECUTED),
    )
)


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
        return _joined({self._of_case(case) for case in cases})

    def _of_case(self, key: str) -> EvidenceClass:
        """Class that one case alone would give."""
        found = _CLASSES.get(self.case(key), EvidenceClass.PARTIAL)
        if found is not EvidenceClass.NOT_EXECUTED:
            return found
        is_draft = self._catalog.cases[key].status == "Draft"
        return EvidenceClass.PLANNED if is_draft else found

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
    """Class of a whole, from those of its parts."""
    for worst in (EvidenceClass.FAILING, EvidenceClass.BLOCKED):
        if worst in classes:
            return worst
    for alike, whole in _JOINS:
        if classes <= alike:
            return whole
    return EvidenceClass.PARTIAL


def _rank(run: Run) -> tuple[bool, str, tuple[tuple[int, int, str], ...]]:
    is_final = status_word(run.status) in _FINAL
    return is_final, run.date, natural_key(run.execution)
