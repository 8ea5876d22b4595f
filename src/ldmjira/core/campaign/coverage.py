"""Coverage links: made where the mapping says so, removed if we made them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ldmjira.models.campaign import RemoteCase
from ldmjira.models.campaign_plan import CaseRef, LinkCoverage, Unlink
from ldmjira.models.changeset import HeldReason
from ldmjira.models.edits import RemoveValue
from ldmjira.models.mapping import Campaign
from ldmjira.models.slots import Slot

from .ledger import BookView, Ledger
from .words import coverage_wanted

__all__ = ["COVERAGE", "CoverageDecider", "pair_of"]

COVERAGE = "coverage"
"""Field of the slots of coverage links."""


def pair_of(slot: Slot) -> tuple[str, str]:
    """Case and element of a coverage slot."""
    case, _, element = slot.element.partition(":")
    return case, element


class CoverageDecider:
    """Decide about the coverage links of one campaign.

    Parameters
    ----------
    ledger
        Where to write it down.
    campaign
        What the mapping says.
    view
        What the book holds.
    drafts
        Case of each draft that has one.
    stopped
        Drafts that have none and get none now.
    """

    def __init__(
        self,
        ledger: Ledger,
        campaign: Campaign,
        view: BookView,
        *,
        drafts: Mapping[str, RemoteCase],
        stopped: Collection[str],
    ) -> None:
        self._ledger = ledger
        self._campaign = campaign
        self._view = view
        self._drafts = drafts
        self._stopped = stopped

    def decide(self) -> None:
        """Merge by element: the union, but for what the base tells."""
        keys = {name: case.key for name, case in self._drafts.items()}
        wanted = coverage_wanted(self._campaign, keys)
        for ref, elements in wanted.items():
            if ref.draft in self._stopped:
                continue
            for element in elements:
                self._decide_pair(ref, element)
        said = {
            (ref.key, element)
            for ref, elements in wanted.items()
            for element in elements
        }
        for slot, value in self._view.base.items():
            pair = pair_of(slot)
            if slot.field == COVERAGE and value is True and pair not in said:
                self._take_back(slot, *pair)

    def _decide_pair(self, ref: CaseRef, element: str) -> None:
        ledger, view = self._ledger, self._view
        slot = ledger.slot(COVERAGE, f"{ref.name}:{element}")
        issue_id = view.issue_ids.get(element)
        if issue_id is None:
            ledger.missing.append(element)
            detail = f"{element} is not shown by Jira"
            ledger.hold(slot, HeldReason.MISSING, detail)
        elif ref.key and ref.key not in view.cases:
            ledger.lack(ref.key, slot, "case")
        elif ref.key and self._link(ref.key, element):
            ledger.agreed[slot] = True
        elif ref.key and view.base.get(slot) is True:
            edit = self._removal(ref.key, element)
            ledger.edit(slot, edit, after=False, before=True)
        else:
            op = LinkCoverage(ref, element, issue_id)
            ledger.push(slot, op, issue=ref.key)

    def _take_back(self, slot: Slot, case: str, element: str) -> None:
        link = self._link(case, element)
        if link:
            self._ledger.push(
                slot,
                Unlink(case, element, link),
                after=False,
                before=True,
                issue=case,
            )
        elif element in self._view.issue_ids and case in self._view.cases:
            self._ledger.agreed[slot] = False

    def _link(self, case: str, element: str) -> str:
        """Id of a coverage link; empty if there is none."""
        issue_id = self._view.issue_ids.get(element)
        held = self._view.cases.get(case)
        for link in (held.links or ()) if held is not None else ():
            if link.issue_id == issue_id:
                return link.link_id or "?"
        return ""

    def _removal(self, case: str, element: str) -> RemoveValue:
        """Edit that takes a pair out of the mapping."""
        code = self._ledger.code
        for name, draft in self._campaign.drafts.items():
            held = self._drafts.get(name)
            if held and held.key == case and element in draft.elements:
                path = ("campaign", "drafts", name, "elements", element)
                return RemoveValue(code, path)
        return RemoveValue(code, ("campaign", COVERAGE, case, element))
