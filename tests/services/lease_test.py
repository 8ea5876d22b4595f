"""A lease of the site: one writer at a time, with an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from ldmjira.adapters.jira.client import Connection, connect
from ldmjira.adapters.jira.lease import JiraLeaseStore
from ldmjira.exceptions import UsageError
from ldmjira.ports.lease import LeaseNote, LeaseStore
from ldmjira.services.lease import hold_lease
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


def lease(store: LeaseStore, *, steal: bool = False, after: int = 0) -> object:
    return hold_lease(
        store,
        owner="CI",
        new_id=lambda: str(next(_IDS)),
        now=lambda: NOW + timedelta(minutes=after),
        life=timedelta(minutes=15),
        steal=steal,
    )


def test_lease_is_given_back(store: LeaseStore) -> None:
    with lease(store):  # type: ignore[attr-defined]
        held = store.read()
        assert held is not None
        assert held.owner == "CI"
    assert store.read() is None


def test_second_run_is_refused(store: LeaseStore) -> None:
    with (
        lease(store),  # type: ignore[attr-defined]
        pytest.raises(UsageError, match="CI has the lease") as caught,
        lease(store),  # type: ignore[attr-defined]
    ):
        pass
    assert "--steal" in caught.value.hint


@pytest.mark.parametrize(
    ("steal", "after"), [(True, 0), (False, 16)], ids=["stolen", "expired"]
)
def test_lease_is_taken_over(
    store: LeaseStore, *, steal: bool, after: int
) -> None:
    with lease(store):  # type: ignore[attr-defined]
        first = store.read()
        with lease(store, steal=steal, after=after):  # type: ignore[attr-defined]
            assert store.read() != first
        assert store.read() is None
    assert store.read() is None
