"""Agreements with Jira that a pull recorded: one line for each slot.

A line is known by its content, which names the line it replaced: so a line
that `git revert` brings back is the old line, the same pull on two branches
is one line, and agreeing on an old value anew is a new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ldmjira.exceptions import MappingError, Problem

from .slots import Value

__all__ = [
    "LONG_TEXT",
    "Baseline",
    "Intent",
    "Line",
    "baseline_from_text",
    "baseline_to_text",
    "canonical",
]

LONG_TEXT: Final = 200
"""Length above which logs and lines hold a text's hash."""

_VERSION: Final = 1


def canonical(value: Value) -> Value:
    """Form of a value that push logs and baseline lines hold.

    Values are compared in this form: a long text is its hash.

    Parameters
    ----------
    value
        Value of a slot, in normal form.

    Returns
    -------
    str, bool or None
        The value, or ``sha256:`` and the hash of a long text.
    """
    if isinstance(value, str) and len(value) > LONG_TEXT:
        digest = hashlib.sha256(value.encode("utf-8", "surrogatepass"))
        return f"sha256:{digest.hexdigest()}"
    return value


@dataclass(frozen=True, slots=True)
class Intent:
    """That a value is about to be written; settled by the line after.

    Parameters
    ----------
    value
        Value that is to be agreed.
    id
        Id of the log entry of a push outside git; empty for a pull.
    """

    value: Value
    id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The last agreement on one slot.

    Parameters
    ----------
    value
        Value agreed, in canonical form.
    at
        Id of the newest log entry about the slot at that time; empty if
        there was none. ``None`` if nothing was agreed yet (only intended).
    after
        `id` of the line that this one replaced; empty for a first line.
    intent
        Write that was begun and not settled.
    """

    value: Value
    at: str | None
    after: str = ""
    intent: Intent | None = None

    @property
    def id(self) -> str:
        """Short hash of what was agreed, an intent aside."""
        text = json.dumps([self.value, self.at, self.after])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def is_agreed(self) -> bool:
        """Whether a value was agreed."""
        return self.at is not None

    def settled(self) -> Line:
        """The line without its intent."""
        return replace(self, intent=None)


@dataclass(frozen=True)
class Baseline:
    """Lines of one object, by the slot's name.

    Parameters
    ----------
    object
        Our code of the object.
    issue
        Id of the object's issue, by which a moved one is followed.
    lines
        By `~ldmjira.models.slots.Slot.name`.
    """

    object: str
    issue: str = ""
    lines: Mapping[str, Line] = field(default_factory=dict)

    def with_lines(self, lines: Mapping[str, Line]) -> Baseline:
        """The same with some lines replaced or added."""
        return replace(self, lines={**self.lines, **lines})

    def without_intent(self, name: str) -> Baseline:
        """The same without one intent; a line that was no more goes."""
        lines = dict(self.lines)
        settled = lines.pop(name).settled()
        if settled.is_agreed:
            lines[name] = settled
        return replace(self, lines=lines)


def baseline_to_text(baseline: Baseline) -> str:
    """Write a baseline as JSON: sorted, one line of text for each slot.

    Parameters
    ----------
    baseline
        Baseline of one object.

    Returns
    -------
    str
        The same bytes for the same baseline.
    """
    rows = [
        f"    {_dump(name)}: {_dump(_line_to_data(line))}"
        for name, line in sorted(baseline.lines.items())
    ]
    lines = "{\n" + ",\n".join(rows) + "\n  }" if rows else "{}"
    return (
        "{\n"
        f'  "v": {_VERSION},\n'
        f'  "object": {_dump(baseline.object)},\n'
        f'  "issue": {_dump(baseline.issue)},\n'
        f'  "lines": {lines}\n'
        "}\n"
    )


def baseline_from_text(text: str, *, file: str) -> Baseline:
    """Read what `baseline_to_text` wrote.

    Parameters
    ----------
    text
        Content of a baseline file.
    file
        Name of the file, for the error.

    Returns
    -------
    Baseline
        Baseline of one object.

    Raises
    ------
    MappingError
        If it is no baseline, such as after a merge with conflicts.
    """
    try:
        return _from_data(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MappingError(
            "A baseline cannot be read",
            [
                Problem(
                    file,
                    getattr(error, "lineno", 1),
                    f"this is no baseline: {error}",
                )
            ],
            hint="Settle the merge, or take back the last committed version.",
        ) from None


def _from_data(data: Any) -> Baseline:
    if data["v"] != _VERSION:
        raise ValueError(f"version {data['v']} is not known")
    return Baseline(
        object=str(data["object"]),
        issue=str(data.get("issue", "")),
        lines={
            str(name): _line_from_data(line)
            for name, line in data["lines"].items()
        },
    )


def _dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=False)


def _line_to_data(line: Line) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if line.is_agreed:
        data |= {"value": line.value, "at": line.at}
    if line.after:
        data["after"] = line.after
    if line.intent is not None:
        data["intent"] = {"value": line.intent.value}
        if line.intent.id:
            data["intent"]["id"] = line.intent.id
    return data


def _line_from_data(data: Mapping[str, Any]) -> Line:
    intent = data.get("intent")
    return Line(
        value=_value(data["value"]) if "at" in data else None,
        at=str(data["at"]) if "at" in data else None,
        after=str(data.get("after", "")),
        intent=None
        if intent is None
        else Intent(_value(intent["value"]), str(intent.get("id", ""))),
    )


def _value(value: Any) -> Value:
    if value is None or isinstance(value, (str, bool)):
        return value
    raise TypeError(f"{value!r} is no value")
