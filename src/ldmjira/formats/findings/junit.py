"""Findings as JUnit XML, which continuous integration shows as tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ldmjira.models.findings import (
    CheckReport,
    Finding,
    Rule,
    Severity,
    Waived,
)

__all__ = ["findings_to_junit"]

_SUITE = "ldmjira check"
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def findings_to_junit(
    report: CheckReport, rules: Mapping[str, Rule], *, strict: bool = False
) -> str:
    """Tell each rule as a suite, and each finding as a test case.

    An error is a failure (with ``strict`` a warning too), other findings
    are tests that pass and say something, a waived one is skipped.

    Parameters
    ----------
    report
        Result of a check.
    rules
        All rules; one that found nothing is one test that passes.
    strict
        Whether warnings fail.

    Returns
    -------
    str
        An XML document.
    """
    fatal = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.rule, []).append(finding)
    waived: dict[str, list[Waived]] = {}
    for one in report.waived:
        waived.setdefault(one.finding.rule, []).append(one)
    suites = [
        _suite(rule, found.get(rule, ()), waived.get(rule, ()), fatal)
        for rule in dict.fromkeys([*rules, *found])
    ]
    tests, failures, skipped = (
        sum(numbers) for numbers in zip(*(s[0] for s in suites), strict=True)
    )
    body = "".join(text for _, text in suites)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="{_SUITE}" tests="{tests}" '
        f'failures="{failures}" errors="0" skipped="{skipped}">\n'
        f"{body}</testsuites>\n"
    )


def _suite(
    rule: str,
    findings: Iterable[Finding],
    waived: Iterable[Waived],
    fatal: set[Severity],
) -> tuple[tuple[int, int, int], str]:
    cases: list[str] = []
    failures = skipped = 0
    for finding in findings:
        failures += finding.severity in fatal
        cases.append(_case(finding, fatal))
    for one in waived:
        skipped += 1
        cases.append(_skipped(one))
    if not cases:
        cases.append(f'    <testcase classname="{rule}" name="no finding"/>\n')
    numbers = (len(cases), failures, skipped)
    return numbers, (
        f'  <testsuite name="{rule}" tests="{len(cases)}" '
        f'failures="{failures}" errors="0" skipped="{skipped}">\n'
        f"{''.join(cases)}  </testsuite>\n"
    )


def _case(finding: Finding, fatal: set[Severity]) -> str:
    text = f"{_place(finding)}: {finding.message}\n{finding.fix}"
    if finding.severity in fatal:
        inner = (
            f"<failure type={_attribute(finding.severity)} "
            f"message={_attribute(finding.message)}>"
            f"{_text(text)}</failure>"
        )
    else:
        inner = (
            f"<system-out>{_text(f'{finding.severity}: {text}')}</system-out>"
        )
    return f"    {_opening(finding)}>{inner}</testcase>\n"


def _skipped(one: Waived) -> str:
    reason = f"waived until {one.waiver.until}: {one.waiver.reason}"
    inner = f"<skipped message={_attribute(reason)}/>"
    return f"    {_opening(one.finding)}>{inner}</testcase>\n"


def _opening(finding: Finding) -> str:
    line = f' line="{finding.line}"' if finding.line else ""
    return (
        f"<testcase classname={_attribute(finding.rule)} "
        f"name={_attribute(finding.object)} "
        f"file={_attribute(finding.file)}{line}"
    )


def _place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.line else finding.file


def _attribute(value: str) -> str:
    # Imported late, here and below: it brings the network's modules along.
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415

    # Newlines in attributes would be read back as blanks.
    return quoteattr(_FORBIDDEN.sub("\ufffd", value), {"\n": "&#10;"})


def _text(value: str) -> str:
    from xml.sax.saxutils import escape  # noqa: PLC0415

    return escape(_FORBIDDEN.sub("\ufffd", value))
