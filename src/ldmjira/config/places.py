"""Where a command finds its files, when nobody says."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["CONFIG_NAME", "DEFAULT_FOLDER", "find_mappings", "find_root"]

CONFIG_NAME: Final = "ldmjira.toml"
DEFAULT_FOLDER: Final = "mappings"


def find_mappings(start: Path) -> Path:
    """Folder of the mapping when the user names none.

    Parameters
    ----------
    start
        Folder that the command runs in.

    Returns
    -------
    Path
        ``mappings`` in that folder or one above it, within the repository;
        where there is none, the one that would stand here.
    """
    for folder in (start, *start.parents):
        if (folder / DEFAULT_FOLDER).is_dir():
            return folder / DEFAULT_FOLDER
        if (folder / ".git").exists():
            break
    return start / DEFAULT_FOLDER


def find_root(mappings: Path) -> Path:
    """Folder that ``ldmjira.toml`` and ``.ldmjira/`` stand in.

    Parameters
    ----------
    mappings
        Folder of the mapping.

    Returns
    -------
    Path
        The nearest folder above the mapping that holds ``ldmjira.toml``,
        not looking beyond the repository; else the one around the mapping.
    """
    folder = mappings.absolute()
    for parent in folder.parents:
        if (parent / CONFIG_NAME).is_file():
            return parent
        if (parent / ".git").exists():
            break
    return folder.parent
