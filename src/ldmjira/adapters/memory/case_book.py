"""A book of test cases held in memory, for tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from ldmjira.models.campaign import (
    Capability,
    CaseDraft,
    CoverageLink,
    CycleDraft,
    ExecutionDraft,
    PlanDraft,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
    RemoteStep,
    StepResult,
)
from ldmjira.models.keys import current_cycle_key, natural_key
from ldmjira.models.remote import RequestCounts

from .book import BookFault, MemoryBook
from .book_requests import BookRequests, absent, refused

__all__ = ["BookFault", "MemoryBook", "MemoryCaseBook"]

T = TypeVar("T", RemotePlan, RemoteCycle, RemoteExecution)

_NAME_LIMIT: Final = 255
_STATUSES: Final = frozenset(
    {
        "Not Executed",
        "In Progress",
        "Pass",
        "Fail",
        "Blocked",
        "Pass w/ Deviation",
        "Initial Pass",
    }
)


class MemoryCaseBook:
    """Implement `~ldmjira.ports.case_book.CaseBook` without a network.

    Parameters
    ----------
    book
        Book to work on; several case books may share one.
    """

    def __init__(self, book: MemoryBook) -> None:
        self._book = book
        self._requests = BookRequests(book)

    @property
    def counts(self) -> RequestCounts:
        """Requests sent so far."""
        return self._requests.counts

    @property
    def capabilities(self) -> frozenset[Capability]:
        """As Zephyr Scale Cloud's."""
        return frozenset(Capability) - {
            Capability.EDIT_PLAN,
            Capability.DELETE,
        }

    # -- reading ----------------------------------------------------------

    def fetch_cases(
        self, keys: Collection[str] | None = None, *, with_steps: bool = False
    ) -> list[RemoteCase]:
        """Read cases: all of the project, or some."""
        self._requests.read()
        found = [
            self._view(case, with_steps=with_steps)
            for case in self._book.cases.values()
            if keys is None or case.key in keys
        ]
        return sorted(found, key=lambda case: natural_key(case.key))

    def _view(self, case: RemoteCase, *, with_steps: bool) -> RemoteCase:
        links = self._links([case.key])
        if not with_steps:
            return replace(case, links=links, steps=None, version="")
        return replace(
            case,
            links=links,
            steps=case.steps or (),
            version=case.version or "1",
        )

    def fetch_links(self, keys: Collection[str]) -> list[CoverageLink]:
        """Read the coverage links of some cases."""
        self._requests.read()
        found: list[CoverageLink] = []
        for key in sorted(set(keys), key=natural_key):
            found += self._links([key])
        return found

    def _links(self, cases: Collection[str]) -> tuple[CoverageLink, ...]:
        found = [k for k in self._book.links.values() if k.case in cases]
        return tuple(sorted(found, key=lambda k: natural_key(k.issue_id)))

    def fetch_plans(self) -> list[RemotePlan]:
        """Read all plans."""
        self._requests.read()
        return _by_key(self._book.plans.values())

    def fetch_cycles(self, keys: Collection[str]) -> list[RemoteCycle]:
        """Read some cycles by key."""
        self._requests.read()
        wanted = {current_cycle_key(key) for key in keys}
        return _by_key(
            c for c in self._book.cycles.values() if c.key in wanted
        )

    def find_cycles(self, folder: str) -> list[RemoteCycle]:
        """Read the cycles of one folder."""
        self._requests.read()
        cycles = self._book.cycles.values()
        return _by_key(c for c in cycles if c.folder == folder)

    def fetch_executions(
        self, cycle: str, *, with_steps: bool = False
    ) -> list[RemoteExecution]:
        """Read the executions of one cycle, in key order."""
        self._requests.read()
        key = current_cycle_key(cycle)
        if key not in self._book.cycles:
            raise absent(f"read the executions of {key}")
        return _by_key(
            replace(one, steps=(one.steps or ()) if with_steps else None)
            for one in self._book.executions.values()
            if one.cycle == key
        )

    # -- writing ----------------------------------------------------------

    def create_case(self, draft: CaseDraft) -> str:
        """Create a case without steps; give its key."""
        doing = f"create case {draft.name}"
        _check_name(draft.name, doing)
        key = self._book.new_key("T")
        case = RemoteCase(
            key=key,
            name=draft.name,
            status="Draft",
            priority="Normal",
            folder=_path(draft.folder),
            labels=frozenset({draft.label}),
            objective=draft.objective,
            precondition=draft.precondition,
            version="1",
            steps=(),
        )
        self._requests.write(
            "create_case",
            draft.label,
            doing,
            lambda: self._book.cases.update({key: case}),
        )
        return key

    def edit_case(
        self, key: str, *, name: str, objective: str, precondition: str
    ) -> None:
        """Change the texts of a case."""
        doing = f"edit {key}"
        held = self._case(key, doing)
        _check_name(name, doing)
        case = replace(
            held, name=name, objective=objective, precondition=precondition
        )
        self._requests.counts.reads += 1
        self._requests.write(
            "edit_case",
            key,
            doing,
            lambda: self._book.cases.update({key: case}),
        )

    def set_steps(self, case: str, steps: Sequence[RemoteStep]) -> None:
        """Put steps in the place of those that a case has."""
        doing = f"write the steps of {case}"
        held = self._case(case, doing)
        for step in steps:
            if step.calls and step.calls not in self._book.cases:
                raise absent(doing)
        changed = replace(held, steps=tuple(steps))
        self._requests.write(
            "set_steps",
            case,
            doing,
            lambda: self._book.cases.update({case: changed}),
        )

    def create_plan(self, draft: PlanDraft) -> str:
        """Create a plan; give its key."""
        doing = f"create plan {draft.name}"
        _check_name(draft.name, doing)
        key = self._book.new_key("P")
        texts = {"Document ID": draft.document} if draft.document else {}
        plan = RemotePlan(
            key=key,
            id=key.rpartition("P")[2],
            name=draft.name,
            status="Draft",
            folder=_path(draft.folder),
            document=draft.document,
            objective=draft.objective,
            texts=texts,
        )
        self._requests.write(
            "create_plan",
            draft.name,
            doing,
            lambda: self._book.plans.update({key: plan}),
        )
        return key

    def create_cycle(self, draft: CycleDraft) -> str:
        """Create a cycle; give its key."""
        doing = f"create cycle {draft.name}"
        _check_name(draft.name, doing)
        key = self._book.new_key("R")
        cycle = RemoteCycle(
            key=key,
            id=key.rpartition("R")[2],
            name=draft.name,
            status="Not Executed",
            folder=_path(draft.folder),
            description=draft.description,
            planned_start=draft.planned_start,
            planned_end=draft.planned_end,
        )
        self._requests.write(
            "create_cycle",
            draft.name,
            doing,
            lambda: self._book.cycles.update({key: cycle}),
        )
        return key

    def link_plan(self, plan: str, cycle: str) -> None:
        """Tie a cycle to a plan."""
        doing = f"link {plan} to {cycle}"
        key = current_cycle_key(cycle)
        held = self._book.plans.get(plan)
        if held is None or key not in self._book.cycles:
            raise absent(doing)
        if key in held.cycles:
            raise refused(doing, "they are linked already")
        cycles = tuple(sorted({*held.cycles, key}, key=natural_key))
        self._requests.write(
            "link_plan",
            plan,
            doing,
            lambda: self._book.plans.update(
                {plan: replace(held, cycles=cycles)}
            ),
        )

    def create_execution(self, draft: ExecutionDraft) -> str:
        """Create an execution; give its key."""
        cycle = current_cycle_key(draft.cycle)
        doing = f"create an execution of {draft.case} in {cycle}"
        case = self._case(draft.case, doing)
        if cycle not in self._book.cycles:
            raise absent(doing)
        if draft.status not in _STATUSES:
            raise absent(doing)
        if any(step.calls for step in case.steps or ()):
            raise refused(doing, "a step of it calls another case")
        key = self._book.new_key("E")
        execution = RemoteExecution(
            key=key,
            id=key.rpartition("E")[2],
            case=draft.case,
            cycle=cycle,
            status=draft.status,
            executed=draft.executed,
            version=case.version or "1",
            environment=draft.environment,
            comment=draft.comment,
            steps=tuple(StepResult("Not Executed") for _ in case.steps or ()),
        )
        self._requests.write(
            "create_execution",
            draft.case,
            doing,
            lambda: self._book.executions.update({key: execution}),
        )
        return key

    def set_result(
        self,
        execution: str,
        *,
        status: str,
        comment: str,
        executed: str,
        steps: Sequence[StepResult] = (),
    ) -> None:
        """Write the result of an execution."""
        doing = f"write the result of {execution}"
        held = next(
            (
                one
                for one in self._book.executions.values()
                if execution in {one.key, one.id}
            ),
            None,
        )
        if held is None:
            raise absent(doing)
        rivals = [
            one
            for one in self._book.executions.values()
            if (one.cycle, one.case) == (held.cycle, held.case)
        ]
        if rivals[-1] is not held:
            raise refused(doing, "there is a newer execution", 409)
        if status not in _STATUSES:
            raise refused(doing, f"{status} is no status", 422)
        if steps and len(steps) != len(held.steps or ()):
            raise refused(doing, "the steps do not match", 422)
        changed = replace(
            held,
            status=status,
            comment=comment or held.comment,
            executed=executed or held.executed,
            steps=tuple(steps) or held.steps,
        )
        self._requests.write(
            "set_result",
            held.key,
            doing,
            lambda: self._book.executions.update({held.key: changed}),
        )

    def link_coverage(self, case: str, issue_id: str) -> None:
        """Make a coverage link."""
        doing = f"link {case} to issue {issue_id}"
        self._case(case, doing)
        issues = self._book.issues
        if issues is not None and issue_id not in issues:
            raise absent(doing)
        if any(k.issue_id == issue_id for k in self._links([case])):
            raise refused(doing, "they are linked already")
        self._requests.write(
            "link_coverage",
            f"{case}/{issue_id}",
            doing,
            lambda: self._book.add_link(case, issue_id),
        )

    def unlink(self, link_id: str) -> None:
        """Remove one link."""
        self._requests.write(
            "unlink",
            link_id,
            f"remove link {link_id}",
            lambda: self._book.links.pop(link_id, None),
        )

    # -- inside -----------------------------------------------------------

    def _case(self, key: str, doing: str) -> RemoteCase:
        held = self._book.cases.get(key)
        if held is None:
            raise absent(doing)
        return held


def _by_key(found: Iterable[T]) -> list[T]:
    return sorted(found, key=lambda one: natural_key(one.key))


def _path(folder: str) -> str:
    return "".join(f"/{part}" for part in folder.split("/") if part)


def _check_name(name: str, doing: str) -> None:
    if not name.strip():
        raise refused(doing, "name must not be blank")
    if len(name) > _NAME_LIMIT:
        raise refused(doing, f"name has more than {_NAME_LIMIT} characters")
