"""Findings as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from ldmjira.models.findings import CheckReport

__all__ = ["findings_to_json"]


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
    counts = asdict(report.counts)
    features = {
        **report.features,
        "total": sum(report.features.values()),
    }
    document = {
        "findings": [asdict(finding) for finding in report.findings],
        "counts": {**counts, "features": features},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
