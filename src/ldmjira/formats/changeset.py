"""Reports of a sync as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
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
from ldmjira.models.slots import Value

__all__ = ["report_to_json", "report_to_text"]

_WIDTH: Final = 60
_SHOWN: Final = 4
_SIGNS: Final = {
    Direction.PUSH: "->",
    Direction.PULL: "->",
    Direction.DRIFT: "!=",
}


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
        "site": report.site,
        "changes": [_outcome_to_data(one) for one in report.outcomes],
        "conflicts": [_conflict_to_data(one) for one in report.conflicts],
        "held": [_held_to_data(one) for one in report.held],
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
    lines: list[str] = []
    lines += _grouped(
        (one.change.slot.object, _outcome_line(one)) for one in report.outcomes
    )
    sections = (
        ("Conflicts, which hold back their own field:", _conflicts(report)),
        ("Held back:", _held(report.held)),
        ("Waiting for another command:", _waiting(report.waiting)),
        (
            "Drift, which is shown and never written (mapping != Jira):",
            [] if report.verb == "diff" else _drift(report.drift),
        ),
    )
    for title, body in sections:
        if body:
            lines += [title, *(f"  {line}" for line in body)]
    lines += report.notes
    lines += _summary(report)
    return "".join(f"{line}\n" for line in lines)


def _grouped(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    last = ""
    for code, line in rows:
        if code != last:
            yield code
            last = code
        yield f"  {line}"


def _outcome_line(outcome: Outcome) -> str:
    change = outcome.change
    if change.is_create:
        text = f"create {shown(change.after)}"
    elif change.slot.element:
        sign = "+" if change.after is True else "-"
        where = "" if change.direction is Direction.PUSH else " (mapping)"
        text = f"{sign} {change.slot.field} {change.slot.element}{where}"
    else:
        text = _difference(change)
    match outcome.result:
        case Result.PLANNED | Result.DONE:
            tail = ""
        case _:
            tail = f"  [{outcome.result.value}: {outcome.detail}]"
    return f"{text}{tail}"


def _difference(change: Change) -> str:
    sign = _SIGNS[change.direction]
    return (
        f"{change.slot.name}: {shown(change.before)} {sign} "
        f"{shown(change.after)}{_where(change)}"
    )


def _where(change: Change) -> str:
    return "  (mapping)" if change.direction is Direction.PULL else ""


def _conflicts(report: SyncReport) -> list[str]:
    found: list[str] = []
    for one in report.conflicts:
        bases = " or ".join(shown(base) for base in one.bases) or "unknown"
        found += [
            f"{one.slot.object} {one.slot.name}: {one.reason}",
            f"  last agreed {bases}",
            f"  mapping     {shown(one.mapping)}",
            f"  Jira        {shown(one.jira)}",
            f"  settle it:  {one.command}",
        ]
    return found


def _held(held: Sequence[Held]) -> list[str]:
    found: list[str] = []
    for reason in HeldReason:
        groups: dict[tuple[str, str], list[Held]] = {}
        for one in held:
            if one.reason is reason:
                key = one.slot.object, one.detail
                groups.setdefault(key, []).append(one)
        is_told_once = len({detail for _, detail in groups}) == 1
        for number, ((code, detail), group) in enumerate(groups.items()):
            names = _listed([one.slot.name for one in group])
            line = f"{code} {names}: {reason.value}"
            if detail and (number == 0 or not is_told_once):
                line += f" ({detail})"
            found.append(line)
    return found


def _listed(names: Sequence[str]) -> str:
    """Names of slots; of many elements only some, and their number."""
    unique = list(dict.fromkeys(names))
    if len(unique) <= _SHOWN:
        return ", ".join(unique)
    rest = len(unique) - _SHOWN + 1
    return f"{', '.join(unique[: _SHOWN - 1])} and {rest} more"


def _waiting(changes: Sequence[Change]) -> list[str]:
    return [
        f"{one.slot.object} {_difference(one)}  "
        f"(`ldmjira {one.direction.value}`)"
        for one in changes
    ]


def _drift(changes: Sequence[Change]) -> list[str]:
    return [f"{one.slot.object} {_difference(one)}" for one in changes]


def _summary(report: SyncReport) -> list[str]:
    counted = report.outcomes
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


def shown(value: Value) -> str:
    """A value on one line, cut if it is long.

    Parameters
    ----------
    value
        Value of a slot.

    Returns
    -------
    str
        ``(none)`` for an empty one. Control characters are made visible.
    """
    match value:
        case None:
            return "(none)"
        case True:
            return "linked"
        case False:
            return "not linked"
    text = value.replace("\n", "\\n")
    text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return f"{text[: _WIDTH - 3]}..." if len(text) > _WIDTH else text


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


def _held_to_data(held: Held) -> dict[str, Any]:
    return {
        "object": held.slot.object,
        "field": held.slot.name,
        "after": held.after,
        "reason": held.reason.value,
        "detail": held.detail,
    }
