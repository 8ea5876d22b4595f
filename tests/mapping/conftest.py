"""The committed mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.tables import Rows, Table, read_rows

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def mappings() -> Path:
    """Return the folder of the committed mapping."""
    return _ROOT / "mappings"


@pytest.fixture(scope="session")
def catalog(mappings: Path) -> Table:
    """Return a reader of the catalogue's tables by name, each read once."""
    cache: dict[str, Rows] = {}

    def read(name: str) -> Rows:
        if name not in cache:
            cache[name] = read_rows(mappings / "catalog" / f"{name}.csv")
        return cache[name]

    return read
