"""Write to the case book, so that nothing is ever made twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from ldmjira.core.campaign.words import (
    case_label,
    draft_steps,
    folder_of,
    is_named_after,
    plan_name,
    to_html,
)
from ldmjira.exceptions import AuthenticationError, RemoteError
from ldmjira.models.campaign import (
    CaseDraft,
    CycleDraft,
    ExecutionDraft,
    PlanDraft,
    RemoteCase,
)
from ldmjira.models.campaign_plan import (
    CampaignDecision,
    CampaignOp,
    CampaignStep,
    CaseRef,
    CreateCase,
    CreateCycle,
    CreateExecution,
    CreatePlan,
    EditCase,
    LinkCoverage,
    LinkPlan,
    Unlink,
    WriteSteps,
)
from ldmjira.models.changeset import Outcome, Result
from ldmjira.models.mapping import Campaign, Milestone
from ldmjira.ports.case_book import CaseBook

from .campaign_auditing import CampaignAuditor

__all__ = ["CampaignWriter"]

_OWN_FAULT = range(400, 500)
"""Statuses of a refusal that concerns one write alone."""


class _MissingError(Exception):
    """What this step needs was not made."""


class CampaignWriter:
    """Write the steps of one milestone's campaign, in order.

    The book cannot delete, and it has no way to make something only once:
    so we look just before each create, and look again where no answer came.

    Parameters
    ----------
    book
        The case book.
    code, milestone
        The milestone.
    decision
        What is to be written.
    folder
        Folder of what we make.
    auditor
        Is told of each write.
    tell
        Takes a line on what is going on.
    """

    def __init__(
        self,
        book: CaseBook,
        code: str,
        milestone: Milestone,
        decision: CampaignDecision,
        *,
        folder: str,
        auditor: CampaignAuditor,
        tell: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._book = book
        self._code = code
        self._milestone = milestone
        self._campaign = milestone.campaign or Campaign()
        self._decision = decision
        self._folder = folder_of(self._campaign, folder)
        self._auditor = auditor
        self._tell = tell
        self._plan = decision.plan.key if decision.plan else ""
        self._cycle = ""
        self._cases = {
            name: case.key for name, case in decision.drafts.items()
        }
        self._edited: set[str] = set()
        self._executed: dict[str, set[str]] = {}
        self.stopped: RemoteError | None = None
        """What ended the run before its time."""

    def write(self) -> list[Outcome]:
        """Write everything; tell what became of each step.

        Returns
        -------
        list of Outcome
            In order. What was not come to is skipped, and ``stopped`` says
            why.
        """
        outcomes: list[Outcome] = []
        for step in self._decision.steps:
            if self.stopped is not None:
                result, detail = Result.SKIPPED, "the run ended before"
            else:
                self._auditor.begin(step.change)
                result, detail = self._one(step)
            outcome = Outcome(step.change, result, detail)
            self._auditor.end(outcome)
            outcomes.append(outcome)
        return outcomes

    def _one(self, step: CampaignStep) -> tuple[Result, str]:
        try:
            self._do(step.op)
        except _MissingError as error:
            return Result.SKIPPED, str(error)
        except AuthenticationError as error:
            self.stopped = error
            return Result.REFUSED, error.message
        except RemoteError as error:
            if error.ambiguous:
                return self._look_again(step, error)
            if error.status not in _OWN_FAULT:
                self.stopped = error
            return Result.REFUSED, error.message
        return Result.DONE, ""

    def _look_again(
        self, step: CampaignStep, error: RemoteError
    ) -> tuple[Result, str]:
        """See whether a write of which no answer came was done."""
        try:
            is_there = self._is_there(step.op)
        except RemoteError as other:
            self.stopped = other
            return Result.REFUSED, error.message
        if is_there:
            return Result.DONE, ""
        return Result.REFUSED, (
            "no answer came, and it is not there yet: run the command again"
        )

    # -- writing ----------------------------------------------------------

    def _do(self, op: CampaignOp) -> None:
        match op:
            case CreateCase(draft=name):
                self._create_case(name)
            case EditCase(draft=name, key=key):
                self._edit_case(name, key)
            case WriteSteps(case=ref, draft=name):
                steps = draft_steps(self._campaign.drafts[name])
                self._book.set_steps(self._case(ref), steps)
            case CreatePlan(name=name):
                self._create_plan(name)
            case CreateCycle(name=name):
                self._create_cycle(name)
            case LinkPlan(cycle=key):
                self._link_plan(key or self._need(self._cycle, "cycle"))
            case CreateExecution(case=ref, cycle=key):
                self._create_execution(
                    self._case(ref), key or self._need(self._cycle, "cycle")
                )
            case LinkCoverage(case=ref, issue_id=issue_id):
                self._link_coverage(self._case(ref), issue_id)
            case Unlink(link_id=link_id):
                self._book.unlink(link_id)
            case _:
                assert_never(op)

    @staticmethod
    def _need(key: str, what: str) -> str:
        if not key:
            raise _MissingError(f"the {what} was not made")
        return key

    def _case(self, ref: CaseRef) -> str:
        return ref.key or self._need(
            self._cases.get(ref.draft, ""), f"case of {ref.draft!r}"
        )

    def _create_case(self, name: str) -> None:
        draft = self._campaign.drafts[name]
        self._tell(f"creating a case of {name!r} for {self._code}")
        self._cases[name] = self._book.create_case(
            CaseDraft(
                name=draft.name,
                label=case_label(self._code, name),
                objective=to_html(draft.objective),
                precondition=to_html(draft.precondition),
                folder=self._folder,
            )
        )

    def _edit_case(self, name: str, key: str) -> None:
        if name in self._edited:  # one edit writes all its texts
            return
        draft = self._campaign.drafts[name]
        changed = {
            step.change.slot.field.rpartition(".")[2]
            for step in self._decision.steps
            if step.op == EditCase(name, key)
        }
        held = self._read_case(key)
        if held is None:
            raise _MissingError(f"{key} is no longer shown")
        wanted = {
            "name": draft.name,
            "objective": to_html(draft.objective),
            "precondition": to_html(draft.precondition),
        }
        texts = {
            field: wanted[field] if field in changed else getattr(held, field)
            for field in wanted
        }
        self._book.edit_case(key, **texts)
        self._edited.add(name)

    def _create_plan(self, name: str) -> None:
        if self._find_plan():
            return
        self._tell(f"creating the plan {name}")
        self._plan = self._book.create_plan(
            PlanDraft(
                name=name,
                folder=self._folder,
                objective=to_html(self._campaign.objective or ""),
                document=self._campaign.document or "",
            )
        )

    def _create_cycle(self, name: str) -> None:
        if self._find_cycle():
            return
        self._tell(f"creating the cycle {name}")
        self._cycle = self._book.create_cycle(
            CycleDraft(
                name=name,
                folder=self._folder,
                description=to_html(self._milestone.title),
            )
        )

    def _link_plan(self, cycle: str) -> None:
        plan = self._need(self._plan, "plan")
        try:
            self._book.link_plan(plan, cycle)
        except RemoteError as error:
            # The plan and its cycle may have been tied by somebody else.
            if error.status is None or not self._is_tied(plan, cycle):
                raise

    def _create_execution(self, case: str, cycle: str) -> None:
        if cycle not in self._executed:
            self._executed[cycle] = self._read_executed(cycle)
        if case in self._executed[cycle]:
            return
        self._tell(f"putting {case} into {cycle}")
        self._book.create_execution(ExecutionDraft(case=case, cycle=cycle))
        self._executed[cycle].add(case)

    def _link_coverage(self, case: str, issue_id: str) -> None:
        if not self._is_covered(case, issue_id):
            self._book.link_coverage(case, issue_id)

    # -- looking ----------------------------------------------------------

    def _is_there(self, op: CampaignOp) -> bool:
        """Whether what a step writes is in the book."""
        is_there: bool
        match op:
            case CreateCase(draft=name):
                is_there = self._find_case(name)
            case CreatePlan():
                is_there = self._find_plan()
            case CreateCycle():
                is_there = self._find_cycle()
            case LinkPlan(cycle=key):
                is_there = self._is_tied(self._plan, key or self._cycle)
            case CreateExecution(case=ref, cycle=key):
                cycle = key or self._cycle
                self._executed[cycle] = self._read_executed(cycle)
                is_there = self._case(ref) in self._executed[cycle]
            case LinkCoverage(case=ref, issue_id=issue_id):
                is_there = self._is_covered(self._case(ref), issue_id)
            case Unlink(case=case_key, link_id=link_id):
                links = self._book.fetch_links([case_key])
                is_there = link_id not in {link.link_id for link in links}
            case WriteSteps(case=ref, draft=name):
                held = self._read_case(self._case(ref), with_steps=True)
                wanted = draft_steps(self._campaign.drafts[name])
                is_there = held is not None and held.steps == wanted
            case EditCase(draft=name, key=key):
                held = self._read_case(key)
                draft = self._campaign.drafts[name]
                is_there = held is not None and held.name == draft.name
            case _:
                assert_never(op)
        return is_there

    def _read_case(
        self, key: str, *, with_steps: bool = False
    ) -> RemoteCase | None:
        found = self._book.fetch_cases([key], with_steps=with_steps)
        return next(iter(found), None)

    def _find_case(self, name: str) -> bool:
        label = case_label(self._code, name)
        for case in self._book.fetch_cases():
            if label in case.labels:
                self._cases[name] = case.key
                return True
        return False

    def _find_plan(self) -> bool:
        for plan in self._book.fetch_plans():
            if is_named_after(plan.name, self._code):
                self._plan = plan.key
                return True
        return False

    def _find_cycle(self) -> bool:
        name = plan_name(self._code, self._milestone)
        for cycle in self._book.find_cycles(self._folder):
            if cycle.name == name:
                self._cycle = cycle.key
                return True
        return False

    def _is_tied(self, plan: str, cycle: str) -> bool:
        held: Mapping[str, tuple[str, ...]] = {
            one.key: one.cycles for one in self._book.fetch_plans()
        }
        return cycle in held.get(plan, ())

    def _read_executed(self, cycle: str) -> set[str]:
        executions: Iterable[str] = (
            one.case for one in self._book.fetch_executions(cycle)
        )
        return set(executions)

    def _is_covered(self, case: str, issue_id: str) -> bool:
        links = self._book.fetch_links([case])
        return issue_id in {link.issue_id for link in links}
