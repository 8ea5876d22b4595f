"""What the journal says was begun, and has no outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ldmjira.core.identity import CREATED

__all__ = ["WRITES", "Untold", "begun_pulls", "open_creates", "untold"]

WRITES: Final = {False: "write", True: "write to the case book"}
"""What an entry about a write says, by whether it is one to the book."""


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
            case {"op": "write"}:
                for one in untold([entry]):
                    if any(value[:1] == [CREATED] for value in one.values):
                        begun[one.code] = _instant(one.time)
            case {"op": "created", "settled": [*codes]}:
                for code in codes:
                    begun.pop(str(code), None)
    return begun


@dataclass(frozen=True)
class Untold:
    """A write that was begun, and of which the audit was not told."""

    id: str
    code: str
    is_logged: bool
    time: str
    commit: str
    values: Sequence[Any]


def untold(
    journal: Iterable[Mapping[str, Any]], *, to_book: bool = False
) -> list[Untold]:
    """Writes of which no run told the audit.

    Parameters
    ----------
    journal
        Entries, oldest first.
    to_book
        Whether those to the case book, and not to the tracker.

    Returns
    -------
    list of Untold
        Oldest first.
    """
    wanted = WRITES[to_book]
    found: dict[str, Untold] = {}
    for entry in journal:
        match entry:
            case {"op": str(op), "sent": [*sent]} if op == wanted:
                time = str(entry.get("time", ""))
                commit = str(entry.get("commit", ""))
                for one in sent:
                    match one:
                        case [str(id_), str(code), bool(logged), [*values]]:
                            found[id_] = Untold(
                                id_, code, logged, time, commit, values
                            )
            case {"op": "told", "ids": [*ids]}:
                for id_ in ids:
                    found.pop(str(id_), None)
    return list(found.values())


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
