r"""Plain text of a piece of LaTeX: ``A\&A`` is ``A&A``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from .tex_names import ACCENTS, DROPPED, SECOND, SPACES, SYMBOLS, TRANSPARENT

__all__ = ["GONE", "end_of_group", "plain_text", "skip_blanks"]

GONE: Final = "\x00"
"""Stands where a comment stood, so that every place keeps its offset."""

_NAME: Final = re.compile(r"[A-Za-z@]+\*?")


def plain_text(source: str) -> tuple[str, tuple[str, ...]]:
    r"""Plain text of LaTeX, with single blanks.

    Parameters
    ----------
    source
        Piece of a document, its comments replaced by `GONE`.

    Returns
    -------
    tuple
        The text, and the commands that it does not know: their names are
        left out, their arguments are kept.
    """
    flattener = _Flattener(source)
    flattener.run(0, len(source))
    return flattener.text, tuple(flattener.unknown)


def end_of_group(source: str, start: int) -> int:
    """Offset behind the brace that closes the one at ``start``.

    Parameters
    ----------
    source
        LaTeX without comments.
    start
        Offset of an opening brace.

    Returns
    -------
    int
        Offset behind the closing brace; -1 if there is none.
    """
    depth = 0
    for match in _BRACE.finditer(source, start):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return -1


_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)


def skip_blanks(source: str, start: int) -> int:
    """Offset of the next thing that is neither blank nor comment.

    Parameters
    ----------
    source
        LaTeX without comments.
    start
        Where to begin.

    Returns
    -------
    int
        An offset, at most the length of the source.
    """
    while start < len(source) and source[start] in f" \t\n{GONE}":
        start += 1
    return start


@dataclass
class _Flattener:
    source: str
    out: list[str] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)
    depth: int = 0

    @property
    def text(self) -> str:
        text = " ".join("".join(self.out).split())
        return unicodedata.normalize("NFC", text)

    def run(self, at: int, end: int) -> None:
        while at < end:
            char = self.source[at]
            if char == "\\":
                at = self._command(at + 1, end)
                continue
            run = _RUN.match(self.source, at, end)
            if run is not None:
                self.out.append(_RUNS[run[0]])
                at = run.end()
                continue
            if char == "~":
                self.out.append(" ")
            elif char not in f"{{}}${GONE}":
                self.out.append(char)
            at += 1

    def _command(self, at: int, end: int) -> int:
        if at >= end:
            return at
        name = _NAME.match(self.source, at, end)
        if name is None:
            return self._control(self.source[at], at + 1, end)
        after = min(skip_blanks(self.source, name.end()), end)
        word = name[0].removesuffix("*")
        if word in ACCENTS:
            return self._accent(ACCENTS[word], after, end)
        if word in SYMBOLS or word in SPACES:
            self.out.append(SYMBOLS.get(word, " "))
            return after
        if not (word in TRANSPARENT or word in DROPPED or word in SECOND):
            self.unknown.setdefault(f"\\{word}")
        groups = 1 if word in SECOND else DROPPED.get(word, 0)
        return self._skip_arguments(after, end, groups)

    def _control(self, char: str, at: int, end: int) -> int:
        if char in "&%$#_{}":
            self.out.append(char)
        elif char in ACCENTS:
            return self._accent(ACCENTS[char], at, end)
        elif char in " \n\t,;:\\":
            self.out.append(" ")
        return at

    def _accent(self, mark: str, at: int, end: int) -> int:
        """Put an accent on the letter or group that follows."""
        at = min(skip_blanks(self.source, at), end)
        if at >= end or self.depth > _DEEPEST:
            return at
        after = at + 1
        inner = self.source[at]
        if inner == "{":
            after = end_of_group(self.source, at)
            after = end if after < 0 else min(after, end)
            inner = self.source[at + 1 : after - 1]
        elif inner == "\\":
            name = _NAME.match(self.source, at + 1, end)
            after = name.end() if name else at + 2
            inner = self.source[at:after]
        below = _Flattener(inner, unknown=self.unknown, depth=self.depth + 1)
        below.run(0, len(inner))
        text = below.text
        if not text:
            # Nothing below it: the sign itself, as in \^{} and \~{}.
            self.out.append(_ALONE.get(mark, ""))
            return after
        base = text.replace(_DOTLESS, "i") if len(text) == 1 else text
        composed = unicodedata.normalize("NFC", base[0] + mark)
        self.out.append(composed + base[1:])
        return after

    def _skip_arguments(self, at: int, end: int, groups: int) -> int:
        if at < end and self.source[at] == "[":
            close = self.source.find("]", at, end)
            at = at if close < 0 else close + 1
        for _ in range(groups):
            start = skip_blanks(self.source, at)
            if start >= end or self.source[start] != "{":
                break
            after = end_of_group(self.source, start)
            at = end if after < 0 else min(after, end)
        return min(at, end)


_DOTLESS: Final = "\N{LATIN SMALL LETTER DOTLESS I}"
_DEEPEST: Final = 8
_ALONE: Final = {"\u0302": "^", "\u0303": "~", "\u0300": "`", "\u0301": "'"}
_RUNS: Final = {
    "---": "—",
    "--": "\N{EN DASH}",
    "``": '"',
    "''": '"',
    "`": "'",
}
_RUN: Final = re.compile("|".join(_RUNS))
