"""Find the part of the document in which the milestones stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ldmjira.exceptions import DocumentError

from .blocks import Block, Kind, Region
from .clauses import LABEL_END

__all__ = ["DOCUMENT", "find_region"]

DOCUMENT: Final = "LDM-564"
"""Handle of the only document that this reads."""

_NAME: Final = re.compile(r"\bfunctionality\b", re.IGNORECASE)


def find_region(blocks: Sequence[Block]) -> Region:
    """Find the section on functionality.

    It is found by its name, else by the labels below it; a bare list, as
    the generator writes it, is all of it.

    Parameters
    ----------
    blocks
        Body of the document.

    Returns
    -------
    Region
        Its lines and its number.

    Raises
    ------
    DocumentError
        If there is none, or no milestone in it.
    """
    headings = [b for b in blocks if b.kind is Kind.HEADING]
    labelled = [b.line for b in headings if LABEL_END.search(b.text)]
    end = max((b.last for b in blocks), default=0)
    section = _find_section(headings, labelled, end)
    if section is not None:
        top, last = section
        first, number = top.line, top.number
    elif labelled:
        first, last = 1, end
        number = next(
            b.number.partition(".")[0]
            for b in headings
            if LABEL_END.search(b.text)
        )
    else:
        raise DocumentError(
            f"This is not {DOCUMENT}: it has no section on the functionality "
            "in releases, and no heading that ends with the label of a "
            "milestone, as in ': LDM-503-01'"
        )
    below = [
        b.line
        for b in headings
        if first <= b.line <= last and b.number.count(".") == 1
    ]
    if not below and not any(first <= line <= last for line in labelled):
        raise DocumentError(
            f"This is not {DOCUMENT}: no milestone stands in its section "
            f"{number} (line {first}); looked for headings that end with a "
            "label, as in ': LDM-503-01'"
        )
    return Region(first, last, number, list_from=min(below, default=last))


def _find_section(
    headings: Sequence[Block], labelled: Sequence[int], end: int
) -> tuple[Block, int] | None:
    """Heading and last line of the section; ``None`` if there is none."""
    tops = [b for b in headings if b.number and "." not in b.number]
    ends = [*(after.line - 1 for after in tops[1:]), end]
    sections = list(zip(tops, ends, strict=bool(tops)))
    named = [s for s in sections if _NAME.search(s[0].text)]
    holding = [
        (top, last)
        for top, last in sections
        if any(top.line <= line <= last for line in labelled)
    ]
    both = [section for section in named if section in holding]
    chosen = both or named or holding
    if len(chosen) > 1:
        lines = ", ".join(str(top.line) for top, _ in chosen)
        raise DocumentError(
            "More than one section may be the one on functionality "
            f"(lines {lines})",
            hint="Give the document that has one such section.",
        )
    return chosen[0] if chosen else None
