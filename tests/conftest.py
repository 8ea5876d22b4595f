"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.support.tables import Rows, Table, read_rows

if TYPE_CHECKING:
    from tests.support.sandbox import Lever, SandboxServer, StartSandbox

# The same examples in every run, so that a red run is red for its change and
# not by chance; no deadline, since machines are shared. The longer searches
# are marked `ci` and `soak` and draw their own seeds.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

_SHARED = Path(__file__).parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of vendors' documents, or skip where it is not."""
    if not _SHARED.is_dir():
        pytest.skip("the vendors' documents are not beside this checkout")
    return _SHARED


@pytest.fixture(scope="session")
def facts(shared: Path) -> Table:
    """Return a reader of the tables of facts on Rubin."""

    def read(name: str) -> Rows:
        return read_rows(shared / "data" / f"{name}.csv")

    return read


@pytest.fixture(scope="session")
def sandbox_stopper() -> Iterator[Callable[[SandboxServer], None]]:
    """Return a function that stops a sandbox behind the next test's back.

    A server takes a tenth of a second to notice that it shall stop.
    """
    stops: list[Future[None]] = []
    with ThreadPoolExecutor(2) as pool:
        yield lambda server: stops.append(pool.submit(server.stop))
    for stop in stops:
        stop.result()


@pytest.fixture
def start_sandbox(
    sandbox_stopper: Callable[[SandboxServer], None],
) -> Iterator[StartSandbox]:
    """Return a function that starts a sandbox, stopped with the test."""
    from tests.support.sandbox import SandboxServer  # noqa: PLC0415

    servers: list[SandboxServer] = []

    def start(**options: Any) -> SandboxServer:
        server = SandboxServer(**options)
        server.start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        sandbox_stopper(server)


@pytest.fixture
def sandbox(start_sandbox: StartSandbox) -> SandboxServer:
    """Return a Jira Cloud with Rubin's issues, fresh for each test."""
    return start_sandbox()


@pytest.fixture
def lever(sandbox: SandboxServer) -> Lever:
    """Return a hand on the levers of the ``sandbox``."""
    from tests.support.sandbox import Lever  # noqa: PLC0415

    return Lever(sandbox)
