"""Jira's side of the chain, as tables: requirements, elements and cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

__all__ = [
    "Case",
    "Catalog",
    "Coverage",
    "Cycle",
    "Element",
    "Plan",
    "Requirement",
    "Run",
]

# Frozen dataclasses, not pydantic: the tables are machine-written, large and
# checked by the loader column by column.


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of a specification.

    ``descoped`` is ``None`` where no source tells.
    """

    id: str
    title: str
    specification: str
    priority: str = ""
    method: str = ""
    level: str = ""
    descoped: bool | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """A verification element: one testable aspect of a requirement."""

    key: str
    name: str
    title: str
    requirement: str
    priority: str = ""
    status: str = ""
    verified_in: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A Zephyr Scale test case; an empty status means no source tells."""

    key: str
    name: str
    status: str = ""
    priority: str = ""
    type: str = ""
    version: str = ""
    specification: str = ""
    source: str = ""
    steps: str = ""
    """Number of its steps; empty while no pull has read them."""

    @property
    def is_live(self) -> bool:
        """Whether the case can test anything still."""
        return self.status not in {"Deprecated", "Archived"}


@dataclass(frozen=True, slots=True, order=True)
class Coverage:
    """That a case covers a verification element."""

    element: str
    case: str
    source: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """One result of one case; the date is ISO or empty."""

    case: str
    date: str
    status: str
    plan: str = ""
    cycle: str = ""
    execution: str = ""
    document: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A Zephyr Scale test plan."""

    key: str
    name: str
    status: str = ""
    document: str = ""
    title: str = ""
    cycles: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A Zephyr Scale test cycle."""

    key: str
    name: str
    status: str = ""
    plan: str = ""
    document: str = ""
    source: str = ""


@dataclass(frozen=True)
class Catalog:
    """All tables, by key, with the relations that follow from them."""

    requirements: Mapping[str, Requirement] = field(default_factory=dict)
    elements: Mapping[str, Element] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    runs: tuple[Run, ...] = ()
    plans: Mapping[str, Plan] = field(default_factory=dict)
    cycles: Mapping[str, Cycle] = field(default_factory=dict)

    @cached_property
    def elements_of(self) -> Mapping[str, tuple[str, ...]]:
        """Verification elements of each requirement, in table order."""
        return _grouped((e.requirement, e.key) for e in self.elements.values())

    @cached_property
    def cases_of(self) -> Mapping[str, tuple[str, ...]]:
        """Cases that cover each verification element, in table order."""
        return _grouped((c.element, c.case) for c in self.coverage)

    @cached_property
    def covered_by(self) -> Mapping[str, tuple[str, ...]]:
        """Verification elements that each case covers, in table order."""
        return _grouped((c.case, c.element) for c in self.coverage)

    @cached_property
    def runs_of(self) -> Mapping[str, tuple[Run, ...]]:
        """Results of each case, in table order."""
        found: dict[str, list[Run]] = {}
        for run in self.runs:
            found.setdefault(run.case, []).append(run)
        return {case: tuple(runs) for case, runs in found.items()}


def _grouped(
    pairs: Iterable[tuple[str, str]],
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for left, right in pairs:
        found.setdefault(left, []).append(right)
    return {left: tuple(rights) for left, rights in found.items()}
