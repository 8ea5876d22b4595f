"""Read cases, plans, cycles and executions of Zephyr Scale."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
)
from ldmjira.models.keys import current_cycle_key, natural_key
from ldmjira.models.remote import RequestCounts

from . import translate
from .client import ZephyrClient, path_of
from .names import ZephyrNames
from .wire import (
    CaseAnswer,
    CaseRef,
    CycleAnswer,
    ExecutionAnswer,
    LinksAnswer,
    PlanAnswer,
    ResultStepAnswer,
    StepAnswer,
    VersionAnswer,
    read_as,
)

__all__ = ["STEPS_LIMIT", "CaseReader"]

STEPS_LIMIT: Final = 100
"""Steps that one request takes, and that one page holds."""

_ONE_BY_ONE: Final = 20
"""Keys up to which each is asked for by itself."""


class CaseReader:
    """The reading half of a case book.

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
