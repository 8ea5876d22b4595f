"""Take apart the text of the published document, which is Markdown.

It was made from pages: lists are broken by page ends, figures, running
heads and footnotes, and the hashes of a heading do not tell its level.
Only the section number does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from .blocks import Block, Census, Front, Kind, Outline, Region, newest
from .clauses import DUE, FEATURE_START, LABEL_END, is_complete

__all__ = ["outline_markdown"]

_HEADING: Final = re.compile(r"\s{0,3}#{1,6}(?!#)(?P<text>.*)")
# A heading whose hashes were lost keeps its bold type.
_BOLD: Final = re.compile(r"\*\*(?P<text>\d+(?:\.\d+)+\.?\s.*)\*\*")
_NUMBER: Final = re.compile(
    r"[*_]*(?P<number>\d+(?:\.\d+)*)\.?[*_]*\s+(?P<text>.*)"
)
_ITEM: Final = re.compile(
    r"\s*(?:[-+*•‣◦·–—]|\d{1,2}[.)])\s+(?P<text>\S.*)"  # noqa: RUF001
)
_NOISE: Final = re.compile(
    r"\s*(?:|-{3,}|\*{3,}|_{3,}|(?:Page )?\d{1,3}(?: of \d{1,3})?|Draft"
    r"|!\[[^\]]*\]\([^)]*\)|<sup>.*|</?[a-z][^>]*>"
    r"|(?:LDM-\d+\s+)?Latest Revision\b.*|LDM-\d+)\s*",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"\s*[*_]*(?:figure|fig\.|table)\s+\d+", re.IGNORECASE
)
_HANDLE: Final = re.compile(r"[#*_\s]*(?P<handle>[A-Z]{2,}-\d+)[*_\s]*")
_RECORD: Final = re.compile(r"[*_#\s\d.]*change record[*_\s:]*", re.IGNORECASE)
_RECORD_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTENTS: Final = re.compile(
    r"(?:<b>)?\d+\.\d+\s.*:\s*(?P<label>LDM-[\w-]+)(?:</b>)?[\s.…]+\d+\s*"
)
# Only those that converters write: "A&D;" is a title like any other.
_ENTITY: Final = re.compile(
    r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|amp|lt|gt|quot|apos|nbsp);", re.IGNORECASE
)
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS: Final = re.compile(r"(\*{1,2}|`)(?=\S)([^*`]*\S)\1")
_TAG: Final = re.compile(
    r"</?(?:i|em|b|strong|u|code|span|br)(?:\s[^<>]*)?/?>"
)
_BLANKS: Final = re.compile(r"\s+")
_CODE: Final = re.compile(r"(?:[^A-Za-z0-9:<]|</?\w+>){0,9}(DM-[A-Z0-9-]+)")
_NEVER: Final = re.compile(r"(?!)")
_FRONT_LINES: Final = 60
# An item longer than this is not one that goes on behind a page's end.
_LONGEST: Final = 2_000


def outline_markdown(text: str) -> Outline:
    """Take a Markdown document apart.

    Parameters
    ----------
    text
        The document, its blanks and line ends made plain.

    Returns
    -------
    Outline
        Its front matter and blocks, and a way to count them afresh.
    """
    lines = _without_comments(text).split("\n")
    body = _begin_of_body(lines)
    builder = _Builder()
    for number, line in enumerate(lines[body:], start=body + 1):
        builder.take(number, line)
    builder.flush()
    return Outline(
        front=_front(lines[:body]),
        blocks=tuple(builder.blocks),
        census=lambda region: _census(lines, body, region),
    )


@dataclass
class _Builder:
    """Gathers lines to blocks; an item goes on until it is complete."""

    blocks: list[Block] = field(default_factory=list)
    _kind: Kind | None = None
    _text: str = ""
    _line: int = 0
    _last: int = 0
    _in_caption: bool = False

    def take(self, number: int, line: str) -> None:
        heading = _heading_of(line)
        item = None if heading is not None else _item_of(line)
        if heading is not None:
            self._in_caption = False
            self.flush()
            match = _NUMBER.fullmatch(heading)
            self.blocks.append(
                Block(
                    Kind.HEADING,
                    _plain(match["text"] if match else heading),
                    number,
                    number,
                    number=match["number"] if match else "",
                )
            )
        elif item is not None:
            self._in_caption = False
            self._begin(Kind.ITEM, number, item)
        elif not line.strip():
            self._in_caption = False
            if self._kind is Kind.TEXT and not self._is_open():
                self.flush()
        elif _CAPTION.match(line):
            self._in_caption = True
        elif not self._is_noise(line):
            self._take_text(number, line)

    def flush(self) -> None:
        if self._kind is not None:
            self.blocks.append(
                Block(self._kind, _plain(self._text), self._line, self._last)
            )
        self._kind = None

    def _begin(self, kind: Kind, number: int, text: str) -> None:
        self.flush()
        self._kind, self._text = kind, text.strip()
        self._line = self._last = number

    def _is_noise(self, line: str) -> bool:
        """Whether the line belongs to the page, not to the text."""
        # No caption holds a due clause: its last line was lost.
        self._in_caption = self._in_caption and not DUE.search(line)
        return self._in_caption or _NOISE.fullmatch(line) is not None

    def _take_text(self, number: int, line: str) -> None:
        goes_on = self._is_open() or (
            # A due clause is a paragraph of its own, whatever stands above.
            self._kind is Kind.TEXT
            and len(self._text) < _LONGEST
            and not DUE.search(line)
        )
        if not goes_on:
            self._begin(Kind.TEXT, number, line)
            return
        word_goes_on = re.search(r"\w-$", self._text) is not None
        self._text += ("" if word_goes_on else " ") + line.strip()
        self._last = number

    def _is_open(self) -> bool:
        """Whether the rest of the block may stand behind a page's end."""
        if self._kind is None or len(self._text) > _LONGEST:
            return False
        clauses = self._text.count("Due")
        if clauses == 0:
            return self._kind is Kind.ITEM
        return clauses == 1 and not is_complete(_plain(self._text))


def _without_comments(text: str) -> str:
    """Drop ``<!-- ... -->``, and keep the number of lines."""
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + len("-->")
    return "".join([*parts, text[at:]])


def _begin_of_body(lines: Sequence[str]) -> int:
    """Index of the first numbered heading: the front matter ends there."""
    for index, line in enumerate(lines):
        heading = _heading_of(line)
        if heading is not None and _NUMBER.fullmatch(heading):
            return index
    return 0


def _front(lines: Sequence[str]) -> Front:
    handles = (_HANDLE.fullmatch(line) for line in lines[:_FRONT_LINES])
    handle = next((match["handle"] for match in handles if match), None)
    version, date = newest(_change_record(lines))
    contents = {
        match["label"]: number
        for number, line in enumerate(lines, start=1)
        if (match := _CONTENTS.fullmatch(line))
    }
    return Front(handle, version, date, contents)


def _change_record(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Version and date of each row of the change record's table."""
    rows = []
    in_record = False
    for line in lines:
        if _heading_of(line) is not None or _RECORD.fullmatch(line):
            in_record = _RECORD.fullmatch(line) is not None
        cells = [cell.strip(" *_") for cell in re.split(r"[\t|]", line)]
        cells = cells[1:] if line.lstrip().startswith("|") else cells
        if in_record and len(cells) > 1 and _RECORD_DATE.fullmatch(cells[1]):
            rows.append((cells[0], cells[1]))
    return rows


def _heading_of(line: str) -> str | None:
    match = _HEADING.fullmatch(line) or _BOLD.fullmatch(line.strip())
    if match is None:
        return None
    text = match["text"].strip()
    # Closing hashes stand apart: "Ops rehearsal #" keeps its own.
    open_text = text.rstrip("#")
    return open_text.rstrip() if open_text.endswith((" ", "\t")) else text


def _item_of(line: str) -> str | None:
    if FEATURE_START.match(line.strip()):
        return line.strip()
    match = _ITEM.fullmatch(line)
    return match["text"] if match else None


def _plain(text: str) -> str:
    """Text without tags, entities, escapes and marks of emphasis."""
    text = _EMPHASIS.sub(r"\2", _BLANKS.sub(" ", _TAG.sub("", text)))
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return _BLANKS.sub(" ", _ESCAPE.sub(r"\1", text)).strip()


def _census(lines: Sequence[str], body: int, region: Region) -> Census:
    """Count by line, knowing nothing of blocks."""
    numbered = re.compile(
        rf"\s{{0,3}}(?:#+\s*|\*\*)[*_]*{region.number}\.\d+(?:\.|[*_]*\s|$)"
        if region.number
        else _NEVER
    )
    headings, items, due, codes = [], [], [], []
    for number, line in enumerate(lines[body:], start=body + 1):
        due += [number] * len(DUE.findall(line))
        starts = line.lstrip().startswith(("#", "**"))
        if starts and (
            LABEL_END.search(line)
            or (number in region and numbered.match(line))
        ):
            headings.append(number)
            continue
        bullet = _ITEM.fullmatch(line)
        text = bullet["text"] if bullet else line.strip()
        if FEATURE_START.match(text) or (
            bullet and number in region and number > region.list_from
        ):
            code = _CODE.match(text)
            items.append(number)
            codes.append(code[1] if code else f"line {number}")
    return Census(tuple(headings), tuple(items), tuple(due), tuple(codes))
