"""A lease of the site: one writer at a time, with an end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from ldmjira.adapters.jira.client import Connection, connect
from ldmjira.adapters.jira.lease import JiraLeaseStore
from ldmjira.exceptions import (
    LeaseLostError,
    RemoteError,
    UsageError,
)
from ldmjira.ports.lease import LeaseNote, LeaseStore
from ldmjira.services.lease import HeldLease, hold_lease
from tests.support.sandbox import SandboxServer

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_IDS = count(1)


class MemoryLeaseStore:
    """A note in memory."""

    def __init__(self) -> None:
        self.note: LeaseNote | None = None

    def read(self) -> LeaseNote | None:
        """Return the note."""
        return self.note

    def write(self, note: LeaseNote) -> None:
        """Replace the note."""
        self.note = note

    def remove(self) -> None:
        """Remove the note."""
        self.note = None


def sandbox_store(server: SandboxServer) -> LeaseStore:
    from pydantic import SecretStr  # noqa: PLC0415

    connection = Connection(
        url=server.url,
        token=SecretStr(server.token),
        user=server.user,
        auth="basic",
    )
    return JiraLeaseStore(connect(connection), "DM")


@pytest.fixture(params=["memory", "sandbox"])
def store(request: pytest.FixtureRequest) -> LeaseStore:
    if request.param == "memory":
        return MemoryLeaseStore()
    return sandbox_store(request.getfixturevalue("sandbox"))


@contextmanager
def lease(
    store: LeaseStore, *, steal: bool = False, after: int = 0
) -> Iterator[HeldLease]:
    """Hold a lease that was taken, as before a write."""
    with unused(store, steal=steal, after=after) as held:
        held.check()
        yield held


def unused(
    store: LeaseStore, *, steal: bool = False, after: int = 0
) -> AbstractContextManager[HeldLease]:
    return hold_lease(
        store,
        owner="CI",
        new_id=lambda: str(next(_IDS)),
        now=lambda: NOW + timedelta(minutes=after),
        life=timedelta(minutes=15),
        steal=steal,
    )


def test_lease_is_given_back(store: LeaseStore) -> None:
    with lease(store):
        held = store.read()
        assert held is not None
        assert held.owner == "CI"
    assert store.read() is None


def test_second_run_is_refused(store: LeaseStore) -> None:
    with (
        lease(store),
        pytest.raises(UsageError, match="CI has the lease") as caught,
        lease(store),
    ):
        pass
    assert "--steal" in caught.value.hint


@pytest.mark.parametrize(
    ("steal", "after"), [(True, 0), (False, 16)], ids=["stolen", "expired"]
)
def test_lease_is_taken_over(
    store: LeaseStore, *, steal: bool, after: int
) -> None:
    with lease(store):
        first = store.read()
        with lease(store, steal=steal, after=after):
            assert store.read() != first
        assert store.read() is None
    assert store.read() is None


def test_a_lease_that_is_held_passes_its_check(store: LeaseStore) -> None:
    with lease(store) as held:
        held.check()


def test_a_lease_that_was_stolen_ends_the_run(store: LeaseStore) -> None:
    with lease(store) as first, lease(store, steal=True):
        with pytest.raises(LeaseLostError, match="CI has it"):
            first.check()
        note = store.read()
        first.release()
        assert store.read() == note


def test_a_lease_that_is_gone_ends_the_run(store: LeaseStore) -> None:
    with lease(store) as held:
        store.remove()
        with pytest.raises(LeaseLostError, match="nobody has it"):
            held.check()


def test_a_long_run_makes_its_lease_last(store: LeaseStore) -> None:
    times = [NOW, NOW + timedelta(minutes=4), NOW + timedelta(minutes=20)]
    now = times[0]
    with hold_lease(
        store,
        owner="CI",
        new_id=lambda: "1",
        now=lambda: now,
        life=timedelta(minutes=15),
    ) as held:
        held.check()
        first = store.read()
        now = times[1]
        held.check()
        assert store.read() == first
        now = times[2]
        held.check()
        again = store.read()
        assert again is not None
        assert again.expires == "2026-01-01T12:35:00+00:00"
        held.check()
    assert store.read() is None


def test_an_error_of_giving_it_back_hides_no_other() -> None:
    class Broken(MemoryLeaseStore):
        def remove(self) -> None:
            raise RemoteError("no connection")

    with pytest.raises(ValueError, match="mine"), lease(Broken()):
        raise ValueError("mine")


def test_a_run_that_writes_nothing_takes_none(store: LeaseStore) -> None:
    with unused(store):
        assert store.read() is None


def test_what_was_taken_meanwhile_ends_the_run(store: LeaseStore) -> None:
    with unused(store) as late, lease(store):
        note = store.read()
        with pytest.raises(LeaseLostError, match="CI has it"):
            late.check()
        assert store.read() == note
