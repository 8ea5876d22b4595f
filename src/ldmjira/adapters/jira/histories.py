"""Who changed what of an issue, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from ldmjira.exceptions import RemoteError

from .issues import instant_of
from .transport import Transport, path_of

__all__ = ["changes_of"]

_PAGE: Final = 100
_PAGE_CAP: Final = 1000
_NAMES: Final = {"duedate": "due"}


def changes_of(
    transport: Transport, key: str, *, since: datetime | None
) -> list[Mapping[str, str]]:
    """Read the history of an issue.

    Parameters
    ----------
    transport
        Where to ask.
    key
        Issue.
    since
        Instant to begin at; ``None`` for all of it.

    Returns
    -------
    list
        Changes of single fields, oldest first.
    """
    found: list[tuple[datetime, dict[str, str]]] = []
    for entry in _entries(transport, key):
        when = instant_of(str(entry.get("created", "")))
        if when is None or (since is not None and when < since):
            continue
        author = entry.get("author")
        items = entry.get("items")
        found += [
            (when, _change(item, author, str(entry["created"])))
            for item in (items if isinstance(items, list) else ())
            if isinstance(item, Mapping)
        ]
    found.sort(key=lambda pair: pair[0])
    return [change for _, change in found]


def _entries(transport: Transport, key: str) -> Iterator[Mapping[str, Any]]:
    doing = f"read the history of {key}"
    if transport.version == "2":
        told = transport.get(
            path_of("issue", key),
            doing=doing,
            params={"fields": "updated", "expand": "changelog"},
        )
        changelog = told.get("changelog") if isinstance(told, dict) else {}
        yield from (changelog or {}).get("histories") or ()
        return
    start = 0
    for _ in range(_PAGE_CAP):
        page = transport.get(
            path_of("issue", key, "changelog"),
            doing=doing,
            params={"startAt": start, "maxResults": _PAGE},
        )
        entries = page.get("values") or []
        yield from entries
        start += len(entries)
        total = page.get("total")
        if (
            not entries
            or page.get("isLast") is True
            or (isinstance(total, int) and start >= total)
        ):
            return
    raise RemoteError(f"Cannot {doing}: the pages do not come to an end")


def _change(item: Mapping[str, Any], author: Any, when: str) -> dict[str, str]:
    who = author if isinstance(author, Mapping) else {}
    field = str(item.get("fieldId") or item.get("field") or "")
    # Of a date the text carries a time that nobody set.
    names = (
        ("from", "to") if field == "duedate" else ("fromString", "toString")
    )
    before, after = (item.get(name) for name in names)
    return {
        "author": str(
            who.get("accountId") or who.get("key") or who.get("name") or ""
        ),
        "field": _NAMES.get(field, field),
        "from": str(before or ""),
        "to": str(after or ""),
        "when": when,
    }
