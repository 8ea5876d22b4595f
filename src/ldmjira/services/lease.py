"""One writer at a time on a site: a lease with an owner and an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ldmjira.exceptions import LeaseLostError, RemoteError, UsageError
from ldmjira.ports.lease import LeaseNote, LeaseStore

__all__ = ["HeldLease", "hold_lease"]


class HeldLease:
    """A lease that this run has, as long as nobody takes it over.

    Parameters
    ----------
    store
        Where the note is kept.
    note
        Our note.
    now, life
        Clock of the site, and time after which the lease ends by itself.
    """

    def __init__(
        self,
        store: LeaseStore,
        note: LeaseNote,
        *,
        now: Callable[[], datetime],
        life: timedelta,
    ) -> None:
        self._store = store
        self._note = note
        self._now = now
        self._life = life

    def check(self) -> None:
        """See that the lease is ours still; a long run makes it last.

        Raises
        ------
        LeaseLostError
            If another run has it, or it was removed.
        """
        held = self._store.read()
        if held != self._note:
            who = "nobody" if held is None else held.owner
            raise LeaseLostError(
                "The lease of the site is no longer ours "
                f"({who} has it): this run ended before its next write"
            )
        if datetime.fromisoformat(held.expires) - self._now() < self._life / 2:
            self._note = LeaseNote(
                held.owner, held.id, _end(self._now(), self._life)
            )
            self._store.write(self._note)

    def release(self) -> None:
        """Give it back, if it is ours; where that fails it ends by itself."""
        try:
            if self._store.read() == self._note:
                self._store.remove()
        except RemoteError:
            return


@contextmanager
def hold_lease(
    store: LeaseStore,
    *,
    owner: str,
    new_id: Callable[[], str],
    now: Callable[[], datetime],
    life: timedelta,
    steal: bool = False,
) -> Iterator[HeldLease]:
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
        Source of ids, and clock: that of the site, since the clocks of two
        machines may differ.
    life
        Time after which the lease ends by itself.
    steal
        Whether to take it from whoever has it.

    Yields
    ------
    HeldLease
        To be checked before each write.

    Raises
    ------
    UsageError
        If another run has it.
    """
    held = store.read()
    if held is not None and not steal and not _is_over(held, now()):
        raise _taken(held)
    mine = LeaseNote(owner, new_id(), _end(now(), life))
    store.write(mine)
    held = store.read()
    if held != mine:
        raise _taken(held)
    lease = HeldLease(store, mine, now=now, life=life)
    try:
        yield lease
    finally:
        lease.release()


def _end(now: datetime, life: timedelta) -> str:
    return (now + life).astimezone(UTC).isoformat(timespec="seconds")


def _is_over(note: LeaseNote, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(note.expires) <= now
    except (TypeError, ValueError):
        return True


def _taken(held: LeaseNote | None) -> UsageError:
    who = "Another run" if held is None else held.owner
    until = "" if held is None else f" until {held.expires}"
    return UsageError(
        f"{who} has the lease of the site{until}; nothing was written",
        hint=(
            "Wait for it to end; if that run is gone, take the lease over "
            "with --steal."
        ),
    )
