"""Write JQL; every value goes through one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

__all__ = ["any_of", "chunks", "quote_jql"]

_NAMED: Final = {
    "\\": r"\\",
    '"': r"\"",
    "\t": r"\t",
    "\n": r"\n",
    "\r": r"\r",
}
_LAST_ESCAPABLE: Final = 0xFFFF


def quote_jql(value: str) -> str:
    """Quote a value, so that no value can say anything but itself.

    Parameters
    ----------
    value
        Any text.

    Returns
    -------
    str
        The text as a JQL string in double quotes.
    """
    return f'"{"".join(map(_escape, value))}"'


def any_of(field: str, values: Iterable[str]) -> str:
    """Write a clause that any of the values meets.

    Parameters
    ----------
    field
        Name of a JQL field; it is ours, never from outside.
    values
        At least one value.

    Returns
    -------
    str
        ``labels in ("a", "b")``.
    """
    return f"{field} in ({', '.join(map(quote_jql, values))})"


def chunks(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut a sequence into parts.

    Parameters
    ----------
    values
        What to cut.
    size
        Length of each part but the last.

    Yields
    ------
    Sequence of str
        The parts, in order.
    """
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _escape(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    is_plain = character == " " or character.isprintable()
    if is_plain or ord(character) > _LAST_ESCAPABLE:
        return character
    return f"\\u{ord(character):04x}"
