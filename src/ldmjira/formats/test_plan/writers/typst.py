"""Inline text in Typst, from which a PDF is made.

Every text stands in a string literal, so that none of it is markup.
"""

from __future__ import annotations

from typing import ClassVar, Final

from ldmjira.models.prose import Region, Table, Text

from .base import Writer, clean

__all__ = ["TypstWriter"]

_LITERAL: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


class TypstWriter(Writer):
    """Write Typst."""

    name = "typst"
    suffix = ".typ"
    line_break: ClassVar[str] = "#linebreak()"
    cell_break: ClassVar[str] = "#linebreak()"

    def escape(self, text: str) -> str:
        """Write a text as a string that stands in markup."""
        return f"#{self.literal(text)};" if text else ""

    def literal(self, text: str) -> str:
        """Write a text as a string in code."""
        return f'"{clean(text).translate(_LITERAL)}"'

    def text(self, run: Text) -> str:
        """Write a run with its marks."""
        if not run.text:
            return ""
        written = self.literal(run.text)
        if not run.text.strip():
            return f"#{written};"
        if run.code:
            written = f"raw({written})"
        if run.emphasis:
            written = f"emph({written})"
        if run.strong:
            written = f"strong({written})"
        return f"#{written};"

    def link(self, text: str, url: str) -> str:
        """Write a link to elsewhere."""
        return f"#link({self.literal(url)}, {self.literal(text)});"

    def ref(self, text: str, target: str) -> str:
        """Write a link to a section of the document."""
        return f"#link(label({self.literal(target)}), {self.literal(text)});"

    def code(self, text: str) -> str:
        """Write lines of code."""
        return f"#raw({self.literal(text)}, block: true)"

    def bullets(self, items: list[str], *, ordered: bool) -> str:
        """Write a list."""
        name = "enum" if ordered else "list"
        body = "".join(f"[{item}]," for item in items)
        return f"#{name}({body})"

    def table(self, table: Table) -> str:
        """Write a table whose heading is repeated on every page."""
        widths = "".join(f"{column.share:.3f}fr," for column in table.columns)
        parts = [f"#plantable(({widths}),"]
        heads = "".join(
            f"[{self.escape(column.title)}],"
            for column in table.columns
            if table.has_head
        )
        parts.append(f"({heads}),")
        parts.extend(
            "".join(f"[{self.cell(cell)}]," for cell in row)
            for row in table.rows
        )
        return "\n".join([*parts, ")"])

    def region(self, region: Region) -> str:
        """Write a region; a PDF has no fences."""
        return self.filling(region)

    def todo(self, region: Region) -> str:
        """Write what is to be done in a box."""
        words = self.literal(f" ({region.title}): {region.task}")
        return f"#todo({words})"
