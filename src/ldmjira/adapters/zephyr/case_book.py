"""The case book over Zephyr Scale Cloud v2."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from ldmjira.exceptions import RemoteError
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

from . import translate
from .client import Answer, ZephyrClient, path_of
from .names import ZephyrNames
from .wire import (
    CaseAnswer,
    CaseRef,
    CreatedAnswer,
    CycleAnswer,
    ExecutionAnswer,
    LinksAnswer,
    PlanAnswer,
    ResultStepAnswer,
    StepAnswer,
    VersionAnswer,
    read_as,
)

__all__ = ["STEPS_LIMIT", "ZephyrCaseBook"]

STEPS_LIMIT: Final = 100
"""Steps that one request takes, and that one page holds."""

_ONE_BY_ONE: Final = 20
"""Keys up to which each is asked for by itself."""
_NOT_FOUND: Final = 404
_CAPABILITIES: Final = frozenset(Capability) - {
    Capability.EDIT_PLAN,
    Capability.DELETE,
}


class ZephyrCaseBook:
    """Implement `~ldmjira.ports.case_book.CaseBook` with Zephyr Scale Cloud.

    Parameters
    ----------
    client
        Where Zephyr is, and who we are.
    project
        Key of the project of cases, plans, cycles and executions.
    """

    def __init__(self, client: ZephyrClient, *, project: str = "LVV") -> None:
        self._client = client
        self._project = project
        self._names = ZephyrNames(client, project)
        self._cycle_keys: dict[int, str] = {}

    @property
    def counts(self) -> RequestCounts:
        """Requests sent so far."""
        return self._client.counts

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

    def fetch_cases(
        self, keys: Collection[str] | None = None, *, with_steps: bool = False
    ) -> list[RemoteCase]:
        """Read cases: all of the project, or some."""
        found = [
            translate.case_from(answer, self._names)
            for answer in self._case_answers(keys)
        ]
        found = [self._with_links(case) for case in found]
        if with_steps:
            found = [self._with_steps(case) for case in found]
        return sorted(found, key=lambda case: natural_key(case.key))

    def _case_answers(
        self, keys: Collection[str] | None
    ) -> Iterator[CaseAnswer]:
        doing = "read test cases"
        if keys is not None and len(set(keys)) <= _ONE_BY_ONE:
            for key in sorted(set(keys), key=natural_key):
                value = self._client.find(
                    path_of("testcases", key), doing=f"read {key}"
                )
                if value is not None:
                    yield read_as(CaseAnswer, value, doing)
            return
        for value in self._client.cursor_pages(
            "testcases/nextgen",
            doing=doing,
            params={"projectKey": self._project},
        ):
            answer = read_as(CaseAnswer, value, doing)
            if keys is None or answer.key in keys:
                yield answer

    def _with_links(self, case: RemoteCase) -> RemoteCase:
        if case.links is not None:
            return case
        return translate.with_links(case, self._links_of(case.key))

    def _with_steps(self, case: RemoteCase) -> RemoteCase:
        doing = f"read the steps of {case.key}"
        path = path_of("testcases", case.key, "teststeps")
        steps = tuple(
            translate.step_from(read_as(StepAnswer, value, doing))
            for value in self._client.pages(
                path, doing=doing, size=STEPS_LIMIT
            )
        )
        version = self._newest_version(case.key)
        return translate.with_steps(case, steps, version)

    def _newest_version(self, key: str) -> str:
        doing = f"read the versions of {key}"
        answer = self._client.get(
            path_of("testcases", key, "versions"),
            doing=doing,
            params={"maxResults": 1},
        )
        values = answer.get("values") if isinstance(answer, dict) else None
        if not values:
            return ""
        address = read_as(VersionAnswer, values[0], doing).self
        return CaseRef(self=address).version

    def fetch_links(self, keys: Collection[str]) -> list[CoverageLink]:
        """Read the coverage links of some cases."""
        return [
            link
            for key in sorted(set(keys), key=natural_key)
            for link in self._links_of(key)
        ]

    def _links_of(self, key: str) -> tuple[CoverageLink, ...]:
        doing = f"read the links of {key}"
        value = self._client.find(
            path_of("testcases", key, "links"), doing=doing
        )
        if value is None:
            return ()
        return translate.links_from(key, read_as(LinksAnswer, value, doing))

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

    def fetch_plans(self) -> list[RemotePlan]:
        """Read all plans of the project, with the cycles linked to them."""
        doing = "read test plans"
        answers = [
            read_as(PlanAnswer, value, doing)
            for value in self._client.pages(
                "testplans",
                doing=doing,
                params={"projectKey": self._project},
            )
        ]
        linked = {
            link.testCycleId
            for answer in answers
            for link in answer.links.testCycles
        }
        keys = self._keys_of_cycles(linked)
        found = [
            translate.plan_from(answer, self._names, keys)
            for answer in answers
        ]
        return sorted(found, key=lambda plan: natural_key(plan.key))

    def _keys_of_cycles(self, ids: Collection[int]) -> dict[int, str]:
        missing = set(ids) - set(self._cycle_keys)
        if len(missing) > _ONE_BY_ONE:
            self._cycles()
            missing -= set(self._cycle_keys)
        for id_ in sorted(missing):
            value = self._client.find(
                path_of("testcycles", id_), doing=f"read cycle {id_}"
            )
            if value is not None:
                self._cycle(value)
        return self._cycle_keys

    def fetch_cycles(self, keys: Collection[str]) -> list[RemoteCycle]:
        """Read some cycles by key; what is not there is missing."""
        wanted = {current_cycle_key(key) for key in keys}
        if len(wanted) > _ONE_BY_ONE:
            return [one for one in self._cycles() if one.key in wanted]
        found = []
        for key in sorted(wanted, key=natural_key):
            value = self._client.find(
                path_of("testcycles", key), doing=f"read {key}"
            )
            if value is not None:
                found.append(self._cycle(value))
        return found

    def find_cycles(self, folder: str) -> list[RemoteCycle]:
        """Read the cycles of one folder."""
        id_ = self._names.folder_id("TEST_CYCLE", folder)
        return [] if id_ is None else self._cycles(folderId=id_)

    def _cycles(self, **params: Any) -> list[RemoteCycle]:
        found = [
            self._cycle(value)
            for value in self._client.pages(
                "testcycles",
                doing="read test cycles",
                params={"projectKey": self._project, **params},
            )
        ]
        return sorted(found, key=lambda cycle: natural_key(cycle.key))

    def _cycle(self, value: Any) -> RemoteCycle:
        answer = read_as(CycleAnswer, value, "read a test cycle")
        self._cycle_keys[answer.id] = answer.key
        return translate.cycle_from(answer, self._names)

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

    def fetch_executions(
        self, cycle: str, *, with_steps: bool = False
    ) -> list[RemoteExecution]:
        """Read the executions of one cycle, in key order."""
        key = current_cycle_key(cycle)
        doing = f"read the executions of {key}"
        found = [
            translate.execution_from(
                read_as(ExecutionAnswer, value, doing), key, self._names
            )
            for value in self._client.pages(
                "testexecutions",
                doing=doing,
                params={"projectKey": self._project, "testCycle": key},
            )
        ]
        if with_steps:
            found = [self._with_results(one) for one in found]
        return sorted(found, key=lambda one: natural_key(one.key))

    def _with_results(self, execution: RemoteExecution) -> RemoteExecution:
        doing = f"read the steps of {execution.key}"
        path = path_of("testexecutions", execution.id, "teststeps")
        steps = tuple(
            translate.result_from(
                read_as(ResultStepAnswer, value, doing), self._names
            )
            for value in self._client.pages(path, doing=doing)
        )
        return translate.with_results(execution, steps)

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
