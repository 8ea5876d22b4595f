"""Findings as workflow commands, which GitHub shows beside the lines."""

from __future__ import annotations

from ldmjira.formats.findings.sentences import sentence
from ldmjira.formats.findings.text import summary_lines
from ldmjira.models.findings import CheckReport, Finding, Severity

__all__ = ["findings_to_github"]

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def findings_to_github(report: CheckReport) -> str:
    """Tell each finding as an annotation.

    Parameters
    ----------
    report
        Result of a check; file names are relative to the repository.

    Returns
    -------
    str
        One command a line, worst first, since GitHub shows only the first
        ten of a kind; then the summary, which the log shows.
    """
    lines = [_command(finding) for finding in report.findings]
    lines.extend(_data(line) for line in summary_lines(report))
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding) -> str:
    properties = [f"file={_property(finding.file)}"]
    if finding.line:
        properties.append(f"line={finding.line}")
    title = f"{finding.object} [{finding.rule}]"
    properties.append(f"title={_property(title)}")
    told = f"{sentence(finding.message)}\n{sentence(finding.fix)}"
    message = _data(told)
    command = _COMMANDS[finding.severity]
    return f"::{command} {','.join(properties)}::{message}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
