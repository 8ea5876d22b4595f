"""Cut a query into tokens, with Jira's words for what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import JqlError

__all__ = ["RESERVED_WORDS", "Lexeme", "place", "refuse", "tokenize"]

_RESERVED_WORDS = """
    abort access add after alias all alter and any as asc audit avg before
    begin between boolean break by byte catch cf changed char character check
    checkpoint collate collation column commit connect continue count create
    current date decimal declare decrement default defaults define delete
    delimiter desc difference distinct divide do double drop during else empty
    encoding end equals escape exclusive exec execute exists explain false
    fetch field file first float for from function go goto grant greater group
    having identified if immediate in increment index initial inner inout
    input insert int integer intersect intersection into is isempty isnull
    join last left less like limit lock long max min minus mode modify modulo
    more multiply next noaudit not notin nowait null number object of on
    option or order outer output power previous prior privileges public raise
    raw remainder rename resource return returns revoke right row rowid rownum
    rows select session set share size sqrt start strict string subtract sum
    synonym table then to trans transaction trigger true uid union unique
    update user validate values view was when whenever where while with
"""
RESERVED_WORDS: frozenset[str] = frozenset(_RESERVED_WORDS.split())
"""Words that must be quoted to be a value or the name of a field."""

_KEYWORDS = {
    "and": "AND",
    "or": "OR",
    "not": "NOT",
    "in": "IN",
    "is": "IS",
    "empty": "EMPTY",
    "null": "EMPTY",
    "order": "ORDER",
    "by": "BY",
    "asc": "ASC",
    "desc": "DESC",
    "cf": "CUSTOMFIELD",
    "was": "WAS",
    "changed": "CHANGED",
    "before": "BEFORE",
    "after": "AFTER",
    "from": "FROM",
    "to": "TO",
    "on": "ON",
    "during": "DURING",
}

_SYMBOLS = {
    "=": "EQUALS",
    "!=": "NOT_EQUALS",
    "<": "LT",
    ">": "GT",
    "<=": "LTEQ",
    ">=": "GTEQ",
    "~": "LIKE",
    "!~": "NOT_LIKE",
    "!": "BANG",
    "(": "LPAREN",
    ")": "RPAREN",
    ",": "COMMA",
    "[": "LBRACKET",
    "]": "RBRACKET",
    "&": "AND",
    "&&": "AND",
    "|": "OR",
    "||": "OR",
}

_CONTROL = (
    "\\x00-\\x09\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ufdd0-\\ufdef\\ufffe\\uffff"
)
_RESERVED = "{}*/%+^$#@?;"
_STOP = re.escape(_RESERVED) + _CONTROL
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<symbol>[!<>]=|!~|&&|\|\||[=<>~!(),\[\]&|])
    | (?P<quoted>"(?:\\.|[^"\\{_CONTROL}])*"|'(?:\\.|[^'\\{_CONTROL}])*')
    | (?P<word>(?:\\.|[^\s\\"'=!<>()~,\[\]|&{_STOP}])+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([tnr\"'\\ ]))")
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}
_VALID = (
    r"The valid escape sequences are \', \", \t, \n, \r, \\, '\ ' and \uXXXX."
)
_UNFINISHED = re.compile(rf"(?:\\.|[^\\{_CONTROL}])*", re.DOTALL)
_LONG = 2**63


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One token: its kind, what it says, and where it stands."""

    kind: str
    text: str
    start: int


def place(query: str, start: int) -> str:
    """Say where a character stands, as Jira's messages end."""
    line = query.count("\n", 0, start) + 1
    column = start - (query.rfind("\n", 0, start) + 1) + 1
    return f"(line {line}, character {column})"


def refuse(
    message: str, query: str = "", start: int | None = None
) -> JqlError:
    """Make the error for a query that cannot be read."""
    where = "" if start is None else f" {place(query, start)}"
    return JqlError(f"Error in the JQL Query: {message}{where}")


def tokenize(query: str) -> Iterator[Lexeme]:
    """Yield the tokens of a query.

    Raises
    ------
    JqlError
        At the first character that cannot be read.
    """
    at = 0
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:
            raise _unreadable(query, at)
        kind, text = found.lastgroup, found.group()
        if kind == "symbol":
            yield Lexeme(_SYMBOLS[text], text, at)
        elif kind == "quoted":
            yield Lexeme("QUOTED", _unescape(query, text[1:-1], at + 1), at)
        elif kind == "word":
            yield _word(query, text, at)
        at = found.end()


def _word(query: str, text: str, at: int) -> Lexeme:
    """Classify an unquoted word."""
    lowered = text.lower()
    if lowered in _KEYWORDS:
        return Lexeme(_KEYWORDS[lowered], text, at)
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit():
        if not -_LONG <= int(text) < _LONG:
            raise refuse(
                f"'{text}' is not a valid number. Numbers must be between "
                f"{-_LONG:,} and {_LONG - 1:,}.",
                query,
                at,
            )
        kind = "POSNUMBER" if digits == text else "NEGNUMBER"
        return Lexeme(kind, text, at)
    if lowered in RESERVED_WORDS:
        raise refuse(
            f"'{text}' is a reserved JQL word. You must surround it in "
            "quotation marks to use it in a query.",
            query,
            at,
        )
    return Lexeme("STRING", _unescape(query, text, at), at)


def _unescape(query: str, text: str, at: int) -> str:
    """Resolve the escapes of a string that begins at this place."""
    if "\\" not in text:
        return text
    parts: list[str] = []
    done = 0
    while (slash := text.find("\\", done)) >= 0:
        found = _ESCAPE.match(text, slash)
        if found is None:
            raise _bad_escape(query, at + slash)
        parts.append(text[done:slash])
        code, char = found.groups()
        parts.append(chr(int(code, 16)) if code else _ESCAPED.get(char, char))
        done = found.end()
    parts.append(text[done:])
    return "".join(parts)


def _bad_escape(query: str, at: int) -> JqlError:
    """Refuse an escape: as much of it as could have been one is shown."""
    if at + 1 >= len(query):
        return refuse(
            f"The escape sequence has not been completed. {_VALID}", query, at
        )
    end = at + 2
    if query[at + 1] == "u":
        while end < at + 6 and query[end : end + 1].lower() in set(
            "0123456789abcdef"
        ):
            end += 1
        end += 1
    shown = query[at:end]
    return refuse(
        f"'{shown}' is an illegal JQL escape sequence. {_VALID}", query, at
    )


def _unreadable(query: str, at: int) -> JqlError:
    """Say why no token begins here."""
    char = query[at]
    if char == "\\":
        return _bad_escape(query, at)
    if char in "\"'":
        return _unfinished(query, at)
    if char in _RESERVED:
        return refuse(
            f"The character '{char}' is a reserved JQL character. You must "
            "enclose it in a string or use the escape "
            f"'\\u{ord(char):04x}' instead.",
            query,
            at,
        )
    return _illegal(query, at)


def _illegal(query: str, at: int) -> JqlError:
    """Refuse a control character."""
    code = ord(query[at])
    line = query.count("\n", 0, at) + 1
    column = at - (query.rfind("\n", 0, at) + 1) + 1
    return refuse(
        f"The character 'U+{code:04X}' on line {line} at position {column} "
        f"must be escaped. Use the escape '\\u{code:04x}' instead.",
        query,
        at,
    )


def _unfinished(query: str, at: int) -> JqlError:
    """Say what is wrong inside a quoted string that could not be read."""
    inner = _UNFINISHED.match(query, at + 1)
    end = inner.end() if inner else at + 1
    if end < len(query) and query[end] != "\\":
        return _illegal(query, end)
    if end < len(query):
        return _bad_escape(query, end)
    text = re.sub(r"[\r\n]", " ", query[at + 1 :])
    named = f"The quoted string '{text}'" if text else "The quoted string"
    return refuse(f"{named} has not been completed.", query, at)
