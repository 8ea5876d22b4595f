"""Dates as queries write them: absolute, relative, by function."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from .errors import JqlError
from .syntax import Function, Literal

__all__ = ["DATE_FUNCTIONS", "date_of", "moment_of", "moment_of_function"]

_ABSOLUTE = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?"
)
_PERIOD = re.compile(r"([+-]?)((?:\d+[wdhm]\s*)+)")
_PART = re.compile(r"(\d+)([wdhm])")
_STEP = re.compile(r"([+-]?)(\d+)([yMwdhm]?)")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_PERIODS = {"day": "d", "week": "w", "month": "M", "year": "y"}
_MIDNIGHT = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}


def moment_of(
    value: Literal, *, now: datetime, field: str, is_date: bool
) -> datetime:
    """Read a date.

    Parameters
    ----------
    value
        ``2026-01-31``, ``2026/01/31 14:00``, ``-7d``, or milliseconds.
    now
        The present; bare dates are in its time zone.
    field
        Name of the field, for the message.
    is_date
        Whether the field holds dates without a time.

    Raises
    ------
    JqlError
        If it is no date.
    """
    text = value.text.strip()
    try:
        if value.is_number:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        if found := _ABSOLUTE.fullmatch(text):
            year, _, month, day, hour, minute = found.groups()
            return datetime(
                int(year),
                int(month),
                int(day),
                int(hour or 0),
                int(minute or 0),
                tzinfo=now.tzinfo,
            )
        if found := _PERIOD.fullmatch(text):
            span = timedelta(
                **{
                    _UNITS[unit]: int(count)
                    for count, unit in _PART.findall(found[2])
                }
            )
            return now - span if found[1] == "-" else now + span
    except (ValueError, OverflowError, OSError):
        pass
    formats = (
        "'YYYY/MM/DD', 'YYYY-MM-DD'"
        if is_date
        else "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', "
        "'yyyy-MM-dd'"
    )
    raise JqlError(
        f"Date value '{value.text}' for field '{field}' is invalid. Valid "
        f"formats include: {formats}, or a period format e.g. '-5d', '4w 2d'."
    )


def moment_of_function(call: Function, *, now: datetime) -> datetime:
    """Evaluate ``now()``, ``startOfDay()`` and the like.

    Raises
    ------
    JqlError
        If the arguments are wrong.
    """
    name = call.name.lower()
    most = 0 if name == "now" else 1
    if len(call.arguments) > most:
        raise JqlError(
            f"Function '{call.name}' expected '{most}' arguments but "
            f"received '{len(call.arguments)}'."
        )
    if name == "now":
        return now
    edge, unit = DATE_FUNCTIONS[name]
    moment = now
    if call.arguments:
        moment = _step(moment, call, default=_PERIODS[unit])
    start = _start(moment, unit)
    if edge == "start":
        return start
    following = _shift(start, 1, _PERIODS[unit])
    return following - timedelta(milliseconds=1)


DATE_FUNCTIONS: dict[str, tuple[str, str]] = {
    "now": ("", ""),
    **{
        f"{edge}of{unit}": (edge, unit)
        for edge in ("start", "end")
        for unit in _PERIODS
    },
}
"""Functions that give a moment, by name in lower case."""


def _step(moment: datetime, call: Function, *, default: str) -> datetime:
    """Move a moment by the argument of a function (``-1M``)."""
    found = _STEP.fullmatch(call.arguments[0].strip())
    if found is None:
        raise JqlError(
            f"Duration for function '{call.name}' should have the format "
            "(+/-)n(yMwdm), e.g -1M for 1 month earlier."
        )
    count = int(found[2]) * (-1 if found[1] == "-" else 1)
    try:
        return _shift(moment, count, found[3] or default)
    except (ValueError, OverflowError):
        raise JqlError(
            f"Duration '{call.arguments[0]}' for function '{call.name}' is "
            "too long."
        ) from None


def _shift(moment: datetime, count: int, unit: str) -> datetime:
    """Move a moment by whole units."""
    if unit in _UNITS:
        return moment + timedelta(**{_UNITS[unit]: count})
    months = moment.year * 12 + moment.month - 1
    months += count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _start(moment: datetime, unit: str) -> datetime:
    """Return the beginning of the day, week (Sunday), month or year."""
    day = moment.replace(**_MIDNIGHT)  # type: ignore[arg-type]
    starts: dict[str, Callable[[], datetime]] = {
        "day": lambda: day,
        "week": lambda: day - timedelta(days=(day.weekday() + 1) % 7),
        "month": lambda: day.replace(day=1),
        "year": lambda: day.replace(month=1, day=1),
    }
    return starts[unit]()


def date_of(moment: datetime, now: datetime) -> date:
    """Return the day of a moment, in the zone of the one who asks."""
    return moment.astimezone(now.tzinfo).date()
