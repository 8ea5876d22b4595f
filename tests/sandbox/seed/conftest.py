"""The facts from which the seed was derived."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

Rows = list[dict[str, str]]
Facts = Callable[[str], Rows]


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Return a reader of the facts; skips where they are not at hand."""
    folder = Path(__file__).parents[4] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder shared beside the repository is not there")

    def read(name: str) -> Rows:
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    return read
