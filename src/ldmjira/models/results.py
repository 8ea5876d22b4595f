"""Results of automatic tests, and what becomes of them in a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "CaseResult",
    "Contribution",
    "Outcome",
    "ResultAction",
    "ResultStatus",
    "ResultUpload",
    "ResultsReport",
    "Verdict",
]


class Verdict(StrEnum):
    """What a results file says of one test."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    EXPECTED_FAILURE = "expected failure"


class ResultStatus(StrEnum):
    """Result of a test case; the first is the worst."""

    FAIL = "Fail"
    BLOCKED = "Blocked"
    IN_PROGRESS = "In Progress"
    NOT_EXECUTED = "Not Executed"
    PASS_WITH_DEVIATION = "Pass w/ Deviation"  # noqa: S105
    PASS = "Pass"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test of a results file.

    Parameters
    ----------
    name, classname, file
        As the producer names it.
    suites
        Names of the suites around it, the outermost first.
    verdict
        What became of it.
    message
        Why, in the producer's words; shortened.
    attempts
        Attempts that failed before, or besides, the last one.
    when
        Instant at which its suite began, ISO 8601; empty if not told.
    properties
        Of the test itself.
    inherited
        Properties of the suites around it.
    source
        Name of the results file.
    """

    name: str
    classname: str = ""
    file: str = ""
    suites: tuple[str, ...] = ()
    verdict: Verdict = Verdict.PASSED
    message: str = ""
    attempts: int = 0
    when: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    inherited: Sequence[tuple[str, str]] = ()
    source: str = ""

    @property
    def title(self) -> str:
        """Name by which a reader finds the test."""
        if self.classname:
            return f"{self.classname}::{self.name}"
        return self.name or "(no name)"


@dataclass(frozen=True)
class Contribution:
    """What one test gives to the result of a case."""

    test: str
    status: ResultStatus
    message: str = ""
    deviation: str = ""
    comment: str = ""
    source: str = ""
    when: str = ""


@dataclass(frozen=True)
class CaseResult:
    """Result of one case: the worst of its tests.

    Parameters
    ----------
    case
        Key of the case.
    status
        The worst status.
    contributions
        All its tests, the worst first.
    executed
        Latest instant among them; empty if none tells one.
    fingerprint
        The same for the same tests with the same results.
    """

    case: str
    status: ResultStatus
    contributions: tuple[Contribution, ...]
    executed: str
    fingerprint: str


class ResultAction(StrEnum):
    """What becomes of a case's result."""

    SET = "set"
    """An execution that waits for a result gets it."""

    ADD = "add"
    """A further execution is made: the earlier result stays."""

    KEPT = "kept"
    """The same result is there already."""

    FOREIGN = "foreign"
    """The campaign does not run this case: nothing is written."""


@dataclass(frozen=True)
class ResultUpload:
    """A result and where it goes.

    ``execution`` is empty for one that is to be made; ``done`` tells whether
    the write went through, and ``problem`` why the site refused it.
    """

    result: CaseResult
    action: ResultAction
    cycle: str = ""
    execution: str = ""
    done: bool = False
    problem: str = ""


@dataclass(frozen=True)
class ResultsReport:
    """What became of results files.

    Parameters
    ----------
    milestone
        Code of the milestone.
    uploads
        One per case, by key.
    unmatched
        Tests without a case, each with its file.
    is_dry
        Whether nothing was to be written.
    problem
        Why the run ended early; empty if it did not.
    notes
        Lines for the reader.
    """

    milestone: str
    uploads: tuple[ResultUpload, ...]
    unmatched: tuple[Outcome, ...]
    is_dry: bool = False
    problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[ResultUpload, ...]:
        """Results that the site did not take, each for its own reason."""
        return tuple(one for one in self.uploads if one.problem)

    @property
    def has_findings(self) -> bool:
        """Whether a person should look: a foreign case, or none at all."""
        foreign = any(
            one.action is ResultAction.FOREIGN for one in self.uploads
        )
        return foreign or not self.uploads
