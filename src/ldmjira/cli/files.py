"""Files that a user names on the command line."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from ldmjira.exceptions import UsageError

__all__ = ["MAX_TEXT_BYTES", "read_text", "write_file"]

MAX_TEXT_BYTES: Final = 64 * 1024 * 1024
"""Size above which a text is refused before it is read."""


def read_text(path: Path, noun: str) -> str:
    """Read a text that the user named.

    Parameters
    ----------
    path
        The file.
    noun
        What it is, for the message.

    Returns
    -------
    str
        Its text.

    Raises
    ------
    UsageError
        If it cannot be read, is too large, or is no UTF-8 text.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}",
            hint=f"Name a {noun} that is there.",
        ) from None
    if len(data) > MAX_TEXT_BYTES:
        raise UsageError(
            f"{path} is larger than {MAX_TEXT_BYTES // 1024**2} MB",
            hint=f"This is no {noun}.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            f"{path} is not UTF-8 text",
            hint=f"Save the {noun} as UTF-8.",
        ) from None


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Parameters
    ----------
    path
        The file; its folder must be there. A link is followed.
    data
        What it is to hold.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        if target.exists() and target.read_bytes() == data:
            return
        with draft.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o777)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(
            f"{path} cannot be written: {error.strerror}",
            hint="Name a file in a folder that is there, with -o.",
        ) from None
