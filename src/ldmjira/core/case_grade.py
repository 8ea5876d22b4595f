"""What a single test case is worth."""

from __future__ import annotations

from enum import StrEnum

from ldmjira.models.catalog import Catalog

__all__ = ["CaseGrade", "case_grade"]


class CaseGrade(StrEnum):
    """What a test case is worth."""

    LIVE = "live"
    DRAFT = "draft"
    UNKNOWN = "status unknown"
    DEAD = "dead"
    MISSING = "missing"


def case_grade(key: str, catalog: Catalog) -> CaseGrade:
    """What the catalogue says of a case.

    Parameters
    ----------
    key
        Key of the case; it may be unknown.
    catalog
        Jira's side.

    Returns
    -------
    CaseGrade
        ``MISSING`` if the catalogue lacks the case.
    """
    case = catalog.cases.get(key)
    if case is None:
        return CaseGrade.MISSING
    if not case.is_live:
        return CaseGrade.DEAD
    if not case.status:
        return CaseGrade.UNKNOWN
    return CaseGrade.DRAFT if case.status == "Draft" else CaseGrade.LIVE
