"""When a request is sent again, and how long we wait before that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses
from responses.registries import OrderedRegistry

from ldmjira.adapters.jira.client import Connection, connect
from ldmjira.adapters.jira.retry import RetryPolicy
from ldmjira.adapters.jira.transport import Transport, path_of
from ldmjira.exceptions import RemoteError
from tests.adapters.jira.conftest import SITE
from tests.support.trackers import FakeTime

API = f"{SITE}/rest/api/2"
FINE: dict[str, Any] = {"json": {"fine": True}}


@pytest.fixture
def web() -> Any:
    with responses.RequestsMock(
        registry=OrderedRegistry, assert_all_requests_are_fired=True
    ) as mock:
        yield mock


def read(transport: Transport) -> Any:
    return transport.get(path_of("field"), doing="read the fields")


def search(transport: Transport) -> Any:
    return transport.send(
        "POST", path_of("search", "jql"), {}, doing="search"
    ).body


def write(transport: Transport) -> Any:
    return transport.send(
        "POST", path_of("issue", "bulk"), {}, doing="create issues"
    ).body


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_read_is_repeated(
    web: responses.RequestsMock,
    transport: Transport,
    time: FakeTime,
    status: int,
) -> None:
    web.get(f"{API}/field", status=status)
    web.get(f"{API}/field", **FINE)
    assert read(transport) == {"fine": True}
    assert time.waits == [2]
    assert transport.counts.reads == 2


def test_search_by_post_is_a_read(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.post(f"{API}/search/jql", status=502)
    web.post(f"{API}/search/jql", **FINE)
    assert search(transport) == {"fine": True}
    assert (transport.counts.reads, transport.counts.writes) == (2, 0)


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectionError(ConnectionResetError()),
        requests.ReadTimeout(),
        requests.exceptions.ChunkedEncodingError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_read_that_broke_off_is_repeated(
    web: responses.RequestsMock, transport: Transport, error: Exception
) -> None:
    web.get(f"{API}/field", body=error)
    web.get(f"{API}/field", **FINE)
    assert read(transport) == {"fine": True}


def test_truncated_json_is_read_again(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", body='{"fine": t', content_type="application/json")
    web.get(f"{API}/field", **FINE)
    assert read(transport) == {"fine": True}


def test_read_is_given_up_after_four_tries(
    web: responses.RequestsMock, transport: Transport, time: FakeTime
) -> None:
    for _ in range(4):
        web.get(f"{API}/field", status=503)
    with pytest.raises(RemoteError, match="read the fields: HTTP 503"):
        read(transport)
    assert time.waits == [2, 4, 8]


@pytest.mark.parametrize("status", [400, 404, 409, 410, 501])
def test_refused_read_is_not_repeated(
    web: responses.RequestsMock, transport: Transport, status: int
) -> None:
    web.get(f"{API}/field", status=status)
    with pytest.raises(RemoteError) as caught:
        read(transport)
    assert caught.value.status == status


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_write_is_sent_once(
    web: responses.RequestsMock, transport: Transport, status: int
) -> None:
    web.post(f"{API}/issue/bulk", status=status, headers={"Retry-After": "1"})
    with pytest.raises(RemoteError) as caught:
        write(transport)
    assert caught.value.ambiguous
    assert transport.counts.writes == 1


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectionError(ConnectionResetError()),
        requests.ReadTimeout(),
        requests.exceptions.ChunkedEncodingError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_write_without_an_answer_is_ambiguous(
    web: responses.RequestsMock, transport: Transport, error: Exception
) -> None:
    web.post(f"{API}/issue/bulk", body=error)
    with pytest.raises(RemoteError, match="create issues") as caught:
        write(transport)
    assert caught.value.ambiguous


def test_write_with_a_broken_answer_is_ambiguous(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.post(f"{API}/issue/bulk", body="{", content_type="application/json")
    with pytest.raises(RemoteError, match="broken JSON") as caught:
        write(transport)
    assert caught.value.ambiguous


def test_limited_write_is_repeated_since_it_was_not_taken(
    web: responses.RequestsMock, transport: Transport, time: FakeTime
) -> None:
    web.post(f"{API}/issue/bulk", status=429, headers={"Retry-After": "7"})
    web.post(f"{API}/issue/bulk", **FINE)
    assert write(transport) == {"fine": True}
    assert time.waits == [7]
    assert transport.counts.writes == 2


def test_write_that_stays_limited_is_not_ambiguous(
    web: responses.RequestsMock, transport: Transport
) -> None:
    for _ in range(4):
        web.post(f"{API}/issue/bulk", status=429)
    with pytest.raises(RemoteError) as caught:
        write(transport)
    assert not caught.value.ambiguous


def test_refused_connection_is_tried_again_for_writes_too(
    time: FakeTime,
) -> None:
    # Nothing listens on the discard port of this machine.
    connection = Connection(
        url="http://127.0.0.1:9", token=_secret(), auth="bearer"
    )
    transport = connect(connection, policy=time.policy())
    with pytest.raises(RemoteError, match="no connection to 127") as e:
        write(transport)
    assert not e.value.ambiguous
    assert transport.counts.writes == 2
    assert time.waits == [0.5]
    transport.close()


def test_site_that_answered_before_is_given_four_tries(
    web: responses.RequestsMock, time: FakeTime, transport: Transport
) -> None:
    web.get(f"{API}/field", **FINE)
    for _ in range(4):
        web.post(f"{API}/issue/bulk", body=requests.ConnectTimeout())
    read(transport)
    with pytest.raises(RemoteError, match="does not take connections"):
        write(transport)
    assert time.waits == [0.5, 1, 2]


def _secret() -> Any:
    from pydantic import SecretStr  # noqa: PLC0415

    return SecretStr("SECRET-TOKEN")


NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"Retry-After": "9"}, 9),
        ({"Retry-After": "0"}, 2),
        ({"Retry-After": "-5"}, 2),
        ({"Retry-After": "1.5"}, 2),
        ({"Retry-After": "Sun, 01 Mar 2026 12:00:20 GMT"}, 20),
        ({"Retry-After": "Sun, 01 Mar 2026 11:00:00 GMT"}, 2),
        (
            {
                "Retry-After": "Sun, 01 Mar 2026 15:00:20 GMT",
                "Date": "Sun, 01 Mar 2026 15:00:00 GMT",
            },
            20,
        ),
        ({"Retry-After": "soon"}, 2),
        ({"Retry-After": "nan"}, 2),
        ({}, 2),
    ],
    ids=[
        "seconds",
        "zero",
        "negative",
        "fraction",
        "date",
        "past date",
        "date by the site's clock",
        "rubbish",
        "not a number",
        "none",
    ],
)
def test_wait_is_what_the_site_asks_for_at_least(
    web: responses.RequestsMock,
    time: FakeTime,
    headers: dict[str, str],
    waits: float,
) -> None:
    web.get(f"{API}/field", status=429, headers=headers)
    web.get(f"{API}/field", **FINE)
    connection = Connection(url=SITE, token=_secret(), auth="bearer")
    transport = connect(connection, policy=time.policy(now=lambda: NOW))
    read(transport)
    assert time.waits == [waits]
    transport.close()


def test_a_day_is_not_waited(
    web: responses.RequestsMock, transport: Transport, time: FakeTime
) -> None:
    web.get(f"{API}/field", status=429, headers={"Retry-After": "86400"})
    with pytest.raises(RemoteError, match="asks to wait 86400 s"):
        read(transport)
    assert time.waits == []


def test_all_waits_together_have_a_bound(
    web: responses.RequestsMock, transport: Transport, time: FakeTime
) -> None:
    for _ in range(2):
        web.get(f"{API}/field", status=429, headers={"Retry-After": "100"})
    with pytest.raises(RemoteError):
        read(transport)
    assert time.waits == [100]


def test_the_waits_of_all_calls_together_have_a_bound(
    web: responses.RequestsMock, time: FakeTime
) -> None:
    web.get(f"{API}/field", status=503)
    policy = time.policy(run_total=timedelta(seconds=20))
    connection = Connection(url=SITE, token=_secret(), auth="bearer")
    transport = connect(connection, policy=policy)
    for _ in range(3):
        with pytest.raises(RemoteError):
            read(transport)
    assert time.waits == [2, 4, 8, 2, 4]
    transport.close()


def test_jitter_spreads_the_waits(web: responses.RequestsMock) -> None:
    waits: list[float] = []
    for high in (False, True):
        web.get(f"{API}/field", status=503)
        web.get(f"{API}/field", **FINE)
        policy = RetryPolicy(
            sleep=waits.append,
            clock=lambda: 0.0,
            jitter=lambda low, top, high=high: top if high else low,
        )
        connection = Connection(url=SITE, token=_secret(), auth="bearer")
        transport = connect(connection, policy=policy)
        read(transport)
        transport.close()
    assert waits == pytest.approx([1.4, 2.6])


def test_waits_stop_doubling(
    web: responses.RequestsMock, time: FakeTime
) -> None:
    for _ in range(6):
        web.get(f"{API}/field", status=503)
    policy = time.policy(tries=6, total=timedelta(hours=1))
    connection = Connection(url=SITE, token=_secret(), auth="bearer")
    transport = connect(connection, policy=policy)
    with pytest.raises(RemoteError):
        read(transport)
    assert time.waits == [2, 4, 8, 16, 30]
    transport.close()


def test_reader_is_told_why_we_wait(
    web: responses.RequestsMock, time: FakeTime
) -> None:
    told: list[tuple[str, float]] = []
    web.get(f"{API}/field", status=429)
    web.get(f"{API}/field", body=requests.ReadTimeout())
    web.get(f"{API}/field", **FINE)
    policy = time.policy(on_wait=lambda why, wait: told.append((why, wait)))
    connection = Connection(url=SITE, token=_secret(), auth="bearer")
    transport = connect(connection, policy=policy)
    read(transport)
    assert told == [
        ("the site limits our rate (429)", 2),
        ("no answer in time", 4),
    ]
    transport.close()
