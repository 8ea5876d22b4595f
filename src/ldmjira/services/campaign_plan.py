"""What the campaigns of a run need, and the report of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ldmjira.core.campaign.loss import check_coverage_loss
from ldmjira.exceptions import RemoteError
from ldmjira.models.campaign_plan import CampaignDecision, CampaignStep
from ldmjira.models.catalog import Catalog
from ldmjira.models.changeset import Change, Direction, Outcome, Result
from ldmjira.models.pulled import PulledCampaign
from ldmjira.models.remote import RequestCounts
from ldmjira.models.report import SyncReport

from .situation import Situation

__all__ = ["CampaignPlan", "Verb", "add_to", "preview_of", "with_outcomes"]

Verb: TypeAlias = Literal["push", "pull", "diff", "sync"]
"""Command that a report is for."""


@dataclass(frozen=True)
class CampaignPlan:
    """What the campaigns of a run need.

    Parameters
    ----------
    situation
        What was read of mapping and Jira.
    decisions
        By milestone, in order.
    pulled
        What a pull keeps outside the mapping, by milestone.
    catalog
        The catalogue with what a pull brought; ``None`` if it stays.
    news
        What changed in the book since the pull before.
    notes
        Lines for the reader.
    """

    situation: Situation
    decisions: tuple[CampaignDecision, ...] = ()
    pulled: tuple[PulledCampaign, ...] = ()
    catalog: Catalog | None = None
    news: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    has_failed: bool = False
    """Whether the book could not be read."""

    @property
    def steps(self) -> tuple[CampaignStep, ...]:
        """Every write to the book, in order."""
        return tuple(step for one in self.decisions for step in one.steps)

    def check_loss(self, *directions: Direction, max_loss: float) -> None:
        """Refuse to remove a large share of the coverage links.

        Parameters
        ----------
        directions
            Sides that the run writes to.
        max_loss
            Share of the links that may be removed.

        Raises
        ------
        GuardError
            If more would go.
        """
        check_coverage_loss(self.decisions, directions, max_loss=max_loss)

    @property
    def creates(self) -> tuple[CampaignStep, ...]:
        """Writes that make what nobody can delete again."""
        return tuple(step for step in self.steps if step.is_create)

    @property
    def edits(self) -> tuple[Change, ...]:
        """Changes that a pull makes in the mapping and outside it."""
        own = [edit.change for one in self.decisions for edit in one.edits]
        codes = {one.code: rank for rank, one in enumerate(self.decisions)}
        return tuple(
            sorted(
                [*own, *self.news],
                key=lambda change: codes[change.slot.object],
            )
        )


def preview_of(
    report: SyncReport,
    plan: CampaignPlan | None,
    *,
    verb: Verb,
    counts: RequestCounts | None,
) -> SyncReport:
    """Add what would be written to the report of a dry run.

    Parameters
    ----------
    report
        Of Jira's side.
    plan
        What was decided.
    verb
        The command: changes of the other direction wait.
    counts
        Requests sent to the book.

    Returns
    -------
    SyncReport
        Of both.
    """
    if plan is None:
        return report
    pushed = tuple(step.change for step in plan.steps)
    own = {
        "push": pushed,
        "pull": plan.edits,
        "diff": (*pushed, *plan.edits),
        "sync": (*pushed, *plan.edits),
    }[verb]
    return add_to(
        report,
        plan,
        [Outcome(change, Result.PLANNED) for change in own],
        counts=counts,
        waiting=[c for c in (*pushed, *plan.edits) if c not in own],
    )


def add_to(
    report: SyncReport,
    plan: CampaignPlan | None,
    outcomes: Iterable[Outcome],
    *,
    counts: RequestCounts | None,
    waiting: Iterable[Change] = (),
    stopped: RemoteError | None = None,
) -> SyncReport:
    """Add what became of the campaigns to the report of a run.

    Parameters
    ----------
    report
        Of Jira's side.
    plan
        What was decided.
    outcomes
        What became of each change.
    counts
        Requests sent to the book.
    waiting
        Changes that another verb would make.
    stopped
        What ended the run before its time.

    Returns
    -------
    SyncReport
        Of both.
    """
    if plan is None:
        return report
    notes = [*plan.notes, *(n for d in plan.decisions for n in d.notes)]
    if stopped is not None:
        notes.append(f"Stopped: {stopped.message}")
        if stopped.hint:
            notes.append(f"Hint: {stopped.hint}")
    return replace(
        report,
        outcomes=(*report.outcomes, *outcomes),
        waiting=(*report.waiting, *waiting),
        drift=(
            *report.drift,
            *(change for one in plan.decisions for change in one.drift),
        ),
        held=(
            *report.held,
            *(held for one in plan.decisions for held in one.held),
        ),
        agreed=report.agreed + sum(len(d.agreed) for d in plan.decisions),
        reads=report.reads + (counts.reads if counts else 0),
        writes=report.writes + (counts.writes if counts else 0),
        notes=(*report.notes, *notes),
        is_stopped=report.is_stopped or stopped is not None or plan.has_failed,
    )


def with_outcomes(
    report: SyncReport, outcomes: Iterable[Outcome]
) -> SyncReport:
    """Add outcomes to a report that has all the rest already."""
    shown = (*report.outcomes, *outcomes)
    done = {outcome.change for outcome in shown}
    waiting = tuple(c for c in report.waiting if c not in done)
    return replace(report, outcomes=shown, waiting=waiting)
