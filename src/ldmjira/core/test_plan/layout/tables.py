"""Small parts that sections are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ldmjira.models.prose import (
    Block,
    Break,
    Bullets,
    Cell,
    Cite,
    Column,
    Inline,
    Link,
    Paragraph,
    Ref,
    Table,
    Text,
)
from ldmjira.models.test_plan import Head, Passage

__all__ = [
    "Linker",
    "bullets",
    "cell",
    "facts_table",
    "joined",
    "labelled",
    "lines",
    "missing",
    "passage",
    "plain",
    "sentence",
    "table",
]

_ZEPHYR: Final = (
    "/projects/{project}?selectedItem=com.atlassian.plugins."
    "atlassian-connect-plugin:com.kanoah.test-manager__main-project-page#!"
)


def plain(text: str) -> Paragraph:
    """A paragraph without marks."""
    return Paragraph((Text(text),))


def cell(*parts: str | Inline | Cell) -> Cell:
    """Content of a cell, from words and inlines."""
    found: list[Inline] = []
    for part in parts:
        if isinstance(part, str):
            if part:
                found.append(Text(part))
        elif isinstance(part, tuple):
            found.extend(part)
        else:
            found.append(part)
    return tuple(found)


def sentence(*parts: str | Inline | Cell) -> Paragraph:
    """A paragraph, from words and inlines."""
    return Paragraph(cell(*parts))


def missing(words: str) -> Text:
    """What stands for a text that is not here."""
    return Text(words, emphasis=True)


def passage(text: Passage, otherwise: str = "") -> tuple[Block, ...]:
    """Blocks of a text, or why there are none."""
    if text.blocks:
        return text.blocks
    words = text.missing or otherwise
    return (Paragraph((missing(words),)),) if words else ()


def labelled(
    label: str, text: Passage, otherwise: str = ""
) -> tuple[Block, ...]:
    """A text behind its label, in one paragraph where that can be."""
    mark = Text(f"{label}.", strong=True)
    blocks = passage(text, otherwise)
    if blocks and isinstance(blocks[0], Paragraph):
        first = Paragraph((mark, Text(" "), *blocks[0].inlines))
        return (first, *blocks[1:])
    return (Paragraph((mark,)), *blocks)


def joined(cells: Iterable[Cell], between: str = ", ") -> Cell:
    """Cells one after another."""
    found: list[Inline] = []
    for one in cells:
        if found:
            found.append(Text(between))
        found.extend(one)
    return tuple(found)


def lines(cells: Iterable[Cell]) -> Cell:
    """Cells below one another."""
    found: list[Inline] = []
    for one in cells:
        if found:
            found.append(Break())
        found.extend(one)
    return tuple(found)


def table(
    columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[Cell]]
) -> Table:
    """A table; shares are made to add up to 1."""
    whole = sum(share for _, share in columns)
    return Table(
        tuple(Column(title, share / whole) for title, share in columns),
        tuple(tuple(row) for row in rows),
    )


def facts_table(rows: Iterable[tuple[str, Cell]]) -> Table:
    """A table of names and values without a heading; empty ones left out."""
    return table(
        [("", 0.26), ("", 0.74)],
        [((Text(name, strong=True),), value) for name, value in rows if value],
    )


def bullets(items: Iterable[Cell]) -> Bullets:
    """A list of lines."""
    return Bullets(tuple((Paragraph(item),) for item in items))


@dataclass(frozen=True)
class Linker:
    """Makes links to the site, or plain keys where its address is unknown.

    Parameters
    ----------
    head
        Tells the site.
    sections
        Ids of the sections of test cases, by key.
    """

    head: Head
    sections: Mapping[str, str] = field(default_factory=dict)

    def issue(self, key: str) -> Inline:
        """An issue."""
        if not self.head.browse:
            return Text(key)
        return Link(key, f"{self.head.browse}/browse/{key}")

    def plan(self, key: str) -> Inline:
        """A test plan."""
        return self._zephyr(key, "/v2/testPlan/")

    def cycle(self, key: str) -> Inline:
        """A test cycle."""
        return self._zephyr(key, "/testPlayer/")

    def case(self, key: str) -> Inline:
        """A test case: its section, if it has one."""
        target = self.sections.get(key)
        if target is None:
            return self.case_at_site(key)
        return Ref(key, target)

    def case_at_site(self, key: str) -> Inline:
        """A test case, at the site."""
        return self._zephyr(key, "/v2/testCase/")

    def document(self, handle: str) -> Inline:
        """A document that is cited."""
        return Cite(handle)

    def _zephyr(self, key: str, page: str) -> Inline:
        if not self.head.browse:
            return Text(key)
        project = key.partition("-")[0]
        place = _ZEPHYR.format(project=project)
        return Link(key, f"{self.head.browse}{place}{page}{key}")
