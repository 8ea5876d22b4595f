"""The list of milestones, as a table and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from ldmjira.core.coverage import StateCounts
from ldmjira.core.looking import MilestoneList, MilestoneRow
from ldmjira.core.wording import plural

from .table import aligned
from .terminal import safe_line

__all__ = ["milestones_to_json", "milestones_to_text"]

_HEADING: Final = (
    "MILESTONE",
    "DUE",
    "STATE",
    "FEATURES",
    "TESTED",
    "PARTLY",
    "PROPOSED",
    "UNTESTED",
    "ALL IN ALL",
    "TITLE",
)
_NUMBERS: Final = range(3, 8)


def milestones_to_text(found: MilestoneList) -> str:
    """Set the list as a table.

    Parameters
    ----------
    found
        Milestones with the state of their tests.

    Returns
    -------
    str
        Heading, a line for each milestone, and the sum.
    """
    lines = aligned([_HEADING, *map(_cells, found.rows)], right=_NUMBERS)
    count = len(found.rows)
    unfinished = sum(not row.milestone.completed for row in found.rows)
    of = found.features
    sums = ", ".join(
        (
            f"{of.tested} tested",
            f"{of.partly} partly",
            f"{of.proposed} by proposal",
            f"{of.untested} untested",
        )
    )
    milestones = plural(count, "milestone")
    features = plural(of.total, "feature")
    lines += ["", f"{milestones}, {unfinished} open; {features}: {sums}"]
    return "".join(f"{line}\n" for line in lines)


def milestones_to_json(found: MilestoneList) -> str:
    """Give the list to a program.

    Parameters
    ----------
    found
        Milestones with the state of their tests.

    Returns
    -------
    str
        One JSON object.
    """
    report = {
        "milestones": [
            {
                "code": row.code,
                "title": row.milestone.title,
                "due": _date(row.milestone.due),
                "completed": _date(row.milestone.completed),
                "state": _state(row),
                "features": _counts(row.counts),
                "tested": row.state.value,
            }
            for row in found.rows
        ],
        "features": _counts(found.features),
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _cells(row: MilestoneRow) -> tuple[str, ...]:
    done = row.milestone.completed
    counts = row.counts
    return (
        row.code,
        _date(row.milestone.due) or "-",
        f"complete {done}" if done else "open",
        str(counts.total),
        str(counts.tested),
        str(counts.partly),
        str(counts.proposed),
        str(counts.untested),
        row.state.value,
        safe_line(row.milestone.title),
    )


def _state(row: MilestoneRow) -> str:
    return "complete" if row.milestone.completed else "open"


def _counts(counts: StateCounts) -> dict[str, int]:
    return {"total": counts.total, **asdict(counts)}


def _date(value: object) -> str | None:
    return None if value is None else str(value)
