"""From tests to cases: whose result is whose, and which is the worst."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from ldmjira.exceptions import UsageError
from ldmjira.models.campaign import RemoteExecution
from ldmjira.models.keys import natural_key
from ldmjira.models.results import (
    CaseResult,
    Contribution,
    Outcome,
    ResultAction,
    ResultStatus,
    ResultUpload,
    Verdict,
)

__all__ = [
    "KEY_PROPERTIES",
    "Matched",
    "case_keys",
    "comment_html",
    "decide",
    "match",
    "stamp_of",
]

KEY_PROPERTIES: Final = (
    "lvv",
    "lvv_case",
    "test_case_key",
    "testcase_key",
    "test_case",
    "testcase",
    "test_key",
    "zephyr",
    "zephyr_key",
)
"""Names of properties that hold keys of cases; case and dashes are free."""

_STATUS_PROPERTIES: Final = frozenset({"lvvresult", "lvvstatus"})
_DEVIATION: Final = frozenset({"deviation", "lvvdeviation"})
_COMMENT: Final = frozenset({"comment", "lvvcomment"})
_WORD: Final = re.compile(r"[^a-z0-9]+")
_KEY_NAMES: Final = frozenset(_WORD.sub("", one) for one in KEY_PROPERTIES)
_VALUE_KEY: Final = re.compile(
    r"(?<![A-Z0-9_])[A-Z][A-Z0-9]*-T[1-9][0-9]*(?![A-Z0-9_])"
)
_ALMOST_KEY: Final = re.compile(r"(?<![A-Z0-9_])[A-Z][A-Z0-9]*-T[0-9]\w*")
_STAMP: Final = "ldmjira results {}"
_STAMPED: Final = re.compile(r"ldmjira results ([0-9a-f]{16})")
_SHOWN: Final = 50
_OPEN: Final = frozenset({"Not Executed", "In Progress", ""})
_STATUSES: Final = {
    Verdict.PASSED: ResultStatus.PASS,
    Verdict.FAILED: ResultStatus.FAIL,
    Verdict.ERROR: ResultStatus.FAIL,
    Verdict.SKIPPED: ResultStatus.NOT_EXECUTED,
    Verdict.EXPECTED_FAILURE: ResultStatus.FAIL,
}
_EXCUSABLE: Final = frozenset({Verdict.PASSED, Verdict.EXPECTED_FAILURE})
_SEVERITY: Final = tuple(ResultStatus)
_OTHER_WORDS: Final = {
    ResultStatus.FAIL: "failed",
    ResultStatus.PASS: "passed",
    ResultStatus.NOT_EXECUTED: "skipped",
}


@dataclass(frozen=True)
class Matched:
    """Tests sorted by case.

    Parameters
    ----------
    results
        One per case, by key.
    unmatched
        Tests that name no case.
    """

    results: tuple[CaseResult, ...]
    unmatched: tuple[Outcome, ...]


def match(outcomes: Iterable[Outcome], *, project: str) -> Matched:
    """Sort tests by the cases that they name, and join their results.

    Parameters
    ----------
    outcomes
        Tests of all files.
    project
        Project of the cases, ``LVV``.

    Returns
    -------
    Matched
        A test that names several cases counts for each; the order of the
        tests plays no part.

    Raises
    ------
    UsageError
        If a property holds a key, or a result, with a typo in it.
    """
    found: dict[str, set[Contribution]] = {}
    unmatched: list[Outcome] = []
    for outcome in outcomes:
        keys = case_keys(outcome, project=project)
        if not keys:
            unmatched.append(outcome)
            continue
        contribution = _contribution(outcome)
        for key in keys:
            found.setdefault(key, set()).add(contribution)
    return Matched(
        tuple(
            _joined(key, found[key]) for key in sorted(found, key=natural_key)
        ),
        tuple(unmatched),
    )


def case_keys(outcome: Outcome, *, project: str) -> tuple[str, ...]:
    """Keys of the cases that a test names.

    Parameters
    ----------
    outcome
        The test.
    project
        Project of the cases.

    Returns
    -------
    tuple of str
        Of its properties; else of its name, class or file; else of its
        suites. What stands nearer to the test counts alone.

    Raises
    ------
    UsageError
        If a property holds a key with a typo in it.
    """
    in_name = re.compile(
        rf"(?<![A-Za-z0-9]){re.escape(project)}[-_]T([1-9][0-9]{{0,8}})"
        r"(?![0-9])",
        re.IGNORECASE,
    )
    for pairs in (outcome.properties, None, outcome.inherited):
        if pairs is not None:
            keys = _keys_of_properties(pairs, outcome)
        else:
            parts = (outcome.name, outcome.classname, outcome.file)
            keys = _keys_of_names(in_name, parts, project)
        if keys:
            return keys
    return _keys_of_names(in_name, outcome.suites, project)


def decide(
    results: Iterable[CaseResult],
    *,
    cycles: Sequence[str],
    executions: Mapping[str, Sequence[RemoteExecution]],
    planned: Iterable[str],
) -> tuple[ResultUpload, ...]:
    """Decide where each result goes.

    Parameters
    ----------
    results
        One per case.
    cycles
        Cycles of the campaign; of several with the case the last counts.
    executions
        What each cycle holds.
    planned
        Cases of the campaign.

    Returns
    -------
    tuple of ResultUpload
        In the order of the results.
    """
    known = frozenset(planned)
    return tuple(
        _placed(result, cycles, executions, known) for result in results
    )


def comment_html(result: CaseResult) -> str:
    """Comment of an execution: the tests behind it, and its fingerprint.

    Parameters
    ----------
    result
        Result of a case.

    Returns
    -------
    str
        HTML, as Zephyr Scale keeps it; every value is escaped.
    """
    count = len(result.contributions)
    nouns = "test" if count == 1 else "tests"
    lines = [f"{result.status}: the worst of {count} {nouns}."]
    for one in result.contributions[:_SHOWN]:
        words = f"{one.status}: {one.test} ({one.source})"
        if one.message:
            words += f": {one.message[:300]}"
        lines.append(words)
        if one.deviation:
            lines.append(f"Deviation: {one.deviation}")
        if one.comment:
            lines.append(f"Comment: {one.comment}")
    if count > _SHOWN:
        lines.append(f"And {count - _SHOWN} more.")
    lines.append(f"[{_STAMP.format(result.fingerprint)}]")
    return "<br>".join(map(escape, lines))


def stamp_of(comment: str) -> str:
    """Fingerprint that a comment of ours holds; empty if it holds none."""
    found = _STAMPED.search(comment)
    return found[1] if found else ""


def _placed(
    result: CaseResult,
    cycles: Sequence[str],
    executions: Mapping[str, Sequence[RemoteExecution]],
    planned: frozenset[str],
) -> ResultUpload:
    own = [
        one
        for cycle in cycles
        for one in executions.get(cycle, ())
        if one.case == result.case
    ]
    for one in own:
        if stamp_of(one.comment) == result.fingerprint:
            return ResultUpload(
                result, ResultAction.KEPT, one.cycle, one.key, done=True
            )
    if own:
        cycle = own[-1].cycle
        waiting = [
            one
            for one in own
            if one.cycle == cycle
            and one.status in _OPEN
            and not stamp_of(one.comment)
        ]
        if waiting:
            return ResultUpload(
                result, ResultAction.SET, cycle, waiting[0].key
            )
        return ResultUpload(result, ResultAction.ADD, cycle)
    if result.case in planned and cycles:
        return ResultUpload(result, ResultAction.ADD, cycles[-1])
    return ResultUpload(result, ResultAction.FOREIGN)


def _joined(case: str, found: set[Contribution]) -> CaseResult:
    contributions = sorted(
        found,
        key=lambda one: (
            _SEVERITY.index(one.status),
            one.test,
            one.source,
            one.message,
        ),
    )
    lines = ["\x1f".join(_identity(one)) for one in contributions]
    # The name of the file plays no part: a copy holds the same results.
    digest = hashlib.sha256("\x1e".join([case, *sorted(lines)]).encode())
    return CaseResult(
        case=case,
        status=contributions[0].status,
        contributions=tuple(contributions),
        executed=max(one.when for one in contributions),
        fingerprint=digest.hexdigest()[:16],
    )


def _identity(one: Contribution) -> tuple[str, ...]:
    return one.test, one.status, one.message, one.deviation, one.when


def _contribution(outcome: Outcome) -> Contribution:
    deviation = _value(outcome, _DEVIATION)
    message = outcome.message
    if outcome.attempts and outcome.verdict is Verdict.PASSED:
        times = (
            "once" if outcome.attempts == 1 else f"{outcome.attempts} times"
        )
        message = f"passed after it had failed {times}"
    return Contribution(
        test=outcome.title,
        status=_status(outcome, deviation),
        message=message,
        deviation=deviation,
        comment=_value(outcome, _COMMENT),
        source=outcome.source,
        when=outcome.when,
    )


def _status(outcome: Outcome, deviation: str) -> ResultStatus:
    told = _values(outcome, _STATUS_PROPERTIES)
    if told:
        return min(
            (_told_status(outcome, one) for one in told), key=_SEVERITY.index
        )
    # A failure that was expected is one: only a stated deviation makes it
    # acceptable.
    if deviation and outcome.verdict in _EXCUSABLE:
        return ResultStatus.PASS_WITH_DEVIATION
    return _STATUSES[outcome.verdict]


def _told_status(outcome: Outcome, told: str) -> ResultStatus:
    for status in ResultStatus:
        if told.casefold() in {status.casefold(), _OTHER_WORDS.get(status)}:
            return status
    raise UsageError(
        f"{outcome.source}: test {outcome.title} has a property lvv_result "
        f"that is no result of a case: {told[:80]!r}",
        hint=f"Use one of: {', '.join(ResultStatus)}.",
    )


def _value(outcome: Outcome, names: frozenset[str]) -> str:
    return "; ".join(_values(outcome, names))


def _values(outcome: Outcome, names: frozenset[str]) -> tuple[str, ...]:
    values = (
        value.strip()
        for name, value in outcome.properties
        if _WORD.sub("", name.casefold()) in names and value.strip()
    )
    return tuple(dict.fromkeys(values))


def _keys_of_properties(
    pairs: Iterable[tuple[str, str]], outcome: Outcome
) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for name, value in pairs:
        if _WORD.sub("", name.casefold()) not in _KEY_NAMES:
            continue
        words = value.upper().replace("_T", "-T")
        found = _VALUE_KEY.findall(words)
        for almost in _ALMOST_KEY.findall(words):
            if almost not in found:  # it would be lost, or hit another case
                raise UsageError(
                    f"{outcome.source}: test {outcome.title} names "
                    f"{almost[:40]} in its property {name[:40]!r}, which is "
                    "no key of a test case",
                    hint='A key looks like "LVV-T101"; nothing was written.',
                )
        keys.update(dict.fromkeys(found))
    return tuple(keys)


def _keys_of_names(
    pattern: re.Pattern[str], parts: Iterable[str], project: str
) -> tuple[str, ...]:
    for part in parts:
        numbers = dict.fromkeys(pattern.findall(part))
        if numbers:
            return tuple(f"{project}-T{number}" for number in numbers)
    return ()
