"""Links that exist and are doubtful: dead, double, ambiguous, orphaned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ldmjira.core.checks.context import CheckContext, Use
from ldmjira.core.wording import listed
from ldmjira.models.findings import Finding, Rule, Severity

__all__ = ["RULES", "find"]

DEPRECATED = Rule(
    id="link-deprecated",
    severity=Severity.WARNING,
    summary="A link leads to something that is no longer in force.",
    why=(
        "A Deprecated or Archived case tests nothing, and a descoped "
        "requirement or element need not be verified any more. In the "
        "campaign of a complete milestone such a case is only noted: the "
        "campaign was run with it."
    ),
    fix="Link what has replaced it, or remove the link.",
)
DUPLICATE = Rule(
    id="link-duplicate",
    severity=Severity.WARNING,
    summary="The same link is written twice in one list.",
    why=(
        "The second one says nothing new, and one of the two is mostly a "
        "slip for something else."
    ),
    fix="Remove one of them, or correct it.",
)
AMBIGUOUS = Rule(
    id="link-ambiguous",
    severity=Severity.WARNING,
    summary="A link leads to an element whose name is not its own.",
    why=(
        "Two verification elements carry the same name, so people who read "
        "documents, which print names, cannot tell which one is meant."
    ),
    fix="Name the right key under `elements:`, and have Jira corrected.",
)
FEATURE_ORPHANED = Rule(
    id="feature-orphaned",
    severity=Severity.WARNING,
    summary="A feature belongs to no milestone.",
    why=(
        "No milestone lists the feature, so no push sends it and no "
        "milestone waits for it."
    ),
    fix="List it under the `features:` of a milestone, or remove it.",
)
CASE_ORPHANED = Rule(
    id="case-orphaned",
    severity=Severity.NOTE,
    summary="A test case that the mapping names covers no element.",
    why=(
        "A result of the case verifies no requirement, since Zephyr Scale "
        "links it to no verification element."
    ),
    fix="Link the case to the elements that it verifies.",
)

RULES = (
    DEPRECATED,
    DUPLICATE,
    AMBIGUOUS,
    FEATURE_ORPHANED,
    CASE_ORPHANED,
)

_DESCOPED = "Descoped"


def find(context: CheckContext) -> Iterator[Finding]:
    """Find doubtful links.

    Parameters
    ----------
    context
        What to look at.

    Yields
    ------
    Finding
        In no particular order.
    """
    yield from _dead_cases(context)
    yield from _descoped(context)
    yield from _duplicates(context)
    yield from _ambiguous(context)
    yield from _orphans(context)


def _dead_cases(context: CheckContext) -> Iterator[Finding]:
    for key, uses in context.case_uses.items():
        case = context.catalog.cases.get(key)
        if case is None or case.is_live:
            continue
        for use in uses:
            yield _dead_case(context, key, case.status, use)


def _dead_case(
    context: CheckContext, key: str, status: str, use: Use
) -> Finding:
    message = f"{use.owner} names test case {key}, which is {status}"
    fix = f"Name the case that has replaced {key}, or remove the link"
    severity = None
    milestone = context.mapping.milestones.get(use.owner)
    is_past = milestone is not None and milestone.completed is not None
    if use.below[0] == "campaign" and is_past:
        # What was run was run, whatever became of the case since.
        message += "; the campaign is past"
        fix = "Leave it if the campaign was run with it"
        severity = Severity.NOTE
    return context.finding(
        DEPRECATED, key, message, fix, *use.path, severity=severity
    )


def _descoped(context: CheckContext) -> Iterator[Finding]:
    catalog = context.catalog
    for key, uses in context.requirement_uses.items():
        requirement = catalog.requirements.get(key)
        if requirement is None or not requirement.descoped:
            continue
        for use in uses:
            if use.link is None:
                continue
            yield context.finding(
                DEPRECATED,
                key,
                f"{use.owner} names requirement {key} "
                f"({requirement.title}), which has been descoped",
                "Remove the link, or name the requirement that is left",
                *use.path,
            )
    for use in context.narrowed_links:
        for element in use.elements:
            known = catalog.elements.get(element)
            if known is not None and known.status == _DESCOPED:
                yield context.finding(
                    DEPRECATED,
                    element,
                    f"The link of {use.owner} to {use.below[-1]} names "
                    f"element {element}, which has been descoped",
                    "Take the element out of the link",
                    *use.path,
                    "elements",
                )


def _duplicates(context: CheckContext) -> Iterator[Finding]:
    for code, path, items in _lists(context):
        for item, number in Counter(items).items():
            if number > 1:
                yield context.finding(
                    DUPLICATE,
                    item,
                    f"{code} lists {item} {number} times under "
                    f"{'.'.join(path[1:])}",
                    "Remove all but one, or correct the one that is wrong",
                    *path,
                    item,
                )


def _lists(
    context: CheckContext,
) -> Iterator[tuple[str, tuple[str, ...], Iterable[str]]]:
    for code in context.milestones:
        milestone = context.mapping.milestones[code]
        yield code, (code, "features"), milestone.features
        campaign = milestone.campaign
        if campaign is not None:
            yield code, (code, "campaign", "cases"), campaign.cases
            yield code, (code, "campaign", "cycles"), campaign.cycles
            for name, draft in campaign.drafts.items():
                path = (code, "campaign", "drafts", name, "elements")
                yield code, path, draft.elements
    for use in context.narrowed_links:
        yield use.owner, (*use.path, "elements"), use.elements


def _ambiguous(context: CheckContext) -> Iterator[Finding]:
    names: dict[str, list[str]] = {}
    for element in context.catalog.elements.values():
        if element.name:
            names.setdefault(element.name, []).append(element.key)
    for key, use in context.element_uses.items():
        name = context.catalog.elements[key].name
        others = [one for one in names.get(name, ()) if one != key]
        if name and others:
            yield context.finding(
                AMBIGUOUS,
                key,
                f"{use.owner} leads to {key}, whose name {name} is also "
                f"that of {listed(others)}",
                f"Name the right one: elements: [{key}]; have Jira corrected",
                *use.path,
            )


def _orphans(context: CheckContext) -> Iterator[Finding]:
    milestones_of = context.mapping.milestones_of
    for code in context.features:
        if not milestones_of.get(code):
            title = context.mapping.features[code].title
            yield context.finding(
                FEATURE_ORPHANED,
                code,
                f"No milestone lists {code} ({title})",
                "List it in the milestone that delivers it, or remove it",
            )
    for key, uses in context.case_uses.items():
        case = context.catalog.cases.get(key)
        if case is None or context.catalog.covered_by.get(key):
            continue
        yield context.finding(
            CASE_ORPHANED,
            key,
            f"{key} ({case.name or 'no name'}), which {uses[0].owner} names, "
            "covers no verification element",
            "Link it to the elements that it verifies, in Zephyr Scale",
            *uses[0].path,
        )
