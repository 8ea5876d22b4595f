"""What a form of the document is reduced to before it is understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

__all__ = [
    "Block",
    "Census",
    "CountRegion",
    "Front",
    "Kind",
    "Outline",
    "Region",
    "newest",
]


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    ITEM = "item"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, list item or paragraph, in plain text.

    Parameters
    ----------
    kind
        What it is.
    text
        Plain text with single blanks; of a heading without its number.
    line, last
        First and last line in the document.
    number
        Section number of a heading, ``3.39``; empty if it has none.
    remarks
        What was odd about it.
    """

    kind: Kind
    text: str
    line: int
    last: int
    number: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """What the document says of itself.

    ``contents`` holds the labels of milestones in its table of contents,
    by label the line.
    """

    handle: str | None = None
    version: str | None = None
    date: dt.date | None = None
    contents: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of the section on functionality, and its number."""

    first: int
    last: int
    number: str
    list_from: int

    def __contains__(self, line: int) -> bool:
        return self.first <= line <= self.last


@dataclass(frozen=True, slots=True)
class Census:
    """Lines on which something stands that has to be read.

    A line stands there once per thing that it holds.
    """

    headings: tuple[int, ...]
    items: tuple[int, ...]
    due_clauses: tuple[int, ...]
    codes: tuple[str, ...]


CountRegion: TypeAlias = Callable[[Region], Census]


@dataclass(frozen=True)
class Outline:
    """A document, taken apart but not yet understood.

    Parameters
    ----------
    front
        What it says of itself.
    blocks
        Its body.
    census
        Counts the candidates, without a look at the blocks.
    """

    front: Front
    blocks: tuple[Block, ...]
    census: CountRegion


def newest(
    rows: list[tuple[str, str]],
) -> tuple[str | None, dt.date | None]:
    """Find the revision in the rows of a change record.

    Parameters
    ----------
    rows
        Version and date of each row, as they stand there. A row without a
        day is a draft; a row without a version belongs to the one before.

    Returns
    -------
    tuple
        Newest version, and the newest date of all rows.
    """
    dated: list[tuple[dt.date, str]] = []
    for text, date in rows:
        try:
            dated.append((dt.date.fromisoformat(date.strip()), text.strip()))
        except ValueError:
            continue
    # The last of several rows of one day: records grow downwards.
    dated.sort(key=lambda row: row[0])
    versions = [text for _, text in dated if text]
    return (
        versions[-1] if versions else None,
        dated[-1][0] if dated else None,
    )
