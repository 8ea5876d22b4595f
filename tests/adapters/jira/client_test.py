"""Address, account, and how the token is presented."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import responses
from pydantic import SecretStr

from ldmjira.adapters.jira.client import Connection, connect, is_loopback
from ldmjira.exceptions import AuthenticationError, ConfigurationError
from tests.adapters.jira.conftest import SITE
from tests.support.trackers import FakeTime

BASIC = "Basic " + base64.b64encode(b"me:SECRET").decode()
BEARER = "Bearer SECRET"


def header_sent(
    web: responses.RequestsMock, url: str = SITE, **options: Any
) -> Any:
    """Connect, send one request, and return its Authorization."""
    web.get(f"{url}/rest/api/2/myself", json={})
    transport = connect(
        Connection(url=url, token=SecretStr("SECRET"), **options),
        policy=FakeTime().policy(),
    )
    transport.call(lambda client: client.myself(), doing="ask who we are")
    transport.close()
    return web.calls[-1].request.headers["Authorization"]


@pytest.mark.parametrize(
    ("url", "options", "wanted"),
    [
        ("https://rubinobs.atlassian.net", {"user": "me"}, BASIC),
        ("https://api.atlassian.com/ex/jira/1-2", {"user": "me"}, BASIC),
        ("https://api.atlassian.com/ex/jira/1-2", {}, BEARER),
        (SITE, {}, BEARER),
        (SITE, {"user": "me", "auth": "bearer"}, BEARER),
        (SITE, {"user": "me", "auth": "basic"}, BASIC),
    ],
    ids=[
        "cloud",
        "gateway",
        "gateway service account",
        "no user",
        "told bearer",
        "told basic",
    ],
)
def test_auth_is_chosen_without_asking(
    web: responses.RequestsMock, url: str, options: Any, wanted: str
) -> None:
    assert header_sent(web, url, **options) == wanted
    assert len(web.calls) == 1


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ({"json": {"deploymentType": "Server"}}, BEARER),
        ({"json": {"deploymentType": "Data Center"}}, BEARER),
        ({"json": {"deploymentType": "Cloud"}}, BASIC),
        ({"json": []}, BASIC),
        ({"status": 401}, BASIC),
        ({"status": 500}, BASIC),
        ({"body": "<html>"}, BASIC),
        ({"body": ConnectionError()}, BASIC),
    ],
    ids=[
        "server",
        "data center",
        "cloud",
        "rubbish",
        "401",
        "500",
        "page",
        "no answer",
    ],
)
def test_own_host_is_asked_without_the_token(
    web: responses.RequestsMock, answer: Any, wanted: str
) -> None:
    web.get(f"{SITE}/rest/api/2/serverInfo", **answer)
    assert header_sent(web, user="me") == wanted
    assert "Authorization" not in web.calls[0].request.headers


@pytest.mark.parametrize(
    ("options", "answer", "wanted"),
    [
        ({}, {"status": 401}, "set LDMJIRA_USER"),
        (
            {},
            {
                "status": 403,
                "json": {
                    "errorMessages": [
                        "Failed to parse Connect Session Auth Token"
                    ]
                },
            },
            "set LDMJIRA_USER",
        ),
        ({}, {"status": 403}, "administrator"),
        (
            {"user": "me", "auth": "bearer"},
            {"status": 401},
            "LDMJIRA_AUTH=basic",
        ),
        (
            {"user": "me", "auth": "basic"},
            {"status": 401},
            "Check LDMJIRA_USER and LDMJIRA_TOKEN",
        ),
    ],
    ids=["no user", "cloud, no user", "forbidden", "bearer", "basic"],
)
def test_who_is_not_known_is_told_what_was_sent(
    web: responses.RequestsMock, options: Any, answer: Any, wanted: str
) -> None:
    web.get(f"{SITE}/rest/api/2/myself", **answer)
    transport = connect(
        Connection(url=SITE, token=SecretStr("SECRET"), **options),
        policy=FakeTime().policy(),
    )
    with pytest.raises(AuthenticationError) as caught:
        transport.call(lambda client: client.myself(), doing="ask who we are")
    assert wanted in caught.value.hint
    transport.close()


def test_password_may_hold_any_letter(web: responses.RequestsMock) -> None:
    web.get(f"{SITE}/rest/api/2/myself", json={})
    password = "p\u00e4ss \u20ac"
    transport = connect(
        Connection(
            url=SITE, token=SecretStr(password), user="m\u00fc", auth="basic"
        ),
        policy=FakeTime().policy(),
    )
    transport.call(lambda client: client.myself(), doing="ask who we are")
    transport.close()
    pair = base64.b64encode(f"m\u00fc:{password}".encode()).decode()
    headers = web.calls[-1].request.headers
    assert headers["Authorization"] == f"Basic {pair}"


def test_bearer_token_is_ascii() -> None:
    token = SecretStr("t\u00f6ken")
    with pytest.raises(ConfigurationError) as caught:
        connect(Connection(url=SITE, token=token, auth="bearer"))
    assert token.get_secret_value() not in caught.value.message


def test_context_path_is_kept(web: responses.RequestsMock) -> None:
    header_sent(web, f"{SITE}/jira", auth="bearer")
    assert web.calls[0].request.url == f"{SITE}/jira/rest/api/2/myself"


def test_we_say_who_we_are(web: responses.RequestsMock) -> None:
    header_sent(web, auth="bearer")
    headers = web.calls[0].request.headers
    assert headers["User-Agent"].startswith("ldmjira/")
    assert headers["Accept"].startswith("application/json")


@pytest.mark.parametrize(
    "url",
    [
        "http://jira.example.org",
        "https://me:SECRET@jira.example.org",
        "ftp://jira.example.org",
        "jira.example.org",
        "https://",
        "",
    ],
)
def test_unfit_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connect(Connection(url=url, token=SecretStr("SECRET")))
    assert "SECRET" not in str(caught.value)


def test_connection_does_not_show_its_token() -> None:
    connection = Connection(url=SITE, token=SecretStr("SECRET"))
    assert "SECRET" not in repr(connection)


def test_proxy_of_the_environment_does_not_get_loopback(
    web: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.org:3128")
    header_sent(web, "http://127.0.0.1:1", auth="bearer")
    assert not web.calls[0].request.req_kwargs["proxies"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://localhost:8080/x", True),
        ("http://127.0.0.1", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://localhost.example.org", False),
        ("http://10.0.0.1", False),
        ("", False),
    ],
)
def test_is_loopback(url: str, *, wanted: bool) -> None:
    assert is_loopback(url) is wanted
