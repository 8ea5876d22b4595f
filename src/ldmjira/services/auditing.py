"""Tell the audit of every write, also of those of a run that was killed.

What is about to be written is noted in the journal. A run that ends tells the
audit what became of it; after one that was killed, the next run looks.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ldmjira.core.identity import own_log
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.remote import Site
from ldmjira.models.slots import Slot
from ldmjira.ports.site_state import SiteState

from .journal import WRITES, Untold, untold
from .proving import shows
from .situation import Situation

__all__ = [
    "Sent",
    "audit_record",
    "begin",
    "changes_of",
    "end",
    "is_sent",
    "tell_killed",
]


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
            "op": WRITES[to_book],
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
