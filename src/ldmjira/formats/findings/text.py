"""Findings for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ldmjira.models.findings import CheckReport, Finding, Severity

__all__ = ["findings_to_text", "summary_lines"]

_SHOWN = 5


def findings_to_text(report: CheckReport, *, with_notes: bool = False) -> str:
    """Tell each finding with its place, its reason and its cure.

    Parameters
    ----------
    report
        Result of a check.
    with_notes
        Whether to tell each note too, instead of one line for each rule.

    Returns
    -------
    str
        Lines, closed by a summary.
    """
    told = [
        finding
        for finding in report.findings
        if with_notes or finding.severity is not Severity.NOTE
    ]
    lines = [line for finding in told for line in _lines(finding)]
    if lines:
        lines.append("")
    if not with_notes:
        lines.extend(_folded_notes(report))
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


def _folded_notes(report: CheckReport) -> Iterator[str]:
    notes: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.severity is Severity.NOTE:
            notes.setdefault(finding.rule, []).append(finding.object)
    for rule, found in notes.items():
        objects = list(dict.fromkeys(found))
        more = len(objects) - _SHOWN
        rest = f" and {more} more" if more > 0 else ""
        shown = ", ".join(objects[:_SHOWN])
        yield f"note: {shown}{rest} [{rule}]"
    if notes:
        yield "(--notes tells each note with its place.)"
        yield ""


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
