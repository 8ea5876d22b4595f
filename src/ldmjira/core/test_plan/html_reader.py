"""Reads HTML as it comes, well formed or not, into blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final, TypeAlias, TypeVar

from ldmjira.models.prose import (
    Block,
    Break,
    Bullets,
    Cell,
    Code,
    Column,
    Inline,
    Link,
    Paragraph,
    Table,
    Text,
)

__all__ = ["SPACES", "URL", "HtmlReader"]

T = TypeVar("T")
Attributes: TypeAlias = Mapping[str, str | None]

SPACES: Final = re.compile(r"[ \t\r\n\f]+")
"""What counts as one blank."""

URL: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
"""An address that may become a link."""

_IGNORED: Final = frozenset({"script", "style", "head", "title", "template"})
_BLOCKS: Final = frozenset(
    {"p", "div", "section", "article", "blockquote", "center", "address"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG: Final = frozenset({"b", "strong", "th"})
_EMPHASIS: Final = frozenset({"i", "em", "cite", "u"})
_CODE: Final = frozenset({"code", "tt", "kbd", "samp"})
# Depth of lists below which the rest is flattened.
_MAX_DEPTH: Final = 20


class HtmlReader(HTMLParser):
    """Build blocks; what is open is kept on stacks.

    Feed it, close it, and ask it to `finish`.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._frames: list[list[Block]] = [[]]
        # Items, whether they are numbered, and frames open before.
        self._lists: list[tuple[list[tuple[Block, ...]], bool, int]] = []
        self._tables: list[list[list[Cell]]] = []
        self._inlines: list[Inline] = []
        self._marks: list[str] = []
        self._links: list[str] = []
        self._ignored = 0
        self._pre: list[str] | None = None

    def handle_starttag(
        self, tag: str, attrs: Sequence[tuple[str, str | None]]
    ) -> None:
        """Begin what the tag begins; called by `feed`."""
        opener = _OPENERS.get(tag)
        if opener is not None:
            opener(self, tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends; called by `feed`."""
        closer = _CLOSERS.get(tag)
        if closer is not None:
            closer(self, tag)

    def open_ignored(self, _tag: str, _attributes: Attributes) -> None:
        """Leave out what is no text."""
        self._ignored += 1

    def close_ignored(self, _tag: str) -> None:
        """Read text again."""
        self._ignored = max(0, self._ignored - 1)

    def open_break(self, _tag: str, _attributes: Attributes) -> None:
        """Break the line."""
        self._break()

    def open_image(self, _tag: str, attributes: Attributes) -> None:
        """Put the description in place of an image."""
        words = attributes.get("alt") or "no description"
        self._add(f"[image: {words}]")

    def open_link(self, _tag: str, attributes: Attributes) -> None:
        """Begin a link."""
        self._links.append(attributes.get("href") or "")

    def close_link(self, _tag: str) -> None:
        """End a link."""
        del self._links[-1:]

    def open_mark(self, tag: str, _attributes: Attributes) -> None:
        """Begin marked text."""
        self._marks.append(tag)

    def close_mark(self, tag: str) -> None:
        """End the innermost mark of this name."""
        for place in range(len(self._marks) - 1, -1, -1):
            if self._marks[place] == tag:
                del self._marks[place]
                return

    def open_code(self, _tag: str, _attributes: Attributes) -> None:
        """Begin lines that keep their spaces."""
        self._flush()
        self._pre = []

    def close_code(self, _tag: str = "pre") -> None:
        """End lines that keep their spaces."""
        text = "".join(self._pre or ()).strip("\n")
        self._pre = None
        if text.strip():
            self._frames[-1].append(Code(text))

    def open_list(self, tag: str, _attributes: Attributes) -> None:
        """Begin a list, unless lists are too deep already."""
        if len(self._lists) < _MAX_DEPTH:
            self._flush()
            self._lists.append(([], tag == "ol", len(self._frames)))

    def close_list(self, _tag: str = "") -> None:
        """End the innermost list."""
        if not self._lists:
            return
        self._close_item()
        items, ordered, _ = self._lists.pop()
        if items:
            self._frames[-1].append(Bullets(tuple(items), ordered=ordered))

    def open_item(self, _tag: str, _attributes: Attributes) -> None:
        """Begin an item of the innermost list."""
        self._close_item()
        if self._lists:
            self._frames.append([])

    def close_item(self, _tag: str) -> None:
        """End an item."""
        self._close_item()

    def open_table(self, _tag: str, _attributes: Attributes) -> None:
        """Begin a table."""
        self._flush()
        self._tables.append([])

    def close_table(self, _tag: str = "") -> None:
        """End the innermost table."""
        if not self._tables:
            return
        self._flush()
        rows = [row for row in self._tables.pop() if row]
        width = max(map(len, rows), default=0)
        if width:
            blank: Cell = ()
            whole = tuple(
                (*row, *[blank] * (width - len(row))) for row in rows
            )
            columns = tuple(Column("", 1 / width) for _ in range(width))
            self._frames[-1].append(Table(columns, whole))

    def open_row(self, _tag: str, _attributes: Attributes) -> None:
        """Begin a row of the innermost table."""
        if self._tables:
            self._flush()
            self._tables[-1].append([])

    def open_cell(self, _tag: str, _attributes: Attributes) -> None:
        """Begin a cell; it holds inlines only."""
        if self._tables and self._tables[-1]:
            self._flush()

    def close_cell(self, tag: str) -> None:
        """End a cell."""
        if self._tables and self._tables[-1]:
            inlines = self._take()
            strong = _strong(inlines) if tag == "th" else inlines
            self._tables[-1][-1].append(strong)

    def open_block(self, _tag: str, _attributes: Attributes) -> None:
        """Begin a paragraph."""
        self._flush_unless_cell()

    def close_block(self, _tag: str) -> None:
        """End a paragraph."""
        self._flush_unless_cell()

    def close_heading(self, _tag: str) -> None:
        """End a heading, which becomes a strong paragraph."""
        if self._tables:
            self._flush_unless_cell()
            return
        inlines = self._take()
        if inlines:
            self._frames[-1].append(Paragraph(_strong(inlines)))

    def handle_data(self, data: str) -> None:
        """Take text; called by `feed`."""
        if self._ignored:
            return
        if self._pre is not None:
            self._pre.append(data)
        else:
            self._add(SPACES.sub(" ", data))

    def finish(self) -> tuple[Block, ...]:
        """Close whatever is open, and give the blocks."""
        if self._pre is not None:
            self.close_code()
        while self._tables:
            self.close_table()
        while self._lists:
            self.close_list()
        self._flush()
        blocks = [block for frame in self._frames for block in frame]
        return tuple(blocks)

    def _add(self, text: str) -> None:
        if self._ignored or not text:
            return
        if not self._inlines and not text.strip():
            return
        href = next((one for one in reversed(self._links) if one), "")
        if href and URL.fullmatch(href) and text.strip():
            self._inlines.append(Link(text.strip(), href))
            return
        marks = frozenset(self._marks)
        self._inlines.append(
            Text(
                text,
                strong=bool(marks & _STRONG),
                emphasis=bool(marks & _EMPHASIS),
                code=bool(marks & _CODE),
            )
        )

    def _break(self) -> None:
        if self._pre is not None:
            self._pre.append("\n")
        elif self._inlines:
            self._inlines.append(Break())

    def _take(self) -> Cell:
        inlines, self._inlines = self._inlines, []
        while inlines and _is_void(inlines[-1]):
            inlines.pop()
        while inlines and _is_void(inlines[0]):
            inlines.pop(0)
        if inlines and isinstance(inlines[-1], Text):
            last = inlines[-1]
            inlines[-1] = replace(last, text=last.text.rstrip())
        if inlines and isinstance(inlines[0], Text):
            first = inlines[0]
            inlines[0] = replace(first, text=first.text.lstrip())
        return tuple(inlines)

    def _flush(self) -> None:
        inlines = self._take()
        if inlines:
            self._frames[-1].append(Paragraph(inlines))

    def _flush_unless_cell(self) -> None:
        if self._tables:  # a cell holds inlines only
            self._break()
        else:
            self._flush()

    def _close_item(self) -> None:
        self._flush()
        if self._lists and len(self._frames) > self._lists[-1][2]:
            blocks = tuple(self._frames.pop())
            if blocks:
                self._lists[-1][0].append(blocks)


def _strong(cell: Cell) -> Cell:
    return tuple(
        replace(one, strong=True) if isinstance(one, Text) else one
        for one in cell
    )


def _is_void(inline: Inline) -> bool:
    return isinstance(inline, Break) or (
        isinstance(inline, Text) and not inline.text.strip()
    )


def _each(names: Iterable[str], act: T) -> dict[str, T]:
    return dict.fromkeys(names, act)


_MARKS: Final = (_STRONG | _EMPHASIS | _CODE) - {"th"}
_OPENERS: Final[dict[str, Callable[[HtmlReader, str, Attributes], None]]] = {
    "br": HtmlReader.open_break,
    "img": HtmlReader.open_image,
    "a": HtmlReader.open_link,
    "pre": HtmlReader.open_code,
    "li": HtmlReader.open_item,
    "table": HtmlReader.open_table,
    "tr": HtmlReader.open_row,
    **_each(("td", "th"), HtmlReader.open_cell),
    **_each(("ul", "ol"), HtmlReader.open_list),
    **_each(_IGNORED, HtmlReader.open_ignored),
    **_each(_MARKS, HtmlReader.open_mark),
    **_each(_BLOCKS | _HEADINGS, HtmlReader.open_block),
}
_CLOSERS: Final[dict[str, Callable[[HtmlReader, str], None]]] = {
    "a": HtmlReader.close_link,
    "pre": HtmlReader.close_code,
    "li": HtmlReader.close_item,
    "table": HtmlReader.close_table,
    **_each(("td", "th"), HtmlReader.close_cell),
    **_each(("ul", "ol"), HtmlReader.close_list),
    **_each(_IGNORED, HtmlReader.close_ignored),
    **_each(_MARKS, HtmlReader.close_mark),
    **_each(_BLOCKS, HtmlReader.close_block),
    **_each(_HEADINGS, HtmlReader.close_heading),
}
