"""Dates of milestones and features that cannot all be true."""

from __future__ import annotations

from collections.abc import Iterator

from ldmjira.core.checks.context import CheckContext
from ldmjira.core.wording import listed
from ldmjira.models.findings import Finding, Rule, Severity
from ldmjira.models.mapping import Feature, Milestone

__all__ = ["RULES", "find"]

_DOCUMENT = (
    "The dates come from LDM-564: have the document corrected and import it "
    "again, or accept the contradiction in a waiver."
)

FEATURE_LATE = Rule(
    id="date-feature-after-milestone",
    severity=Severity.WARNING,
    summary="A feature was completed after its milestone.",
    why=(
        "The milestone was declared complete while a feature of it was "
        "not, or one of the two dates is wrong."
    ),
    fix=_DOCUMENT,
)
FEATURE_OPEN = Rule(
    id="date-feature-open",
    severity=Severity.WARNING,
    summary="A complete milestone has a feature that is not complete.",
    why="Either the feature was left out, or its date is missing.",
    fix=_DOCUMENT,
)
MILESTONE_OPEN = Rule(
    id="date-milestone-open",
    severity=Severity.NOTE,
    summary="All features of a milestone are complete, and it is not.",
    why="Either its test is still to come, or its date is missing.",
    fix="Give the milestone its date of completion, if it is complete.",
)
DUE_LATE = Rule(
    id="date-due-after-milestone",
    severity=Severity.NOTE,
    summary="A feature is due after its milestone.",
    why=(
        "The milestone cannot be reached in time if its feature may come "
        "later."
    ),
    fix=_DOCUMENT,
)

RULES = (FEATURE_LATE, FEATURE_OPEN, MILESTONE_OPEN, DUE_LATE)


def find(context: CheckContext) -> Iterator[Finding]:
    """Find contradictions between dates.

    Parameters
    ----------
    context
        What to look at.

    Yields
    ------
    Finding
        In no particular order.
    """
    for code, milestone in context.mapping.milestones.items():
        features = {
            name: context.mapping.features[name]
            for name in dict.fromkeys(milestone.features)
            if name in context.mapping.features
        }
        for name, feature in features.items():
            if context.is_named(code) or context.is_named(name):
                yield from _pair(context, code, milestone, name, feature)
        if (
            context.is_named(code)
            and milestone.completed is None
            and features
            and all(f.completed is not None for f in features.values())
        ):
            yield context.finding(
                MILESTONE_OPEN,
                code,
                f"{code} is not complete, though all its features are: "
                f"{listed(list(features))}",
                "Give it its date of completion, if it is complete",
                code,
                "completed",
            )


def _pair(
    context: CheckContext,
    code: str,
    milestone: Milestone,
    name: str,
    feature: Feature,
) -> Iterator[Finding]:
    done = milestone.completed
    fix = "Have the document corrected and import it again, or waive this"
    if done is not None and feature.completed is None:
        yield context.finding(
            FEATURE_OPEN,
            name,
            f"{code} was completed on {done}, and its feature {name} "
            f"({feature.title}) is not complete",
            fix,
            name,
            "completed",
        )
    elif (
        done is not None
        and feature.completed is not None
        and feature.completed > done
    ):
        yield context.finding(
            FEATURE_LATE,
            name,
            f"{name} ({feature.title}) was completed on {feature.completed}, "
            f"after its milestone {code} on {done}",
            fix,
            name,
            "completed",
        )
    elif (
        done is None
        and feature.completed is None
        and feature.due is not None
        and milestone.due is not None
        and feature.due > milestone.due
    ):
        yield context.finding(
            DUE_LATE,
            name,
            f"{name} ({feature.title}) is due on {feature.due}, after its "
            f"milestone {code} on {milestone.due}",
            fix,
            name,
            "due",
        )
