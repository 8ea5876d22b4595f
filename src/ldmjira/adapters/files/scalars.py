"""Single values in YAML: what plain text means, and how to write text.

Reading follows the core schema of YAML 1.2, with one difference: dates stay
text. Writing quotes whatever YAML 1.1 or 1.2 might take for something else,
so that no reader of the files ever sees a section ``3.10`` as a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

__all__ = [
    "FORBIDDEN",
    "Scalar",
    "has_forbidden",
    "resolve_plain",
    "write_scalar",
]

Scalar = str | int | float | bool | None

FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
    "\ud800-\udfff]|\r(?!\n)"
)
"""Characters that no file and no value may hold."""

_ASCII_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})

_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_NUMBERS: Final[
    tuple[tuple[re.Pattern[str], Callable[[str], Scalar]], ...]
] = (
    (re.compile(r"[-+]?[0-9]+"), int),
    (
        re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
        float,
    ),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (
        re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"),
        lambda text: float(text.replace(".", "")),
    ),
)
_LONGEST_NUMBER: Final = 300

# What may stand without quotes: begins with a letter, a digit or a bracket
# that means nothing to YAML, and goes on with what never ends a plain text.
_PLAIN: Final = re.compile(
    r"[A-Za-z0-9(\u00c0-\u024f][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# YAML 1.1 and 1.2 together, in any case of letters, and generously.
_OTHER_TYPE: Final = re.compile(
    r"null|true|false|yes|no|on|off|y|n"
    r"|[-+]?[0-9][0-9_]*(:[0-9_]*)*(\.[0-9_]*)?([eE][-+]?[0-9]*)?"
    r"|0[box][0-9a-f_]+"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?",
    re.IGNORECASE,
)
_FLOW_MARK: Final = re.compile(r"[,\[\]{}?]")
_ESCAPES: Final = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
}
_ESCAPED: Final = re.compile(r'[\\"\n\t\r]')


def has_forbidden(text: str) -> bool:
    """Whether a text holds a character that none may hold."""
    if text.isascii():  # as most are: a tenth of the time
        data = text.encode("ascii")
        if len(data.translate(None, _ASCII_CONTROLS)) == len(data):
            return False
    return FORBIDDEN.search(text) is not None


def resolve_plain(text: str) -> Scalar:
    """Value of a plain (unquoted) scalar.

    Parameters
    ----------
    text
        As the parser gives it.

    Returns
    -------
    str, int, float, bool or None
        Text, unless the core schema of YAML 1.2 says otherwise.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > _LONGEST_NUMBER:
        return text
    for pattern, convert in _NUMBERS:
        if pattern.fullmatch(text):
            return convert(text)
    return text


def write_scalar(value: Scalar, *, flow: bool = False) -> str:
    """Text of a value on one line.

    Parameters
    ----------
    value
        Value to write.
    flow
        Whether it will stand inside brackets, where a comma ends it.

    Returns
    -------
    str
        Plain where every reader agrees on it, else in double quotes. A
        whole date in ISO form stands plain, as people write it.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _write_float(value)
    return value if _is_plain(value, flow=flow) else _quoted(value)


def _is_plain(text: str, *, flow: bool) -> bool:
    if not _PLAIN.fullmatch(text):
        return False
    if _OTHER_TYPE.fullmatch(text):
        return _DATE.fullmatch(text) is not None
    return not (
        text.endswith((" ", ":"))
        or ": " in text
        or " #" in text
        or (flow and _FLOW_MARK.search(text) is not None)
    )


def _quoted(text: str) -> str:
    inner = _ESCAPED.sub(lambda found: _ESCAPES[found.group()], text)
    return f'"{inner}"'


def _write_float(value: float) -> str:
    if value != value:  # noqa: PLR0124  (not a number)
        return ".nan"
    if value in {float("inf"), float("-inf")}:
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    return text if "." in text else text.replace("e", ".0e", 1)
