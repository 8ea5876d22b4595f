"""Where baselines are kept: with the mapping, or beside it for one site."""

from __future__ import annotations

from typing import Protocol

from ldmjira.models.baseline import Baseline

__all__ = ["BaselineStore"]


class BaselineStore(Protocol):
    """Baselines by object, and the site that they belong to."""

    def read_all(self) -> dict[str, Baseline]:
        """Read the baselines of all objects, by code.

        Raises
        ------
        MappingError
            With every file that cannot be read.
        """

    def write(self, baseline: Baseline) -> bool:
        """Write one baseline, atomically and durably.

        Returns
        -------
        bool
            Whether a byte changed.
        """

    def remove(self, object_: str) -> bool:
        """Remove the baseline of one object; true if there was one."""

    def file_of(self, object_: str) -> str:
        """File of one object, relative to the mapping's folder."""

    @property
    def site_file(self) -> str:
        """File that names the site, relative to the mapping's folder."""

    def read_site(self) -> str | None:
        """Identity of the site that keys and baselines belong to."""

    def write_site(self, identity: str) -> bool:
        """Bind to a site; true if that changed a byte."""
