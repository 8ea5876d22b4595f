"""Where the repository is that a mapping stands in."""

from __future__ import annotations

from pathlib import Path

__all__ = ["repository_of"]


def repository_of(folder: Path) -> Path | None:
    """Root of the repository that a folder is in.

    Parameters
    ----------
    folder
        Any folder.

    Returns
    -------
    Path or None
        ``None`` if no folder above it is a repository of git.
    """
    full = folder.absolute()
    for one in (full, *full.parents):
        if (one / ".git").exists():
            return one
    return None
