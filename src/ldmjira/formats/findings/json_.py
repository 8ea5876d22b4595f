"""Findings as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from ldmjira.models.findings import CheckReport, Finding

__all__ = ["findings_to_json"]

_FIELDS = tuple(field.name for field in fields(Finding))


def findings_to_json(report: CheckReport) -> str:
    """Tell all findings, and how many there are.

    Parameters
    ----------
    report
        Result of a check.

    Returns
    -------
    str
        ``{"findings": [...], "counts": {...}}``; the counts by severity,
        those waived, and the features by state.
    """
    features = {
        **report.features,
        "total": sum(report.features.values()),
    }
    counts = {**asdict(report.counts), "features": features}
    # One finding a line: easy to compare, and quick where there are many.
    encode = json.JSONEncoder(ensure_ascii=False).encode
    findings = ",\n    ".join(
        encode({name: getattr(finding, name) for name in _FIELDS})
        for finding in report.findings
    )
    listed = f"[\n    {findings}\n  ]" if findings else "[]"
    return f'{{\n  "findings": {listed},\n  "counts": {encode(counts)}\n}}\n'
