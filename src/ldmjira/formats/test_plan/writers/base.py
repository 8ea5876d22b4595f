"""What every writer of inline text does."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar, Final
from urllib.parse import quote

from ldmjira.formats.terminal import safe_block
from ldmjira.models.prose import (
    Block,
    Break,
    Bullets,
    Cell,
    Cite,
    Code,
    Inline,
    Link,
    Paragraph,
    Ref,
    Region,
    Table,
    Text,
)

__all__ = [
    "Writer",
    "clean",
    "clean_lines",
    "document_url",
    "safe_url",
    "split_lines",
]

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_UNSEEN: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")


def clean(text: str) -> str:
    """Take out of a text what no document should hold: controls."""
    return _UNSEEN.sub("", safe_block(text)).replace("\t", " ")


def clean_lines(text: str) -> str:
    """Take controls out of lines that keep their spaces."""
    return _UNSEEN.sub("", safe_block(text)).expandtabs(4).strip("\n")


def safe_url(url: str) -> str:
    """An address with nothing in it that could end it early.

    Parameters
    ----------
    url
        Address as it was found.

    Returns
    -------
    str
        Empty if it is neither http nor https.
    """
    if not _ADDRESS.match(url):
        return ""
    return quote(url, safe="/:?#[]@!$&()*+,;=%~._-")


def document_url(handle: str) -> str:
    """Address at which a document of the project is found."""
    return f"https://ls.st/{quote(handle, safe='-')}"


def split_lines(cell: Cell) -> Iterator[Cell]:
    """Parts of a cell between line breaks."""
    line: list[Inline] = []
    for inline in cell:
        if isinstance(inline, Break):
            yield tuple(line)
            line = []
        else:
            line.append(inline)
    yield tuple(line)


class Writer(ABC):
    """Write inlines and blocks in one format."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    """Extension of a file of the format."""

    fence: ClassVar[tuple[str, str]] = ("", "")
    """What stands around the words that open or close a region."""

    line_break: ClassVar[str]
    cell_break: ClassVar[str]
    between: ClassVar[str] = "\n\n"
    """What stands between two blocks."""

    @abstractmethod
    def escape(self, text: str) -> str:
        """Escape any text, so that it shows and does nothing else."""

    @abstractmethod
    def text(self, run: Text) -> str:
        """Write a run of characters with its marks."""

    @abstractmethod
    def link(self, text: str, url: str) -> str:
        """Write a link to elsewhere; the address is safe."""

    @abstractmethod
    def ref(self, text: str, target: str) -> str:
        """Write a link to a section of the document."""

    def cite(self, handle: str) -> str:
        """Write a citation of a document."""
        return self.link(handle, document_url(handle))

    def start(self, line: str) -> str:
        """Guard the beginning of a line that could be taken for a mark."""
        return line

    def line(self, cell: Cell) -> str:
        """Write inlines without line breaks."""
        return "".join(self._inline(one) for one in _merged(cell))

    def inlines(self, cell: Cell) -> str:
        """Write the inlines of a paragraph."""
        return self._joined(cell, self.line_break)

    def cell(self, cell: Cell) -> str:
        """Write the inlines of a table's cell."""
        return self.cell_break.join(map(self.line, split_lines(cell)))

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Write blocks one after another."""
        return self.between.join(map(self.block, blocks))

    def block(self, block: Block) -> str:
        """Write one block."""
        match block:
            case Paragraph(inlines):
                return self.paragraph(self.inlines(inlines))
            case Code(text):
                return self.code(clean_lines(text))
            case Bullets(items, ordered):
                return self.bullets(
                    [self.blocks(item) for item in items], ordered=ordered
                )
            case Table():
                return self.table(block)
            case Region():
                return self.region(block)

    def paragraph(self, written: str) -> str:
        """Write a paragraph, its inlines being written."""
        return written

    @abstractmethod
    def code(self, text: str) -> str:
        """Write lines that keep their spaces."""

    @abstractmethod
    def bullets(self, items: list[str], *, ordered: bool) -> str:
        """Write a list, its items being written."""

    @abstractmethod
    def table(self, table: Table) -> str:
        """Write a table."""

    def region(self, region: Region) -> str:
        """Write a region between its fences.

        Parameters
        ----------
        region
            Its text is taken over as it stands if it is of this format.
        """
        begin, end = self.fences(region.id)
        return self.between.join((begin, self.filling(region), end))

    def fences(self, name: str) -> tuple[str, str]:
        """Lines that open and close a region."""
        before, after = self.fence
        return (
            f"{before}ldmjira:begin {name}{after}",
            f"{before}ldmjira:end {name}{after}",
        )

    def filling(self, region: Region) -> str:
        """Text of a region, or what is still to be done."""
        if region.text.strip():
            if region.syntax == self.name:
                return region.text.strip("\n")
            return self.blocks(region.blocks)
        return self.todo(region)

    def todo(self, region: Region) -> str:
        """Write what a person has to do."""
        cell = (
            Text("TODO", strong=True),
            Text(f" ({region.title}): {region.task}"),
        )
        return self.paragraph(self.inlines(cell))

    def _joined(self, cell: Cell, between: str) -> str:
        lines = [self.start(self.line(one)) for one in split_lines(cell)]
        return between.join(lines)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text():
                return self.text(inline)
            case Link(text, url):
                address = safe_url(url)
                if not address:
                    return self.escape(text)
                return self.link(clean(text), address)
            case Ref(text, target):
                return self.ref(clean(text), target)
            case Cite(handle):
                return self.cite(clean(handle))
            case Break():
                return self.line_break


def _merged(cell: Iterable[Inline]) -> Iterator[Inline]:
    """Join neighbours with the same marks, so that marks never touch."""
    held: Text | None = None
    for inline in cell:
        if isinstance(inline, Text):
            run = replace(inline, text=clean(inline.text))
            if held is not None and replace(run, text="") == replace(
                held, text=""
            ):
                held = replace(held, text=held.text + run.text)
                continue
            if held is not None:
                yield held
            held = run
        else:
            if held is not None:
                yield held
            held = None
            yield inline
    if held is not None:
        yield held
