"""List what both sides changed."""

from __future__ import annotations

from dataclasses import replace

from ldmjira.models.report import SyncReport

from .deciding import decide
from .reporting import Reporter
from .situation import Selection
from .workspace import Workspace

__all__ = ["ConflictsService"]


class ConflictsService:
    """Decide, and tell of conflicts alone.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._reporter = Reporter("conflicts", workspace)

    def list(
        self, codes: tuple[str, ...] = (), *, rebind: bool = False
    ) -> SyncReport:
        """Find conflicts.

        Parameters
        ----------
        codes
            Milestones; none means all.
        rebind
            Whether another site than the one bound to is accepted.

        Returns
        -------
        SyncReport
            With conflicts alone.

        Raises
        ------
        LdmJiraError
            If mapping or site cannot be read.
        """
        selection = Selection(codes=codes, every=True, rebind=rebind)
        plan = decide(self._workspace, selection)
        report = self._reporter.preview(plan, ())
        return replace(report, waiting=(), drift=(), held=())
