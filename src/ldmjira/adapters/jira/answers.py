"""What comes back over the wire: counted, bounded, and kept on its host."""

from __future__ import annotations

import time
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import requests
from jira import JIRAError
from requests.adapters import HTTPAdapter

from ldmjira.models.remote import RequestCounts

__all__ = [
    "BrokenAnswerError",
    "GuardedAdapter",
    "RedirectRefusedError",
    "is_read",
]

_READ_POSTS: Final = (
    "/search",
    "/search/jql",
    "/search/approximate-count",
    "/issue/bulkfetch",
    "/changelog/bulkfetch",
    "/jql/parse",
)
_REQUEST_IDS: Final = ("Atl-TraceId", "X-AREQUESTID", "X-Request-Id")
_LONGEST_ID: Final = 100
_CHUNK: Final = 65_536
_SHOWN: Final = 80
_PORTS: Final = {"http": 80, "https": 443}


class BrokenAnswerError(ValueError):
    """An answer that is not what Jira sends: a page, or too much."""

    def __init__(self, message: str, *, is_page: bool) -> None:
        super().__init__(message)
        self.is_page = is_page


class RedirectRefusedError(requests.RequestException):
    """The site sends us elsewhere, and we do not go."""


def is_read(method: str, url: str) -> bool:
    """Whether a request only asks.

    Parameters
    ----------
    method
        HTTP method.
    url
        Address, or its path.

    Returns
    -------
    bool
        Also true of the searches that go by POST.
    """
    return method.upper() in {"GET", "HEAD", "OPTIONS"} or (
        method.upper() == "POST" and urlsplit(url).path.endswith(_READ_POSTS)
    )


class GuardedAdapter(HTTPAdapter):
    """Send each request once, count it, and judge the answer's envelope.

    Parameters
    ----------
    counts
        Where requests are counted: each attempt, each redirect followed.
    max_bytes
        Length of an answer that is still read.
    max_seconds
        Time that the body of an answer may take; a slow drip of bytes never
        meets the read timeout.
    """

    def __init__(
        self,
        counts: RequestCounts,
        *,
        max_bytes: int = 64 * 2**20,
        max_seconds: float = 120,
    ) -> None:
        super().__init__(max_retries=0)
        self._counts = counts
        self._max_bytes = max_bytes
        self._max_seconds = max_seconds

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002
        *args: Any,
        **kwargs: Any,
    ) -> requests.Response:
        """Send a request and read its answer whole."""
        del stream
        method, url = request.method or "GET", request.url or ""
        if is_read(method, url):
            self._counts.reads += 1
        else:
            self._counts.writes += 1
        self._counts.last_id = ""
        response = super().send(request, True, *args, **kwargs)  # noqa: FBT003
        self._counts.last_id = _request_id(response)
        try:
            self._read(response)
            _check_redirect(method, url, response)
            _check_status(url, response)
            _check_kind(url, response)
        except Exception:
            response.close()
            raise
        return response

    def _read(self, response: requests.Response) -> None:
        """Read the body, so far as it has a bound."""
        end = time.monotonic() + self._max_seconds
        parts: list[bytes] = []
        length = 0
        for part in response.iter_content(_CHUNK):
            parts.append(part)
            length += len(part)
            if length > self._max_bytes:
                raise BrokenAnswerError(
                    f"the answer is longer than {self._max_bytes} bytes",
                    is_page=True,
                )
            if time.monotonic() > end:
                raise requests.ReadTimeout(
                    "the answer did not end in time", response=response
                )
        # Where requests itself keeps a body that was read.
        response._content = b"".join(parts)  # noqa: SLF001


def _request_id(response: requests.Response) -> str:
    """Return what the site's own log calls the request."""
    named = (response.headers.get(name, "") for name in _REQUEST_IDS)
    return next((text for text in named if text), "")[:_LONGEST_ID]


def _check_redirect(
    method: str, url: str, response: requests.Response
) -> None:
    if not response.is_redirect:
        return
    target = urljoin(url, response.headers.get("Location", ""))
    if method.upper() in {"GET", "HEAD"} and _origin(url) == _origin(target):
        return
    parts = urlsplit(target)
    raise RedirectRefusedError(
        f"the site answers {response.status_code} and sends us to "
        f"{parts.scheme}://{parts.hostname}{parts.path}",
        response=response,
    )


def _check_status(url: str, response: requests.Response) -> None:
    """Raise what the client would: its own reading of errors can crash."""
    if not response.ok:
        raise JIRAError(
            status_code=response.status_code, url=url, response=response
        )


def _check_kind(url: str, response: requests.Response) -> None:
    if response.is_redirect or not response.content:
        return
    kind = response.headers.get("Content-Type", "").lower()
    start = response.content.lstrip()[:_SHOWN]
    if "html" in kind or start.startswith(b"<"):
        raise BrokenAnswerError(
            f"{urlsplit(url).path} answers with a page, not with JSON: "
            f"{start.decode('utf-8', 'replace')!r}",
            is_page=True,
        )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme)
    return (parts.scheme, parts.hostname, port)
