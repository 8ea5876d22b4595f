"""The small grammars that both forms of LDM-564 share, on plain text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from ldmjira.models.keys import FeatureCode, MilestoneCode

__all__ = [
    "DUE",
    "FEATURE_START",
    "LABEL_END",
    "Schedule",
    "UnreadableError",
    "is_complete",
    "parse_feature",
    "parse_heading",
    "parse_schedule",
    "split_due",
]

DUE: Final = re.compile(r"\bDue\s?:")
"""The beginning of a due clause."""

LABEL_END: Final = re.compile(r":\s*LDM-[\w-]+[\s*_#.]*$")
"""A heading that ends as those of milestones do."""

FEATURE_START: Final = re.compile(r"[*_`]*DM-[A-Z0-9-]+[*_`]*\s*:")
"""A line that begins as those of features do."""

_MARKS: Final = " *_`"
_DATE: Final = r"\d{4}-\d{2}-\d{2}"
_CLAUSE: Final = re.compile(
    rf"(?P<due>{_DATE}|TBD|TBC)"
    r"(?:\s?[;,]\s?(?:"
    r"(?P<open>(?:currently\s)?incomplete)"
    rf"|completed:?\s(?P<done>{_DATE})"
    r"))?",
    re.IGNORECASE,
)
_DASHES: Final = re.compile(r"(?<=\d)[‐‑‒–—−]{1,2}(?=\d)")  # noqa: RUF001
_MILESTONE: Final = TypeAdapter(MilestoneCode)
_FEATURE: Final = TypeAdapter(FeatureCode)


class UnreadableError(Exception):
    """A text does not have the form that it should have."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a due clause says; ``stated`` if it names the state at all."""

    due: dt.date | None
    completed: dt.date | None
    stated: bool


def split_due(text: str) -> tuple[str, str]:
    """Take the one due clause off the end of a text.

    Parameters
    ----------
    text
        One item, or the line below a heading; single blanks only.

    Returns
    -------
    tuple of str
        What stands before the clause, and what the clause says, both
        without the brackets and marks of emphasis between them.

    Raises
    ------
    UnreadableError
        If there is no due clause, or more than one.
    """
    found = list(DUE.finditer(text))
    if not found:
        raise UnreadableError("no 'Due:' clause")
    if len(found) > 1:
        raise UnreadableError(
            f"{len(found)} 'Due:' clauses where one is expected"
        )
    head = text[: found[0].start()].rstrip(_MARKS)
    # One bracket only: the title before it may end with brackets too.
    head = head.removesuffix("(").rstrip(_MARKS)
    return head, text[found[0].end() :].strip(_MARKS + "().;")


def parse_schedule(clause: str) -> Schedule:
    """Read ``2019-02-28; completed 2017-12-01`` and its like.

    Parameters
    ----------
    clause
        What stands behind ``Due:``, as `split_due` gives it.

    Returns
    -------
    Schedule
        Both dates; ``TBD`` is none.

    Raises
    ------
    UnreadableError
        If the clause says anything else, or names no real day.
    """
    match = _CLAUSE.fullmatch(_DASHES.sub("-", clause))
    if match is None:
        raise UnreadableError(
            f"'Due: {_short(clause)}' is not of the form "
            "'Due: YYYY-MM-DD; completed YYYY-MM-DD' "
            "or 'Due: YYYY-MM-DD; currently incomplete'"
        )
    due, done = match["due"], match["done"]
    return Schedule(
        due=_day(due) if due[0].isdigit() else None,
        completed=_day(done) if done else None,
        stated=bool(done or match["open"]),
    )


def parse_feature(text: str) -> tuple[str, str, Schedule]:
    """Read ``DM-AP-4: DIASource association (Due: ...)``.

    Parameters
    ----------
    text
        One item, in plain text.

    Returns
    -------
    tuple
        Code, title and dates.

    Raises
    ------
    UnreadableError
        If it has another form.
    """
    head, clause = split_due(text)
    code, colon, title = head.partition(":")
    code, title = code.strip(_MARKS), title.strip(_MARKS)
    if not colon:
        raise UnreadableError("no colon between the code and the title")
    if not _is_valid(_FEATURE, code):
        raise UnreadableError(f"'{_short(code)}' is not a feature code")
    if not title:
        raise UnreadableError(f"no title behind {code}")
    return code, title, parse_schedule(clause)


def parse_heading(text: str) -> tuple[str, str]:
    """Read ``HSC reprocessing: LDM-503-02``.

    The label is what stands behind the last colon: titles hold colons.

    Parameters
    ----------
    text
        Heading without its number, in plain text.

    Returns
    -------
    tuple of str
        Code and title.

    Raises
    ------
    UnreadableError
        If it has another form.
    """
    title, colon, code = text.rpartition(":")
    code, title = code.strip(_MARKS + "."), title.strip(_MARKS)
    if not colon:
        raise UnreadableError("no colon between the title and the label")
    if not _is_valid(_MILESTONE, code):
        raise UnreadableError(f"'{_short(code)}' is not a milestone's label")
    if not title:
        raise UnreadableError(f"no title before {code}")
    return code, title


def is_complete(text: str) -> bool:
    """Whether a text has its due clause, and all of it.

    Parameters
    ----------
    text
        Item or paragraph as far as it was read.

    Returns
    -------
    bool
        False if the rest may stand on the next line or page.
    """
    match = DUE.search(text)
    if match is None:
        return False
    if ")" in text[match.end() :]:
        return True
    try:
        return parse_schedule(split_due(text)[1]).stated
    except UnreadableError:
        return False


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnreadableError(f"{text} is not a day of any calendar") from None


def _is_valid(adapter: TypeAdapter[str], code: str) -> bool:
    try:
        adapter.validate_python(code)
    except ValidationError:
        return False
    return True


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
