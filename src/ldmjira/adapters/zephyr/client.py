"""Send requests to Zephyr Scale: once, counted, bounded, explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import quote, urlsplit

import requests
from pydantic import SecretStr

from ldmjira.adapters.jira.answers import GuardedAdapter
from ldmjira.adapters.jira.client import is_loopback
from ldmjira.adapters.jira.errors import jira_errors
from ldmjira.adapters.jira.retry import RetryPolicy
from ldmjira.constants import VERSION
from ldmjira.exceptions import (
    AuthenticationError,
    ConfigurationError,
    RemoteError,
)
from ldmjira.models.remote import RequestCounts

__all__ = ["DEFAULT_URL", "Answer", "ZephyrClient", "path_of"]

DEFAULT_URL: Final = "https://api.zephyrscale.smartbear.com/v2"
"""Where Zephyr Scale Cloud is, unless the data live in another region."""

MOST_PAGES: Final = 10_000
"""Pages after which a list is taken for endless."""

_NO_ACCESS: Final = (
    "Check LDMJIRA_ZEPHYR_TOKEN (a Jira token does not work here, and a token "
    "of one region does not work in another) and LDMJIRA_ZEPHYR_URL."
)
_HINTS: Final = {
    400: "Mend what it names, in the campaign of the mapping.",
    404: "It is not there, or the token's owner may not see it.",
    409: "There is a newer execution of this case; write to that one.",
    422: "A name is not known there: the status or the environment.",
}
_ADDRESS: Final = (
    "Check LDMJIRA_ZEPHYR_URL, the network, and a proxy on the way."
)


@dataclass(frozen=True)
class Answer:
    """What came back for a write."""

    status: int
    body: Any
    location: str = ""


class ZephyrClient:
    """Requests below one address, with one token.

    Parameters
    ----------
    url
        Address of the API's root, ``.../v2``.
    token
        Zephyr's own token.
    policy
        When requests are repeated.
    counts
        Where requests are counted.
    timeout
        Seconds to wait for a connection, and for the next bytes.
    ca_bundle
        File of certificates to trust instead of the usual ones.
    before_write
        Called before each request that changes anything; what it raises
        ends the run.

    Raises
    ------
    ConfigurationError
        If the address would send the token unencrypted.
    """

    def __init__(
        self,
        url: str,
        token: SecretStr,
        *,
        policy: RetryPolicy | None = None,
        counts: RequestCounts | None = None,
        timeout: tuple[float, float] = (5, 60),
        ca_bundle: str | None = None,
        before_write: Callable[[], None] = lambda: None,
    ) -> None:
        _check_address(url)
        self.counts = counts if counts is not None else RequestCounts()
        self._url = url.rstrip("/")
        self._policy = policy or RetryPolicy()
        self._timeout = timeout
        self._before_write = before_write
        self._secrets = (token.get_secret_value(),)
        self._session = requests.Session()
        self._session.verify = ca_bundle or True
        # Neither a netrc file may replace the token, nor a proxy meant for
        # the outer world see what stays on this machine.
        self._session.auth = _Bearer(token)
        self._session.trust_env = not is_loopback(url)
        self._session.headers.update(
            {
                "Accept": "application/json",
                "User-Agent": f"ldmjira/{VERSION}",
            }
        )
        self._session.mount("https://", GuardedAdapter(self.counts))
        self._session.mount("http://", GuardedAdapter(self.counts))

    def __repr__(self) -> str:
        return f"ZephyrClient({self._url!r})"

    def get(
        self,
        path: str,
        *,
        doing: str,
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read by GET.

        Parameters
        ----------
        path
            Below the root, made by `path_of`.
        doing
            What it does, for messages.
        params
            Query.

        Returns
        -------
        object
            JSON of the answer.
        """
        return self._send("GET", path, None, doing, params).body

    def find(self, path: str, *, doing: str) -> Any:
        """Read by GET; ``None`` for what is not there."""
        try:
            return self.get(path, doing=doing)
        except RemoteError as error:
            if error.status == requests.codes.not_found:
                return None
            raise

    def pages(
        self,
        path: str,
        *,
        doing: str,
        params: Mapping[str, Any] | None = None,
        size: int = 1000,
    ) -> Iterator[Any]:
        """Read a list page by page.

        Parameters
        ----------
        path, doing, params
            As for `get`.
        size
            Values on a page to ask for; the server may give fewer.

        Yields
        ------
        object
            Values.

        Raises
        ------
        RemoteError
            If the pages make no sense, or never end.
        """
        start = 0
        for _ in range(MOST_PAGES):
            query = {**(params or {}), "maxResults": size, "startAt": start}
            answer = self.get(path, doing=doing, params=query)
            values = _values(answer, doing)
            yield from values
            # The server's own `next` is an address: it could lead anywhere.
            start += len(values)
            total = answer.get("total")
            if answer.get("isLast") is True or not values:
                return
            if isinstance(total, int) and start >= total:
                return
        raise _endless(doing)

    def cursor_pages(
        self,
        path: str,
        *,
        doing: str,
        params: Mapping[str, Any] | None = None,
        size: int = 1000,
    ) -> Iterator[Any]:
        """Read a list that pages by the id of its values.

        Parameters
        ----------
        path, doing, params, size
            As for `pages`.

        Yields
        ------
        object
            Values.

        Raises
        ------
        RemoteError
            If the pages make no sense, or do not go on.
        """
        start = 0
        while True:
            query = {**(params or {}), "limit": size, "startAtId": start}
            answer = self.get(path, doing=doing, params=query)
            yield from _values(answer, doing)
            following = answer.get("nextStartAtId")
            if following is None:
                return
            if not isinstance(following, int) or following <= start:
                raise _endless(doing)
            start = following

    def write(
        self,
        method: Literal["POST", "PUT", "DELETE"],
        path: str,
        body: Any = None,
        *,
        doing: str,
    ) -> Answer:
        """Send a write, once.

        Parameters
        ----------
        method, path, body
            The request.
        doing
            What it does, for messages.

        Returns
        -------
        Answer
            Body and address of what was made.

        Raises
        ------
        RemoteError
            With ``ambiguous`` set if no answer tells whether it was done.
        """
        self._before_write()
        return self._send(method, path, body, doing, None)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _send(
        self,
        method: str,
        path: str,
        body: Any,
        doing: str,
        params: Mapping[str, Any] | None,
    ) -> Answer:
        is_write = method != "GET"
        headers = {"Content-Type": "application/json"} if body else {}

        def send_once() -> Answer:
            response = self._session.request(
                method,
                f"{self._url}/{path}",
                params=params,
                data=json.dumps(body).encode("ascii") if body else None,
                headers=headers,
                timeout=self._timeout,
            )
            content = response.json() if response.content else None
            return Answer(
                response.status_code,
                content,
                response.headers.get("Location", ""),
            )

        with _zephyr_errors(doing, is_write=is_write, secrets=self._secrets):
            return self._policy.call(send_once, is_write=is_write)


class _Bearer(requests.auth.AuthBase):
    """Put the token into each request, and into no other place."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def __call__(
        self, request: requests.PreparedRequest
    ) -> requests.PreparedRequest:
        token = self._token.get_secret_value()
        request.headers["Authorization"] = f"Bearer {token}"
        return request


@contextmanager
def _zephyr_errors(
    doing: str, *, is_write: bool, secrets: tuple[str, ...]
) -> Iterator[None]:
    """Turn what goes wrong into our errors, with hints about Zephyr."""
    try:
        with jira_errors(doing, is_write=is_write, secrets=secrets):
            yield
    except AuthenticationError as error:
        raise AuthenticationError(
            f"Zephyr Scale: {error.message}",
            status=error.status,
            hint=_NO_ACCESS,
        ) from None
    except RemoteError as error:
        hint = _HINTS.get(error.status or 0)
        if error.status is None:
            hint = _ADDRESS
        raise RemoteError(
            f"Zephyr Scale: {error.message}",
            status=error.status,
            fields=error.fields,
            ambiguous=error.ambiguous,
            hint=hint,
        ) from None


def path_of(*parts: object) -> str:
    """Make a path, whatever its parts hold."""
    return "/".join(quote(str(part), safe="") for part in parts)


def _values(answer: Any, doing: str) -> list[Any]:
    values = answer.get("values") if isinstance(answer, dict) else None
    if not isinstance(values, list):
        raise RemoteError(
            f"Zephyr Scale: Cannot {doing}: the answer is no page of a list",
            hint=_ADDRESS,
        )
    return values


def _endless(doing: str) -> RemoteError:
    return RemoteError(
        f"Zephyr Scale: Cannot {doing}: its pages do not end",
        hint="Try again later; if it stays so, tell its maintainers.",
    )


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError(
            "Zephyr's address is not a web address",
            hint=f"Set LDMJIRA_ZEPHYR_URL, like {DEFAULT_URL}",
        )
    if parts.scheme == "http" and not is_loopback(url):
        raise ConfigurationError(
            f"http://{parts.hostname} would get the token unencrypted",
            hint="Use https://; plain http is for this machine only.",
        )
