"""Ids that the mapping names and that do not exist, or not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ldmjira.core.checks.context import CheckContext, Use
from ldmjira.core.nearest import did_you_mean
from ldmjira.models.findings import Finding, Rule, Severity
from ldmjira.models.mapping import Campaign, Place

__all__ = ["RULES", "find"]

_PULL = (
    "Correct the id; if it is new in Jira, refresh the catalogue with "
    "`ldmjira pull --catalog`."
)

CATALOG_MISSING = Rule(
    id="catalog-missing",
    severity=Severity.ERROR,
    summary="There is no catalogue, so no link can be followed.",
    why=(
        "The tables below `catalog/` say which requirements, elements and "
        "cases there are. Without them nothing counts as tested."
    ),
    fix="Fetch them with `ldmjira pull --catalog`, or from git.",
)
UNKNOWN_REQUIREMENT = Rule(
    id="unknown-requirement",
    severity=Severity.ERROR,
    summary="A link leads to a requirement that the catalogue lacks.",
    why="A link to nowhere proves nothing; mostly it is a slip of a digit.",
    fix=_PULL,
)
UNKNOWN_ELEMENT = Rule(
    id="unknown-element",
    severity=Severity.ERROR,
    summary="A verification element is named that the catalogue lacks.",
    why="A link to nowhere proves nothing; mostly it is a slip of a digit.",
    fix=_PULL,
)
UNKNOWN_CASE = Rule(
    id="unknown-case",
    severity=Severity.ERROR,
    summary="A test case is named that the catalogue lacks.",
    why=(
        "The case cannot count for anything: it was mistyped, or it has "
        "been archived in Zephyr Scale, which then no longer shows it."
    ),
    fix=_PULL,
)
UNKNOWN_CAMPAIGN = Rule(
    id="unknown-plan",
    severity=Severity.WARNING,
    summary="A campaign names a plan or a cycle that the catalogue lacks.",
    why="Results of that plan or cycle cannot be found in the catalogue.",
    fix=_PULL,
)
ELEMENT_ELSEWHERE = Rule(
    id="element-elsewhere",
    severity=Severity.ERROR,
    summary="A link is narrowed to an element of another requirement.",
    why=(
        "The element under `elements:` exists, but verifies another "
        "requirement, so it is left out and the link is weaker than it "
        "looks."
    ),
    fix="Take the element out, or link the requirement that it belongs to.",
)

RULES = (
    CATALOG_MISSING,
    UNKNOWN_REQUIREMENT,
    UNKNOWN_ELEMENT,
    UNKNOWN_CASE,
    UNKNOWN_CAMPAIGN,
    ELEMENT_ELSEWHERE,
)


def find(context: CheckContext) -> Iterator[Finding]:
    """Find ids that do not exist.

    Parameters
    ----------
    context
        What to look at.

    Yields
    ------
    Finding
        In no particular order.
    """
    catalog = context.catalog
    if not (catalog.requirements or catalog.elements or catalog.cases):
        if context.requirement_uses or context.case_uses:
            yield context.finding(
                CATALOG_MISSING,
                "catalog",
                "There is no catalogue: no requirement, element or case is "
                "known, so no link can be followed",
                "Fetch it with `ldmjira pull --catalog`, or from git",
                place=Place(file="catalog", line=0),
            )
        return
    yield from _requirements(context)
    for use in context.narrowed_links:
        if use.below[-1] in catalog.requirements:
            yield from _elements(context, use)
    yield from _cases(context)
    yield from _campaigns(context)


def _requirements(context: CheckContext) -> Iterator[Finding]:
    catalog = context.catalog
    known = list(catalog.requirements)
    names = {e.name: e for e in catalog.elements.values() if e.name}
    for requirement, uses in context.requirement_uses.items():
        if requirement in catalog.requirements:
            continue
        for use in uses:
            message = (
                f"{use.owner} names requirement {requirement}, which is not "
                "in the catalogue"
            )
            element = names.get(requirement)
            if element is None:
                yield _unknown(
                    context,
                    UNKNOWN_REQUIREMENT,
                    requirement,
                    message=message,
                    known=known,
                    path=use.path,
                )
                continue
            yield context.finding(
                UNKNOWN_REQUIREMENT,
                requirement,
                f"{message}: it is the name of verification element "
                f"{element.key}",
                f"Link {element.requirement}, with elements: [{element.key}]",
                *use.path,
            )


def _elements(context: CheckContext, use: Use) -> Iterator[Finding]:
    elements = context.catalog.elements
    path, requirement = use.path, use.below[-1]
    for key in use.elements:
        if key not in elements:
            yield _unknown(
                context,
                UNKNOWN_ELEMENT,
                key,
                message=f"The link of {path[0]} to {requirement} names "
                f"element {key}, which is not in the catalogue",
                known=context.catalog.elements_of.get(requirement, ())
                or list(elements),
                path=(*path, "elements"),
            )
        elif elements[key].requirement != requirement:
            yield context.finding(
                ELEMENT_ELSEWHERE,
                key,
                f"The link of {path[0]} to {requirement} names element {key}, "
                f"which belongs to {elements[key].requirement}",
                f"Take it out, or link {elements[key].requirement}",
                *path,
                "elements",
            )


def _cases(context: CheckContext) -> Iterator[Finding]:
    known = list(context.catalog.cases)
    for case, uses in context.case_uses.items():
        if case in context.catalog.cases:
            continue
        for use in uses:
            yield _unknown(
                context,
                UNKNOWN_CASE,
                case,
                message=f"{use.owner} names test case {case}, which is not "
                "in the catalogue",
                known=known,
                path=use.path,
            )


def _campaigns(context: CheckContext) -> Iterator[Finding]:
    for code in context.milestones:
        campaign = context.mapping.milestones[code].campaign
        if campaign is not None:
            yield from _plans(context, code, campaign)
            yield from _drafts(context, code, campaign)


def _plans(
    context: CheckContext, code: str, campaign: Campaign
) -> Iterator[Finding]:
    plans, cycles = context.catalog.plans, context.catalog.cycles
    if campaign.plan is not None and campaign.plan not in plans:
        yield _unknown(
            context,
            UNKNOWN_CAMPAIGN,
            campaign.plan,
            message=f"The campaign of {code} names plan {campaign.plan}, "
            "which is not in the catalogue",
            known=list(plans),
            path=(code, "campaign", "plan"),
        )
    for cycle in campaign.cycles:
        # Jira Server wrote LVV-C181 for what is LVV-R181 on Cloud.
        if cycle not in cycles and _other_name(cycle) not in cycles:
            yield _unknown(
                context,
                UNKNOWN_CAMPAIGN,
                cycle,
                message=f"The campaign of {code} names cycle {cycle}, which "
                "is not in the catalogue",
                known=list(cycles),
                path=(code, "campaign", "cycles"),
            )


def _drafts(
    context: CheckContext, code: str, campaign: Campaign
) -> Iterator[Finding]:
    elements = context.catalog.elements
    for name, draft in campaign.drafts.items():
        for key in draft.elements:
            if key not in elements:
                yield _unknown(
                    context,
                    UNKNOWN_ELEMENT,
                    key,
                    message=f"Draft case {name!r} of {code} covers element "
                    f"{key}, which is not in the catalogue",
                    known=list(elements),
                    path=(code, "campaign", "drafts", name, "elements"),
                )


def _other_name(cycle: str) -> str:
    if "-C" in cycle:
        return cycle.replace("-C", "-R")
    return cycle.replace("-R", "-C")


def _unknown(
    context: CheckContext,
    rule: Rule,
    code: str,
    *,
    message: str,
    known: Sequence[str],
    path: tuple[str, ...],
) -> Finding:
    nearest = context.nearest(code, known)
    fix = (
        f"Write {nearest[0]} if that is meant"
        if len(nearest) == 1
        else rule.fix.rstrip(".")
    )
    if len(nearest) > 1:
        fix = f"Ambiguous: write the one that is meant of {', '.join(nearest)}"
    return context.finding(
        rule, code, message + did_you_mean(nearest), fix, *path
    )
