"""Tables of text, as the tests read them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

__all__ = ["Rows", "Table", "read_rows"]

Rows: TypeAlias = list[dict[str, str]]
Table: TypeAlias = Callable[[str], Rows]
"""Gives the rows of a table, by its name."""


def read_rows(path: Path) -> Rows:
    """Read a table with a line of headings."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
