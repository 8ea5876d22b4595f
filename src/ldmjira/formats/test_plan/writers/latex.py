"""Inline text in LaTeX."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from ldmjira.models.prose import Cell, Region, Table, Text

from .base import Writer, clean

__all__ = ["LatexWriter"]

_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "\u2013": "--",
    "\u2014": "---",
    "\u2018": "\u2018",
    "\u2019": "\u2019",
    "\u201c": "\u201c",
    "\u201d": "\u201d",
    "\u2022": r"\textbullet{}",
    "\u2026": r"\ldots{}",
    "\u20ac": r"\texteuro{}",
    "\u2212": r"\ensuremath{-}",
    "\u2264": r"\ensuremath{\leq}",
    "\u2265": r"\ensuremath{\geq}",
    "\u2192": r"\ensuremath{\rightarrow}",
    "\u00b5": r"\ensuremath{\mu}",
    "\u03bc": r"\ensuremath{\mu}",
    "\u03c3": r"\ensuremath{\sigma}",
}
# Every engine sets these as they stand: Latin-1 and Latin Extended-A.
_PLAIN: Final = re.compile(
    "[\n -~\u00a1-\u00ac\u00ae-\u00ff\u0100-\u0130\u0134-\u017e]"
)
_LIGATURE: Final = re.compile(r"-(?=-)|([!?])(?=`)|,(?=,)|'(?=')|<(?=<)")
_URL_ESCAPES: Final = str.maketrans(
    {"#": r"\#", "%": r"\%", "&": r"\&", "_": r"\_", "~": r"\~{}"}
)


class LatexWriter(Writer):
    """Write LaTeX."""

    name = "latex"
    suffix = ".tex"
    fence = ("% ", "")
    line_break: ClassVar[str] = " \\newline\n"
    cell_break: ClassVar[str] = " \\newline "

    def escape(self, text: str) -> str:
        """Escape all that TeX acts on; write strange characters by code."""
        parts = _LIGATURE.sub(r"\g<0>" + "\x00", clean(text))
        return "".join(map(_character, parts)).replace("\n", " ")

    def text(self, run: Text) -> str:
        """Write a run with its marks."""
        written = self.escape(run.text)
        if not run.text.strip():
            return written
        if run.code:
            written = rf"\texttt{{{written}}}"
        if run.emphasis:
            written = rf"\emph{{{written}}}"
        if run.strong:
            written = rf"\textbf{{{written}}}"
        return written

    def link(self, text: str, url: str) -> str:
        """Write a link to elsewhere."""
        return (
            rf"\href{{{url.translate(_URL_ESCAPES)}}}{{{self.escape(text)}}}"
        )

    def ref(self, text: str, target: str) -> str:
        """Write a link to a section of the document."""
        return rf"\hyperref[{target}]{{{self.escape(text)}}}"

    def cite(self, handle: str) -> str:
        """Cite a document as Rubin's class does."""
        if not re.fullmatch(r"[A-Z]+-[0-9]+", handle):
            return super().cite(handle)
        return rf"\citeds{{{handle}}}"

    def cell(self, cell: Cell) -> str:
        """Write the inlines of a cell."""
        return self._joined(cell, self.cell_break)

    def start(self, line: str) -> str:
        """Guard a bracket, which would be an option of what precedes."""
        return f"{{}}{line}" if line.startswith(("[", "*")) else line

    def code(self, text: str) -> str:
        """Write lines of code; only what every engine can set."""
        lines = [
            self.escape(line).replace(" ", "~") or "~"
            for line in text.split("\n")
        ]
        body = " \\\\\n".join(lines)
        begin = r"{\small\ttfamily\begin{flushleft}"
        end = r"\end{flushleft}}"
        return f"{begin}\n{body}\n{end}"

    def bullets(self, items: list[str], *, ordered: bool) -> str:
        """Write a list."""
        name = "enumerate" if ordered else "itemize"
        lines = [rf"\item {item}" for item in items]
        return "\n".join((rf"\begin{{{name}}}", *lines, rf"\end{{{name}}}"))

    def table(self, table: Table) -> str:
        """Write a table that may go over pages."""
        columns = "".join(
            rf"L{{\dimexpr {column.share:.3f}\linewidth-2\tabcolsep\relax}}"
            for column in table.columns
        )
        lines = [r"{\small", rf"\begin{{longtable}}{{{columns}}}", r"\hline"]
        if table.has_head:
            heads = " & ".join(
                rf"\textbf{{{self.escape(column.title)}}}"
                for column in table.columns
            )
            lines += [rf"{heads} \\ \hline", r"\endhead"]
        lines += [
            " & ".join(map(self.cell, row)) + r" \\ \hline"
            for row in table.rows
        ]
        return "\n".join((*lines, r"\end{longtable}", "}"))

    def todo(self, region: Region) -> str:
        """Write what is to be done in a macro that makes it seen."""
        words = self.escape(f"({region.title}): {region.task}")
        return rf"\ldmjiratodo{{{words}}}"


def _character(character: str) -> str:
    if character == "\x00":
        return "{}"
    known = _ESCAPES.get(character)
    if known is not None:
        return known
    if _PLAIN.fullmatch(character):
        return character
    return rf"\ldmjirachar{{{ord(character):04X}}}"
