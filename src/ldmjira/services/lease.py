"""One writer at a time on a site: a lease with an owner and an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ldmjira.exceptions import LeaseLostError, RemoteError, UsageError
from ldmjira.ports.lease import LeaseNote, LeaseStore

__all__ = ["HeldLease", "hold_lease"]


class HeldLease:
    """A lease, taken before the first write and then looked after.

    A run that finds nothing to write never takes it.

    Parameters
    ----------
    store
        Where the note is kept.
    owner, new_id
        Name of this run for people, and source of ids.
    now, life
        Clock of the site, and time after which the lease ends by itself.
    steal
        Whether to take it from whoever has it.
    """

    def __init__(
        self,
        store: LeaseStore,
        *,
        owner: str,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
        life: timedelta,
        steal: bool,
    ) -> None:
        self._store = store
        self._owner = owner
        self._new_id = new_id
        self._now = now
        self._life = life
        self._steal = steal
        self._note: LeaseNote | None = None

    def see_free(self) -> None:
        """See that no other run has it.

        Raises
        ------
        UsageError
            If one has.
        """
        held = self._store.read()
        if held is not None and not self._may_take(held):
            raise _taken(held)

    def check(self) -> None:
        """Take it, or see that it is ours still; a long run prolongs it.

        Raises
        ------
        LeaseLostError
            If another run has it, or it was removed.
        """
        held = self._store.read()
        if self._note is None:
            if held is not None and not self._may_take(held):
                raise _lost(held)
            self._note = LeaseNote(self._owner, self._new_id(), self._end())
            self._store.write(self._note)
            held = self._store.read()
        if held is None or held != self._note:
            raise _lost(held)
        if datetime.fromisoformat(held.expires) - self._now() < self._life / 2:
            self._note = LeaseNote(held.owner, held.id, self._end())
            self._store.write(self._note)

    def release(self) -> None:
        """Give it back, if it is ours; where that fails it ends by itself."""
        if self._note is None:
            return
        try:
            if self._store.read() == self._note:
                self._store.remove()
        except RemoteError:
            return

    def _may_take(self, held: LeaseNote) -> bool:
        return self._steal or _is_over(held, self._now())

    def _end(self) -> str:
        end = (self._now() + self._life).astimezone(UTC)
        return end.isoformat(timespec="seconds")


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
    lease = HeldLease(
        store, owner=owner, new_id=new_id, now=now, life=life, steal=steal
    )
    lease.see_free()
    try:
        yield lease
    finally:
        lease.release()


def _is_over(note: LeaseNote, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(note.expires) <= now
    except (TypeError, ValueError):
        return True


def _lost(held: LeaseNote | None) -> LeaseLostError:
    who = "nobody" if held is None else held.owner
    return LeaseLostError(
        f"The lease of the site is not ours ({who} has it): this run ended "
        "before its next write"
    )


def _taken(held: LeaseNote) -> UsageError:
    return UsageError(
        f"{held.owner} has the lease of the site until {held.expires}; "
        "nothing was written",
        hint=(
            "Wait for it to end; if that run is gone, take the lease over "
            "with --steal."
        ),
    )
