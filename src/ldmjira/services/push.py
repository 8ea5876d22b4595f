"""Bring Jira up to date with the mapping."""

from __future__ import annotations

from dataclasses import replace

from ldmjira.models.changeset import Change, Direction
from ldmjira.models.report import SyncReport

from .campaign import CampaignService
from .deciding import Plan, decide
from .guarding import ALLOWED_CREATES, check_creates, check_removals
from .recording import Recorder
from .reporting import Reporter, refusal
from .settling import settle_journal
from .situation import Selection
from .workspace import Workspace
from .writing import Writer

__all__ = ["PushService"]


class PushService:
    """Decide what Jira lacks, and write that.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._reporter = Reporter("push", workspace)
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
            What would be written; nothing is written here.

        Raises
        ------
        LdmJiraError
            If mapping or site cannot be read.
        """
        plan = decide(self._workspace, selection)
        return replace(plan, campaigns=self._campaigns.decide(plan.situation))

    def pending(self, plan: Plan) -> tuple[Change, ...]:
        """Changes of Jira that `apply` would write."""
        return plan.changes(Direction.PUSH)

    def announcement(self, plan: Plan) -> list[str]:
        """Lines to show before the run makes what nobody can delete."""
        return self._campaigns.announcement(plan.campaigns)

    def preview(
        self,
        plan: Plan,
        *,
        allow_creates: int = ALLOWED_CREATES,
        allow_loss: bool = False,
    ) -> SyncReport:
        """Report of what would be written.

        Parameters
        ----------
        plan
            What was decided.
        allow_creates, allow_loss
            As for `apply`.

        Returns
        -------
        SyncReport
            With every change planned, and a note if `apply` would refuse.
        """
        report = self._reporter.preview(
            plan,
            self.pending(plan),
            refused=refusal(
                lambda: self.judge(
                    plan, allow_creates=allow_creates, allow_loss=allow_loss
                )
            ),
        )
        return self._campaigns.preview(report, plan.campaigns)

    def judge(
        self,
        plan: Plan,
        *,
        allow_creates: int = ALLOWED_CREATES,
        allow_loss: bool = False,
    ) -> None:
        """See that it is safe to write what was decided.

        Parameters
        ----------
        plan, allow_creates, allow_loss
            As for `apply`.

        Raises
        ------
        UsageError
            If more issues would be created than allowed.
        GuardError
            If too much would be removed.
        """
        changes = self.pending(plan)
        check_creates(changes, allow_creates)
        if not allow_loss:
            check_removals(self._workspace, plan, changes, Direction.PUSH)

    def apply(
        self,
        plan: Plan,
        *,
        allow_creates: int = ALLOWED_CREATES,
        allow_loss: bool = False,
    ) -> SyncReport:
        """Write what was decided, and read it back.

        Parameters
        ----------
        plan
            What was decided.
        allow_creates
            Issues that may be created.
        allow_loss
            Whether a large share of Jira's values may be removed.

        Returns
        -------
        SyncReport
            What became of each change.

        Raises
        ------
        UsageError
            If more issues would be created than allowed.
        GuardError
            If too much would be removed.
        """
        self.judge(plan, allow_creates=allow_creates, allow_loss=allow_loss)
        changes = self.pending(plan)
        Recorder(plan.situation).note_agreements(plan.news)
        if not changes:
            settle_journal(plan.situation)
            report = self._reporter.done(plan, ())
            return self._campaigns.apply_to(report, plan.campaigns)
        writer = Writer(self._workspace, plan.situation)
        outcomes = writer.write(changes)
        report = self._reporter.done(plan, outcomes, stopped=writer.stopped)
        return self._campaigns.apply_to(report, plan.campaigns)
