"""What a campaign needs: changes of the case book, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .campaign import RemoteCase, RemoteCycle, RemoteExecution, RemotePlan
from .changeset import Change, Held
from .edits import Edit
from .slots import Slot, Value

__all__ = [
    "CampaignDecision",
    "CampaignOp",
    "CampaignStep",
    "CaseRef",
    "CreateCase",
    "CreateCycle",
    "CreateExecution",
    "CreatePlan",
    "EditCase",
    "LinkCoverage",
    "LinkPlan",
    "PullEdit",
    "Unlink",
    "WriteSteps",
]


@dataclass(frozen=True, order=True)
class CaseRef:
    """A case by key, or by the draft that has none yet."""

    key: str = ""
    draft: str = ""

    @property
    def name(self) -> str:
        """Key, or the draft's name."""
        return self.key or f"draft:{self.draft}"


@dataclass(frozen=True)
class CreateCase:
    """Make a case of a draft."""

    draft: str


@dataclass(frozen=True)
class EditCase:
    """Bring the texts of a draft's case up to date."""

    draft: str
    key: str


@dataclass(frozen=True)
class WriteSteps:
    """Write the steps of a draft's case."""

    case: CaseRef
    draft: str


@dataclass(frozen=True)
class CreatePlan:
    """Make the plan."""

    name: str


@dataclass(frozen=True)
class CreateCycle:
    """Make the cycle."""

    name: str


@dataclass(frozen=True)
class LinkPlan:
    """Tie a cycle to the plan; no key: the cycle that is being made."""

    cycle: str = ""


@dataclass(frozen=True)
class CreateExecution:
    """Put a case into a cycle; no key: the cycle that is being made."""

    case: CaseRef
    cycle: str = ""


@dataclass(frozen=True)
class LinkCoverage:
    """Say that a case covers an element."""

    case: CaseRef
    element: str
    issue_id: str


@dataclass(frozen=True)
class Unlink:
    """Take back a coverage link that we made."""

    case: str
    element: str
    link_id: str


CampaignOp: TypeAlias = (
    CreateCase
    | EditCase
    | WriteSteps
    | CreatePlan
    | CreateCycle
    | LinkPlan
    | CreateExecution
    | LinkCoverage
    | Unlink
)


@dataclass(frozen=True)
class CampaignStep:
    """One write to the book, and how it is shown."""

    change: Change
    op: CampaignOp

    @property
    def is_create(self) -> bool:
        """Whether it makes something that nobody can delete again."""
        return isinstance(
            self.op, CreateCase | CreatePlan | CreateCycle | CreateExecution
        )


@dataclass(frozen=True)
class PullEdit:
    """One value that the mapping takes over from the book."""

    change: Change
    edit: Edit


@dataclass(frozen=True)
class CampaignDecision:
    """What one milestone's campaign needs, on both sides.

    Parameters
    ----------
    code
        The milestone.
    plan, cycles, executions
        What was adopted: the plan, its cycles in order, and their
        executions.
    drafts
        Case of each draft that has one.
    steps
        Writes to the book, in order.
    edits
        Edits of the mapping.
    held
        What is held back.
    drift
        Differences that are shown and never written.
    agreed
        Values of both sides that are recorded as agreed.
    notes
        Lines for the reader.
    missing
        Keys that the mapping names and the book did not show.
    """

    code: str
    plan: RemotePlan | None = None
    cycles: tuple[RemoteCycle, ...] = ()
    executions: tuple[RemoteExecution, ...] = ()
    drafts: Mapping[str, RemoteCase] = field(default_factory=dict)
    steps: tuple[CampaignStep, ...] = ()
    edits: tuple[PullEdit, ...] = ()
    held: tuple[Held, ...] = ()
    drift: tuple[Change, ...] = ()
    agreed: Mapping[Slot, Value] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
