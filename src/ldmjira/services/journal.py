"""What the journal says was begun, and has no outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ldmjira.ports.site_state import KnownIssue

if TYPE_CHECKING:
    from .situation import Situation

__all__ = ["begun_pulls", "open_creates", "settle_journal"]


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


def settle_journal(
    situation: Situation,
    *,
    created: Collection[str] = (),
    is_pull: bool = False,
) -> None:
    """Remember the issues that were found, and what is settled by that.

    Parameters
    ----------
    situation
        What was read.
    created
        Objects whose issues this run made.
    is_pull
        Whether a pull came to its end, and settled those before it.
    """
    state = situation.desk.state
    found = {
        code: KnownIssue(bound.issue.id, bound.issue.key)
        for code, bound in situation.bounds.items()
        if bound.issue is not None
    }
    state.remember(found)
    journal = state.journal()
    begun = open_creates(journal).keys() - found.keys() - set(created)
    if not is_pull and begun_pulls(journal):
        return
    if journal and not begun:
        state.clear_journal()


def _instant(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
