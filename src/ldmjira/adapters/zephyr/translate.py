"""From Zephyr's answers to our models, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
    RemoteStep,
    StepResult,
)
from ldmjira.models.keys import natural_key

from .names import ZephyrNames
from .wire import (
    CaseAnswer,
    CycleAnswer,
    ExecutionAnswer,
    LinksAnswer,
    PlanAnswer,
    ResultStepAnswer,
    StepAnswer,
    User,
    text_fields,
)

__all__ = [
    "DOCUMENT",
    "case_from",
    "cycle_from",
    "execution_from",
    "links_from",
    "plan_from",
    "result_from",
    "step_from",
    "step_to",
    "with_links",
    "with_results",
    "with_steps",
]

DOCUMENT: Final = "Document ID"
"""Custom field of plans that holds the handle of the report."""

_CODE: Final = "Example Code"
_TYPE: Final = "Verification Type"
_ISSUE_PATH: Final = "/rest/api/"


def _person(user: User | None) -> str:
    return (user.accountId or "") if user is not None else ""


def case_from(answer: CaseAnswer, names: ZephyrNames) -> RemoteCase:
    """Translate a case; its steps and version are not in the answer."""
    fields = text_fields(answer.customFields)
    links: tuple[CoverageLink, ...] | None = None
    if answer.links is not None and answer.links.issues is not None:
        links = links_from(answer.key, answer.links)
    return RemoteCase(
        key=answer.key,
        name=answer.name,
        status=names.option("statuses", answer.status),
        priority=names.option("priorities", answer.priority),
        type=fields.get(_TYPE, ""),
        folder=names.folder(answer.folder),
        labels=frozenset(answer.labels),
        objective=answer.objective or "",
        precondition=answer.precondition or "",
        owner=_person(answer.owner),
        links=links,
    )


def links_from(case: str, answer: LinksAnswer) -> tuple[CoverageLink, ...]:
    """Translate the links of a case, in the order of issue ids."""
    found = (
        CoverageLink(
            case=case,
            issue_id=str(link.issueId),
            link_id="" if link.id is None else str(link.id),
            site=link.target.partition(_ISSUE_PATH)[0],
        )
        for link in answer.issues or ()
    )
    return tuple(sorted(found, key=lambda link: natural_key(link.issue_id)))


def with_links(
    case: RemoteCase, links: tuple[CoverageLink, ...]
) -> RemoteCase:
    """Add links to a case."""
    return replace(case, links=links)


def with_steps(
    case: RemoteCase, steps: tuple[RemoteStep, ...], version: str
) -> RemoteCase:
    """Add steps and version; the empty step of a new case is none."""
    if steps == (RemoteStep(),):
        steps = ()
    return replace(case, steps=steps, version=version)


def step_from(answer: StepAnswer) -> RemoteStep:
    """Translate one step of a case."""
    if answer.testCase is not None and answer.testCase.testCaseKey:
        return RemoteStep(calls=answer.testCase.testCaseKey)
    inline = answer.inline
    if inline is None:
        return RemoteStep()
    code = (inline.customFields or {}).get(_CODE)
    return RemoteStep(
        description=inline.description or "",
        data=inline.testData or "",
        expected=inline.expectedResult or "",
        code=code if isinstance(code, str) else "",
    )


def step_to(step: RemoteStep) -> dict[str, Any]:
    """Write one step of a case."""
    if step.calls:
        return {"testCase": {"testCaseKey": step.calls}}
    inline: dict[str, Any] = {
        "description": step.description,
        "testData": step.data,
        "expectedResult": step.expected,
    }
    if step.code:
        inline["customFields"] = {_CODE: step.code}
    return {"inline": inline}


def plan_from(
    answer: PlanAnswer, names: ZephyrNames, cycles: Mapping[int, str]
) -> RemotePlan:
    """Translate a plan.

    Parameters
    ----------
    answer, names
        The answer, and names of what it tells by id.
    cycles
        Keys of cycles by id.

    Returns
    -------
    RemotePlan
        With the keys of its cycles, in order.
    """
    texts = text_fields(answer.customFields)
    keys = {
        cycles[link.testCycleId]
        for link in answer.links.testCycles
        if link.testCycleId in cycles
    }
    return RemotePlan(
        key=answer.key,
        id=str(answer.id),
        name=answer.name,
        status=names.option("statuses", answer.status),
        folder=names.folder(answer.folder),
        document=texts.get(DOCUMENT, ""),
        objective=answer.objective or "",
        owner=_person(answer.owner),
        texts=texts,
        cycles=tuple(sorted(keys, key=natural_key)),
    )


def cycle_from(answer: CycleAnswer, names: ZephyrNames) -> RemoteCycle:
    """Translate a cycle."""
    return RemoteCycle(
        key=answer.key,
        id=str(answer.id),
        name=answer.name,
        status=names.option("statuses", answer.status),
        folder=names.folder(answer.folder),
        description=answer.description or "",
        planned_start=answer.plannedStartDate or "",
        planned_end=answer.plannedEndDate or "",
        owner=_person(answer.owner),
        texts=text_fields(answer.customFields),
    )


def execution_from(
    answer: ExecutionAnswer, cycle: str, names: ZephyrNames
) -> RemoteExecution:
    """Translate an execution of a cycle."""
    issues = answer.links.issues if answer.links is not None else None
    return RemoteExecution(
        key=answer.key or str(answer.id),
        id=str(answer.id),
        case=answer.testCase.key,
        cycle=cycle,
        status=names.option("statuses", answer.testExecutionStatus),
        executed=answer.actualEndDate or "",
        version=answer.testCase.version,
        environment=names.option("environments", answer.environment),
        comment=answer.comment or "",
        assigned_to=answer.assignedToId or "",
        executed_by=answer.executedById or "",
        issues=tuple(str(link.issueId) for link in issues or ()),
    )


def result_from(answer: ResultStepAnswer, names: ZephyrNames) -> StepResult:
    """Translate the result of one step."""
    inline = answer.inline
    if inline is None:
        return StepResult("")
    return StepResult(
        names.option("statuses", inline.status), inline.actualResult or ""
    )


def with_results(
    execution: RemoteExecution, steps: tuple[StepResult, ...]
) -> RemoteExecution:
    """Add the results of its steps to an execution."""
    return replace(execution, steps=steps)
