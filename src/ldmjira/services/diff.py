"""Show how the mapping and Jira differ."""

from __future__ import annotations

from dataclasses import replace

from ldmjira.models.changeset import Change
from ldmjira.models.report import SyncReport

from .campaign import CampaignService
from .deciding import Plan, decide
from .pull import Puller
from .reporting import Reporter
from .situation import Selection
from .workspace import Workspace

__all__ = ["DiffService"]


class DiffService:
    """Decide, and write nothing.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._reporter = Reporter("diff", workspace)
        self._puller = Puller(workspace)
        self._campaigns = CampaignService(workspace)

    def decide(self, selection: Selection) -> Plan:
        """Compare the mapping with Jira.

        Parameters
        ----------
        selection
            What the run is about.

        Returns
        -------
        Plan
            What would be written, both ways.

        Raises
        ------
        LdmJiraError
            If mapping or site cannot be read.
        """
        plan = decide(self._workspace, selection)
        return replace(plan, campaigns=self._campaigns.decide(plan.situation))

    def preview(self, plan: Plan) -> SyncReport:
        """Report of every difference.

        Parameters
        ----------
        plan
            What was decided.

        Returns
        -------
        SyncReport
            With every change planned, in both directions.
        """
        report = self._reporter.preview(plan, self.changes(plan))
        return self._campaigns.preview(report, plan.campaigns, verb="diff")

    def changes(self, plan: Plan) -> tuple[Change, ...]:
        """All differences, drift and new keys included."""
        keys = [
            change
            for change in self._puller.pending(plan)
            if change not in plan.changeset.changes
        ]
        return (*plan.changeset.changes, *keys)
