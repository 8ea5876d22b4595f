"""One run at a time on one mapping."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from ldmjira.exceptions import UsageError

from .local_state import FOLDER, make_private_folder

__all__ = ["mapping_lock"]

_PATIENCE: Final = 0.5


@contextmanager
def mapping_lock(root: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of a mapping.

    Parameters
    ----------
    root
        Folder of ``ldmjira.toml``.
    patience
        Seconds to wait for another run to end.

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
        lock.acquire(timeout=patience)
    except Timeout:
        try:
            who = owner.read_text(encoding="utf-8").strip()
        except OSError:
            who = "unknown"
        raise UsageError(
            f"Another run works on this mapping (process {who})",
            hint="Wait for it to end, then run the command again.",
        ) from None
    try:
        owner.write_text(f"{os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()
