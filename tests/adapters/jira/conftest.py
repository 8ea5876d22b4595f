"""A site of Jira that answers what the test says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses
from pydantic import SecretStr

from ldmjira.adapters.jira.client import Connection, connect
from ldmjira.adapters.jira.transport import Transport
from tests.support.trackers import FakeTime

SITE = "https://jira.example.org"


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    """Return a network in which only what was announced answers."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def time() -> FakeTime:
    """Return a clock that only waiting moves."""
    return FakeTime()


@pytest.fixture
def transport(
    web: responses.RequestsMock, time: FakeTime
) -> Iterator[Transport]:
    """Return a transport of a site that answers as ``web`` says."""
    del web
    connection = Connection(
        url=SITE, token=SecretStr("SECRET-TOKEN"), user="me@x.org",
        auth="basic",
    )  # fmt: skip
    transport = connect(connection, policy=time.policy())
    yield transport
    transport.close()
