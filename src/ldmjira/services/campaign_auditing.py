"""Tell the audit of each write to the case book, at once.

A write is noted in the journal before it is sent. The next run after one
that was killed finds the note: what it need not write any more was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ldmjira.models.campaign_plan import CampaignDecision
from ldmjira.models.changeset import Change, Outcome, Result
from ldmjira.models.slots import Slot

from .auditing import Sent, audit_record, begin, changes_of, end
from .journal import untold
from .situation import Situation
from .workspace import Workspace

__all__ = ["CampaignAuditor"]


class CampaignAuditor:
    """Keep the audit of one run's writes to the case book.

    Parameters
    ----------
    workspace
        The ports.
    situation
        What was read.
    """

    def __init__(self, workspace: Workspace, situation: Situation) -> None:
        self._workspace = workspace
        self._situation = situation
        self._state = situation.desk.state
        self._begun: dict[Slot, str] = {}

    def begin(self, change: Change) -> None:
        """Note what is about to be written."""
        slot = change.slot
        self._begun[slot] = self._workspace.new_id()
        sent = Sent(self._begun[slot], slot.object, [change], is_logged=False)
        head = self._situation.desk.history.head
        begin(self._state, [sent], commit=head, now=self._now, to_book=True)

    def end(self, outcome: Outcome) -> None:
        """Tell what became of it."""
        if outcome.result is Result.DONE:
            self._tell(outcome.change, self._now.isoformat(timespec="seconds"))
        begun = self._begun.pop(outcome.change.slot, "")
        end(self._state, [begun] if begun else ())

    def tell_killed(self, decisions: Iterable[CampaignDecision]) -> None:
        """Tell of the writes of a run that was killed.

        Parameters
        ----------
        decisions
            What is still to be written: that did not arrive.
        """
        by_code = {one.code: one for one in decisions}
        for one in untold(self._state.journal(), to_book=True):
            decision = by_code.get(one.code)
            if decision is None:
                continue
            planned = {step.change.slot for step in decision.steps}
            for change in changes_of(one):
                named = replace(change, slot=_named(change.slot, decision))
                if named.slot not in planned:
                    self._tell(named, one.time)
            end(self._state, [one.id])

    def _tell(self, change: Change, time: str) -> None:
        record = audit_record(
            change,
            site=self._situation.site,
            time=time,
            commit=self._situation.desk.history.head,
        )
        self._state.audit([record])

    @property
    def _now(self) -> datetime:
        return self._workspace.now()


def _named(slot: Slot, decision: CampaignDecision) -> Slot:
    """A slot with the key of what was made meanwhile, in place of a name."""
    element = slot.element
    if slot.field == "plan-cycle":
        keys = {cycle.name: cycle.key for cycle in decision.cycles}
        return replace(slot, element=keys.get(element, element))
    for name, case in decision.drafts.items():
        draft = f"draft:{name}"
        if element == draft or element.startswith(f"{draft}:"):
            element = element.replace(draft, case.key, 1)
    return replace(slot, element=element)
