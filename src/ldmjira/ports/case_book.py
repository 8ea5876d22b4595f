"""What we need of a book of test cases, plans, cycles and executions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

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
from ldmjira.models.remote import RequestCounts

__all__ = ["CaseBook"]


class CaseBook(Protocol):
    """Cases, plans, cycles, executions and coverage links, in our words.

    Zephyr Scale Cloud cannot delete, and answers a second link of the same
    pair with an error: whoever creates has read before. A write is sent
    once; one of which no answer came raises
    `~ldmjira.exceptions.RemoteError` with ``ambiguous`` set.
    """

    @property
    def counts(self) -> RequestCounts:
        """Requests sent so far."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this book can do besides reading."""

    def fetch_cases(
        self, keys: Collection[str] | None = None, *, with_steps: bool = False
    ) -> list[RemoteCase]:
        """Read cases: all of the project, or some; links come with them.

        Parameters
        ----------
        keys
            Keys; none means the whole project. What is not there is missing
            from the answer.
        with_steps
            Whether to read the steps as well (one request a case).
        """

    def fetch_links(self, keys: Collection[str]) -> list[CoverageLink]:
        """Read the coverage links of some cases."""

    def fetch_plans(self) -> list[RemotePlan]:
        """Read all plans of the project, with the cycles linked to them."""

    def fetch_cycles(self, keys: Collection[str]) -> list[RemoteCycle]:
        """Read some cycles by key; what is not there is missing.

        A key of the former server (``LVV-C181``) is understood; the answer
        has the key of today (``LVV-R181``).
        """

    def find_cycles(self, folder: str) -> list[RemoteCycle]:
        """Read the cycles of one folder."""

    def fetch_executions(
        self, cycle: str, *, with_steps: bool = False
    ) -> list[RemoteExecution]:
        """Read the executions of one cycle, in key order."""

    def create_case(self, draft: CaseDraft) -> str:
        """Create a case without steps; give its key."""

    def edit_case(
        self, key: str, *, name: str, objective: str, precondition: str
    ) -> None:
        """Change the texts of a case; everything else of it stays.

        Only ever for a case that we created. Where the book can replace a
        case only whole, an edit by somebody else in the same moment is lost:
        read it again afterwards.
        """

    def set_steps(self, case: str, steps: Sequence[RemoteStep]) -> None:
        """Put steps in the place of those that a case has."""

    def create_plan(self, draft: PlanDraft) -> str:
        """Create a plan; give its key."""

    def create_cycle(self, draft: CycleDraft) -> str:
        """Create a cycle; give its key."""

    def link_plan(self, plan: str, cycle: str) -> None:
        """Tie a cycle to a plan."""

    def create_execution(self, draft: ExecutionDraft) -> str:
        """Create an execution; give the id or key that it can be named by.

        Empty where the book does not tell: read the cycle again.
        """

    def set_result(
        self,
        execution: str,
        *,
        status: str,
        comment: str,
        executed: str,
        steps: Sequence[StepResult] = (),
    ) -> None:
        """Write the result of an execution.

        Parameters
        ----------
        execution
            Its id or key.
        status
            Name of the status.
        comment
            Text; empty leaves what is there.
        executed
            Instant in ISO form; empty leaves what is there.
        steps
            Results of all steps in order, or none of them.
        """

    def link_coverage(self, case: str, issue_id: str) -> None:
        """Make a coverage link; it must not be there yet."""

    def unlink(self, link_id: str) -> None:
        """Remove one link; one that is gone already is no error."""
