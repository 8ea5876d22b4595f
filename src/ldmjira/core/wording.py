"""Why something reaches no case that counts, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ldmjira.core.coverage import CaseGrade, Reach, case_grade
from ldmjira.models.mapping import Feature, RequirementLink

__all__ = [
    "case_words",
    "element_gap",
    "feature_gap",
    "grades_of",
    "listed",
    "plural",
    "requirement_gap",
]

_SHOWN = 3


def listed(items: Sequence[str], *, shown: int = _SHOWN) -> str:
    """Join some items for a sentence, and count those left out.

    Parameters
    ----------
    items
        What to join.
    shown
        How many to write out.

    Returns
    -------
    str
        ``a, b and c``, or ``a, b, c and 4 more``.
    """
    if len(items) > shown:
        return f"{', '.join(items[:shown])} and {len(items) - shown} more"
    if len(items) > 1:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return "".join(items)


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """A number with its noun: ``1 case``, ``2 cases``."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def case_words(case: str, reach: Reach) -> str:
    """A case with what it is worth: ``LVV-T2 (Deprecated)``."""
    known = reach.catalog.cases.get(case)
    if known is None:
        return f"{case} (not in the catalogue)"
    return f"{case} ({known.status or 'status unknown'})"


def element_gap(element: str, reach: Reach) -> str:
    """Why no case counts for a verification element."""
    cases = reach.element_cases(element)
    if not cases:
        return f"{element} has no test case"
    words = listed([case_words(case, reach) for case in cases])
    if len(cases) == 1:
        return f"the only case of {element}, {words}, does not count"
    return f"no case of {element} counts: {words}"


def requirement_gap(
    requirement: str, link: RequirementLink | None, reach: Reach
) -> str:
    """Why no case counts for a requirement.

    Parameters
    ----------
    requirement
        Id of the requirement.
    link
        Link that leads to it; it may narrow the elements.
    reach
        The joins.

    Returns
    -------
    str
        A clause without a full stop.
    """
    if requirement not in reach.catalog.requirements:
        return f"{requirement} is not in the catalogue"
    elements = reach.requirement_elements(requirement, link)
    if not elements:
        if link is not None and link.elements is not None:
            return f"none of the elements chosen belongs to {requirement}"
        return f"{requirement} has no verification element"
    gaps = [element_gap(element, reach) for element in elements[:_SHOWN]]
    more = len(elements) - len(gaps)
    rest = f", and {more} more elements likewise" if more else ""
    return f"{requirement}: {'; '.join(gaps)}{rest}"


def feature_gap(feature: Feature, reach: Reach) -> str:
    """Why a feature reaches no case that counts.

    Parameters
    ----------
    feature
        An untested feature.
    reach
        The joins.

    Returns
    -------
    str
        Clauses without a full stop.
    """
    cases = feature.cases or {}
    links = feature.requirements or {}
    if not cases and not links:
        return "it names neither a requirement nor a test case"
    parts: list[str] = []
    if cases:
        words = [case_words(case, reach) for case in cases]
        parts.append(
            f"of the cases that it names none counts: {listed(words)}"
        )
    gaps = [
        requirement_gap(requirement, link, reach)
        for requirement, link in list(links.items())[:_SHOWN]
    ]
    parts.extend(gaps)
    if len(links) > len(gaps):
        parts.append(f"and {len(links) - len(gaps)} more requirements")
    return "; ".join(parts)


def grades_of(cases: Iterable[str], reach: Reach) -> set[CaseGrade]:
    """What the cases of a chain are worth, each grade once."""
    return {case_grade(case, reach.catalog) for case in cases}
