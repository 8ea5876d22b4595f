"""Baselines that are kept beside the mapping, out of version control."""

from __future__ import annotations

from pathlib import Path

from ldmjira.models.baseline import Baseline

from .baseline_store import JsonBaselineStore
from .local_state import make_private_folder

__all__ = ["LocalBaselines"]


class LocalBaselines(JsonBaselineStore):
    """Keep baselines in the folder of a site below ``.ldmjira``.

    Parameters
    ----------
    folder
        Folder of the site; made with the first write.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._local = folder

    def write(self, baseline: Baseline) -> bool:
        """Write one baseline; true if a byte changed."""
        make_private_folder(self._local)
        return super().write(baseline)

    def write_site(self, identity: str) -> bool:
        """Bind to a site; true if that changed a byte."""
        make_private_folder(self._local)
        return super().write_site(identity)
