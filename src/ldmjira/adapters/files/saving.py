"""Write a file that the user named, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from ldmjira.exceptions import UsageError

__all__ = ["save_text"]


def save_text(path: Path, text: str) -> None:
    """Write a text to a file, atomically.

    Parameters
    ----------
    path
        File that the user named.
    text
        Its new content.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    target = path.resolve()  # a link stays one
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(
            f"{path} cannot be written: {error.strerror}",
            hint="Name a file in a folder that is there.",
        ) from None
