"""Findings for people at a terminal."""

from __future__ import annotations

from ldmjira.models.findings import CheckReport, Finding

__all__ = ["findings_to_text", "summary_lines"]


def findings_to_text(report: CheckReport) -> str:
    """Tell each finding with its place, its reason and its cure.

    Parameters
    ----------
    report
        Result of a check.

    Returns
    -------
    str
        Lines, closed by a summary.
    """
    lines = [line for finding in report.findings for line in _lines(finding)]
    if lines:
        lines.append("")
    lines.extend(summary_lines(report))
    return "".join(f"{line}\n" for line in lines)


def summary_lines(report: CheckReport) -> list[str]:
    """Sum a check up in one or two sentences.

    Parameters
    ----------
    report
        Result of a check.

    Returns
    -------
    list of str
        The features by state, then the findings by severity.
    """
    lines = []
    if report.features:
        total = sum(report.features.values())
        states = ", ".join(
            f"{number} {state}" for state, number in report.features.items()
        )
        noun = "feature" if total == 1 else "features"
        lines.append(f"{total} {noun}: {states}.")
    counts = report.counts
    lines.append(
        f"{_number(counts.error, 'error')}, "
        f"{_number(counts.warning, 'warning')}, "
        f"{_number(counts.note, 'note')}; {counts.waived} waived."
    )
    return lines


def _lines(finding: Finding) -> list[str]:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    lines = [
        f"{place}: {finding.severity}: {finding.object} [{finding.rule}]",
        f"    {finding.message}.",
    ]
    if finding.fix:
        lines.append(f"    -> {finding.fix}.")
    return lines


def _number(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"
