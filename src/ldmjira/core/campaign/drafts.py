"""Draft cases: made once, known by their label, followed while ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from ldmjira.models.baseline import canonical
from ldmjira.models.campaign import RemoteCase, RemoteStep
from ldmjira.models.campaign_plan import (
    CaseRef,
    CreateCase,
    EditCase,
    WriteSteps,
)
from ldmjira.models.changeset import HeldReason
from ldmjira.models.mapping import Campaign, DraftCase

from .ledger import BookView, Ledger
from .words import case_label, draft_steps, to_html

__all__ = ["DraftDecider"]

_PART: Final = 100
"""Steps that one request of the book writes."""


class DraftDecider:
    """Decide about the drafts of one campaign.

    Parameters
    ----------
    ledger
        Where to write it down.
    campaign
        What the mapping says.
    view
        What the book holds.
    may_create
        Whether cases may be made.
    """

    def __init__(
        self,
        ledger: Ledger,
        campaign: Campaign,
        view: BookView,
        *,
        may_create: bool,
    ) -> None:
        self._ledger = ledger
        self._campaign = campaign
        self._view = view
        self._may_create = may_create
        self.found: dict[str, RemoteCase] = {}
        """Case of each draft that has one."""
        self.stopped: set[str] = set()
        """Drafts that have no case and get none now."""

    def decide(self) -> None:
        """Decide about all of them, in the mapping's order."""
        for name, draft in self._campaign.drafts.items():
            case = self._find(name, draft)
            if case is not None:
                self.found[name] = case
                self._adopt(name, draft, case)
            elif name not in self.stopped:
                self._make(name, draft)

    def _find(self, name: str, draft: DraftCase) -> RemoteCase | None:
        ledger = self._ledger
        slot = ledger.slot("case", name)
        label = case_label(ledger.code, name)
        found = {c.key: c for c in self._view.labelled.get(label, ())}
        if draft.key is not None:
            case = self._view.cases.get(draft.key)
            if case is None:
                ledger.lack(draft.key, slot, "case")
                self.stopped.add(name)
                return None
            found[case.key] = case
        if len(found) > 1:
            keys = " and ".join(sorted(found))
            ledger.hold(
                slot,
                HeldReason.TWINS,
                f"{keys} both claim to be the draft {name!r}: take the label "
                f"{label} from the one that is not",
            )
            self.stopped.add(name)
            return None
        return next(iter(found.values()), None)

    def _make(self, name: str, draft: DraftCase) -> None:
        ledger = self._ledger
        if not self._may_create:
            self.stopped.add(name)
            ledger.notes.append(
                f"{ledger.code} is completed: no case is made of {name!r}"
            )
            return
        ledger.push(ledger.slot("case", name), CreateCase(name))
        if draft.steps:
            op = WriteSteps(CaseRef(draft=name), name)
            ledger.push(ledger.slot("steps", name), op)

    def _adopt(self, name: str, draft: DraftCase, case: RemoteCase) -> None:
        ledger = self._ledger
        is_ours = case_label(ledger.code, name) in case.labels
        if draft.key is None:
            ledger.set_value(
                ledger.slot(f"drafts.{name}.key"),
                ("campaign", "drafts", name, "key"),
                case.key,
                after=case.key,
            )
        wanted = {
            "name": (draft.name, case.name),
            "objective": (to_html(draft.objective), case.objective),
            "precondition": (to_html(draft.precondition), case.precondition),
        }
        for field, (ours, theirs) in wanted.items():
            slot = ledger.slot(f"drafts.{name}.{field}")
            if ours == theirs:
                ledger.agreed[slot] = canonical(ours)
            elif is_ours and self._view.base.get(slot) == canonical(theirs):
                ledger.push(
                    slot,
                    EditCase(name, case.key),
                    after=ours,
                    before=theirs,
                    issue=case.key,
                )
            else:
                ledger.show_drift(
                    slot, mapping=ours, book=theirs, issue=case.key
                )
        self._compare_steps(name, draft, case, is_ours=is_ours)

    def _compare_steps(
        self, name: str, draft: DraftCase, case: RemoteCase, *, is_ours: bool
    ) -> None:
        wanted, held = draft_steps(draft), case.steps
        if held is None:
            return
        ledger = self._ledger
        slot = ledger.slot(f"drafts.{name}.steps")
        digest = _digest(held)
        # Empty, or cut off where a request ended: a run that was killed.
        is_begun = len(held) % _PART == 0 and wanted[: len(held)] == held
        is_known = self._view.base.get(slot) == digest
        if wanted == held:
            ledger.agreed[slot] = digest
        elif is_ours and wanted and (is_begun or is_known):
            op = WriteSteps(CaseRef(key=case.key), name)
            ledger.push(ledger.slot("steps", name), op, issue=case.key)
        else:
            ledger.show_drift(
                slot,
                mapping=f"{len(wanted)} steps",
                book=f"{len(held)} steps",
                issue=case.key,
            )


def _digest(steps: Sequence[RemoteStep]) -> str:
    rows = [[s.description, s.data, s.expected, s.calls] for s in steps]
    text = json.dumps(rows)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
