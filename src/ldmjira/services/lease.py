"""One writer at a time on a site: a lease with an owner and an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ldmjira.exceptions import UsageError
from ldmjira.ports.lease import LeaseNote, LeaseStore

__all__ = ["hold_lease"]


@contextmanager
def hold_lease(
    store: LeaseStore,
    *,
    owner: str,
    new_id: Callable[[], str],
    now: Callable[[], datetime],
    life: timedelta,
    steal: bool = False,
) -> Iterator[None]:
    """Hold the lease of a site.

    Jira cannot compare and set: of two that write the note in one moment
    the later one wins, and the other sees that when it reads it back.

    Parameters
    ----------
    store
        Where the note is kept.
    owner
        Name of this run for people.
    new_id, now
        Source of ids, and clock.
    life
        Time after which the lease ends by itself.
    steal
        Whether to take it from whoever has it.

    Yields
    ------
    None
        While the lease is held.

    Raises
    ------
    UsageError
        If another run has it.
    """
    held = store.read()
    if held is not None and not steal and not _is_over(held, now()):
        raise _taken(held)
    mine = LeaseNote(
        owner, new_id(), (now() + life).astimezone(UTC).isoformat()
    )
    store.write(mine)
    held = store.read()
    if held != mine:
        raise _taken(held)
    try:
        yield
    finally:
        if store.read() == mine:
            store.remove()


def _is_over(note: LeaseNote, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(note.expires) <= now
    except (TypeError, ValueError):
        return True


def _taken(held: LeaseNote | None) -> UsageError:
    who = "another run" if held is None else f"{held.owner}"
    until = "" if held is None else f" until {held.expires}"
    return UsageError(
        f"{who} has the lease of the site{until}; nothing was written",
        hint="Wait for it to end, or take it over with --steal.",
    )
