"""Findings as Markdown, for the comment on a pull request."""

from __future__ import annotations

import re

from ldmjira.formats.findings.text import summary_lines
from ldmjira.models.findings import CheckReport, Finding, Severity

__all__ = ["findings_to_markdown"]

_SHOWN = 100
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@])")
_MARKS = {
    Severity.ERROR: "Errors",
    Severity.WARNING: "Warnings",
    Severity.NOTE: "Notes",
}


def findings_to_markdown(report: CheckReport) -> str:
    """Tell a check as a comment that fits into GitHub's limit.

    Parameters
    ----------
    report
        Result of a check.

    Returns
    -------
    str
        The summary, then a table for each severity; notes are folded.
        Only so many findings are written out; the rest is counted.
    """
    counts = report.counts
    head = "passed" if not counts.error else "failed"
    parts = [f"### ldmjira check {head}", "", *summary_lines(report)]
    left = _SHOWN
    for severity, title in _MARKS.items():
        some = [f for f in report.findings if f.severity is severity]
        if some:
            parts.extend(["", *_section(severity, title, some, left)])
            left = max(0, left - len(some))
    return "\n".join(parts) + "\n"


def _section(
    severity: Severity, title: str, findings: list[Finding], shown: int
) -> list[str]:
    table = [
        "| object | where | what | what to do |",
        "| --- | --- | --- | --- |",
        *(_row(finding) for finding in findings[:shown]),
    ]
    if not findings[:shown]:
        table = []
    if len(findings) > shown:
        more = len(findings) - shown
        table.extend(["", f"... and {more} more; run `ldmjira check`."])
    heading = f"{title} ({len(findings)})"
    if severity is Severity.NOTE:
        opening = f"<details><summary>{heading}</summary>"
        return [opening, "", *table, "", "</details>"]
    return [f"#### {heading}", "", *table]


def _row(finding: Finding) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    what = f"{_cell(finding.message)} ({finding.rule})"
    return (
        f"| {_cell(finding.object)} | {_cell(place)} | {what} "
        f"| {_cell(finding.fix)} |"
    )


def _cell(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(value.split()))
