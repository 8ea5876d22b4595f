"""What a case book in memory holds, and how it is made to fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
)

__all__ = ["BookFault", "BookOperation", "MemoryBook"]

BookOperation = Literal[
    "read",
    "create_case",
    "edit_case",
    "set_steps",
    "create_plan",
    "create_cycle",
    "link_plan",
    "create_execution",
    "set_result",
    "link_coverage",
    "unlink",
]


@dataclass
class BookFault:
    """One thing to go wrong, as in `~.site.Fault`."""

    operation: BookOperation
    effect: Literal["refused", "lost", "unsent", "denied"]
    target: str = ""
    times: int = 1


@dataclass
class MemoryBook:
    """What all case books that are given this one look at.

    Change its parts to play what people do on Zephyr's own pages.

    Parameters
    ----------
    project
        Key of the project.
    issues
        Numeric ids of the issues that exist; ``None`` means any.
    """

    project: str = "LVV"
    issues: set[str] | None = None
    cases: dict[str, RemoteCase] = field(default_factory=dict)
    plans: dict[str, RemotePlan] = field(default_factory=dict)
    cycles: dict[str, RemoteCycle] = field(default_factory=dict)
    executions: dict[str, RemoteExecution] = field(default_factory=dict)
    links: dict[str, CoverageLink] = field(default_factory=dict)
    faults: list[BookFault] = field(default_factory=list)
    calls: Counter[BookOperation] = field(default_factory=Counter)
    on_call: Callable[[BookOperation, str], None] | None = None
    _last: int = 9000

    def new_key(self, letter: str) -> str:
        """Make a key that nothing had before."""
        self._last += 1
        return f"{self.project}-{letter}{self._last}"

    def add_case(self, case: RemoteCase) -> RemoteCase:
        """Put a case into the book, with its links."""
        for link in case.links or ():
            self.add_link(case.key, link.issue_id)
        self.cases[case.key] = replace(case, links=None)
        return case

    def add_link(self, case: str, issue_id: str) -> str:
        """Put a coverage link into the book; give its id."""
        self._last += 1
        link_id = str(self._last)
        self.links[link_id] = CoverageLink(case, issue_id, link_id)
        return link_id
