"""What was read for a decision, and what the decision collects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ldmjira.models.campaign import (
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
)
from ldmjira.models.campaign_plan import CampaignOp, CampaignStep, PullEdit
from ldmjira.models.changeset import Change, Direction, Held, HeldReason
from ldmjira.models.edits import Edit, Plain, SetValue
from ldmjira.models.slots import Slot, Value

__all__ = ["BookView", "Ledger"]


@dataclass(frozen=True)
class BookView:
    """What was read of the book for one milestone.

    Parameters
    ----------
    plans
        All plans of the project.
    cycles
        Cycles that the mapping or the plan names, and those of our folder.
    executions
        Executions, by the key of their cycle.
    cases
        Cases by key, with links; drafts' cases with steps.
    labelled
        Cases by label of ours.
    issue_ids
        Id of the issue of each element that Jira shows.
    base
        Values last agreed, by slot.
    """

    plans: tuple[RemotePlan, ...] = ()
    cycles: Mapping[str, RemoteCycle] = field(default_factory=dict)
    executions: Mapping[str, tuple[RemoteExecution, ...]] = field(
        default_factory=dict
    )
    cases: Mapping[str, RemoteCase] = field(default_factory=dict)
    labelled: Mapping[str, tuple[RemoteCase, ...]] = field(
        default_factory=dict
    )
    issue_ids: Mapping[str, str] = field(default_factory=dict)
    base: Mapping[Slot, Value] = field(default_factory=dict)


class Ledger:
    """Collects the steps, edits and problems of one campaign.

    Parameters
    ----------
    code
        The milestone.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.steps: list[CampaignStep] = []
        self.edits: list[PullEdit] = []
        self.held: list[Held] = []
        self.drift: list[Change] = []
        self.agreed: dict[Slot, Value] = {}
        self.notes: list[str] = []
        self.missing: list[str] = []

    def slot(self, name: str, element: str = "") -> Slot:
        """Make a slot of the milestone."""
        return Slot(self.code, name, element)

    def push(
        self,
        slot: Slot,
        op: CampaignOp,
        *,
        after: Value = True,
        before: Value = None,
        issue: str = "",
    ) -> None:
        """Add a write to the book."""
        change = Change(slot, before, after, Direction.PUSH, issue)
        self.steps.append(CampaignStep(change, op))

    def set_value(
        self,
        slot: Slot,
        path: tuple[str, ...],
        value: Plain,
        *,
        after: Value,
        before: Value = None,
    ) -> None:
        """Add an edit of the mapping that sets a value."""
        self.edit(slot, SetValue(self.code, path, value), after, before)

    def edit(
        self, slot: Slot, edit: Edit, after: Value, before: Value
    ) -> None:
        """Add an edit of the mapping."""
        change = Change(slot, before, after, Direction.PULL)
        self.edits.append(PullEdit(change, edit))

    def hold(
        self,
        slot: Slot,
        reason: HeldReason,
        detail: str,
        *,
        after: Value = True,
    ) -> None:
        """Hold something back."""
        self.held.append(Held(slot, after, reason, detail))

    def lack(self, key: str, slot: Slot, what: str) -> None:
        """Hold something back because its case, plan or cycle is gone."""
        self.missing.append(key)
        self.hold(
            slot,
            HeldReason.MISSING,
            f"Zephyr Scale does not show the {what} {key}: it is archived or "
            "deleted, or the token's owner may not see it",
            after=key,
        )

    def show_drift(
        self, slot: Slot, *, mapping: Value, book: Value, issue: str
    ) -> None:
        """Show a difference that is never written."""
        self.drift.append(Change(slot, mapping, book, Direction.DRIFT, issue))
