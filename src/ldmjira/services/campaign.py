"""Bring campaigns to Zephyr Scale, and what came of them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from ldmjira.core.campaign import decide_campaign
from ldmjira.core.campaign.coverage import COVERAGE, pair_of
from ldmjira.exceptions import RemoteError
from ldmjira.models.campaign_plan import CampaignDecision, CreateCase
from ldmjira.models.changeset import (
    Change,
    Held,
    HeldReason,
    Outcome,
    Result,
)
from ldmjira.models.mapping import Campaign
from ldmjira.models.remote import RequestCounts
from ldmjira.models.report import SyncReport
from ldmjira.models.slots import Slot
from ldmjira.ports.case_book import CaseBook

from .campaign_auditing import CampaignAuditor
from .campaign_keeping import plan_pull
from .campaign_plan import (
    CampaignPlan,
    Verb,
    add_to,
    preview_of,
    with_outcomes,
)
from .campaign_reading import CampaignReader, ReadCampaign
from .campaign_writing import CampaignWriter
from .situation import Situation
from .workspace import Workspace

__all__ = ["CampaignPlan", "CampaignService"]

_NAMED: Final = 4
"""Milestones that a note names; more are counted."""


class CampaignService:
    """Campaigns of the milestones of one run.

    Parameters
    ----------
    workspace
        The ports; without a case book every campaign is left out, and the
        report says so.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def decide(
        self, situation: Situation, *, for_pull: bool = False
    ) -> CampaignPlan:
        """Compare the campaigns of the run's milestones with the book.

        Nothing is asked of the book where no milestone has a campaign.

        Parameters
        ----------
        situation
            What was read of mapping and Jira.
        for_pull
            Whether to read everything that a pull keeps as well.

        Returns
        -------
        CampaignPlan
            What would be written on either side.

        Raises
        ------
        ConfigurationError
            If the book is that of another site.
        """
        milestones = situation.mapping.milestones
        codes = [
            code
            for code in situation.milestones
            if milestones[code].campaign is not None
        ]
        if not codes:
            return CampaignPlan(situation)
        book = self._workspace.book
        if book is None:
            note = (
                "Zephyr Scale is not configured (LDMJIRA_ZEPHYR_TOKEN, and "
                "for a Jira on this machine LDMJIRA_ZEPHYR_URL): "
                f"{_left(codes)}"
            )
            return CampaignPlan(situation, notes=(note,))
        try:
            return self._decide(situation, book, codes, for_pull=for_pull)
        except RemoteError as error:
            # Jira's side goes on; the exit code tells.
            notes = [f"{error.message}; {_left(codes)}"]
            if error.hint:
                notes.append(f"Hint: {error.hint}")
            return CampaignPlan(situation, notes=tuple(notes), has_failed=True)

    def _decide(
        self,
        situation: Situation,
        book: CaseBook,
        codes: Sequence[str],
        *,
        for_pull: bool,
    ) -> CampaignPlan:
        reader = CampaignReader(
            book,
            situation,
            folder=self._workspace.book_folder,
            issue_ids=self._issue_ids(situation, codes),
        )
        reads = reader.read(codes, with_results=for_pull)
        decisions = [self._decide_one(situation, read) for read in reads]
        if not for_pull:
            return CampaignPlan(
                situation,
                tuple(
                    self._hold_uncommitted(situation, one) for one in decisions
                ),
            )
        return plan_pull(self._workspace, situation, book, reads, decisions)

    def _decide_one(
        self, situation: Situation, read: ReadCampaign
    ) -> CampaignDecision:
        return decide_campaign(
            read.code,
            situation.mapping.milestones[read.code],
            cases=read.cases,
            folder=self._workspace.book_folder,
            view=read.view,
        )

    def _issue_ids(
        self, situation: Situation, codes: Iterable[str]
    ) -> dict[str, str]:
        """Ids of the elements that coverage links of the mapping name."""
        wanted: set[str] = set()
        for code in codes:
            campaign = situation.mapping.milestones[code].campaign
            assert campaign is not None  # noqa: S101
            for elements in campaign.coverage.values():
                wanted.update(elements)
            for draft in campaign.drafts.values():
                wanted.update(draft.elements)
            baseline = situation.evidence.tree.get(code)
            for name in baseline.lines if baseline is not None else ():
                slot = Slot.parse(code, name)
                if slot.field == COVERAGE:
                    wanted.add(pair_of(slot)[1])
        if not wanted:
            return {}
        shown = self._workspace.tracker.fetch(sorted(wanted))
        return {key: issue.id for key, issue in shown.items()}

    def _hold_uncommitted(
        self, situation: Situation, decision: CampaignDecision
    ) -> CampaignDecision:
        """Let a push take only what HEAD holds."""
        code, history = decision.code, situation.desk.history
        file = situation.mapping.place_of(code).file
        if not decision.steps or not history.is_kept:
            return decision
        if file not in history.changed_files():
            return decision
        text = history.at_head(file)
        past = self._workspace.objects_in(file, text or "").get(code)
        campaign = situation.mapping.milestones[code].campaign
        if getattr(past, "campaign", None) == campaign:
            return decision
        held = Held(
            Slot(code, "campaign"),
            f"{len(decision.steps)} changes",
            HeldReason.UNCOMMITTED,
            f"its campaign differs from the one that is committed: commit "
            f"{file} first",
        )
        return replace(decision, steps=(), held=(*decision.held, held))

    # -- push -------------------------------------------------------------

    def preview(
        self,
        report: SyncReport,
        plan: CampaignPlan | None,
        *,
        verb: Verb = "push",
    ) -> SyncReport:
        """Add what would be written to the report of a dry run."""
        return preview_of(report, plan, verb=verb, counts=self._counts)

    def apply_to(
        self, report: SyncReport, plan: CampaignPlan | None
    ) -> SyncReport:
        """Write to the book, and add what became of it to a report.

        Parameters
        ----------
        report
            Of Jira's side; if that ended before its time, nothing is
            written.
        plan
            What was decided.

        Returns
        -------
        SyncReport
            Of both.
        """
        if plan is None:
            return report
        if report.is_stopped:
            skipped = [
                Outcome(step.change, Result.SKIPPED, "the run ended before")
                for step in plan.steps
            ]
            return self.add_to(report, plan, skipped)
        outcomes, stopped = self.apply(plan)
        return self.add_to(
            report, plan, outcomes, waiting=plan.edits, stopped=stopped
        )

    def announcement(self, plan: CampaignPlan | None) -> list[str]:
        """Lines to show before anything is made that cannot be deleted.

        Parameters
        ----------
        plan
            What was decided.

        Returns
        -------
        list of str
            Empty if nothing is to be made.
        """
        if plan is None or not plan.creates:
            return []
        lines = ["Zephyr Scale cannot delete. This will be made there:"]
        for step in plan.creates:
            slot = step.change.slot
            what = slot.element or str(step.change.after)
            if slot.field == "execution":
                what = f"of {what.removeprefix('draft:')}"
            if isinstance(step.op, CreateCase):
                milestone = plan.situation.mapping.milestones[slot.object]
                campaign = milestone.campaign or Campaign()
                what += f" ({campaign.drafts[step.op.draft].name})"
            lines.append(f"  {slot.object}: {slot.field} {what}")
        return lines

    def apply(
        self, plan: CampaignPlan
    ) -> tuple[tuple[Outcome, ...], RemoteError | None]:
        """Write to the book what was decided.

        Parameters
        ----------
        plan
            What was decided.

        Returns
        -------
        tuple
            What became of each change, and what ended the run before its
            time, if anything did.
        """
        book, situation = self._workspace.book, plan.situation
        auditor = CampaignAuditor(self._workspace, situation)
        auditor.tell_killed(plan.decisions)
        outcomes: list[Outcome] = []
        stopped: RemoteError | None = None
        for decision in plan.decisions:
            if book is None or stopped is not None:
                outcomes += [
                    Outcome(
                        step.change, Result.SKIPPED, "the run ended before"
                    )
                    for step in decision.steps
                ]
                continue
            writer = CampaignWriter(
                book,
                decision.code,
                situation.mapping.milestones[decision.code],
                decision,
                folder=self._workspace.book_folder,
                auditor=auditor,
                tell=self._workspace.tell,
            )
            outcomes += writer.write()
            stopped = writer.stopped
        return tuple(outcomes), stopped

    @property
    def _counts(self) -> RequestCounts | None:
        book = self._workspace.book
        return book.counts if book is not None else None

    def add_to(
        self,
        report: SyncReport,
        plan: CampaignPlan | None,
        outcomes: Iterable[Outcome],
        *,
        waiting: Iterable[Change] = (),
        stopped: RemoteError | None = None,
    ) -> SyncReport:
        """Add what became of the campaigns to the report of a run."""
        return add_to(
            report,
            plan,
            outcomes,
            counts=self._counts,
            waiting=waiting,
            stopped=stopped,
        )

    @staticmethod
    def with_outcomes(
        report: SyncReport, outcomes: Iterable[Outcome]
    ) -> SyncReport:
        """Add outcomes to a report that has all the rest already."""
        return with_outcomes(report, outcomes)


def _left(codes: Sequence[str]) -> str:
    """What is not looked at; of very many milestones their number."""
    if len(codes) > _NAMED:
        return f"the campaigns of {len(codes)} milestones are left out"
    of = "campaign" if len(codes) == 1 else "campaigns"
    verb = "is" if len(codes) == 1 else "are"
    return f"the {of} of {', '.join(codes)} {verb} left out"
