"""Let a person edit a text in the editor of their choice."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from ldmjira.exceptions import UsageError

__all__ = ["edit_text"]


def edit_text(text: str) -> str:
    """Open a text in an editor, and return what it was saved as.

    Parameters
    ----------
    text
        Text to begin with.

    Returns
    -------
    str
        Text after.

    Raises
    ------
    UsageError
        If no editor is set, or it fails.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise UsageError(
            "No editor is set", hint="Set EDITOR, or choose a side instead."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "value.md"
        path.write_text(text, encoding="utf-8")
        try:
            command = [*shlex.split(editor), str(path)]
            done = subprocess.run(command, check=False)  # noqa: S603
        except (OSError, ValueError) as error:
            raise UsageError(f"{editor} cannot be run: {error}") from None
        if done.returncode != 0:
            raise UsageError(f"{editor} failed; nothing was settled")
        return path.read_text(encoding="utf-8")
