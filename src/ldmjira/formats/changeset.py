"""Reports of a sync as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ldmjira.models.changeset import (
    Change,
    Conflict,
    Direction,
    Held,
    HeldReason,
    Outcome,
    Result,
)
from ldmjira.models.report import SyncReport
from ldmjira.models.slots import Slot

from .changeset_text import (
    change_lines,
    difference,
    held_lines,
    proposal_lines,
    seen_lines,
    waiting_lines,
)
from .values import shown_beside

__all__ = ["conflict_lines", "report_to_json", "report_to_text"]

_PROPOSED: Final = (
    "Proposed links, held back (`ldmjira confirm FEATURE`, or send them with "
    "--proposed):"
)


def report_to_json(report: SyncReport) -> str:
    """Write a report as JSON.

    Parameters
    ----------
    report
        What became of a run.

    Returns
    -------
    str
        One object, with a newline at the end.
    """
    data = {
        "verb": report.verb,
        "site": report.site,
        "is_dry_run": report.is_dry,
        "changes": [_outcome_to_data(one) for one in report.outcomes],
        "conflicts": [_conflict_to_data(one) for one in report.conflicts],
        "held": [_held_to_data(one, report.behind) for one in report.held],
        "waiting": [_change_to_data(one) for one in report.waiting],
        "drift": [_change_to_data(one) for one in report.drift],
        "agreed": report.agreed,
        "notes": list(report.notes),
        "requests": {"reads": report.reads, "writes": report.writes},
        "seconds": round(report.seconds, 3),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def report_to_text(report: SyncReport) -> str:
    """Write a report for people, grouped by object.

    Parameters
    ----------
    report
        What became of a run.

    Returns
    -------
    str
        Lines; the counts last.
    """
    told = {one.change for one in report.outcomes}
    lines = change_lines(report.outcomes)
    sections = (
        ("Conflicts, which hold back their own field:", _conflicts(report)),
        ("Held back:", held_lines(report.held)),
        (
            _PROPOSED,
            [] if report.verb == "pull" else _proposals(report),
        ),
        *(
            (f"Waiting for `ldmjira {way}`:", waiting_lines(_of(report, way)))
            for way in (Direction.PUSH, Direction.PULL)
        ),
        (
            "Drift, which is shown and never written (mapping != Jira):",
            _drift([one for one in report.drift if one not in told]),
        ),
        ("In Jira:", seen_lines(report.seen) if report.verb == "pull" else []),
    )
    for title, body in sections:
        if body:
            lines += [title, *(f"  {line}" for line in body)]
    lines += report.notes
    lines += _summary(report)
    return "".join(f"{line}\n" for line in lines)


def _of(report: SyncReport, way: Direction) -> list[Change]:
    return [one for one in report.waiting if one.direction is way]


def _proposals(report: SyncReport) -> list[str]:
    return proposal_lines(report.held, report.behind)


def _conflicts(report: SyncReport) -> list[str]:
    found: list[str] = []
    for one in report.conflicts:
        found += conflict_lines(one)
        found.append(f"  settle it:  {one.command}")
    return found


def conflict_lines(conflict: Conflict) -> list[str]:
    """Lines with all values of a conflict.

    Parameters
    ----------
    conflict
        What both sides changed.

    Returns
    -------
    list of str
        Of long texts the part where they differ.
    """
    mapping, jira, *bases = shown_beside(
        conflict.mapping, conflict.jira, *conflict.bases
    )
    return [
        f"{conflict.slot.object} {conflict.slot.name}: {conflict.reason}",
        *(f"  last agreed {base}" for base in bases or ["unknown"]),
        f"  mapping     {mapping}",
        f"  Jira        {jira}",
    ]


def _drift(changes: Sequence[Change]) -> list[str]:
    return [f"{one.slot.object} {difference(one)}" for one in changes]


def _summary(report: SyncReport) -> list[str]:
    counted = [
        one
        for one in report.outcomes
        if one.change.direction is not Direction.DRIFT
    ]
    done = sum(o.result in {Result.DONE, Result.PLANNED} for o in counted)
    proposals = sum(o.reason is HeldReason.PROPOSED for o in report.held)
    agree = "agrees" if report.agreed == 1 else "agree"
    parts = [f"{_count(report.agreed, 'value')} {agree}"]
    rest = len(report.held) - proposals
    for number, text in (
        (len(report.conflicts), "conflict"),
        (proposals, "proposal"),
        (rest, "other"),
    ):
        if number and text == "conflict":
            parts.append(_count(number, text))
        elif number and text == "proposal":
            parts.append(f"{_count(number, text)} held back")
        elif number:
            parts.append(f"{number} held back for a reason above")
    if report.drift:
        parts.append(f"{len(report.drift)} of drift")
    failed = [o for o in counted if o.result not in _GOOD]
    if failed:
        parts.append(f"{len(failed)} not done")
    would = " to make" if report.is_dry and done else ""
    total = f"{_count(done, 'change')}{would} on {report.site}"
    reads = _count(report.reads, "read")
    writes = _count(report.writes, "write")
    return [
        f"{total}: {', '.join(parts)}",
        f"{reads}, {writes}, {report.seconds:.1f} s",
    ]


_GOOD: Final = frozenset({Result.DONE, Result.PLANNED, Result.AGREED})


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _change_to_data(change: Change) -> dict[str, Any]:
    return {
        "object": change.slot.object,
        "field": change.slot.name,
        "before": change.before,
        "after": change.after,
        "direction": change.direction.value,
        "issue": change.issue,
    }


def _outcome_to_data(outcome: Outcome) -> dict[str, Any]:
    data = _change_to_data(outcome.change)
    data["result"] = outcome.result.value
    if outcome.detail:
        data["detail"] = outcome.detail
    return data


def _conflict_to_data(conflict: Conflict) -> dict[str, Any]:
    return {
        "object": conflict.slot.object,
        "field": conflict.slot.name,
        "bases": list(conflict.bases),
        "mapping": conflict.mapping,
        "jira": conflict.jira,
        "reason": conflict.reason,
        "command": conflict.command,
    }


def _held_to_data(
    held: Held, behind: Mapping[Slot, tuple[str, ...]]
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "object": held.slot.object,
        "field": held.slot.name,
        "after": held.after,
        "reason": held.reason.value,
        "detail": held.detail,
    }
    if held.slot in behind:
        data["requirements"] = list(behind[held.slot])
    return data
