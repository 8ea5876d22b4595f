r"""Take apart the LaTeX of LDM-564: the generator's list, or all of it.

In LaTeX no section has a number: they are counted here, as LaTeX would.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from ldmjira.exceptions import DocumentError

from .blocks import Block, Census, Front, Kind, Outline, Region, newest
from .clauses import DUE, LABEL_END
from .tex_text import GONE, end_of_group, plain_text, skip_blanks

__all__ = ["SECTION_OF_LIST", "outline_latex"]

SECTION_OF_LIST: Final = 3
"""Section of LDM-564 that includes the list that the generator writes."""

_COMMENT: Final = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*(?!\n))?")
# Nothing inside these is part of a list, wherever LaTeX puts it.
_ASIDE: Final = re.compile(
    r"\\(?P<edge>begin|end)\s*\{(?P<name>figure\*?|table\*?|wrapfigure"
    r"|comment|verbatim|lstlisting|ganttchart|tikzpicture)\}"
    r"|\\(?P<test>iffalse|fi)(?![A-Za-z@])"
)
_TOKEN: Final = re.compile(
    r"\\(?:"
    r"(?P<kind>"
    r"(?P<heading>(?:sub){0,2}section|paragraph)(?P<star>\*?)(?![A-Za-z@])"
    r"|(?P<item>item)(?![A-Za-z@])"
    r"|(?:begin|end)\s*\{(?:itemize|enumerate|description)\})"
    r"|(?P<act>set|addto|step|refstep)counter\s*\{(?P<counter>\w+)\}"
    r"(?:\s*\{(?P<value>-?\d+)\})?"
    r"|par(?![A-Za-z@])"
    r")|\n[ \t]*\n"
)
_HANDLE: Final = re.compile(r"\\setDocRef\s*\{([^}]*)\}")
_HISTORY: Final = re.compile(
    r"\\addtohist\s*\{([^{}]*)\}\s*\{\s*(\d{4}-\d{2}-\d{2})\s*\}"
)
_INPUT: Final = re.compile(r"\\(?:input|include)\s*\{([^}]*)\}")
_BEGIN: Final = re.compile(r"\\begin\s*\{document\}")
_END: Final = re.compile(r"\\end\s*\{document\}")
_DEPTH: Final = {"section": 0, "subsection": 1, "subsubsection": 2}


def outline_latex(text: str) -> Outline:
    """Take a LaTeX document, or the list alone, apart.

    Parameters
    ----------
    text
        The source, its blanks and line ends made plain.

    Returns
    -------
    Outline
        Its front matter and blocks, and a way to count them afresh.

    Raises
    ------
    DocumentError
        If a brace is not closed, or the list stands in another file.
    """
    source = _without_asides(_COMMENT.sub(_blanked, text))
    lines = _Lines(text)
    version, date = newest(_HISTORY.findall(source))
    handle = _HANDLE.search(source)
    begin = _BEGIN.search(source)
    end = _END.search(source)
    start = begin.end() if begin else 0
    stop = end.start() if end else len(source)
    taker = _Taker(source, stop, lines)
    taker.run(start)
    blocks = tuple(taker.blocks)
    inputs = _INPUT.findall(source)
    if inputs and not any(
        b.kind is Kind.HEADING and LABEL_END.search(b.text) for b in blocks
    ):
        raise DocumentError(
            "No milestone stands here; the document includes "
            f"{', '.join(sorted(set(inputs)))}",
            hint="Give the file in which the list itself stands.",
        )
    return Outline(
        front=Front(
            handle=plain_text(handle[1])[0] if handle else None,
            version=version,
            date=date,
        ),
        blocks=blocks,
        census=lambda region: _census(source[:stop], start, lines, region),
    )


class _Lines:
    """Tells the line of an offset."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def of(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def _blanked(match: re.Match[str]) -> str:
    r"""As many signs as the comment; the backslashes before it stay.

    A comment takes its line end and the blanks behind it along, so that
    nothing stands between the two halves of a word.
    """
    return match[1] + GONE * (len(match[0]) - len(match[1]))


def _without_asides(source: str) -> str:
    """Blank figures, tables and what is commented out as a whole."""
    parts = []
    at = 0
    opened: re.Match[str] | None = None
    for token in _ASIDE.finditer(source):
        if opened is None:
            if token["edge"] == "begin" or token["test"] == "iffalse":
                opened = token
        elif (token["edge"], token["name"], token["test"]) == (
            ("end", opened["name"], None)
            if opened["name"]
            else (None, None, "fi")
        ):
            size = token.end() - opened.start() - 2
            parts += [source[at : opened.start()], " ", GONE * size, " "]
            at, opened = token.end(), None
    return "".join([*parts, source[at:]])


class _Counters:
    """LaTeX's counters of sections."""

    def __init__(self) -> None:
        self._values = [0, 0, 0]

    def step(self, depth: int) -> None:
        self._values[depth] += 1
        for below in range(depth + 1, len(self._values)):
            self._values[below] = 0

    def obey(self, token: re.Match[str]) -> None:
        r"""Do as ``\setcounter`` and its like say."""
        depth = _DEPTH.get(token["counter"])
        if depth is None:
            return
        match token["act"]:
            case "set":
                self._values[depth] = int(token["value"] or 0)
            case "addto":
                self._values[depth] += int(token["value"] or 0)
            case _:
                self.step(depth)

    def number(self, depth: int) -> str:
        # A list without \section is what LDM-564 includes in its third.
        first = self._values[0] or SECTION_OF_LIST
        values = [first, *self._values[1 : depth + 1]]
        return ".".join(map(str, values[: depth + 1]))


class _Taker:
    """Cuts the source at its headings, items and ends of lists."""

    def __init__(self, source: str, stop: int, lines: _Lines) -> None:
        self.blocks: list[Block] = []
        self._source = source
        self._stop = stop
        self._lines = lines
        self._counters = _Counters()

    def run(self, start: int) -> None:
        kind, begun, at = Kind.TEXT, start, start
        while token := _TOKEN.search(self._source, at, self._stop):
            at = token.end()
            if token["act"]:
                self._counters.obey(token)
                continue
            if kind is Kind.ITEM and token["kind"] is None:
                # A blank line ends a paragraph, but not an item.
                continue
            self._flush(kind, begun, token.start())
            kind = Kind.TEXT
            if token["heading"]:
                at = self._take_heading(token)
            elif token["item"]:
                kind = Kind.ITEM
                at = _item_start(self._source, at, self._stop)
            begun = at
        self._flush(kind, begun, self._stop)

    def _flush(self, kind: Kind, begun: int, until: int) -> None:
        """Add what stands between two cuts, if it matters."""
        text, unknown = plain_text(self._source[begun:until])
        if not text or not (kind is Kind.ITEM or DUE.search(text)):
            return
        first = skip_blanks(self._source, begun)
        last = until - 1
        while last > first and self._source[last] in f" \t\n{GONE}":
            last -= 1
        self.blocks.append(
            Block(
                kind,
                text,
                self._lines.of(first),
                self._lines.of(last),
                remarks=_remarks(unknown),
            )
        )

    def _take_heading(self, token: re.Match[str]) -> int:
        """Add the block of a heading; return the offset behind it."""
        source, line = self._source, self._lines.of(token.start())
        at = skip_blanks(source, token.end())
        if source.startswith("[", at):
            at = skip_blanks(source, source.find("]", at) + 1)
        end = end_of_group(source, at) if source.startswith("{", at) else -1
        if end < 0:
            raise DocumentError(
                f"Line {line}: the title of \\{token['heading']} has no "
                "closing brace",
                hint="Mend the braces on that line.",
            )
        text, unknown = plain_text(source[at:end])
        depth = None if token["star"] else _DEPTH.get(token["heading"])
        if depth is not None:
            self._counters.step(depth)
        self.blocks.append(
            Block(
                Kind.HEADING,
                text,
                line,
                self._lines.of(end - 1),
                number="" if depth is None else self._counters.number(depth),
                remarks=_remarks(unknown),
            )
        )
        return end


def _item_start(source: str, at: int, stop: int) -> int:
    r"""Offset of the text of an item, behind the option of ``\item[x]``."""
    first = skip_blanks(source, at)
    if first < stop and source[first] == "[":
        close = source.find("]", first, stop)
        return close + 1 if close >= 0 else at
    return first if first < stop else at


def _remarks(unknown: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"the command {name} is not known here; its name was left out"
        for name in unknown
    )


def _census(source: str, start: int, lines: _Lines, region: Region) -> Census:
    """Count by command, knowing nothing of blocks."""
    headings, items, codes = [], [], []
    for match in _ANY_HEADING.finditer(source, start):
        line = lines.of(match.start())
        title = _TITLE.match(source, match.end())
        text = plain_text(title[1])[0] if title else ""
        if LABEL_END.search(text) or (
            match[0] == "\\subsection" and line in region
        ):
            headings.append(line)
    for match in _ANY_ITEM.finditer(source, start):
        line = lines.of(match.start())
        near = source[match.end() : match.end() + _NEAR]
        code = _CODE.match(plain_text(near)[0])
        if code or (line in region and line > region.list_from):
            items.append(line)
            codes.append(code[0] if code else f"line {line}")
    due = [lines.of(m.start()) for m in DUE.finditer(source, start)]
    return Census(tuple(headings), tuple(items), tuple(due), tuple(codes))


_ANY_HEADING: Final = re.compile(r"\\(?:sub)*section\b\*?")
_TITLE: Final = re.compile(
    r"(?:\s|\x00|\[[^\]]*\])*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_ANY_ITEM: Final = re.compile(r"\\item\b\s*(?:\[[^\]]*\])?")
_CODE: Final = re.compile(r"DM-[A-Z0-9-]+(?=\s?:)")
_NEAR: Final = 60
