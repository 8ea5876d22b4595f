"""What is said of answers that are not what was asked for."""

from __future__ import annotations

import base64
import logging
from typing import Any

import pytest
import requests
import responses

from ldmjira.adapters.jira.errors import clean, faults_of
from ldmjira.adapters.jira.transport import Transport, path_of
from ldmjira.exceptions import AuthenticationError, RemoteError
from tests.adapters.jira.conftest import SITE

API = f"{SITE}/rest/api/2"
PAGE = "<html><head><title>Log in</title></head><body>x</body></html>"
PAIR = base64.b64encode(b"me@x.org:SECRET-TOKEN").decode()


def read(transport: Transport) -> Any:
    return transport.get(path_of("field"), doing="read the fields")


def write(transport: Transport) -> Any:
    return transport.send(
        "PUT", path_of("issue", "DM-5"), {}, doing="edit DM-5"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"errorMessages": ["No."], "errors": {"summary": "Too long"}},
            "No.; summary: Too long",
        ),
        ({"errorMessages": [], "errors": {"due": "Bad"}}, "due: Bad"),
        ({"errorMessages": "No."}, "No."),
        ({"message": "No."}, "No."),
        ({"errorMessage": "No."}, "No."),
        ({"errors": [{"message": "One"}, "Two"]}, "One; Two"),
        ({"errors": {"a": 1}}, "a: 1"),
    ],
    ids=[
        "both",
        "fields",
        "text for list",
        "message",
        "errorMessage",
        "bulk",
        "number",
    ],
)
def test_refusal_repeats_what_the_site_says(
    web: responses.RequestsMock, transport: Transport, body: Any, said: str
) -> None:
    web.put(f"{API}/issue/DM-5", status=400, json=body)
    with pytest.raises(RemoteError) as caught:
        write(transport)
    assert caught.value.message == f"Cannot edit DM-5: HTTP 400: {said}"
    assert not caught.value.ambiguous


@pytest.mark.parametrize(
    ("reason", "is_about_one"),
    [("jira-per-issue-on-write", True), ("jira-burst-based", False)],
)
def test_a_limit_of_one_issue_is_told_from_a_limit_of_all(
    web: responses.RequestsMock,
    transport: Transport,
    reason: str,
    *,
    is_about_one: bool,
) -> None:
    web.put(
        f"{API}/issue/DM-5",
        status=429,
        headers={"RateLimit-Reason": reason, "Retry-After": "86400"},
    )
    with pytest.raises(RemoteError) as caught:
        write(transport)
    assert caught.value.is_about_one is is_about_one


def test_refusal_keeps_faults_by_field(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.put(
        f"{API}/issue/DM-5",
        status=400,
        json={"errors": {"summary": "Too\nlong"}},
    )
    with pytest.raises(RemoteError) as caught:
        write(transport)
    assert caught.value.fields == {"summary": "Too long"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Cannot read the fields: HTTP 404"),
        (PAGE, "Cannot read the fields: HTTP 404: Log in"),
        ("<x>", "Cannot read the fields: HTTP 404: a page"),
        (
            "Gone\x1b[31m away",
            "Cannot read the fields: HTTP 404: Gone [31m away",
        ),
        ("5", "Cannot read the fields: HTTP 404"),
        (
            '{"errorMessages": null, "errors": null}',
            "Cannot read the fields: HTTP 404",
        ),
        ("[]", "Cannot read the fields: HTTP 404"),
        ("[" * 100_000, "Cannot read the fields: HTTP 404: [[["),
    ],
    ids=[
        "empty",
        "titled page",
        "page",
        "escape",
        "number",
        "nulls",
        "list",
        "deep",
    ],
)
def test_refusal_without_jiras_json(
    web: responses.RequestsMock, transport: Transport, body: str, said: str
) -> None:
    web.get(f"{API}/field", status=404, body=body)
    with pytest.raises(RemoteError) as caught:
        read(transport)
    assert caught.value.message.startswith(said)
    assert len(caught.value.message) < 500


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_let_in_ends_the_run(
    web: responses.RequestsMock, transport: Transport, status: int
) -> None:
    web.get(f"{API}/field", status=status)
    with pytest.raises(AuthenticationError) as caught:
        read(transport)
    assert caught.value.status == status
    assert transport.counts.reads == 1


def test_captcha_says_to_log_in_with_a_browser(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(
        f"{API}/field",
        status=403,
        headers={"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; x"},
    )
    with pytest.raises(AuthenticationError) as caught:
        read(transport)
    assert "browser" in caught.value.hint


def test_page_instead_of_json_is_named(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", body=PAGE, content_type="text/html")
    with pytest.raises(RemoteError, match="with a page, not with JSON"):
        read(transport)
    assert transport.counts.reads == 1


def test_page_that_calls_itself_json_is_seen_through(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", body=PAGE, content_type="application/json")
    with pytest.raises(RemoteError, match="/rest/api/2/field answers with"):
        read(transport)


@pytest.mark.parametrize(
    "body", ["fine", '{"a": tru', "[" * 100_000, b"\xff\xfe{"]
)
def test_broken_json_is_one_error(
    web: responses.RequestsMock, transport: Transport, body: str | bytes
) -> None:
    web.get(f"{API}/field", body=body, content_type="application/json")
    with pytest.raises(RemoteError, match="broken JSON"):
        read(transport)


def test_huge_answer_is_not_read_to_its_end(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", body=b" " * (64 * 2**20 + 1))
    with pytest.raises(RemoteError, match="longer than"):
        read(transport)
    assert transport.counts.reads == 1


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example.org/rest/api/2/field",
        "http://jira.example.org/rest/api/2/field",
        "https://jira.example.org:8443/rest/api/2/field",
        "//elsewhere.example.org/",
    ],
    ids=["host", "plain http", "port", "no scheme"],
)
def test_read_does_not_follow_to_another_place(
    web: responses.RequestsMock, transport: Transport, target: str
) -> None:
    web.get(f"{API}/field", status=302, headers={"Location": target})
    with pytest.raises(RemoteError, match="sends us to http"):
        read(transport)
    assert len(web.calls) == 1


def test_read_follows_within_its_host(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", status=301, headers={"Location": "/jira/field"})
    web.get(f"{SITE}/jira/field", json=[])
    assert read(transport) == []
    assert transport.counts.reads == 2


def test_redirects_without_end_are_one_error(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", status=302, headers={"Location": f"{API}/field"})
    with pytest.raises(RemoteError, match="redirects without end"):
        read(transport)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_write_follows_no_redirect(
    web: responses.RequestsMock, transport: Transport, status: int
) -> None:
    web.put(
        f"{API}/issue/DM-5",
        status=status,
        headers={"Location": f"{API}/issue/DM-6"},
    )
    with pytest.raises(RemoteError, match=f"answers {status}"):
        write(transport)
    assert len(web.calls) == 1


def test_untrusted_certificate_names_the_setting(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", body=requests.exceptions.SSLError("bad"))
    with pytest.raises(RemoteError, match="no trusted connection") as caught:
        read(transport)
    assert "LDMJIRA_CA_BUNDLE" in caught.value.hint
    assert transport.counts.reads == 1


def test_https_to_a_plain_port_is_no_matter_of_certificates(
    web: responses.RequestsMock, transport: Transport
) -> None:
    error = requests.exceptions.SSLError("[SSL: WRONG_VERSION_NUMBER] x")
    web.get(f"{API}/field", body=error)
    with pytest.raises(RemoteError) as caught:
        read(transport)
    assert "does not speak TLS" in caught.value.hint


def test_gone_api_says_to_upgrade(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/field", status=410, json={"errorMessages": ["Gone."]})
    with pytest.raises(RemoteError, match="Gone") as caught:
        read(transport)
    assert "upgrade" in caught.value.hint


@pytest.mark.parametrize("text", ["SECRET-TOKEN", PAIR])
def test_no_message_holds_the_token(
    web: responses.RequestsMock, transport: Transport, text: str
) -> None:
    web.get(
        f"{API}/field",
        status=400,
        json={"errorMessages": [f"Bad header {text}"], "errors": {}},
    )
    with pytest.raises(RemoteError, match="Bad header \\*\\*\\*") as caught:
        read(transport)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_no_log_holds_the_token_or_a_body(
    web: responses.RequestsMock,
    transport: Transport,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("", "jira", "jira.resilientsession", "jira.client"):
        caplog.set_level(logging.DEBUG, logger=name)
    web.get(f"{API}/field", status=400, body="SECRET-BODY")
    with pytest.raises(RemoteError):
        read(transport)
    assert "SECRET" not in caplog.text
    assert PAIR not in caplog.text


def test_no_repr_holds_the_token(transport: Transport) -> None:
    assert "SECRET" not in repr(transport)
    assert repr(transport) == f"Transport('{SITE}')"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (None, ([], {})),
        ([], ([], {})),
        ({"errorMessages": [None, 3, "x"]}, (["x"], {})),
    ],
)
def test_faults_of_rubbish(body: Any, wanted: Any) -> None:
    assert faults_of(body) == wanted


def test_clean_bounds_and_flattens() -> None:
    assert clean("a\r\n\u2028b\x00c") == "a b c"
    assert len(clean("x" * 1000)) == 403
