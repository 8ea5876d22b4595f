"""Compare a campaign with the book: plan, cycles, executions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ldmjira.core.identity import holds_code
from ldmjira.models.campaign import RemoteCycle, RemotePlan
from ldmjira.models.campaign_plan import (
    CampaignDecision,
    CaseRef,
    CreateCycle,
    CreateExecution,
    CreatePlan,
    LinkPlan,
)
from ldmjira.models.changeset import HeldReason
from ldmjira.models.keys import current_cycle_key
from ldmjira.models.mapping import Campaign, Milestone

from .coverage import CoverageDecider
from .drafts import DraftDecider
from .ledger import BookView, Ledger
from .words import folder_of, is_named_after, plain_code, plan_name, to_html

__all__ = ["decide_campaign"]


def decide_campaign(
    code: str,
    milestone: Milestone,
    *,
    cases: Sequence[str],
    folder: str,
    view: BookView,
) -> CampaignDecision:
    """Compare a campaign with the book.

    A completed milestone never gets anything new but coverage links that
    its campaign names.

    Parameters
    ----------
    code, milestone
        The milestone, which has a campaign.
    cases
        Its cases, in order; drafts come after them.
    folder
        Folder of what we make.
    view
        What the book holds.

    Returns
    -------
    CampaignDecision
        Writes, edits, and what is held back.
    """
    campaign = milestone.campaign or Campaign()
    may_create = milestone.completed is None
    ledger = Ledger(code)
    drafts = DraftDecider(ledger, campaign, view, may_create=may_create)
    drafts.decide()
    finder = _PlanFinder(
        ledger,
        milestone,
        folder=folder_of(campaign, folder),
        view=view,
        may_create=may_create,
    )
    plan, cycles = finder.decide()
    executions = tuple(
        one for cycle in cycles for one in view.executions.get(cycle.key, ())
    )
    wanted = [CaseRef(key=key) for key in cases]
    for name in campaign.drafts:
        if name in drafts.found:
            wanted.append(CaseRef(key=drafts.found[name].key))
        elif name not in drafts.stopped:
            wanted.append(CaseRef(draft=name))
    if not finder.is_stuck:
        _decide_executions(
            ledger,
            wanted,
            executed={one.case for one in executions},
            cycles=cycles,
            view=view,
            has_new_cycle=finder.has_new_cycle,
            may_create=may_create,
        )
    CoverageDecider(
        ledger, campaign, view, drafts=drafts.found, stopped=drafts.stopped
    ).decide()
    return CampaignDecision(
        code=code,
        plan=plan,
        cycles=cycles,
        executions=executions,
        drafts=drafts.found,
        steps=tuple(ledger.steps),
        edits=tuple(ledger.edits),
        held=tuple(ledger.held),
        drift=tuple(ledger.drift),
        agreed=ledger.agreed,
        notes=tuple(ledger.notes),
        missing=tuple(dict.fromkeys(ledger.missing)),
    )


class _PlanFinder:
    """Find plan and cycles, or have them made."""

    def __init__(
        self,
        ledger: Ledger,
        milestone: Milestone,
        *,
        folder: str,
        view: BookView,
        may_create: bool,
    ) -> None:
        self._ledger = ledger
        self._code = ledger.code
        self._campaign = milestone.campaign or Campaign()
        self._name = plan_name(ledger.code, milestone)
        self._folder = folder
        self._view = view
        self._may_create = may_create
        self.is_stuck = False
        """Whether a person must settle something before we go further."""
        self.has_new_cycle = False

    def decide(self) -> tuple[RemotePlan | None, tuple[RemoteCycle, ...]]:
        """Find both, and write down what they need."""
        plan = self._find_plan()
        if self.is_stuck:
            return None, ()
        cycles = self._find_cycles(plan)
        if plan is not None:
            self._adopt(plan)
        elif self._may_create:
            slot = self._ledger.slot("plan")
            self._ledger.push(slot, CreatePlan(self._name), after=self._name)
        else:
            self._ledger.notes.append(
                f"{self._code} is completed: no campaign is made for it"
            )
        if self._may_create:
            self._tie(plan, cycles)
        self._take_over(cycles)
        return plan, cycles

    def _find_plan(self) -> RemotePlan | None:
        ledger, key = self._ledger, self._campaign.plan
        slot = ledger.slot("plan")
        if key is None:
            found = [
                plan
                for plan in self._view.plans
                if is_named_after(plan.name, self._code)
            ]
            if len(found) > 1:
                self._hold_twins(slot.field, found, "plan:")
                self.is_stuck = True
            return None if self.is_stuck else next(iter(found), None)
        plan = next((p for p in self._view.plans if p.key == key), None)
        if plan is None:
            ledger.lack(key, slot, "plan")
        elif not self._is_ours(plan):
            document = plan.document or "no document"
            ledger.hold(
                slot,
                HeldReason.NOT_OURS,
                f"{key} is {plan.name!r} ({document}), which does not name "
                f"{self._code}",
                after=key,
            )
        else:
            return plan
        self.is_stuck = True
        return None

    def _is_ours(self, plan: RemotePlan) -> bool:
        """Whether a plan shows itself to be that of the milestone."""
        wanted = {current_cycle_key(key) for key in self._campaign.cycles}
        document = self._campaign.document
        return (
            holds_code(plain_code(plan.name), plain_code(self._code))
            or (document is not None and plan.document == document)
            or not wanted.isdisjoint(plan.cycles)
        )

    def _adopt(self, plan: RemotePlan) -> None:
        """Take over a plan's key; show what it says otherwise."""
        ledger, campaign = self._ledger, self._campaign
        if campaign.plan is None:
            slot = ledger.slot("campaign.plan")
            path = ("campaign", "plan")
            ledger.set_value(slot, path, plan.key, after=plan.key)
        said = {
            "document": (campaign.document, plan.document),
            "name": (campaign.name and self._name, plan.name),
            "objective": (
                campaign.objective and to_html(campaign.objective),
                plan.objective,
            ),
        }
        for field, (ours, theirs) in said.items():
            if ours and ours != theirs:
                ledger.show_drift(
                    ledger.slot(f"campaign.{field}"),
                    mapping=ours,
                    book=theirs or None,
                    issue=plan.key,
                )

    def _find_cycles(self, plan: RemotePlan | None) -> tuple[RemoteCycle, ...]:
        """Cycles of the campaign; notes whether one has to be made."""
        ledger, campaign = self._ledger, self._campaign
        found: dict[str, RemoteCycle] = {}
        for key in campaign.cycles:
            cycle = self._view.cycles.get(current_cycle_key(key))
            if cycle is None:
                ledger.lack(key, ledger.slot("cycle", key), "cycle")
            else:
                found[cycle.key] = cycle
        for key in plan.cycles if plan is not None else ():
            if key in self._view.cycles:
                found.setdefault(key, self._view.cycles[key])
        if found or campaign.cycles:
            return tuple(found.values())
        named = [
            cycle
            for cycle in self._view.cycles.values()
            if cycle.folder == self._folder
            and is_named_after(cycle.name, self._code)
        ]
        if len(named) > 1:
            self._hold_twins("cycle", named, "cycles:")
            return ()
        self.has_new_cycle = not named and self._may_create
        return tuple(named)

    def _hold_twins(
        self,
        field: str,
        found: Sequence[RemotePlan | RemoteCycle],
        where: str,
    ) -> None:
        shown = " and ".join(f"{one.key} {one.name!r}" for one in found)
        self._ledger.hold(
            self._ledger.slot(field),
            HeldReason.TWINS,
            f"{shown} are both named after {self._code}: name the right one "
            f"under `{where}` of its campaign",
            after=self._name,
        )

    def _tie(
        self, plan: RemotePlan | None, cycles: Iterable[RemoteCycle]
    ) -> None:
        """Have the cycle made, and cycles tied to the plan."""
        ledger = self._ledger
        if self.has_new_cycle:
            ledger.push(
                ledger.slot("cycle", self._name), CreateCycle(self._name)
            )
            ledger.push(ledger.slot("plan-cycle", self._name), LinkPlan())
        for cycle in cycles:
            if plan is None or cycle.key not in plan.cycles:
                ledger.push(
                    ledger.slot("plan-cycle", cycle.key),
                    LinkPlan(cycle.key),
                    issue="" if plan is None else plan.key,
                )

    def _take_over(self, cycles: Iterable[RemoteCycle]) -> None:
        held = self._campaign.cycles
        known = {current_cycle_key(key) for key in held}
        new = [cycle.key for cycle in cycles if cycle.key not in known]
        if new:
            every = [*held, *new]
            self._ledger.set_value(
                self._ledger.slot("campaign.cycles"),
                ("campaign", "cycles"),
                every,
                after=" ".join(every),
                before=" ".join(held) or None,
            )


def _decide_executions(
    ledger: Ledger,
    wanted: Iterable[CaseRef],
    *,
    executed: set[str],
    cycles: Sequence[RemoteCycle],
    view: BookView,
    has_new_cycle: bool,
    may_create: bool,
) -> None:
    """Have each case executed once, in the first cycle."""
    left: list[str] = []
    for ref in dict.fromkeys(wanted):
        slot = ledger.slot("execution", ref.name)
        if ref.key and ref.key not in view.cases:
            ledger.lack(ref.key, slot, "case")
        elif ref.key in executed:
            continue
        elif may_create and (called := _called_by(view, ref.key)):
            cycle = cycles[0].key if cycles else "its cycle"
            ledger.hold(
                slot,
                HeldReason.BROKEN,
                f"a step of {ref.key} calls {called}, and Zephyr Scale's API "
                f"executes no such case: add {ref.key} to {cycle} on Zephyr "
                "Scale's own page, and this line is gone with the next run",
            )
        elif may_create and (cycles or has_new_cycle):
            cycle = cycles[0].key if cycles else ""
            ledger.push(slot, CreateExecution(ref, cycle), issue=cycle)
        else:
            left.append(ref.name)
    if left and cycles and not may_create:
        ledger.notes.append(
            f"{ledger.code} is completed: without an execution, and left so: "
            f"{', '.join(_shortened(left))}"
        )


def _called_by(view: BookView, case: str) -> str:
    """Case that a step of a case calls; empty if none does."""
    held = view.cases.get(case)
    steps = held.steps if held is not None else None
    return next((step.calls for step in steps or () if step.calls), "")


def _shortened(names: Sequence[str], most: int = 3) -> Iterator[str]:
    yield from names[:most]
    if len(names) > most:
        yield f"{len(names) - most} more"
