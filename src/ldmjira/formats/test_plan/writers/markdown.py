"""Inline text in Markdown, as GitHub and pandoc read it."""

from __future__ import annotations

import re
from textwrap import indent
from typing import ClassVar, Final

from ldmjira.models.prose import Region, Table, Text

from .base import Writer, clean

__all__ = ["MarkdownWriter"]

_SPECIAL: Final = re.compile(r"([\\`*_\[\]|~$^@])")
_ENTITY: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_START: Final = re.compile(r"^([#+\-=:]|\d{1,9}(?=[.)]))")
_TICKS: Final = re.compile(r"`+")


class MarkdownWriter(Writer):
    """Write Markdown."""

    name = "md"
    suffix = ".md"
    fence = ("<!-- ", " -->")
    line_break: ClassVar[str] = "\\\n"
    cell_break: ClassVar[str] = "<br>"

    def escape(self, text: str) -> str:
        """Escape what Markdown or HTML would take for markup."""
        marked = _SPECIAL.sub(r"\\\1", clean(text)).translate(_ENTITY)
        return " ".join(marked.split("\n"))

    def start(self, line: str) -> str:
        """Escape what begins a heading, a list, a rule or a term."""
        line = line.lstrip(" ")
        found = _START.match(line)
        if found is None:
            return line
        mark = found.group()
        if mark.isdigit():
            return f"{mark}\\{line[len(mark) :]}"
        return f"\\{line}"

    def text(self, run: Text) -> str:
        """Write a run; spaces at its ends stay outside the marks."""
        if run.code:
            return self._code(run.text)
        body = run.text.strip()
        if not body or not (run.strong or run.emphasis):
            return self.escape(run.text)
        mark = "**" if run.strong else "*"
        if run.strong and run.emphasis:
            mark = "***"
        left = " " if run.text[:1].isspace() else ""
        right = " " if run.text[-1:].isspace() else ""
        return f"{left}{mark}{self.escape(body)}{mark}{right}"

    def link(self, text: str, url: str) -> str:
        """Write a link to elsewhere."""
        return f"[{self.escape(text)}](<{url}>)"

    def ref(self, text: str, target: str) -> str:
        """Write a link to a section of the document."""
        return f"[{self.escape(text)}](#{target})"

    def code(self, text: str) -> str:
        """Write a fenced block of code."""
        longest = max(map(len, _TICKS.findall(text)), default=0)
        ticks = "`" * max(3, longest + 1)
        return f"{ticks}\n{text}\n{ticks}"

    def bullets(self, items: list[str], *, ordered: bool) -> str:
        """Write a list."""
        lines = []
        for number, item in enumerate(items, start=1):
            mark = f"{number}. " if ordered else "- "
            lines.append(mark + indent(item, " " * len(mark)).lstrip(" "))
        return "\n".join(lines)

    def table(self, table: Table) -> str:
        """Write a table of pipes; without a heading its row is empty."""
        heads = [self.escape(column.title) for column in table.columns]
        rows = [heads, ["---"] * len(heads)]
        rows += [[self.cell(cell) for cell in row] for row in table.rows]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def todo(self, region: Region) -> str:
        """Write what is to be done as a quotation, so that it is seen."""
        return f"> {super().todo(region)}"

    def _code(self, text: str) -> str:
        words = " ".join(text.split("\n"))
        if not words.strip():
            return self.escape(words)
        longest = max(map(len, _TICKS.findall(words)), default=0)
        ticks = "`" * (longest + 1)
        space = " " if words[0] in "` " or words[-1] in "` " else ""
        guarded = words.replace("|", "\\|")
        return f"{ticks}{space}{guarded}{space}{ticks}"
