"""Values on one line, and several beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Final

from ldmjira.models.slots import Value

__all__ = ["shown", "shown_beside"]

_LENGTH: Final = 60
_LEAD: Final = 24
"""Characters shown before the place where long texts begin to differ."""
_CUT: Final = "..."


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
    return _cut(_whole(value))


def shown_beside(*values: Value) -> tuple[str, ...]:
    """Values that are to be compared, each on one line.

    Parameters
    ----------
    values
        What one side says, and the other, and perhaps what was agreed.

    Returns
    -------
    tuple of str
        Of long texts that begin alike, the part where they differ.
    """
    texts = {value: _whole(value) for value in values}
    long = [
        text
        for value, text in texts.items()
        if isinstance(value, str) and len(text) > _LENGTH
    ]
    alike = [
        text
        for value, text in texts.items()
        if isinstance(value, str) and len(text) > _LEAD
    ]
    start = _agreeing(alike) - _LEAD if long else 0
    if len(alike) < 2 or start <= len(_CUT):  # noqa: PLR2004
        return tuple(_cut(texts[value]) for value in values)
    # Not in the middle of a word, if there is a space near.
    space = alike[0].find(" ", start, start + _LEAD)
    start = space + 1 if space >= 0 else start
    return tuple(
        _cut(_CUT + texts[value][start:])
        if texts[value] in alike
        else _cut(texts[value])
        for value in values
    )


def _agreeing(texts: Iterable[str]) -> int:
    """Count the characters with which all texts begin."""
    places = zip(*texts, strict=False)
    return sum(
        1 for _ in takewhile(lambda place: len(set(place)) == 1, places)
    )


def _whole(value: Value) -> str:
    match value:
        case None:
            return "(none)"
        case True:
            return "linked"
        case False:
            return "not linked"
    text = value.replace("\n", "\\n")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _cut(text: str) -> str:
    if len(text) <= _LENGTH:
        return text
    return f"{text[: _LENGTH - len(_CUT)]}{_CUT}"
