"""Bring both sides together: push, then pull, from one decision."""

from __future__ import annotations

from dataclasses import replace

from ldmjira.models.changeset import (
    Change,
    Direction,
    Outcome,
    Result,
)
from ldmjira.models.report import SyncReport

from .campaign import CampaignService
from .campaign_keeping import keep_pulled
from .deciding import Plan, decide
from .guarding import ALLOWED_CREATES, check_creates, check_removals
from .pull import Puller, stage
from .recording import Recorder
from .reporting import Reporter, refusal
from .situation import Selection
from .workspace import Workspace
from .writing import Writer

__all__ = ["SyncService"]


class SyncService:
    """Decide once, and write to both sides.

    Parameters
    ----------
    workspace
        The ports.
    verb
        Name under which the run is reported.
    """

    def __init__(self, workspace: Workspace, *, verb: str = "sync") -> None:
        self._workspace = workspace
        self._reporter = Reporter(verb, workspace)
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
            What would be written on both sides.

        Raises
        ------
        LdmJiraError
            If mapping or site cannot be read.
        """
        plan = decide(self._workspace, selection)
        return replace(plan, campaigns=self._campaigns.decide(plan.situation))

    def pending(self, plan: Plan) -> tuple[Change, ...]:
        """Changes that `apply` would write, those of Jira first."""
        return (*plan.changes(Direction.PUSH), *self._puller.pending(plan))

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
        return self._campaigns.preview(report, plan.campaigns, verb="sync")

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
        check_creates(plan.changes(Direction.PUSH), allow_creates)
        if not allow_loss:
            check_removals(
                self._workspace,
                plan,
                self.pending(plan),
                Direction.PUSH,
                Direction.PULL,
            )

    def apply(
        self,
        plan: Plan,
        *,
        allow_creates: int = ALLOWED_CREATES,
        allow_loss: bool = False,
    ) -> SyncReport:
        """Write to Jira, then to the mapping.

        Parameters
        ----------
        plan
            What was decided.
        allow_creates
            Issues that may be created.
        allow_loss
            Whether a large share of a side's values may be removed.

        Returns
        -------
        SyncReport
            What became of each change; the mapping is not touched if the
            site ended the run.

        Raises
        ------
        UsageError
            If more issues would be created than allowed.
        GuardError
            If too much would be removed.
        """
        self.judge(plan, allow_creates=allow_creates, allow_loss=allow_loss)
        pushed = plan.changes(Direction.PUSH)
        writer = Writer(self._workspace, plan.situation)
        outcomes = list(writer.write(pushed)) if pushed else []
        if writer.stopped is not None:
            Recorder(plan.situation).note_agreements(plan.news)
            outcomes += [
                Outcome(change, Result.SKIPPED, "the run ended before")
                for change in self._puller.pending(plan)
            ]
        else:
            outcomes += self._puller.pull(
                plan,
                created=writer.created,
                pushed=outcomes,
            )
        report = self._reporter.done(plan, outcomes, stopped=writer.stopped)
        report = self._campaigns.apply_to(report, plan.campaigns)
        if writer.stopped is not None or report.is_stopped:
            return report
        # What the pull keeps is read after the push: with what it made.
        campaigns = self._campaigns.decide(plan.situation, for_pull=True)
        told, files = keep_pulled(self._workspace.store, campaigns)
        if files:
            stage(plan, files, ())
        return self._campaigns.with_outcomes(report, told)
