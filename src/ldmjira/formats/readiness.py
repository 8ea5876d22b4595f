"""Whether a campaign can begin, on one screen or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from ldmjira.formats.table import aligned
from ldmjira.formats.terminal import safe_line
from ldmjira.models.readiness import Readiness, ReadyState

__all__ = ["readiness_to_json", "readiness_to_text"]

_SHOWN: Final = 3
_WIDTH: Final = 100
_MARKS: Final = {
    ReadyState.DONE: "[x]",
    ReadyState.OPEN: "[ ]",
    ReadyState.UNKNOWN: "[?]",
}


def readiness_to_text(found: Readiness) -> str:
    """Tell a person, on one screen.

    Parameters
    ----------
    found
        All checks.

    Returns
    -------
    str
        A line for each check, below it the first things that are open.
    """
    return "".join(f"{line}\n" for line in _lines(found))


def readiness_to_json(found: Readiness) -> str:
    """Tell a program, everything that is open included."""
    record = {"ready": found.is_ready, **asdict(found)}
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _lines(found: Readiness) -> Iterator[str]:
    due = f", due {found.due}" if found.due else ""
    yield safe_line(f"{found.milestone}: {found.title}{due}")
    pulled = found.pulled[:16].replace("T", " ")
    yield f"Pulled {pulled} UTC" if pulled else "Never pulled"
    rows = [
        (_MARKS[one.state], one.title, safe_line(one.words))
        for one in found.checks
    ]
    for row, check in zip(aligned(rows), found.checks, strict=True):
        yield row
        for detail in check.details[:_SHOWN]:
            yield f"      {_cut(safe_line(detail))}"
        more = len(check.details) - _SHOWN
        if more > 0:
            yield f"      and {more} more"
    waiting = [one for one in found.checks if one.state is not ReadyState.DONE]
    if waiting:
        titles = ", ".join(one.title.casefold() for one in waiting)
        yield f"Not ready: {titles}."
    else:
        yield "Ready."


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 3]}..."
