"""Reports of a refresh of the catalogue as text and JSON."""

from __future__ import annotations

import json

from ldmjira.models.refresh import RefreshReport

__all__ = ["refresh_to_json", "refresh_to_text"]


def refresh_to_text(report: RefreshReport) -> str:
    """Write a report for people.

    Parameters
    ----------
    report
        What became of a refresh.

    Returns
    -------
    str
        One line for each table that changes; the counts last.
    """
    lines = [
        f"catalog/{one.table}.csv: {one.added} added, {one.changed} changed, "
        f"{one.removed} removed"
        for one in report.tables
        if not one.is_empty
    ]
    lines += report.notes
    verb = "would change" if report.is_dry else "changed"
    count = sum(not one.is_empty for one in report.tables)
    lines.append(
        f"{count} tables {verb}, from {report.site}: {report.reads} reads, "
        f"{report.seconds:.1f} s"
    )
    return "".join(f"{line}\n" for line in lines)


def refresh_to_json(report: RefreshReport) -> str:
    """Write a report as JSON.

    Parameters
    ----------
    report
        What became of a refresh.

    Returns
    -------
    str
        One object, with a newline at the end.
    """
    data = {
        "site": report.site,
        "tables": [
            {
                "table": one.table,
                "added": one.added,
                "changed": one.changed,
                "removed": one.removed,
            }
            for one in report.tables
        ],
        "files": list(report.files),
        "notes": list(report.notes),
        "requests": {"reads": report.reads, "writes": report.writes},
        "seconds": round(report.seconds, 3),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
