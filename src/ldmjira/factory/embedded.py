"""The embedded sandbox: the site when none is configured."""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ldmjira.exceptions import ConfigurationError

if TYPE_CHECKING:
    from ldmjira.sandbox.server import SandboxServer

__all__ = ["running_sandbox", "sandbox_store"]

_SANDBOX_NAME: Final = "sandbox.sqlite"


def sandbox_store(named: str | None) -> Path:
    """Find the file of the embedded sandbox, and make its folder.

    Parameters
    ----------
    named
        File that the user named, if any.

    Returns
    -------
    Path
        That file, else one in the user's data folder.

    Raises
    ------
    ConfigurationError
        If its folder cannot be made.
    """
    if named is not None:
        store = Path(named).absolute()
    else:
        from platformdirs import user_data_path

        store = user_data_path("ldmjira") / _SANDBOX_NAME
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{store.parent} cannot be made: {error.strerror}",
            hint="Name another file with LDMJIRA_SANDBOX.",
        ) from None
    return store


@contextmanager
def running_sandbox(store: Path) -> Iterator[SandboxServer]:
    """Run the sandbox in this process.

    Parameters
    ----------
    store
        File that keeps it.

    Yields
    ------
    SandboxServer
        Running until the block ends.

    Raises
    ------
    ConfigurationError
        If the file is none of its own.
    """
    from ldmjira.sandbox.server import SandboxServer
    from ldmjira.sandbox.store import StoreError

    server = SandboxServer(store=store)
    try:
        server.start()
    except StoreError as error:
        raise ConfigurationError(
            f"The embedded sandbox does not start: {error}",
            hint=(
                "Name another file with LDMJIRA_SANDBOX; a new one is filled "
                "when it is first used."
            ),
        ) from None
    try:
        yield server
    finally:
        server.stop()
