"""The chain of an object as indented words, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ldmjira.core.trace import Step, Verdict

__all__ = ["trace_to_json", "trace_to_text"]

_MARKS = {
    Verdict.HOLDS: "+",
    Verdict.WEAK: "~",
    Verdict.BREAKS: "-",
    Verdict.NEUTRAL: " ",
}


def trace_to_text(step: Step) -> str:
    """Tell the chain, one link a line.

    Parameters
    ----------
    step
        Where the chain begins.

    Returns
    -------
    str
        A sentence about the object, then what hangs on it, indented; marked
        ``+`` where the chain holds, ``~`` where it is weak, ``-`` where it
        breaks.
    """
    lines = [f"{_named(step)} {step.words}."]
    for child in step.children:
        lines.extend(_lines(child, depth=1))
    return "".join(f"{line}\n" for line in lines)


def trace_to_json(step: Step) -> str:
    """Tell the chain as a tree.

    Parameters
    ----------
    step
        Where the chain begins.

    Returns
    -------
    str
        ``{"kind", "object", "title", "words", "verdict", "children"}``,
        the children alike.
    """
    return json.dumps(_plain(step), indent=2, ensure_ascii=False) + "\n"


def _lines(step: Step, *, depth: int) -> Iterator[str]:
    indent = "    " * (depth - 1) + "  "
    yield f"{indent}{_MARKS[step.verdict]} {_named(step)} {step.words}."
    for child in step.children:
        yield from _lines(child, depth=depth + 1)


def _named(step: Step) -> str:
    return f"{step.object} ({step.title})" if step.title else step.object


def _plain(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind.value,
        "object": step.object,
        "title": step.title,
        "words": step.words,
        "verdict": step.verdict.value,
        "children": [_plain(child) for child in step.children],
    }
