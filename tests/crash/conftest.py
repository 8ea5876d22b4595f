"""Fixtures of the crash tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.support.killing import Runner, Site
from tests.support.sandbox import StartSandbox

OpenSite = Callable[[], Site]


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """Return what runs commands, and kills them."""
    with Runner() as runner:
        yield runner


@pytest.fixture
def open_site(
    tmp_path: Path, start_sandbox: StartSandbox, runner: Runner
) -> OpenSite:
    """Return a function that gives a new sandbox with a new repository."""
    numbers = count(1)

    def open_(**options: Any) -> Site:
        folder = tmp_path / f"site{next(numbers)}"
        return Site(folder, start_sandbox(**options), runner)

    return open_
