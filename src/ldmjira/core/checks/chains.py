"""Where chains break: requirements, elements and cases in use."""

from __future__ import annotations

from collections.abc import Iterator

from ldmjira.core.checks.context import CheckContext
from ldmjira.core.coverage import Mode
from ldmjira.core.wording import element_gap, listed
from ldmjira.models.findings import Finding, Rule, Severity

__all__ = ["RULES", "find"]

REQUIREMENT_WITHOUT_ELEMENT = Rule(
    id="requirement-without-element",
    severity=Severity.WARNING,
    summary="A requirement in use has no verification element.",
    why=(
        "Cases are linked to verification elements; without one no case "
        "can ever be traced to the requirement."
    ),
    fix="Have the verification element made in the model that Jira copies.",
)
ELEMENT_WITHOUT_CASE = Rule(
    id="element-without-case",
    severity=Severity.WARNING,
    summary="A verification element in use has no live test case.",
    why=(
        "One testable aspect of a requirement is tested by nothing. It is "
        "a note where other elements of the same requirement have a case."
    ),
    fix=(
        "Link a live case to the element in Zephyr Scale and pull the "
        "catalogue, or write a draft case under the campaign of a milestone."
    ),
)
CASE_STATUS_UNKNOWN = Rule(
    id="case-status-unknown",
    severity=Severity.NOTE,
    baseline=Severity.WARNING,
    summary="No source tells the status of a test case in use.",
    why=(
        "The catalogue was taken from documents that do not print the "
        "status of this case. It counts as live while work is planned, and "
        "does not count for a baseline."
    ),
    fix="Refresh the catalogue from the site: `ldmjira pull --catalog`.",
)

RULES = (
    REQUIREMENT_WITHOUT_ELEMENT,
    ELEMENT_WITHOUT_CASE,
    CASE_STATUS_UNKNOWN,
)


def find(context: CheckContext) -> Iterator[Finding]:
    """Find where the chains of what is in use break.

    Parameters
    ----------
    context
        What to look at.

    Yields
    ------
    Finding
        In no particular order.
    """
    yield from _requirements(context)
    yield from _elements(context)
    yield from _statuses(context)


def _requirements(context: CheckContext) -> Iterator[Finding]:
    catalog = context.catalog
    for requirement, uses in context.requirement_uses.items():
        if requirement not in catalog.requirements:
            continue
        if catalog.elements_of.get(requirement):
            continue
        title = catalog.requirements[requirement].title
        owners = list(dict.fromkeys(use.owner for use in uses))
        verb = "names" if len(owners) == 1 else "name"
        yield context.finding(
            REQUIREMENT_WITHOUT_ELEMENT,
            requirement,
            f"{requirement} ({title or 'no title'}), which {listed(owners)} "
            f"{verb}, "
            "has no verification element",
            "Have the element made in the model, then pull the catalogue",
            *uses[0].path,
        )


def _elements(context: CheckContext) -> Iterator[Finding]:
    reach = context.reach
    for element, use in context.element_uses.items():
        if reach.element_covered(element):
            continue
        requirement = context.catalog.elements[element].requirement
        covered = reach.requirement_covered(requirement)
        yield context.finding(
            ELEMENT_WITHOUT_CASE,
            element,
            f"{element_gap(element, reach)}; it belongs to {requirement}, "
            f"which {use.owner} names",
            "Link a live case to it in Zephyr Scale, then pull the catalogue",
            *use.path,
            severity=Severity.NOTE if covered else None,
        )


def _statuses(context: CheckContext) -> Iterator[Finding]:
    if all(case.status for case in context.catalog.cases.values()):
        return
    seen: dict[str, tuple[str, ...]] = {
        case: uses[0].path for case, uses in context.case_uses.items()
    }
    for element, use in context.element_uses.items():
        for case in context.reach.element_cases(element):
            seen.setdefault(case, use.path)
    for case, path in seen.items():
        known = context.catalog.cases.get(case)
        if known is None or known.status:
            continue
        counts = (
            "it counts as live while work is planned"
            if context.mode is Mode.PLAN
            else "it does not count for a baseline"
        )
        yield context.finding(
            CASE_STATUS_UNKNOWN,
            case,
            f"No source tells the status of {case}; {counts}",
            "Refresh the catalogue from the site: `ldmjira pull --catalog`",
            *path,
        )
