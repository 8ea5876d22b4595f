"""The committed mapping, and the facts that it was made from."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

Rows = list[dict[str, str]]
Table = Callable[[str], Rows]

_ROOT = Path(__file__).parents[2]


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


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
            cache[name] = _rows(mappings / "catalog" / f"{name}.csv")
        return cache[name]

    return read


@pytest.fixture(scope="session")
def facts() -> Table:
    """Return a reader of the facts; skips where they are not at hand."""
    folder = _ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder shared beside the repository is not there")

    def read(name: str) -> Rows:
        return _rows(folder / f"{name}.csv")

    return read
