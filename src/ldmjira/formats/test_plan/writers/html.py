"""Inline text in HTML."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from ldmjira.models.prose import Region, Table, Text

from .base import Writer, clean

__all__ = ["HtmlWriter"]


class HtmlWriter(Writer):
    """Write HTML."""

    name = "html"
    suffix = ".html"
    fence = ("<!-- ", " -->")
    line_break: ClassVar[str] = "<br>\n"
    cell_break: ClassVar[str] = "<br>"

    def escape(self, text: str) -> str:
        """Escape for content and for quoted attributes."""
        return escape(clean(text))

    def text(self, run: Text) -> str:
        """Write a run with its marks."""
        written = self.escape(run.text)
        for is_marked, tag in (
            (run.code, "code"),
            (run.emphasis, "em"),
            (run.strong, "strong"),
        ):
            if is_marked and run.text.strip():
                written = f"<{tag}>{written}</{tag}>"
        return written

    def link(self, text: str, url: str) -> str:
        """Write a link to elsewhere."""
        return f'<a href="{escape(url)}">{self.escape(text)}</a>'

    def ref(self, text: str, target: str) -> str:
        """Write a link to a section of the document."""
        return f'<a href="#{escape(target)}">{self.escape(text)}</a>'

    def paragraph(self, written: str) -> str:
        """Write a paragraph."""
        return f"<p>{written}</p>"

    def code(self, text: str) -> str:
        """Write lines of code."""
        return f"<pre><code>{escape(text)}</code></pre>"

    def bullets(self, items: list[str], *, ordered: bool) -> str:
        """Write a list."""
        tag = "ol" if ordered else "ul"
        lines = "\n".join(f"<li>{item}</li>" for item in items)
        return f"<{tag}>\n{lines}\n</{tag}>"

    def table(self, table: Table) -> str:
        """Write a table; its first column names the row without a head."""
        parts = ["<table>", "<colgroup>"]
        parts += [
            f'<col style="width: {column.share * 100:.0f}%">'
            for column in table.columns
        ]
        parts.append("</colgroup>")
        if table.has_head:
            heads = "".join(
                f'<th scope="col">{self.escape(column.title)}</th>'
                for column in table.columns
            )
            parts.append(f"<thead><tr>{heads}</tr></thead>")
        parts.append("<tbody>")
        for row in table.rows:
            cells = "".join(f"<td>{self.cell(cell)}</td>" for cell in row)
            parts.append(f"<tr>{cells}</tr>")
        return "\n".join([*parts, "</tbody>", "</table>"])

    def todo(self, region: Region) -> str:
        """Write what is to be done, marked for the style sheet."""
        words = self.escape(f" ({region.title}): {region.task}")
        return f'<p class="todo"><strong>TODO</strong>{words}</p>'
