"""Findings for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ldmjira.formats.findings.sentences import on_one_line, sentence
from ldmjira.models.findings import CheckReport, Finding, Rule, Severity

__all__ = ["findings_to_text", "summary_lines"]

_SHOWN = 5


def findings_to_text(
    report: CheckReport,
    rules: Mapping[str, Rule],
    *,
    everything: bool = False,
    strict: bool = False,
) -> str:
    """Tell each finding with its place, its reason and its cure.

    Notes, and warnings where one rule has many of them, are folded to two
    lines for each rule. Whatever makes the check fail is told in full.

    Parameters
    ----------
    report
        Result of a check.
    rules
        All rules; their summaries head what is folded.
    everything
        Whether to fold nothing.
    strict
        Whether warnings fail.

    Returns
    -------
    str
        Lines, closed by a summary.
    """
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in report.findings:
        key = (finding.severity, finding.rule)
        groups.setdefault(key, []).append(finding)
    told: list[str] = []
    folded: list[str] = []
    for (severity, rule), found in groups.items():
        many = severity is Severity.NOTE or (
            severity is Severity.WARNING and len(found) > _SHOWN and not strict
        )
        if many and not everything:
            folded.extend(_folded(severity, rules[rule], found))
        else:
            told.extend(line for finding in found for line in _lines(finding))
    if told:
        told.append("")
    if folded:
        folded.extend(["(--all tells each with its place.)", ""])
    lines = [*told, *folded, *summary_lines(report)]
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


def _folded(
    severity: Severity, rule: Rule, found: Sequence[Finding]
) -> Iterator[str]:
    objects = list(dict.fromkeys(on_one_line(f.object) for f in found))
    more = len(objects) - _SHOWN
    rest = f" and {more} more" if more > 0 else ""
    yield f"{severity}: {len(found)} x [{rule.id}] {rule.summary}"
    yield f"    {', '.join(objects[:_SHOWN])}{rest}"


def _lines(finding: Finding) -> list[str]:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    name = on_one_line(finding.object)
    lines = [
        f"{place}: {finding.severity}: {name} [{finding.rule}]",
        f"    {on_one_line(sentence(finding.message))}",
    ]
    if finding.fix:
        lines.append(f"    -> {on_one_line(sentence(finding.fix))}")
    return lines


def _number(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"
