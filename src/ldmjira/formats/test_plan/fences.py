"""Find hand-written regions in a document that was made before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ldmjira.core.test_plan import HandWritten
from ldmjira.core.test_plan.html_text import html_blocks
from ldmjira.exceptions import UsageError

from .markdown_prose import markdown_blocks

__all__ = [
    "MARK",
    "Found",
    "hand_written",
    "is_ours",
    "read_regions",
    "syntax_of",
]

MARK: Final = "Made by ldmjira for "
"""What stands near the head of every text document that we make."""

_FENCE: Final = re.compile(
    r"[ \t]*(?P<open><!--|\.\.|%)[ \t]*ldmjira:(?P<side>begin|end)[ \t]+"
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]*)[ \t]*(?:-->)?[ \t]*"
)
_OWN_TODO: Final = re.compile(
    r"(?:> \*\*TODO\*\* \(|\*\*TODO\*\* \(|\\ldmjiratodo\{"
    r'|<p class="todo"><strong>TODO</strong> \()[^\n]*'
)
_PAGES: Final = (".html", ".htm")
_SYNTAXES: Final = {
    ".md": "md",
    ".markdown": "md",
    ".rst": "rst",
    ".txt": "rst",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
}


@dataclass(frozen=True)
class Found:
    """Regions of a document.

    Parameters
    ----------
    texts
        What a person wrote, by the id of the region; not what we asked for.
    unclosed
        Regions without an end: what follows was taken for their text.
    """

    texts: Mapping[str, str]
    unclosed: tuple[str, ...] = ()


def syntax_of(name: str, text: str) -> str:
    """Format of a document.

    Parameters
    ----------
    name
        Name of its file.
    text
        Its text; the name counts where the text does not tell.

    Returns
    -------
    str
        ``md``, ``rst``, ``latex`` or ``html``.
    """
    opens = {found["open"] for found in _FENCE.finditer(text)}
    if "\\documentclass" in text or opens == {"%"}:
        return "latex"
    is_page = name.casefold().endswith(_PAGES)
    if "<html" in text[:4000] or (opens == {"<!--"} and is_page):
        return "html"
    if len(opens) == 1:
        return "rst" if opens == {".."} else "md"
    suffix = "." + name.casefold().rpartition(".")[2]
    return _SYNTAXES.get(suffix, "md")


def is_ours(text: str) -> bool:
    """Whether a document was made by us, or at least has our fences."""
    return MARK in text or any(
        _FENCE.fullmatch(line) for line in text.split("\n")
    )


def read_regions(text: str) -> Found:
    """Find the regions of a document that a person has written in.

    Parameters
    ----------
    text
        The document.

    Returns
    -------
    Found
        Two regions of one id are joined; nothing between fences is lost.
    """
    texts: dict[str, list[str]] = {}
    unclosed: list[str] = []
    name = ""
    lines: list[str] = []

    def close() -> None:
        body = "\n".join(lines).strip("\n")
        if body.strip() and not _OWN_TODO.fullmatch(body.strip()):
            texts.setdefault(name, []).append(body)

    for line in text.replace("\r\n", "\n").split("\n"):
        fence = _FENCE.fullmatch(line)
        if fence is None:
            lines.append(line)
            continue
        if name:
            close()
            if fence["side"] == "begin" or fence["name"] != name:
                unclosed.append(name)
        name = fence["name"] if fence["side"] == "begin" else ""
        lines = []
    if name:
        close()
        unclosed.append(name)
    return Found(
        {one: "\n\n".join(parts) for one, parts in texts.items()},
        tuple(unclosed),
    )


def hand_written(
    texts: Mapping[str, str], *, syntax: str, wanted: str, source: str
) -> dict[str, HandWritten]:
    """Make hand-written texts ready for a document of some format.

    Parameters
    ----------
    texts
        By the id of their region.
    syntax
        Format that they are written in.
    wanted
        Format of the document that is made.
    source
        File that they are from, for the message.

    Returns
    -------
    dict
        Texts with their blocks, where the formats differ.

    Raises
    ------
    UsageError
        If texts in LaTeX or reStructuredText are wanted in another format.
    """
    if not texts:
        return {}
    if syntax != wanted and syntax not in {"md", "html"}:
        name = {"latex": "LaTeX", "rst": "reStructuredText"}[syntax]
        raise UsageError(
            f"{source} holds text written by hand in {name}, which cannot "
            "be carried over into another format",
            hint=(
                "Keep hand-written text in a Markdown plan, and give that "
                "with --prose."
            ),
        )
    read = {"md": markdown_blocks, "html": html_blocks}.get(syntax)
    return {
        name: HandWritten(
            text,
            syntax,
            read(text) if read is not None and syntax != wanted else (),
        )
        for name, text in texts.items()
    }
