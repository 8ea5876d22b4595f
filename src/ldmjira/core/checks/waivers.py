"""Waivers: which findings are accepted, and which waivers are void."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ldmjira.core.checks.context import CheckContext
from ldmjira.core.nearest import did_you_mean
from ldmjira.core.selection import known_objects
from ldmjira.models.findings import Finding, Rule, Severity, Waived
from ldmjira.models.mapping import Place, Waiver

__all__ = ["RULES", "Sifted", "sift"]

EXPIRED = Rule(
    id="waiver-expired",
    severity=Severity.WARNING,
    baseline=Severity.ERROR,
    summary="A waiver ran out when its milestone was completed.",
    why=(
        "The gap was accepted until a milestone; that milestone is "
        "complete, so the gap counts again."
    ),
    fix="Close the gap, or write a new waiver with a new reason.",
    can_be_waived=False,
)
UNKNOWN = Rule(
    id="waiver-unknown",
    severity=Severity.ERROR,
    summary="A waiver names a rule, object or milestone that is not there.",
    why="It accepts nothing, and somebody believes that it does.",
    fix="Correct the name, or remove the waiver.",
    can_be_waived=False,
)
UNUSED = Rule(
    id="waiver-unused",
    severity=Severity.NOTE,
    summary="A waiver accepts a gap that is not there.",
    why="The gap has been closed; the waiver would hide its return.",
    fix="Remove the waiver.",
    can_be_waived=False,
)

RULES = (EXPIRED, UNKNOWN, UNUSED)

_NEVER = "never"


@dataclass(frozen=True)
class Sifted:
    """Findings that stand, and those that a waiver accepts."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]


def sift(
    context: CheckContext,
    findings: Iterable[Finding],
    rules: Mapping[str, Rule],
) -> Sifted:
    """Apply the waivers, and judge them.

    Parameters
    ----------
    context
        What was looked at.
    findings
        All findings of the other rules.
    rules
        All rules, by id.

    Returns
    -------
    Sifted
        With the findings on the waivers themselves.
    """
    waivers = context.mapping.waivers
    valid: dict[tuple[str, str], Waiver] = {}
    about: list[Finding] = []
    objects = known_objects(context.mapping, context.catalog)
    for number, waiver in enumerate(waivers):
        faults = list(_faults(context, number, waiver, rules, objects))
        about.extend(faults)
        if not faults:
            valid[waiver.rule, waiver.object] = waiver
    standing: list[Finding] = []
    waived: list[Waived] = []
    used: set[tuple[str, str]] = set()
    for finding in findings:
        key = (finding.rule, finding.object)
        if key in valid:
            used.add(key)
            waived.append(Waived(finding, valid[key]))
        else:
            standing.append(finding)
    if context.is_whole:
        about.extend(_unused(context, waivers, valid, used))
    return Sifted((*standing, *about), tuple(waived))


def _faults(
    context: CheckContext,
    number: int,
    waiver: Waiver,
    rules: Mapping[str, Rule],
    objects: Collection[str],
) -> Iterator[Finding]:
    if not context.is_whole and not _concerns(context, waiver):
        return
    place = _place(context, number)
    about = f"The waiver of {waiver.rule} for {waiver.object}"
    rule = rules.get(waiver.rule)
    if rule is None or not rule.can_be_waived:
        known = [name for name, one in rules.items() if one.can_be_waived]
        near = did_you_mean(context.nearest(waiver.rule, known))
        what = "unknown" if rule is None else "one that cannot be waived"
        yield context.finding(
            UNKNOWN,
            waiver.object,
            f"{about}: rule {waiver.rule} is {what}{near}",
            "Write the id of a rule, or remove the waiver",
            place=place,
        )
    if waiver.object not in objects:
        near = did_you_mean(context.nearest(waiver.object, list(objects)))
        yield context.finding(
            UNKNOWN,
            waiver.object,
            f"{about}: neither mapping nor catalogue knows {waiver.object}"
            f"{near}",
            "Correct the object, or remove the waiver",
            place=place,
        )
    if waiver.until == _NEVER:
        return
    milestone = context.mapping.milestones.get(waiver.until)
    if milestone is None:
        near = did_you_mean(
            context.nearest(waiver.until, list(context.mapping.milestones))
        )
        yield context.finding(
            UNKNOWN,
            waiver.object,
            f"{about} lasts until {waiver.until}, which is no milestone{near}",
            "Write the code of a milestone, or never",
            place=place,
        )
    elif milestone.completed is not None:
        yield context.finding(
            EXPIRED,
            waiver.object,
            f"{about} ended when {waiver.until} was completed on "
            f"{milestone.completed}; it was: {waiver.reason}",
            "Close the gap, or write a new waiver with a new reason",
            place=place,
        )


def _unused(
    context: CheckContext,
    waivers: Sequence[Waiver],
    valid: Mapping[tuple[str, str], Waiver],
    used: Collection[tuple[str, str]],
) -> Iterator[Finding]:
    for number, waiver in enumerate(waivers):
        key = (waiver.rule, waiver.object)
        if key in used or key not in valid:
            continue
        yield context.finding(
            UNUSED,
            waiver.object,
            f"The waiver of {waiver.rule} for {waiver.object} accepts "
            "nothing: there is no such finding",
            "Remove the waiver",
            place=_place(context, number),
        )


def _concerns(context: CheckContext, waiver: Waiver) -> bool:
    return (
        context.is_selected(waiver.object)
        or waiver.object in context.requirement_uses
        or waiver.object in context.element_uses
        or waiver.object in context.case_uses
    )


def _place(context: CheckContext, number: int) -> Place:
    known = context.mapping.place_of("waivers", str(number))
    return known if known.file else Place(file="waivers.yaml", line=0)
