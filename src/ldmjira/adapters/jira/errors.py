"""Turn what the client raises into errors that say what we were doing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from jira import JIRAError

from ldmjira.exceptions import AuthenticationError, RemoteError

from .answers import BrokenAnswerError, RedirectRefusedError
from .retry import asked_wait, was_never_sent

__all__ = ["clean", "faults_of", "jira_errors"]

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
_LONGEST: Final = 400
_UNSURE: Final = frozenset({408, 500, 502, 503, 504})

_HINTS: Final = {
    400: "Mend what it names, in the mapping or in ldmjira.toml.",
    404: (
        "It is not there, or our account may not see it; Jira tells no "
        "difference."
    ),
    409: "Somebody else changed it in the same moment; run it again.",
    410: "The site removed this API; upgrade ldmjira.",
    413: "The issue has all the links or comments that Jira allows.",
    429: "Run it again later; what is done stays done.",
}
_CAPTCHA: Final = (
    "Jira wants a CAPTCHA: log in with a browser first; more tries make it "
    "worse."
)
_NO_SESSION: Final = "Failed to parse Connect Session Auth Token"
"""What Jira Cloud says, with 403, to a token that comes without a user."""
_PER_ISSUE: Final = "per-issue"
"""What Jira Cloud says of too many writes to one issue:
``jira-per-issue-on-write``."""
_FORBIDDEN: Final = (
    "The account is known but may not do this; ask the project's "
    "administrator."
)
_UNTRUSTED: Final = (
    "Its certificate is not trusted here; LDMJIRA_CA_BUNDLE names a file of "
    "certificates to trust."
)
_NO_TLS: Final = "It does not speak TLS there. Check LDMJIRA_URL and its port."
_ADDRESS: Final = "Check LDMJIRA_URL, the network, and a proxy on the way."


@contextmanager
def jira_errors(
    doing: str,
    *,
    is_write: bool = False,
    secrets: Collection[str] = (),
    login_hint: str | None = None,
) -> Iterator[None]:
    """Turn the client's exceptions into ours.

    Parameters
    ----------
    doing
        What we were doing: ``change the summary of DM-5``.
    is_write
        Whether it may change anything, so that no answer leaves a doubt.
    secrets
        Texts that must not appear in a message.
    login_hint
        What to do if the site does not know us.

    Raises
    ------
    AuthenticationError
        If the site does not know us or does not let us (401, 403).
    RemoteError
        For anything else that goes wrong.
    """
    # Chained exceptions hold requests with their Authorization: from None.
    try:
        yield
    except JIRAError as error:
        raise _refusal(
            error,
            doing,
            is_write=is_write,
            secrets=secrets,
            login_hint=login_hint,
        ) from None
    except RedirectRefusedError as error:
        raise RemoteError(
            f"Cannot {doing}: {clean(str(error), secrets)}",
            hint=(
                "Give the address that the site has now. A login page means "
                "that it does not take our token here."
            ),
        ) from None
    except BrokenAnswerError as error:
        raise RemoteError(
            f"Cannot {doing}: {clean(str(error), secrets)}",
            ambiguous=is_write,
            hint="A login page or a proxy answers, not Jira. " + _ADDRESS,
        ) from None
    except requests.exceptions.SSLError as error:
        raise RemoteError(
            f"Cannot {doing}: no trusted connection to {_host(error)}",
            hint=_NO_TLS if _speaks_no_tls(error) else _UNTRUSTED,
        ) from None
    except requests.RequestException as error:
        raise RemoteError(
            f"Cannot {doing}: {_no_answer(error)}",
            ambiguous=is_write and not was_never_sent(error),
            hint=_ADDRESS,
        ) from None
    except (ValueError, RecursionError):
        raise RemoteError(
            f"Cannot {doing}: the answer is broken JSON",
            ambiguous=is_write,
        ) from None


def faults_of(body: Any) -> tuple[list[str], dict[str, str]]:
    """Messages, and faults by field, of the body of an error.

    Parameters
    ----------
    body
        JSON of any of the shapes that Jira uses.

    Returns
    -------
    tuple
        General messages, and texts by field.
    """
    if not isinstance(body, dict):
        return [], {}
    messages: list[str] = []
    for name in ("errorMessages", "errorMessage", "message"):
        value = body.get(name)
        values = value if isinstance(value, list) else [value]
        messages += [text for text in values if isinstance(text, str) and text]
    errors = body.get("errors")
    fields: dict[str, str] = {}
    if isinstance(errors, dict):
        fields = {str(name): str(text) for name, text in errors.items()}
    elif isinstance(errors, list):
        messages += [
            str(error.get("message", error))
            if isinstance(error, dict)
            else str(error)
            for error in errors
        ]
    return messages, fields


def clean(text: str, secrets: Collection[str] = ()) -> str:
    """Make a foreign text fit for one line of a terminal.

    Parameters
    ----------
    text
        What the other side said.
    secrets
        Texts to black out.

    Returns
    -------
    str
        Without control characters, of bounded length.
    """
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    text = _CONTROLS.sub(" ", text).strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _refusal(
    error: JIRAError,
    doing: str,
    *,
    is_write: bool,
    secrets: Collection[str],
    login_hint: str | None,
) -> RemoteError:
    status = error.status_code
    response = error.response
    headers = response.headers if response is not None else {}
    said, fields = _said(response)
    said = clean(said, secrets)
    message = f"Cannot {doing}: HTTP {status}"
    if said:
        message = f"{message}: {said}"
    if status in {401, 403}:
        reason = str(headers.get("X-Authentication-Denied-Reason", ""))
        is_unknown = status == 401 or _NO_SESSION in said  # noqa: PLR2004
        hint = login_hint if is_unknown else _FORBIDDEN
        if "CAPTCHA" in reason:
            hint = _CAPTCHA
        return AuthenticationError(
            message, status=status, fields=fields, hint=hint
        )
    wait = asked_wait(error, now=datetime.now(UTC))
    if wait is not None:
        message = f"{message}; it asks to wait {wait:.0f} s"
    return RemoteError(
        message,
        status=status,
        fields={name: clean(text, secrets) for name, text in fields.items()},
        ambiguous=is_write and (status is None or status in _UNSURE),
        is_about_one=_PER_ISSUE in headers.get("RateLimit-Reason", ""),
        hint=_HINTS.get(status or 0),
    )


def _said(response: Any) -> tuple[str, dict[str, str]]:
    if response is None:
        return "", {}
    try:
        body = response.json()
    except (ValueError, RecursionError):
        text = response.text.strip()
        title = re.search(
            r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL
        )
        if title:
            return title.group(1), {}
        return ("a page" if text.startswith("<") else text), {}
    messages, fields = faults_of(body)
    parts = [*messages, *(f"{name}: {text}" for name, text in fields.items())]
    return "; ".join(parts), fields


def _no_answer(error: requests.RequestException) -> str:
    host = _host(error)
    match error:
        case requests.ConnectTimeout():
            text = f"{host} does not take connections (timed out)"
        case requests.Timeout():
            text = f"no answer from {host} in time"
        case requests.TooManyRedirects():
            text = f"{host} redirects without end"
        case requests.exceptions.ProxyError():
            text = f"the proxy does not reach {host}"
        case requests.ConnectionError() if was_never_sent(error):
            text = f"no connection to {host}"
        case (
            requests.ConnectionError()
            | requests.exceptions.ChunkedEncodingError()
            | requests.exceptions.ContentDecodingError()
        ):
            text = f"the connection to {host} broke off"
        case requests.exceptions.InvalidJSONError():
            text = f"the answer of {host} is broken JSON"
        case _:
            text = f"the request to {host} failed ({type(error).__name__})"
    return text


def _speaks_no_tls(error: requests.exceptions.SSLError) -> bool:
    text = str(error).casefold()
    return "wrong_version_number" in text or "record layer failure" in text


def _host(error: requests.RequestException) -> str:
    url = error.request.url if error.request is not None else None
    return urlsplit(url).netloc.rpartition("@")[2] if url else "the site"
