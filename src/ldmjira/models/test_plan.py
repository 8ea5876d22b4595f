"""What a test plan or a test report holds, before it is laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .prose import Block, Cell, Region, Section

__all__ = [
    "CaseFacts",
    "Criterion",
    "CycleFacts",
    "Doc",
    "DocKind",
    "Duty",
    "EffectRow",
    "ElementFacts",
    "FeatureFacts",
    "Gap",
    "Head",
    "OpenIssue",
    "Passage",
    "PlanFacts",
    "RequirementFacts",
    "ResultFacts",
    "StepFacts",
    "WaiverFacts",
]


class DocKind(StrEnum):
    """Which of the two documents."""

    PLAN = "plan"
    REPORT = "report"


@dataclass(frozen=True)
class Passage:
    """A text of Zephyr Scale or of the mapping.

    ``missing`` says why there is none: ``not pulled (LVV-P90, objective)``.
    """

    blocks: tuple[Block, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class Head:
    """Front matter.

    Parameters
    ----------
    kind
        Plan or report.
    milestone, title, section
        The milestone, and its section of LDM-564.
    due, completed, plan_due
        Dates, ISO or empty; the plan is due some days before the milestone.
    issue, ticket
        Issues of the milestone and of its test plan.
    document
        Handle, ``DMTR-331``; empty if none is reserved.
    plan, plan_name, plan_status
        The test plan in Zephyr Scale.
    site, pulled
        What the pulled part was pulled from, and when; empty if nothing
        was.
    is_sandbox
        Whether that was the embedded sandbox.
    revision
        Commit of the mapping; empty outside version control.
    browse
        Address below which issues are shown; empty if unknown.
    """

    kind: DocKind
    milestone: str
    title: str
    section: str
    due: str = ""
    completed: str = ""
    plan_due: str = ""
    issue: str = ""
    ticket: str = ""
    document: str = ""
    plan: str = ""
    plan_name: str = ""
    plan_status: str = ""
    site: str = ""
    pulled: str = ""
    is_sandbox: bool = False
    revision: str = ""
    browse: str = ""


@dataclass(frozen=True)
class Criterion:
    """A checkable statement; ``is_met`` is None while nobody ticked it."""

    text: Cell
    is_met: bool | None = None


@dataclass(frozen=True)
class ElementFacts:
    """A verification element under test.

    ``cases`` are those that cover it, ``planned`` those of them that this
    campaign runs.
    """

    key: str
    name: str
    title: str
    status: str
    cases: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequirementFacts:
    """A requirement under test, and why it is.

    Parameters
    ----------
    id, title, specification, priority
        As in the catalogue.
    via
        Features that serve it; the milestone's code where it names the
        requirement itself; ``scope``; ``case`` where only a case of the
        campaign leads to it.
    link
        ``confirmed``, ``proposed``, ``scope`` or ``case``: the strongest.
    elements
        Its elements that count.
    gap
        Why no case counts for it; empty if one does.
    """

    id: str
    title: str
    specification: str
    priority: str
    via: tuple[str, ...]
    link: str
    elements: tuple[ElementFacts, ...] = ()
    gap: str = ""


@dataclass(frozen=True)
class FeatureFacts:
    """A feature under test.

    ``state`` is tested, partly, by proposal or untested; ``later`` is the
    milestone to which it is postponed.
    """

    code: str
    title: str
    due: str
    completed: str
    state: str
    requirements: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    later: str = ""
    gap: str = ""


@dataclass(frozen=True)
class StepFacts:
    """One step of a case."""

    number: str
    description: Cell
    data: Cell = ()
    code: str = ""
    expected: Cell = ()
    calls: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """A test case of the campaign, or one that the features reach.

    Parameters
    ----------
    key, name, status, version, method, priority
        As in Zephyr Scale; a draft of the mapping has its name in the file
        for a key.
    origin
        ``campaign``, ``draft``, ``reached`` (no campaign lists it, but a
        requirement or feature leads to it) or ``called`` (by a step).
    owner
        Name of the person; empty if not known.
    objective, precondition
        Texts.
    steps
        With their texts; ``None`` if they are not known.
    steps_missing
        Why there are no steps.
    elements
        Elements that it covers.
    """

    key: str
    name: str
    status: str
    version: str
    method: str
    priority: str
    origin: str
    owner: str
    objective: Passage
    precondition: Passage
    steps: tuple[StepFacts, ...] | None
    steps_missing: str = ""
    elements: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResultFacts:
    """One execution; ``key`` is empty where no source tells it."""

    key: str
    case: str
    cycle: str
    status: str
    date: str = ""
    version: str = ""
    environment: str = ""
    comment: Passage = Passage()
    assigned: str = ""
    executed_by: str = ""
    issues: tuple[str, ...] = ()
    steps: tuple[tuple[str, Cell], ...] | None = None
    is_pulled: bool = False


@dataclass(frozen=True)
class CycleFacts:
    """A test cycle with its executions."""

    key: str
    name: str
    status: str
    owner: str
    planned: str
    description: Passage
    baseline: Passage
    configuration: Passage
    results: tuple[ResultFacts, ...] = ()


@dataclass(frozen=True)
class Duty:
    """Who does what; ``person`` says why nobody is named."""

    role: str
    person: str
    is_named: bool


@dataclass(frozen=True)
class Gap:
    """What this campaign does not show, in words."""

    object: str
    words: str


@dataclass(frozen=True)
class WaiverFacts:
    """An accepted gap."""

    rule: str
    object: str
    reason: str
    until: str


@dataclass(frozen=True)
class EffectRow:
    """Class of an element or requirement before the campaign and after.

    ``parent`` is the requirement of an element; empty for a requirement.
    """

    object: str
    title: str
    workflow: str
    before: str
    after: str
    parent: str = ""


@dataclass(frozen=True)
class OpenIssue:
    """An issue that executions name, or a contradiction that people see."""

    key: str
    kind: str
    title: str
    status: str
    is_done: bool
    executions: tuple[str, ...]


@dataclass(frozen=True)
class PlanFacts:
    """Everything that the document tells, not yet laid out."""

    head: Head
    objective: Passage
    overview: Passage
    environment: Passage
    observing: Passage
    related: Passage
    pmcs: Passage
    assessment: Passage
    improvements: Passage
    entry: tuple[Criterion, ...]
    exit: tuple[Criterion, ...]
    entry_missing: str
    exit_missing: str
    deviations: tuple[str, ...]
    features: tuple[FeatureFacts, ...]
    requirements: tuple[RequirementFacts, ...]
    cases: tuple[CaseFacts, ...]
    cycles: tuple[CycleFacts, ...]
    duties: tuple[Duty, ...]
    gaps: tuple[Gap, ...]
    waivers: tuple[WaiverFacts, ...]
    effect: tuple[EffectRow, ...]
    contradictions: tuple[Gap, ...]
    issues: tuple[OpenIssue, ...]
    vanished: tuple[str, ...] = ()
    """Keys that the mapping names and the site did not show."""


@dataclass(frozen=True)
class Doc:
    """A test plan or report, laid out.

    Parameters
    ----------
    facts
        What it tells.
    sections
        Its sections in order, appendices last.
    regions
        Its regions for hand-written text, in order.
    handles
        Documents cited, with their titles where we know them.
    lost
        Hand-written regions of the file that it replaces for which it has
        no place any more; they stand at its end.
    """

    facts: PlanFacts
    sections: tuple[Section, ...]
    regions: tuple[Region, ...]
    handles: tuple[tuple[str, str], ...] = ()
    lost: tuple[Region, ...] = field(default=())
