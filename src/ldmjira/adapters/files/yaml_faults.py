"""What is wrong with a YAML text, in words that a person understands."""

from __future__ import annotations

import re
from typing import Final

import yaml

from ldmjira.exceptions import Problem

from .scalars import FORBIDDEN, has_forbidden

__all__ = [
    "MAX_BYTES",
    "MAX_PROBLEMS",
    "Faults",
    "GiveUpError",
    "character_fault",
    "explain",
    "find_conflict_markers",
    "shown",
    "too_big",
    "without_forbidden",
]

MAX_BYTES: Final = 4 * 1024 * 1024
"""Size above which a file is refused before it is read."""

MAX_PROBLEMS: Final = 100
"""Problems that are told of one file."""

_SHOWN: Final = 60


class GiveUpError(Exception):
    """The rest of the text cannot be read, or is not worth it."""


class Faults:
    """Faults of one file; a hostile file cannot make them endless."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, line: int, message: str, value: str = "") -> None:
        """Add one fault; of too many, give up."""
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(Problem(self.file, line, message, value))
            return
        more = "more problems follow; mend those above first"
        self.found.append(Problem(self.file, line, more))
        raise GiveUpError

    def told(self) -> tuple[Problem, ...]:
        """All faults, by line."""
        return tuple(sorted(self.found))


def shown(value: object) -> str:
    """Show a value in a message: short, and safe for a terminal."""
    text = value if isinstance(value, str) else repr(value)
    cut = text[:_SHOWN]
    safe = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)
    return safe if len(text) <= _SHOWN else f"{safe}..."


def explain(error: yaml.YAMLError, text: str, faults: Faults) -> None:
    """Add the fault that stopped the parser.

    Parameters
    ----------
    error
        What the parser said.
    text
        The text that it read.
    faults
        Where to add it.
    """
    if not isinstance(error, yaml.MarkedYAMLError):
        faults.add(1, f"this is not YAML: {shown(str(error))}")
        return
    said = f"{error.context or ''}; {error.problem or ''}"
    mark = error.problem_mark
    if mark is None or any(part in said for part in _TOLD_WHERE_BEGUN):
        mark = error.context_mark or mark
    line = 1 if mark is None else mark.line + 1
    tabs = _indenting_tabs(text, until=line)
    for place in tabs:
        faults.add(place, "a tab indents this line; YAML takes spaces only")
    if not tabs:
        words = next((w for part, w in _WORDS.items() if part in said), None)
        message = words or f"this is not YAML: {shown(error.problem or '')}"
        at = "" if mark is None else text[mark.index : mark.index + 1]
        faults.add(line, message, shown(at) if at.strip() else "")


# What is left open is looked for at its beginning, not where the text ends.
_TOLD_WHERE_BEGUN: Final = (
    "while scanning a quoted scalar",
    "while parsing a flow",
    "could not find expected ':'",
)
_MISFIT: Final = "this line does not fit the ones above; check its indentation"
_BAD_ESCAPE: Final = (
    "this escape is not a character; write the character itself"
)
_WORDS: Final = {
    "cannot start any token": (
        "a text cannot begin with this character; put the text in quotes"
    ),
    "mapping values are not allowed": (
        "a colon stands where none can; put text that holds `: ` in quotes, "
        "and check the indentation"
    ),
    "could not find expected ':'": (
        "this is neither `key: value` nor a list element (`- element`)"
    ),
    "block sequence entries are not allowed": (
        "a list element cannot stand here; begin it on a line of its own"
    ),
    "expected ',' or": (
        "a bracket or brace is not closed, or a comma is missing"
    ),
    "invalid Unicode character escape": _BAD_ESCAPE,
    "unknown escape character": _BAD_ESCAPE,
    "hexdecimal number": _BAD_ESCAPE,
    "while scanning a quoted scalar": "a quoted text does not end",
    "expected <block end>": _MISFIT,
    "did not find expected key": _MISFIT,
    "expected '-' indicator": _MISFIT,
    "expected <document start>": _MISFIT,
    "found a tab character": "a tab stands here; YAML takes spaces only",
}
"""What the parser says, and what it means."""

_INDENTING_TAB: Final = re.compile(r" *\t\s*\S")
_MARKER: Final = re.compile(
    r"^(<{7}|\|{7}|={7}|>{7})(?=[ \t\r\n]|$)", re.MULTILINE
)


def _indenting_tabs(text: str, *, until: int) -> list[int]:
    lines = [
        number
        for number, line in enumerate(text.split("\n"), start=1)
        if _INDENTING_TAB.match(line)
    ]
    return lines[:MAX_PROBLEMS] if lines and lines[0] <= until else []


def find_conflict_markers(text: str, faults: Faults) -> bool:
    """Whether a merge left its markers; each is a fault."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return False
    for found in _MARKER.finditer(text):
        faults.add(
            text.count("\n", 0, found.start()) + 1,
            "a merge conflict was left here; choose one side and take the "
            "markers out",
            found.group(),
        )
    return bool(faults.found)


def without_forbidden(text: str, faults: Faults) -> str:
    """Replace characters that no file may hold; each is a fault."""
    if not has_forbidden(text):
        return text
    if text.startswith("\ufeff"):
        faults.add(
            1,
            "the file begins with a byte order mark; save it as UTF-8 "
            "without one",
        )
        text = text[1:]
    for each in FORBIDDEN.finditer(text):
        line = text.count("\n", 0, each.start()) + 1
        faults.add(line, *character_fault(each.group()))
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def character_fault(character: str) -> tuple[str, str]:
    """Message and value for a character that no file may hold."""
    code = f"U+{ord(character):04X}"
    if character == "\x00":
        return "a NUL character stands here; take it out", code
    if "\ud800" <= character <= "\udfff":
        return "half of a surrogate pair is not text; take it out", code
    if character in "\r\u2028\u2029\x85":
        return "this line break is not one for YAML; use a newline", code
    if character == "\ufeff":
        return "a byte order mark stands inside the text; take it out", code
    return "a control character stands here; take it out", code


def too_big(file: str, size: int, *, limit: int = MAX_BYTES) -> Problem:
    """Say that a file is too large."""
    return Problem(
        file,
        1,
        f"the file is too large (more than {limit // 1024**2} MB); split it",
        f"{size} bytes",
    )
