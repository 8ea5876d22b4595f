"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.sandbox import Lever, SandboxServer, StartSandbox

_SHARED = Path(__file__).parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of vendors' documents, or skip where it is not."""
    if not _SHARED.is_dir():
        pytest.skip("the vendors' documents are not beside this checkout")
    return _SHARED


@pytest.fixture
def start_sandbox() -> Iterator[StartSandbox]:
    """Return a function that starts a sandbox, stopped with the test."""
    from tests.support.sandbox import SandboxServer  # noqa: PLC0415

    with ExitStack() as stack:

        def start(**options: Any) -> SandboxServer:
            return stack.enter_context(SandboxServer(**options))

        yield start


@pytest.fixture
def sandbox(start_sandbox: StartSandbox) -> SandboxServer:
    """Return a Jira Cloud with Rubin's issues, fresh for each test."""
    return start_sandbox()


@pytest.fixture
def lever(sandbox: SandboxServer) -> Lever:
    """Return a hand on the levers of the ``sandbox``."""
    from tests.support.sandbox import Lever  # noqa: PLC0415

    return Lever(sandbox)
