"""Lay a test plan or report out: sections, numbers, regions, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Final

from ldmjira.models.prose import Block, Region, Section
from ldmjira.models.test_plan import Doc, PlanFacts

from .appendix import acronyms, appendices, cited, references
from .campaign import overview, personnel
from .configuration import configuration
from .detail import detail
from .introduction import front, introduction
from .tables import Linker

__all__ = ["HandWritten", "lay_out"]

_NO_ID: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class HandWritten:
    """Text that a person wrote in a region of an earlier document.

    Parameters
    ----------
    text
        As it stands there.
    syntax
        Its format: ``md``, ``rst``, ``latex`` or ``html``.
    blocks
        The text as blocks, where it goes into another format.
    title
        Section that it stood in, if the earlier document tells.
    """

    text: str
    syntax: str
    blocks: tuple[Block, ...] = ()
    title: str = ""


def lay_out(
    facts: PlanFacts, written: Mapping[str, HandWritten] | None = None
) -> Doc:
    """Lay out a document.

    Parameters
    ----------
    facts
        What it tells.
    written
        Hand-written texts, by the id of their region.

    Returns
    -------
    Doc
        With every hand-written text: what has no region any more stands in
        ``lost``.
    """
    written = written or {}

    def ask(name: str, task: str) -> Region:
        told = written.get(name)
        if told is None or not told.text.strip():
            return Region(name, "", task)
        return Region(name, "", task, told.text, told.syntax, told.blocks)

    link = Linker(facts.head, _ids(case.key for case in facts.cases))
    body = [
        introduction(facts, link, ask),
        configuration(facts, link, ask),
        personnel(facts, link, ask),
        overview(facts, link, ask),
        detail(facts, link),
    ]
    tail = appendices(facts, link, ask)
    explained = acronyms([*body, *tail])
    if explained is not None:
        tail.insert(-1, explained)
    handles = cited([*body, *tail])
    if facts.head.document:
        handles = tuple(
            one for one in handles if one[0] != facts.head.document
        )
    body[0] = _with_blocks(body[0], "references", references(handles))
    sections = (
        front(facts, link),
        *(_numbered(one, str(n)) for n, one in enumerate(body, start=1)),
        *(
            _numbered(one, letter)
            for letter, one in zip(ascii_uppercase, tail, strict=False)
        ),
    )
    regions = tuple(_regions(sections))
    placed = {region.id for region in regions}
    lost = tuple(
        Region(name, told.title, "", told.text, told.syntax, told.blocks)
        for name, told in written.items()
        if name not in placed and told.text.strip()
    )
    return Doc(facts, sections, regions, handles, lost)


def _ids(keys: Iterable[str]) -> dict[str, str]:
    """Id of each case's section; a draft may be called anything."""
    found: dict[str, str] = {}
    for place, key in enumerate(keys):
        name = f"case-{_NO_ID.sub('-', key)}"
        taken = name in found.values()
        found[key] = f"{name}-{place}" if taken else name
    return found


def _with_blocks(
    section: Section, name: str, blocks: tuple[Block, ...]
) -> Section:
    if section.id == name:
        return replace(section, blocks=blocks)
    return replace(
        section,
        sections=tuple(
            _with_blocks(one, name, blocks) for one in section.sections
        ),
    )


def _numbered(section: Section, number: str) -> Section:
    """Number a section and those below it, and name its regions."""
    return replace(
        section,
        number=number,
        blocks=tuple(
            replace(block, title=f"{number} {section.title}")
            if isinstance(block, Region)
            else block
            for block in section.blocks
        ),
        sections=tuple(
            _numbered(one, f"{number}.{place}")
            for place, one in enumerate(section.sections, start=1)
        ),
    )


def _regions(sections: Iterable[Section]) -> Iterator[Region]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Region):
                yield block
        yield from _regions(section.sections)
