"""What Zephyr Scale holds of a campaign, in our words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Capability",
    "CaseDraft",
    "CoverageLink",
    "CycleDraft",
    "ExecutionDraft",
    "PlanDraft",
    "RemoteCase",
    "RemoteCycle",
    "RemoteExecution",
    "RemotePlan",
    "RemoteStep",
    "StepResult",
]


class Capability(StrEnum):
    """What a case book can do besides reading; never pretended."""

    CREATE_CASE = "create a case"
    EDIT_CASE = "edit a case"
    WRITE_STEPS = "write the steps of a case"
    CREATE_PLAN = "create a plan"
    EDIT_PLAN = "edit a plan"
    CREATE_CYCLE = "create a cycle"
    CREATE_EXECUTION = "create an execution"
    EDIT_EXECUTION = "edit an execution"
    LINK_COVERAGE = "link a case to an issue"
    UNLINK = "remove a link"
    DELETE = "delete"


@dataclass(frozen=True)
class RemoteStep:
    """One step of a case; texts are HTML as Zephyr keeps them."""

    description: str = ""
    data: str = ""
    expected: str = ""
    calls: str = ""
    """Key of the case that the step calls, if it calls one."""
    code: str = ""
    """The custom field "Example Code": plain text."""


@dataclass(frozen=True, order=True)
class CoverageLink:
    """That a case covers an issue, named by its numeric id."""

    case: str
    issue_id: str
    link_id: str = ""
    site: str = field(default="", compare=False)
    """Address of the Jira whose issue it is; empty if the book is silent."""


@dataclass(frozen=True)
class RemoteCase:
    """A test case; ``steps`` is None where they were not read."""

    key: str
    name: str
    status: str
    priority: str = ""
    type: str = ""
    version: str = ""
    folder: str = ""
    labels: frozenset[str] = frozenset()
    objective: str = ""
    precondition: str = ""
    owner: str = ""
    steps: tuple[RemoteStep, ...] | None = None
    links: tuple[CoverageLink, ...] | None = None


@dataclass(frozen=True)
class RemotePlan:
    """A test plan; ``texts`` holds its custom fields by name."""

    key: str
    id: str
    name: str
    status: str
    folder: str = ""
    document: str = ""
    objective: str = ""
    owner: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    cycles: tuple[str, ...] = ()
    """Keys of the cycles that the plan is linked to."""


@dataclass(frozen=True)
class RemoteCycle:
    """A test cycle."""

    key: str
    id: str
    name: str
    status: str
    folder: str = ""
    description: str = ""
    planned_start: str = ""
    planned_end: str = ""
    owner: str = ""
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StepResult:
    """Result of one step of an execution."""

    status: str
    actual: str = ""


@dataclass(frozen=True)
class RemoteExecution:
    """One execution of a case in a cycle."""

    key: str
    id: str
    case: str
    cycle: str
    status: str
    executed: str = ""
    """Instant of the execution's end, in ISO form; empty if none."""
    version: str = ""
    environment: str = ""
    comment: str = ""
    assigned_to: str = ""
    executed_by: str = ""
    planned: str = ""
    issues: tuple[str, ...] = ()
    steps: tuple[StepResult, ...] | None = None


@dataclass(frozen=True)
class CaseDraft:
    """A test case to create; ``label`` is how we know it again."""

    name: str
    label: str
    objective: str = ""
    precondition: str = ""
    folder: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """A test plan to create."""

    name: str
    folder: str
    objective: str = ""
    document: str = ""


@dataclass(frozen=True)
class CycleDraft:
    """A test cycle to create."""

    name: str
    folder: str
    description: str = ""
    planned_start: str = ""
    planned_end: str = ""


@dataclass(frozen=True)
class ExecutionDraft:
    """An execution to create."""

    case: str
    cycle: str
    status: str = "Not Executed"
    comment: str = ""
    executed: str = ""
    environment: str = ""
