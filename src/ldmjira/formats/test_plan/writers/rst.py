"""Inline text in reStructuredText, as docutils reads it."""

from __future__ import annotations

import re
from textwrap import indent
from typing import ClassVar, Final

from ldmjira.models.prose import Cell, Table, Text

from .base import Writer, clean, split_lines

__all__ = ["RstWriter"]

_SPECIAL: Final = re.compile(r"([\\*`_|]|(?<=:):)")
_GAP: Final = "\x00"
"""Stands where marks and words must be parted; no text holds it."""

_NEEDLESS: Final = re.compile(r"\x00(?=[\s\x00]|$)|(?<=[\s\x00])\x00|^\x00")
_START: Final = re.compile(
    r"^(?:(?P<mark>[^\w\s\\])|\(?(?P<number>\w{1,8})(?=[.)]))"
)


class RstWriter(Writer):
    """Write reStructuredText."""

    name = "rst"
    suffix = ".rst"
    fence = (".. ", "")
    line_break: ClassVar[str] = "\n"
    cell_break: ClassVar[str] = "\n"

    def escape(self, text: str) -> str:
        """Escape what could begin or end inline markup."""
        marked = _SPECIAL.sub(r"\\\1", clean(text))
        return " ".join(marked.split("\n"))

    def start(self, line: str) -> str:
        """Escape what begins a list, a comment, a field or a title."""
        line = line.lstrip(" ")
        if line.startswith(("**", "*", "``", "`")) or not line:
            return line  # marks of our own
        found = _START.match(line)
        if found is None:
            return line
        if found["mark"]:
            return f"\\{line}"
        end = found.end()
        return f"{line[:end]}\\{line[end:]}"

    def line(self, cell: Cell) -> str:
        """Write inlines; an escaped space parts marks that touch words."""
        written = _NEEDLESS.sub("", super().line(cell))
        return written.replace(_GAP, "\\ ")

    def code(self, text: str) -> str:
        """Write a block of code."""
        return "::\n\n" + indent(text, "   ")

    def bullets(self, items: list[str], *, ordered: bool) -> str:
        """Write a list."""
        mark = "#. " if ordered else "- "
        pad = " " * len(mark)
        return "\n".join(
            mark + indent(item, pad).lstrip(" ") for item in items
        )

    def table(self, table: Table) -> str:
        """Write a table as a list of lists."""
        widths = " ".join(
            str(max(1, round(column.share * 100))) for column in table.columns
        )
        lines = [".. list-table::"]
        if table.has_head:
            lines.append("   :header-rows: 1")
        lines += [f"   :widths: {widths}", ""]
        rows = [list(map(self.cell, row)) for row in table.rows]
        if table.has_head:
            heads = [self.escape(column.title) for column in table.columns]
            rows.insert(0, heads)
        for row in rows:
            for place, cell in enumerate(row):
                mark = "   * - " if not place else "     - "
                body = indent(cell, "       ").lstrip(" ")
                lines.append(f"{mark}{body}".rstrip())
        return "\n".join(lines)

    def cell(self, cell: Cell) -> str:
        """Write the inlines of a cell, which is a body of its own."""
        return self._joined(cell, self.cell_break)

    def _joined(self, cell: Cell, between: str) -> str:
        parts = list(split_lines(cell))
        lines = [self.line(part) for part in parts]
        if len(lines) == 1:
            return self.start(lines[0])
        return between.join(f"| {line.strip()}".rstrip() for line in lines)

    def text(self, run: Text) -> str:
        """Write a run; code before strong before emphasis, never nested."""
        body = run.text.strip()
        if not body or not (run.strong or run.emphasis or run.code):
            return self.escape(run.text)
        if run.code and "`" not in body and "\n" not in body:
            marked = f"``{body}``"
        else:
            mark = "**" if run.strong else "*"
            marked = f"{mark}{self.escape(body)}{mark}"
        left = " " if run.text[:1].isspace() else _GAP
        right = " " if run.text[-1:].isspace() else _GAP
        return f"{left}{marked}{right}"

    def link(self, text: str, url: str) -> str:
        """Write a link to elsewhere."""
        words = self.escape(text).replace("<", "\\<")
        return f"{_GAP}`{words} <{url.replace('_', '%5F')}>`__{_GAP}"

    def ref(self, text: str, target: str) -> str:
        """Write a link to a section of the document."""
        words = self.escape(text).replace("<", "\\<")
        return f"{_GAP}`{words} <{target}_>`__{_GAP}"
