"""Rich text as a tree of blocks and runs, and the tidy form of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

__all__ = [
    "Block",
    "Break",
    "CodeBlock",
    "Heading",
    "Inline",
    "List",
    "Paragraph",
    "Rule",
    "Text",
    "tidy_blocks",
    "tidy_inlines",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters with its marks."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the writer asked for."""


Inline: TypeAlias = Text | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines that keep their spaces."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class List:
    """A list with bullets or numbers; each item holds blocks."""

    is_ordered: bool
    items: tuple[tuple[Block, ...], ...]


Block: TypeAlias = Paragraph | Heading | CodeBlock | Rule | List

_SPACES: Final = re.compile(r"\s+")


def tidy_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Drop blocks that say nothing, and join lists that follow a list.

    Parameters
    ----------
    blocks
        Blocks as a site or a parser gives them.

    Returns
    -------
    tuple of Block
        Blocks as Markdown can tell them apart.
    """
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if isinstance(block, Paragraph | Heading) and not block.inlines:
            continue
        if not isinstance(block, List):
            kept.append(block)
            continue
        items = tuple(
            tidy for item in block.items if (tidy := _tidy_item(item))
        )
        if isinstance(last, List) and last.is_ordered is block.is_ordered:
            kept[-1] = List(last.is_ordered, last.items + items)
        elif items:
            kept.append(List(block.is_ordered, items))
    return tuple(kept)


def tidy_inlines(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Join equal runs, collapse spaces, and move spaces out of marks.

    Parameters
    ----------
    inlines
        Runs as a site or a parser gives them.

    Returns
    -------
    tuple of Inline
        Runs of which no two neighbours have the same marks.
    """
    runs: list[Inline] = []
    for inline in _unmarked_spaces(inlines):
        last = runs[-1] if runs else None
        if isinstance(inline, Break):
            runs.append(inline)
        elif isinstance(last, Text) and replace(last, text="") == replace(
            inline, text=""
        ):
            runs[-1] = replace(last, text=last.text + inline.text)
        elif inline.text:
            runs.append(inline)
    return _trimmed(
        [
            replace(run, text=_SPACES.sub(" ", run.text))
            if isinstance(run, Text)
            else run
            for run in runs
        ]
    )


def _tidy_item(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Leave out of an item what Jira's own editor keeps out of lists."""
    return tidy_blocks(
        Paragraph(block.inlines) if isinstance(block, Heading) else block
        for block in blocks
        if not isinstance(block, Rule)
    )


def _unmarked_spaces(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Let no mark begin or end with a space, and code be nothing else.

    ADF takes no other mark beside code but a link.
    """
    for inline in inlines:
        if isinstance(inline, Break) or inline == Text(inline.text):
            yield inline
            continue
        if inline.code:
            text = _SPACES.sub(" ", inline.text)
            yield Text(text, code=bool(text.strip()), href=inline.href)
            continue
        core = inline.text.strip()
        before, _, after = (
            inline.text.partition(core) if core else ("", "", "")
        )
        if not core:
            yield Text(inline.text)
            continue
        yield Text(before)
        yield replace(inline, text=core)
        yield Text(after)


def _trimmed(runs: list[Inline]) -> tuple[Inline, ...]:
    """Drop spaces and breaks at both ends, and spaces around breaks."""
    kept: list[Inline] = []
    for number, run in enumerate(runs):
        if isinstance(run, Break):
            if kept and number + 1 < len(runs):
                kept.append(run)
            continue
        text = run.text
        if not run.code:
            if not kept or isinstance(kept[-1], Break):
                text = text.lstrip(" ")
            after = runs[number + 1] if number + 1 < len(runs) else Break()
            if isinstance(after, Break):
                text = text.rstrip(" ")
        if text:
            kept.append(replace(run, text=text))
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    return tuple(kept)
