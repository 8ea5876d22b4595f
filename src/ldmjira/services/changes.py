"""What changed between two revisions: read both, compare with core."""

from __future__ import annotations

import re
from typing import Final

from ldmjira.core.coverage import Mode
from ldmjira.core.mapping_changes import ChangeReport, compare_states
from ldmjira.exceptions import UsageError
from ldmjira.ports.mapping_revisions import MappingRevisions

__all__ = ["ChangesService"]

_RANGE: Final = re.compile(r"(?P<old>.*?)(?P<dots>\.\.\.?)(?P<new>.*)")


class ChangesService:
    """Compare the mapping at two revisions, offline.

    Parameters
    ----------
    revisions
        Reads the mapping at a revision.
    """

    def __init__(self, revisions: MappingRevisions) -> None:
        self._revisions = revisions

    def compare(
        self, revisions: str = "HEAD", *, mode: Mode = Mode.PLAN
    ) -> ChangeReport:
        """Compare two revisions.

        Parameters
        ----------
        revisions
            ``OLD..NEW``, where an end left out means HEAD; ``OLD...NEW``
            begins where the two parted; a single revision is compared with
            the files as they are now.
        mode
            What counts as live.

        Returns
        -------
        ChangeReport
            In words of the domain.

        Raises
        ------
        UsageError
            If there is no such revision.
        MappingError
            If the mapping cannot be read at one of them.
        """
        if not revisions.strip("."):
            raise UsageError(
                f"{revisions!r} names no revisions",
                hint="Give two: `ldmjira changes main..HEAD`.",
            )
        found = _RANGE.fullmatch(revisions)
        if found is None:
            old, new = revisions, ""
        else:
            old, new = found["old"] or "HEAD", found["new"] or "HEAD"
            if found["dots"] == "...":
                old = self._revisions.common_base(old, new)
        before, after = self._revisions.load(old), self._revisions.load(new)
        return compare_states(
            (before.mapping, before.catalog),
            (after.mapping, after.catalog),
            names=(before.name, after.name),
            mode=mode,
        )
