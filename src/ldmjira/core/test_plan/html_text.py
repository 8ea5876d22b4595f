"""Texts as Zephyr Scale keeps them, HTML, turned into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ldmjira.models.prose import (
    Block,
    Break,
    Bullets,
    Cell,
    Code,
    Inline,
    Link,
    Paragraph,
    Table,
    Text,
    words_of,
)

from .html_reader import SPACES, URL, HtmlReader

__all__ = ["cell_from_blocks", "cell_from_html", "html_blocks", "plain_text"]

_MARKUP: Final = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


def html_blocks(source: str) -> tuple[Block, ...]:
    """Turn a text of Zephyr Scale into blocks.

    Parameters
    ----------
    source
        HTML, or plain text. What is no text (scripts, styles) is left
        out; an image becomes its description.

    Returns
    -------
    tuple of Block
        Empty if there is no visible text.
    """
    if not _MARKUP.search(source):
        return _plain_blocks(source)
    reader = HtmlReader()
    reader.feed(source)
    reader.close()
    return reader.finish()


def cell_from_html(source: str) -> Cell:
    """Turn a text of Zephyr Scale into the content of a table's cell.

    Parameters
    ----------
    source
        HTML, or plain text.

    Returns
    -------
    tuple of Inline
        Blocks are parted by line breaks, items begin with a bullet.
    """
    return cell_from_blocks(html_blocks(source))


def cell_from_blocks(blocks: Iterable[Block]) -> Cell:
    """Set blocks below one another, as the content of a table's cell."""
    cell: list[Inline] = []
    for block in blocks:
        for line in _lines(block, ""):
            if cell:
                cell.append(Break())
            cell.extend(line)
    return tuple(cell)


def plain_text(source: str) -> str:
    """Words of a text of Zephyr Scale, on one line."""
    return SPACES.sub(" ", words_of(cell_from_html(source))).strip()


def _lines(block: Block, lead: str) -> list[Cell]:
    match block:
        case Paragraph(inlines):
            return [(Text(lead), *inlines) if lead else inlines]
        case Code(text):
            return [
                (Text(lead + line, code=True),) for line in text.splitlines()
            ]
        case Bullets(items, ordered):
            found: list[Cell] = []
            for number, item in enumerate(items, start=1):
                mark = f"{number}. " if ordered else "• "
                for place, part in enumerate(item):
                    found.extend(_lines(part, mark if not place else ""))
            return found
        case Table(_, rows):
            return [
                tuple(
                    inline
                    for place, cell in enumerate(row)
                    for inline in ((Text(" | "),) if place else ()) + cell
                )
                for row in rows
            ]
        case _:
            return []


def _plain_blocks(source: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", source.replace("\r\n", "\n")):
        inlines: list[Inline] = []
        for line in part.strip().splitlines():
            if inlines:
                inlines.append(Break())
            inlines.extend(_with_links(line.strip()))
        if inlines:
            blocks.append(Paragraph(tuple(inlines)))
    return tuple(blocks)


def _with_links(line: str) -> list[Inline]:
    found: list[Inline] = []
    end = 0
    for match in URL.finditer(line):
        url = match.group().rstrip(".,;:!?)")
        if match.start() > end:
            found.append(Text(line[end : match.start()]))
        found.append(Link(url, url))
        end = match.start() + len(url)
    if end < len(line):
        found.append(Text(line[end:]))
    return found
