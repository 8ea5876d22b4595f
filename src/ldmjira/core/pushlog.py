"""The push log in an issue's property: what each push wrote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ldmjira.constants import LOG_LIMIT
from ldmjira.models.baseline import canonical
from ldmjira.models.remote import LogEntry, Marker
from ldmjira.models.slots import Value

from .identity import CREATED, Kind

__all__ = ["UNLINKED", "unlinked_ids", "with_entry"]

UNLINKED: Final = "unlinked"
"""Before the id of a link, in an entry's values: that it is to be gone."""

_ROOM: Final = 30_000


def with_entry(
    marker: Marker | None,
    *,
    kind: Kind,
    code: str,
    issue_id: str,
    entry_id: str,
    commit: str,
    values: Mapping[str, Value],
) -> Marker:
    """Property after a push.

    Parameters
    ----------
    marker
        Property before; none for an issue without one.
    kind, code, issue_id
        The object and its issue; the id is empty at creation.
    entry_id, commit, values
        The push: its id, HEAD, and the value of each slot that it writes.

    Returns
    -------
    Marker
        The log keeps the newest entries about each slot, and fits into a
        property: what is left out for want of room is counted.
    """
    if marker is None or marker.code != code:
        marker = Marker(kind, code)
    entry = LogEntry(
        entry_id,
        commit,
        {name: canonical(value) for name, value in sorted(values.items())},
    )
    log = _newest_of_each((*marker.log, entry))
    dropped = marker.dropped
    while len(log) > 1 and _size(log) > _ROOM:
        log = _without_oldest(log)
        dropped += 1
    return replace(
        marker,
        kind=kind,
        code=code,
        issue_id=issue_id,
        log=log,
        dropped=dropped,
    )


def unlinked_ids(marker: Marker | None) -> frozenset[str]:
    """Ids of links that pushes meant to remove.

    Parameters
    ----------
    marker
        Property of an issue, if it has one.

    Returns
    -------
    frozenset of str
        A link that is there all the same was not removed, and nobody made
        it anew: that would have given it another id.
    """
    if marker is None:
        return frozenset()
    return frozenset(
        name.removeprefix(f"{UNLINKED}/")
        for entry in marker.log
        for name in entry.values
        if name.startswith(f"{UNLINKED}/")
    )


def _newest_of_each(log: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    seen: Counter[str] = Counter()
    kept: list[LogEntry] = []
    for entry in reversed(log):
        seen.update(entry.values.keys())
        values = {
            name: value
            for name, value in entry.values.items()
            if seen[name] <= LOG_LIMIT
        }
        if values:
            kept.append(replace(entry, values=values))
    return tuple(reversed(kept))


def _without_oldest(log: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """Drop an entry, but never that the issue is of our making."""
    oldest, following, *rest = log
    if CREATED in oldest.values:
        values = {CREATED: oldest.values[CREATED], **following.values}
        following = replace(following, values=values)
    return (following, *rest)


def _size(log: tuple[LogEntry, ...]) -> int:
    data = [[entry.id, entry.commit, dict(entry.values)] for entry in log]
    return len(json.dumps(data)) + 30 * len(log)
