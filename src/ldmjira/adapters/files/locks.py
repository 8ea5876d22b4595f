"""One run at a time on one mapping."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from ldmjira.exceptions import ConfigurationError, UsageError

from .local_state import FOLDER, make_private_folder

__all__ = ["mapping_lock"]

_PATIENCE: Final = 30.0


@contextmanager
def mapping_lock(
    root: Path,
    *,
    patience: float = _PATIENCE,
    tell: Callable[[str], None] = lambda _line: None,
) -> Iterator[None]:
    """Hold the lock of a mapping.

    Parameters
    ----------
    root
        Folder of ``ldmjira.toml``.
    patience
        Seconds to wait for another run to end.
    tell
        Takes a line if there is something to wait for.

    Yields
    ------
    None
        While the lock is held; the end of the process frees it too.

    Raises
    ------
    UsageError
        If another run holds it.
    """
    folder = root / FOLDER
    make_private_folder(folder)
    owner = folder / "lock.owner"
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell(f"Waiting for another run on this mapping ({_read(owner)})")
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            raise UsageError(
                f"Another run works on this mapping ({_read(owner)})",
                hint=(
                    "Wait for it to end, then run the command again. If it "
                    "hangs, end that process: its lock goes with it."
                ),
            ) from None
    except OSError as error:
        raise ConfigurationError(
            f"{folder / 'lock'} cannot be locked: {error.strerror}",
            hint="Give yourself the right to write it, or make room.",
        ) from None
    try:
        _write(owner)
        yield
    finally:
        with suppress(OSError):
            owner.unlink(missing_ok=True)
        lock.release()


def _write(owner: Path) -> None:
    """Tell others who we are; they only want to know whom to wait for."""
    since = datetime.now(UTC).astimezone().isoformat(" ", "seconds")
    text = f"process {os.getpid()} on {platform.node()}, since {since}\n"
    with suppress(OSError):
        owner.write_text(text, encoding="utf-8")


def _read(owner: Path) -> str:
    try:
        text = owner.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return " ".join(text[:200].split()) or "its process is not known"
