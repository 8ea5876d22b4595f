"""Confirmed links whose ground has moved since."""

from __future__ import annotations

from collections.abc import Iterator

from ldmjira.core.checks.context import CheckContext, Use
from ldmjira.core.confirmation import document_revision, title_fingerprint
from ldmjira.models.findings import Finding, Rule, Severity
from ldmjira.models.mapping import Confirmation, LinkStatus

__all__ = ["RULES", "find"]

SUSPECT = Rule(
    id="link-suspect",
    severity=Severity.WARNING,
    baseline=Severity.ERROR,
    summary="A title or the document changed after a link was confirmed.",
    why=(
        "Somebody agreed to the link as the titles and the document were "
        "then. They say something else now, so the agreement may be void."
    ),
    fix="Read both titles again; `ldmjira confirm FEATURE REQUIREMENT`.",
)
UNSIGNED = Rule(
    id="link-unsigned",
    severity=Severity.NOTE,
    baseline=Severity.WARNING,
    summary="A link is confirmed without a note of what was confirmed.",
    why=(
        "`status: confirmed` was written by hand, so a later change of a "
        "title cannot be noticed."
    ),
    fix="Run `ldmjira confirm FEATURE REQUIREMENT` once.",
)

RULES = (SUSPECT, UNSIGNED)


def find(context: CheckContext) -> Iterator[Finding]:
    """Find links that should be read again.

    Parameters
    ----------
    context
        What to look at.

    Yields
    ------
    Finding
        In no particular order.
    """
    for use in context.links:
        link, key = use.link, use.below[-1]
        if link is None or link.status is not LinkStatus.CONFIRMED:
            continue
        if link.confirmed is None:
            yield context.finding(
                UNSIGNED,
                use.owner,
                f"The link of {use.owner} to {key} is confirmed, without a "
                "note of what was confirmed",
                f"Run `ldmjira confirm {use.owner} {key}`",
                *use.path,
            )
        else:
            yield from _moved(context, key, use, link.confirmed)


def _moved(
    context: CheckContext, key: str, use: Use, confirmed: Confirmation
) -> Iterator[Finding]:
    requirement = context.catalog.requirements.get(key)
    if requirement is None:
        return
    mapping = context.mapping
    owner = mapping.features.get(use.owner) or mapping.milestones[use.owner]
    changes = []
    titles = title_fingerprint(owner.title, requirement.title)
    if titles != confirmed.titles:
        changes.append("a title has changed")
    revision = document_revision(owner.source)
    if confirmed.revision and revision != confirmed.revision:
        changes.append(
            f"the document, then {confirmed.revision}, is now "
            f"{revision or 'not named'}"
        )
    if changes:
        yield context.finding(
            SUSPECT,
            use.owner,
            f"The link of {use.owner} ({owner.title}) to {key} "
            f"({requirement.title}) is suspect: since it was confirmed, "
            f"{' and '.join(changes)}",
            f"Read both again, then `ldmjira confirm {use.owner} {key}`",
            *use.path,
        )
