"""What became of results files, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Final

from ldmjira.formats.table import aligned
from ldmjira.formats.terminal import safe_line
from ldmjira.models.results import (
    CaseResult,
    Outcome,
    ResultAction,
    ResultsReport,
    ResultUpload,
)

__all__ = ["results_to_json", "results_to_text"]

_SHOWN: Final = 5
_PLANNED: Final = {
    ResultAction.SET: "to be written",
    ResultAction.ADD: "to be added",
}
_DONE: Final = {ResultAction.SET: "written", ResultAction.ADD: "added"}
_FIXED: Final = {
    ResultAction.KEPT: "there already",
    ResultAction.FOREIGN: "not of this campaign",
}


def results_to_text(report: ResultsReport) -> str:
    """Tell a person.

    Parameters
    ----------
    report
        What became of the results.

    Returns
    -------
    str
        One line per case with the tests behind it, then every test that
        names no case, then a summary.
    """
    return "".join(f"{line}\n" for line in _lines(report))


def results_to_json(report: ResultsReport) -> str:
    """Tell a program.

    Parameters
    ----------
    report
        What became of the results.

    Returns
    -------
    str
        One JSON object.
    """
    record = {
        "milestone": report.milestone,
        "dry_run": report.is_dry,
        "cases": [_upload_record(one) for one in report.uploads],
        "unmatched": [_outcome_record(one) for one in report.unmatched],
        "problem": report.problem,
        "notes": list(report.notes),
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _lines(report: ResultsReport) -> Iterator[str]:
    rows = [
        (
            one.result.case,
            str(one.result.status),
            one.execution or "-",
            one.cycle or "-",
            _fate(one, is_dry=report.is_dry),
        )
        for one in report.uploads
    ]
    for row, upload in zip(aligned(rows), report.uploads, strict=True):
        yield row
        if upload.problem:
            yield f"  {safe_line(upload.problem)}"
        yield from _tests(upload.result)
    if report.unmatched:
        yield f"Tests that name no case: {len(report.unmatched)}"
        for outcome in report.unmatched:
            words = f"{outcome.title} ({outcome.verdict}, {outcome.source})"
            yield f"  {safe_line(words)}"
    yield _summary(report)
    for note in report.notes:
        yield safe_line(note)


def _tests(result: CaseResult) -> Iterator[str]:
    for one in result.contributions[:_SHOWN]:
        words = f"{one.status}: {one.test}"
        if one.message:
            words += f": {one.message[:120]}"
        if one.deviation:
            words += f" [deviation: {one.deviation}]"
        if one.comment:
            words += f" [comment: {one.comment}]"
        yield f"  {safe_line(words)}"
    more = len(result.contributions) - _SHOWN
    if more > 0:
        yield f"  and {more} more"


def _fate(upload: ResultUpload, *, is_dry: bool) -> str:
    if upload.action in _FIXED:
        return _FIXED[upload.action]
    if upload.done:
        return _DONE[upload.action]
    if upload.problem:
        return "refused"
    return _PLANNED[upload.action] if is_dry else "not written"


def _summary(report: ResultsReport) -> str:
    fates = Counter(_fate(one, is_dry=report.is_dry) for one in report.uploads)
    words = ", ".join(f"{number} {fate}" for fate, number in fates.items())
    tests = sum(len(one.result.contributions) for one in report.uploads)
    return (
        f"{report.milestone}: {len(report.uploads)} case(s)"
        + (f" ({words})" if words else "")
        + f" from {tests} test(s); {len(report.unmatched)} test(s) without "
        "a case."
    )


def _upload_record(upload: ResultUpload) -> dict[str, object]:
    result = upload.result
    return {
        "case": result.case,
        "status": str(result.status),
        "action": str(upload.action),
        "done": upload.done,
        "problem": upload.problem,
        "cycle": upload.cycle,
        "execution": upload.execution,
        "executed": result.executed,
        "fingerprint": result.fingerprint,
        "tests": [
            {
                "test": one.test,
                "status": str(one.status),
                "message": one.message,
                "deviation": one.deviation,
                "comment": one.comment,
                "file": one.source,
            }
            for one in result.contributions
        ],
    }


def _outcome_record(outcome: Outcome) -> dict[str, object]:
    return {
        "test": outcome.title,
        "verdict": str(outcome.verdict),
        "message": outcome.message,
        "file": outcome.source,
    }
