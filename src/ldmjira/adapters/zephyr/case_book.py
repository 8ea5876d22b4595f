"""The case book over Zephyr Scale Cloud v2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ldmjira.exceptions import RemoteError
from ldmjira.models.campaign import (
    Capability,
    CaseDraft,
    CycleDraft,
    ExecutionDraft,
    PlanDraft,
    RemoteStep,
    StepResult,
)
from ldmjira.models.keys import current_cycle_key

from . import translate
from .client import Answer, path_of
from .reading import STEPS_LIMIT, CaseReader
from .wire import (
    CaseAnswer,
    CreatedAnswer,
    read_as,
)

__all__ = ["STEPS_LIMIT", "ZephyrCaseBook"]

_NOT_FOUND: Final = 404
_CAPABILITIES: Final = frozenset(Capability) - {
    Capability.EDIT_PLAN,
    Capability.DELETE,
}


class ZephyrCaseBook(CaseReader):
    """Implement `~ldmjira.ports.case_book.CaseBook` with Zephyr Scale Cloud.

    Parameters
    ----------
    client
        Where Zephyr is, and who we are.
    project
        Key of the project of cases, plans, cycles and executions.
    """

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Everything but editing a plan, and removing anything but links."""
        return _CAPABILITIES

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def check(self) -> None:
        """Make sure that token and project are good.

        Raises
        ------
        AuthenticationError
            If the token is not.
        ConfigurationError
            If the project is not there.
        """
        self._names.check_project()

    # -- cases ------------------------------------------------------------

    def create_case(self, draft: CaseDraft) -> str:
        """Create a case without steps; give its key."""
        body: dict[str, Any] = {
            "projectKey": self._project,
            "name": draft.name,
            "labels": [draft.label],
        }
        if draft.objective:
            body["objective"] = draft.objective
        if draft.precondition:
            body["precondition"] = draft.precondition
        self._put_in_folder(body, "TEST_CASE", draft.folder)
        return self._create("testcases", body, f"create case {draft.name}")

    def edit_case(
        self, key: str, *, name: str, objective: str, precondition: str
    ) -> None:
        """Read a case, change its texts, and put it back whole."""
        doing = f"edit {key}"
        path = path_of("testcases", key)
        held = self._client.get(path, doing=f"read {key}")
        read_as(CaseAnswer, held, doing)
        body = {
            **held,
            "name": name,
            "objective": objective or None,
            "precondition": precondition or None,
        }
        # Links are ignored there; what has no value is cleared by its
        # absence, since the document allows no null for some of it.
        body.pop("links", None)
        body = {
            field: value for field, value in body.items() if value is not None
        }
        self._client.write("PUT", path, body, doing=doing)

    def set_steps(self, case: str, steps: Sequence[RemoteStep]) -> None:
        """Overwrite the steps by the first hundred, and append the rest."""
        doing = f"write the steps of {case}"
        path = path_of("testcases", case, "teststeps")
        for start in range(0, len(steps), STEPS_LIMIT):
            body = {
                "mode": "APPEND" if start else "OVERWRITE",
                "items": [
                    translate.step_to(step)
                    for step in steps[start : start + STEPS_LIMIT]
                ],
            }
            self._client.write("POST", path, body, doing=doing)

    def link_coverage(self, case: str, issue_id: str) -> None:
        """Make a coverage link."""
        self._client.write(
            "POST",
            path_of("testcases", case, "links", "issues"),
            {"issueId": int(issue_id)},
            doing=f"link {case} to issue {issue_id}",
        )

    def unlink(self, link_id: str) -> None:
        """Remove one link; one that is gone already is no error."""
        try:
            self._client.write(
                "DELETE",
                path_of("links", link_id),
                doing=f"remove link {link_id}",
            )
        except RemoteError as error:
            if error.status != _NOT_FOUND:
                raise

    # -- plans and cycles -------------------------------------------------

    def create_plan(self, draft: PlanDraft) -> str:
        """Create a plan; give its key."""
        body: dict[str, Any] = {
            "projectKey": self._project,
            "name": draft.name,
        }
        if draft.objective:
            body["objective"] = draft.objective
        if draft.document:
            body["customFields"] = {translate.DOCUMENT: draft.document}
        self._put_in_folder(body, "TEST_PLAN", draft.folder)
        return self._create("testplans", body, f"create plan {draft.name}")

    def create_cycle(self, draft: CycleDraft) -> str:
        """Create a cycle; give its key."""
        body: dict[str, Any] = {
            "projectKey": self._project,
            "name": draft.name,
        }
        if draft.description:
            body["description"] = draft.description
        if draft.planned_start:
            body["plannedStartDate"] = draft.planned_start
        if draft.planned_end:
            body["plannedEndDate"] = draft.planned_end
        self._put_in_folder(body, "TEST_CYCLE", draft.folder)
        return self._create("testcycles", body, f"create cycle {draft.name}")

    def link_plan(self, plan: str, cycle: str) -> None:
        """Tie a cycle to a plan."""
        self._client.write(
            "POST",
            path_of("testplans", plan, "links", "testcycles"),
            {"testCycleIdOrKey": current_cycle_key(cycle)},
            doing=f"link {plan} to {cycle}",
        )

    def _put_in_folder(
        self, body: dict[str, Any], type_: Any, path: str
    ) -> None:
        folder = self._names.make_folder(type_, path)
        if folder is not None:
            body["folderId"] = folder

    def _create(self, path: str, body: Any, doing: str) -> str:
        answer = self._client.write("POST", path, body, doing=doing)
        made = read_as(CreatedAnswer, answer.body or {}, doing)
        if not made.key:
            raise RemoteError(
                f"Zephyr Scale: Cannot {doing}: no key came back",
                ambiguous=True,
            )
        return made.key

    # -- executions -------------------------------------------------------

    def create_execution(self, draft: ExecutionDraft) -> str:
        """Create an execution; give the id or key it can be named by."""
        body: dict[str, Any] = {
            "projectKey": self._project,
            "testCaseKey": draft.case,
            "testCycleKey": current_cycle_key(draft.cycle),
            "statusName": draft.status,
        }
        if draft.comment:
            body["comment"] = draft.comment
        if draft.executed:
            body["actualEndDate"] = draft.executed
        if draft.environment:
            body["environmentName"] = draft.environment
        doing = f"create an execution of {draft.case} in {draft.cycle}"
        answer = self._client.write(
            "POST", "testexecutions", body, doing=doing
        )
        return _name_of(answer, doing)

    def set_result(
        self,
        execution: str,
        *,
        status: str,
        comment: str,
        executed: str,
        steps: Sequence[StepResult] = (),
    ) -> None:
        """Write the result of an execution, its steps first."""
        doing = f"write the result of {execution}"
        path = path_of("testexecutions", execution)
        if steps:
            self._client.write(
                "PUT",
                f"{path}/teststeps",
                {
                    "steps": [
                        {
                            "statusName": step.status,
                            "actualResult": step.actual,
                        }
                        for step in steps
                    ]
                },
                doing=doing,
            )
        body = {"statusName": status}
        if comment:
            body["comment"] = comment
        if executed:
            body["actualEndDate"] = executed
        self._client.write("PUT", path, body, doing=doing)


def _name_of(answer: Answer, doing: str) -> str:
    """Id or key of what was made; the document promises only an address."""
    made = read_as(CreatedAnswer, answer.body or {}, doing)
    if made.key:
        return made.key
    if made.id is not None:
        return str(made.id)
    return answer.location.rstrip("/").rpartition("/")[2]
