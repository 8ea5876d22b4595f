"""Tell the audit of every write, also of those of a run that was killed.

What is about to be written is noted in the journal. A run that ends tells the
audit what became of it; after one that was killed, the next run looks.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ldmjira.core.identity import own_log
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.remote import Site
from ldmjira.models.slots import Slot
from ldmjira.ports.site_state import SiteState

from .proving import shows
from .situation import Situation

__all__ = [
    "Sent",
    "Untold",
    "audit_record",
    "begin",
    "changes_of",
    "end",
    "is_sent",
    "tell_killed",
    "untold",
]

_OPS: Final = {False: "write", True: "write to the case book"}


@dataclass(frozen=True)
class Sent:
    """Changes of one object that go out together.

    Parameters
    ----------
    id
        Id of the log entry; or any, where there is none.
    code
        The object.
    changes
        What is written.
    is_logged
        Whether the issue's log gets an entry with this id.
    """

    id: str
    code: str
    changes: Sequence[Change]
    is_logged: bool = True


def audit_record(
    change: Change,
    *,
    site: Site,
    time: str,
    commit: str,
    request: str = "",
) -> dict[str, object]:
    """Record of one write.

    Parameters
    ----------
    change
        What was written, with the key of its issue.
    site
        Where.
    time
        When, ISO 8601.
    commit
        Of the mapping.
    request
        Id of the log entry that it was sent with.

    Returns
    -------
    dict
        A line of the audit.
    """
    return {
        "time": time,
        "user": site.account,
        "object": change.slot.object,
        "issue": change.issue,
        "field": change.slot.name,
        "before": change.before,
        "after": change.after,
        "direction": change.direction.value,
        "request": request,
        "commit": commit,
    }


def begin(
    state: SiteState,
    sent: Iterable[Sent],
    *,
    commit: str,
    now: datetime,
    to_book: bool = False,
) -> None:
    """Note what is about to be written.

    Parameters
    ----------
    state
        Holds the journal.
    sent
        Writes of one request, or of several after each other.
    commit
        Of the mapping.
    now
        The clock.
    to_book
        Whether to the case book, and not to the tracker.
    """
    state.note(
        {
            "op": _OPS[to_book],
            "time": now.isoformat(timespec="seconds"),
            "commit": commit,
            "sent": [
                [
                    one.id,
                    one.code,
                    one.is_logged,
                    [[c.slot.name, c.before, c.after] for c in one.changes],
                ]
                for one in sent
            ],
        }
    )


def is_sent(change: Change, values: Container[Slot]) -> bool:
    """Whether a change goes out with those that the log holds.

    Parameters
    ----------
    change
        What is to be written.
    values
        What the log entry holds.

    Returns
    -------
    bool
        False for a status, which is a request of its own.
    """
    return change.slot in values and change.slot.field != "status"


def end(state: SiteState, ids: Iterable[str]) -> None:
    """Note that the audit was told of some writes."""
    told = sorted(set(ids))
    if told:
        state.note({"op": "told", "ids": told})


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
    wanted = _OPS[to_book]
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


def changes_of(write: Untold, issue: str = "") -> Iterator[Change]:
    """Changes that were sent, as far as the journal can be read.

    Parameters
    ----------
    write
        What was begun.
    issue
        Key of the issue.

    Yields
    ------
    Change
        One for each value.
    """
    for value in write.values:
        match value:
            case [str(name), before, after]:
                slot = Slot.parse(write.code, name)
                yield Change(slot, before, after, Direction.PUSH, issue)


def tell_killed(situation: Situation) -> bool:
    """Tell the audit what came of writes of which no run told it.

    Parameters
    ----------
    situation
        The site as it was read before this run wrote.

    Returns
    -------
    bool
        Whether writes are left of which this run saw nothing.
    """
    state = situation.desk.state
    journal = state.journal()
    begun = untold(journal)
    known = [one for one in begun if one.code in situation.bounds]
    state.audit(record for one in known for record in _records(one, situation))
    end(state, (one.id for one in known))
    return len(known) < len(begun) or bool(untold(journal, to_book=True))


def _records(
    write: Untold, situation: Situation
) -> Iterator[dict[str, object]]:
    """What of it the site shows."""
    issue = situation.bounds[write.code].issue
    if issue is None:
        return
    log = own_log(issue, write.code) or ()
    if write.is_logged and all(entry.id != write.id for entry in log):
        return  # it never arrived
    for change in changes_of(write, issue.key):
        # A link, and a status, are requests of their own.
        is_apart = bool(change.slot.element) or change.slot.field == "status"
        if not is_apart or shows(issue, change, situation.key_of):
            yield audit_record(
                change,
                site=situation.site,
                time=write.time,
                commit=write.commit,
                request=write.id if write.is_logged else "",
            )
