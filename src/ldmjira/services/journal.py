"""What the journal says was begun, and has no outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = ["begun_pulls", "open_creates"]


def open_creates(
    journal: Iterable[Mapping[str, Any]],
) -> dict[str, datetime]:
    """Objects whose creation was begun, with the time of it.

    Parameters
    ----------
    journal
        Entries, oldest first.

    Returns
    -------
    dict
        By our code; those of which an outcome was noted are left out.
    """
    begun: dict[str, datetime] = {}
    for entry in journal:
        match entry:
            case {"op": "create", "codes": [*codes], "time": str(time)}:
                for code in codes:
                    begun[str(code)] = _instant(time)
            case {"op": "created", "settled": [*codes]}:
                for code in codes:
                    begun.pop(str(code), None)
    return begun


def begun_pulls(
    journal: Iterable[Mapping[str, Any]],
) -> dict[tuple[str, str], str]:
    """Slots that a pull was about to write, and has not finished.

    Parameters
    ----------
    journal
        Entries, oldest first.

    Returns
    -------
    dict
        By object and name of the slot: the identity that its file had
        before, by the newest pull that meant to write it.
    """
    begun: dict[tuple[str, str], str] = {}
    for entry in journal:
        match entry:
            case {"op": "pull", "slots": [*slots]}:
                for slot in slots:
                    match slot:
                        case [str(object_), str(name), str(identity)]:
                            begun[object_, name] = identity
    return begun


def _instant(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
