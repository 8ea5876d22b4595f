"""Toy documents: as values, and written in either form of LDM-564."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

__all__ = [
    "Entry",
    "Part",
    "as_latex",
    "as_markdown",
    "markdown_document",
]

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True)
class Entry:
    """One line of a list."""

    code: str = "DM-TOY-1"
    title: str = "Levers"
    due: dt.date | None = dt.date(2020, 1, 31)
    completed: dt.date | None = None


@dataclass(frozen=True)
class Part:
    """One section of the document."""

    code: str = "LDM-503-01"
    title: str = "First light"
    due: dt.date | None = dt.date(2020, 1, 31)
    completed: dt.date | None = None
    entries: tuple[Entry, ...] = field(default=())


def _clause(item: Part | Entry) -> str:
    state = (
        f"completed {item.completed}"
        if item.completed
        else "currently incomplete"
    )
    return f"Due: {item.due or 'TBD'}; {state}"


def as_markdown(parts: list[Part], *, page: str = "\n\n") -> str:
    """Write the document as it is published, with page ends in it."""
    lines = []
    for number, part in enumerate(parts, start=1):
        lines.append(f"### 3.{number} {part.title}: {part.code}\n")
        lines.append(f"*{_clause(part)}.*\n")
        for index, entry in enumerate(part.entries):
            clause = _clause(entry)
            tail = f"*({clause})*" if index % 2 else f"(*{clause}*)"
            lines.append(f"- {entry.code}: {entry.title} {tail}")
            if index % 3 == 1:
                lines.append(page)
        if not part.entries:
            lines.append("No new functionality is associated with it.")
        lines.append("")
    return markdown_document("\n".join(lines))


def markdown_document(body: str) -> str:
    """Put front matter before a section on functionality."""
    return f"""\
Data Management

# Releases of a toy

LDM-564

Latest Revision: today

## Change Record

Version\tDate\tDescription\tOwner name
1.0\t2019-08-18\tFirst issue.\tA. Nobody
\t2019-11-16\tDates.\tA. Nobody
1.1\t2020-03-01\tMore toys.\tA. Nobody

## 1 Introduction

### 1.1 Scope

Toys, and nothing else.

## 3 Functionality in toy releases

Below, the internal milestone is given in parenthesis.

{body}

## 4 References

- [1] **[LDM-503]**, A. Nobody, *Tests of a toy*
"""


def as_latex(parts: list[Part]) -> str:
    """Write the document as the generator writes its list."""
    lines = []
    for part in parts:
        title, code = part.title.translate(_TEX), part.code.translate(_TEX)
        lines.append(f"\\subsection{{{title}: {code}}}")
        lines.append(f"\\textit{{{_clause(part)}.}}")
        if part.entries:
            lines.append("\\begin{itemize}")
            lines += [
                f"\\item{{{entry.code}: {entry.title.translate(_TEX)} "
                f"\\textit{{({_clause(entry)})}}}}"
                for entry in part.entries
            ]
            lines.append("\\end{itemize}")
        else:
            lines.append("\nNo new functionality is associated with it.")
    return "\n".join(lines) + "\n"
