"""What a check finds: rules, findings, and the report that holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ldmjira.models.mapping import Waiver

__all__ = [
    "CheckReport",
    "Finding",
    "FindingCounts",
    "Rule",
    "Severity",
    "Waived",
    "count_findings",
]


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Zero for the worst; findings are sorted by it."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True)
class Rule:
    """One thing that a check looks for.

    Parameters
    ----------
    id
        Name that findings and waivers use.
    severity
        In ``--mode plan``.
    baseline
        In ``--mode baseline``.
    summary
        What a finding of this rule says, in one line.
    why
        Why it matters, in a paragraph for the docs.
    fix
        What can be done about it, in a paragraph for the docs.
    can_be_waived
        Whether a line in ``waivers.yaml`` may accept it.
    """

    id: str
    severity: Severity
    summary: str
    why: str
    fix: str
    baseline: Severity | None = None
    can_be_waived: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One gap or contradiction, with its place and its cure.

    Parameters
    ----------
    rule
        Id of the rule.
    severity
        How bad it is.
    object
        Code or key of what it is about.
    file, line
        Where it can be mended; the line is 0 if only the file is known.
    message
        What is wrong, and why we think so.
    fix
        What to do.
    """

    rule: str
    severity: Severity
    object: str
    file: str
    line: int
    message: str
    fix: str


@dataclass(frozen=True)
class Waived:
    """A finding that the mapping accepts, with the waiver that says so."""

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True)
class FindingCounts:
    """How many findings there are of each severity."""

    error: int = 0
    warning: int = 0
    note: int = 0
    waived: int = 0


@dataclass(frozen=True)
class CheckReport:
    """All that one check has to say.

    Parameters
    ----------
    findings
        Worst first, then by place.
    waived
        Findings that a waiver accepts.
    features
        Features looked at, counted by state: ``tested``, ``partly``,
        ``by proposal``, ``untested``.
    is_readable
        Whether the mapping could be read at all.
    """

    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()
    features: dict[str, int] = field(default_factory=dict)
    is_readable: bool = True

    @property
    def counts(self) -> FindingCounts:
        """Numbers for the summary."""
        return count_findings(self.findings, waived=len(self.waived))

    def fails(self, *, strict: bool = False) -> bool:
        """Whether the check fails.

        Parameters
        ----------
        strict
            Whether a warning is enough.

        Returns
        -------
        bool
            Whether there is an error, or a warning with ``strict``.
        """
        counts = self.counts
        return bool(counts.error or (strict and counts.warning))


def count_findings(
    findings: Iterable[Finding], *, waived: int = 0
) -> FindingCounts:
    """Count findings by severity.

    Parameters
    ----------
    findings
        Findings that nobody has accepted.
    waived
        Number of accepted ones.

    Returns
    -------
    FindingCounts
        One number per severity.
    """
    found = dict.fromkeys(Severity, 0)
    for finding in findings:
        found[finding.severity] += 1
    return FindingCounts(
        error=found[Severity.ERROR],
        warning=found[Severity.WARNING],
        note=found[Severity.NOTE],
        waived=waived,
    )
