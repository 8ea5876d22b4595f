"""Our issue property, to and from JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ldmjira.models.remote import LogEntry, Marker
from ldmjira.models.slots import Value

__all__ = ["PROPERTY_LIMIT", "marker_from_property", "marker_to_property"]

PROPERTY_LIMIT: Final = 32_768
"""Characters that Jira takes in the value of a property."""
_VERSION: Final = 1


def marker_to_property(marker: Marker) -> dict[str, Any]:
    """Write a marker; the oldest entries give way if it grows too long.

    Parameters
    ----------
    marker
        What to write.

    Returns
    -------
    dict
        JSON of the property.
    """
    while True:
        value = {
            "v": _VERSION,
            "kind": marker.kind,
            "code": marker.code,
            "issue": marker.issue_id,
            "log": [
                {
                    "id": entry.id,
                    "commit": entry.commit,
                    "values": dict(entry.values),
                }
                for entry in marker.log
            ],
            "dropped": marker.dropped,
        }
        if len(json.dumps(value)) < PROPERTY_LIMIT or not marker.log:
            return value
        marker = replace(
            marker, log=marker.log[1:], dropped=marker.dropped + 1
        )


def marker_from_property(value: Any) -> Marker | None:
    """Read a marker; anyone with permission may have written rubbish there.

    Parameters
    ----------
    value
        JSON of the property, of any shape.

    Returns
    -------
    Marker or None
        ``None`` if it does not say whose issue it is. An entry of the log
        that cannot be read is counted as dropped.
    """
    if not isinstance(value, Mapping):
        return None
    kind, code = value.get("kind"), value.get("code")
    if kind not in ("milestone", "feature") or not isinstance(code, str):
        return None
    raw_log = value.get("log")
    raw_entries = raw_log if isinstance(raw_log, list) else []
    entries = [_entry(raw) for raw in raw_entries]
    log = tuple(entry for entry in entries if entry is not None)
    issue = value.get("issue")
    dropped = value.get("dropped")
    before = dropped if isinstance(dropped, int) else 0
    return Marker(
        kind=kind,
        code=code,
        issue_id=issue if isinstance(issue, str) else "",
        log=log,
        dropped=before + len(entries) - len(log),
    )


def _entry(raw: Any) -> LogEntry | None:
    if not isinstance(raw, Mapping):
        return None
    entry_id, commit = raw.get("id"), raw.get("commit")
    values = raw.get("values")
    if not isinstance(entry_id, str) or not isinstance(values, Mapping):
        return None
    if not all(_is_value(value) for value in values.values()):
        return None
    known: dict[str, Value] = dict(values)
    return LogEntry(
        id=entry_id,
        commit=commit if isinstance(commit, str) else "",
        values=known,
    )


def _is_value(value: Any) -> bool:
    return value is None or isinstance(value, str | bool)
