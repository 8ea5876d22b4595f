"""A document as a tree: sections, paragraphs, tables, regions to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

__all__ = [
    "Block",
    "Break",
    "Bullets",
    "Cell",
    "Cite",
    "Code",
    "Column",
    "Inline",
    "Link",
    "Paragraph",
    "Ref",
    "Region",
    "Section",
    "Table",
    "Text",
    "say",
    "words_of",
]

# Templates tell the parts apart by ``kind``.


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters with its marks."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    kind: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to elsewhere; the address is http or https."""

    text: str
    url: str
    kind: ClassVar[str] = "link"


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to a section of this document, by the id of the section."""

    text: str
    target: str
    kind: ClassVar[str] = "ref"


@dataclass(frozen=True, slots=True)
class Cite:
    """A document, cited by its handle: ``LDM-503``."""

    handle: str
    kind: ClassVar[str] = "cite"


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the writer asked for."""

    kind: ClassVar[str] = "break"


Inline: TypeAlias = Text | Link | Ref | Cite | Break
Cell: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    inlines: tuple[Inline, ...]
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that keep their spaces."""

    text: str
    kind: ClassVar[str] = "code"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a row of blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and its share of the width."""

    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Table:
    """A table; without a title in any column it has no heading row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: ClassVar[str] = "table"

    @property
    def has_head(self) -> bool:
        """Whether a column has a title."""
        return any(column.title for column in self.columns)


@dataclass(frozen=True, slots=True)
class Region:
    """A part that only a person can write.

    Parameters
    ----------
    id
        Name of the region, by which its text is found again.
    title
        Number and title of the section that it stands in.
    task
        What is to be written.
    text
        What a person wrote, in ``syntax``; empty while nobody has.
    syntax
        Format of ``text``: ``md``, ``rst``, ``latex`` or ``html``.
    blocks
        The text as blocks, where it is to be shown in another format.
    """

    id: str
    title: str
    task: str
    text: str = ""
    syntax: str = ""
    blocks: tuple[Block, ...] = ()
    kind: ClassVar[str] = "region"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a person."""
        return not self.text.strip() or "TODO" in self.text


Block: TypeAlias = Paragraph | Code | Bullets | Table | Region


@dataclass(frozen=True, slots=True)
class Section:
    """A section: blocks, and sections below it.

    ``number`` is ``2.7``, or ``A`` for an appendix.
    """

    id: str
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def level(self) -> int:
        """Depth, from 1."""
        return self.number.count(".") + 1

    @property
    def is_appendix(self) -> bool:
        """Whether it stands after the numbered sections."""
        return not self.number[:1].isdecimal()


def say(text: str, **marks: bool) -> Paragraph:
    """Make a paragraph of one run of characters.

    Parameters
    ----------
    text
        The characters.
    marks
        ``strong``, ``emphasis`` or ``code``.
    """
    return Paragraph((Text(text, **marks),))


def words_of(inlines: tuple[Inline, ...]) -> str:
    """Text of inlines without any mark."""
    parts = []
    for inline in inlines:
        match inline:
            case Break():
                parts.append(" ")
            case Cite(handle):
                parts.append(handle)
            case Text() | Link() | Ref():
                parts.append(inline.text)
    return "".join(parts)
