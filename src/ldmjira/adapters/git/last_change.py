"""Which commit a folder was last changed by."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["last_change"]


def last_change(folder: Path) -> str:
    """Commit that last changed a folder.

    A document that names this commit reads the same after commits that
    leave the folder alone, such as the commit of the document itself.

    Parameters
    ----------
    folder
        Folder of the mapping.

    Returns
    -------
    str
        Abbreviated, with a remark if the folder was changed since; empty
        outside version control.
    """
    commit = _ask(folder, "log", "-1", "--format=%h", "--abbrev=12", "--", ".")
    if not commit:
        return ""
    changed = _ask(folder, "status", "--porcelain", "--", ".")
    return f"{commit} with changes not committed" if changed else commit


def _ask(folder: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(  # noqa: S603  (a list, and no shell)
            ["git", *arguments],  # noqa: S607
            cwd=folder,
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError:
        return ""
    if done.returncode != 0:
        return ""
    return done.stdout.decode("utf-8", "replace").strip()
