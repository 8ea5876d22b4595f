"""Search, page by page, never returning a part as the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ldmjira.exceptions import RemoteError

from .transport import Transport, path_of

__all__ = ["search_cloud", "search_data_center"]

_PAGE_CAP: Final = 1000
"""Pages after which a search is taken to never end."""
_EMPTY_CAP: Final = 3
"""Pages without an issue in a row that are put up with."""
_BAD_REQUEST: Final = 400
_GONE: Final = frozenset({404, 405, 410})


def search_cloud(
    transport: Transport,
    jql: str,
    *,
    fields: Sequence[str],
    properties: Sequence[str] = (),
    page_size: int = 100,
    doing: str,
) -> list[dict[str, Any]]:
    """Search on Jira Cloud.

    Parameters
    ----------
    transport
        Where to ask.
    jql
        Query; it must be bounded.
    fields, properties
        What to return of each issue.
    page_size
        Issues on one page at most; the site may return fewer.
    doing
        What it is for, in messages.

    Returns
    -------
    list of dict
        Issues as the site tells them, each once.

    Raises
    ------
    RemoteError
        If the pages do not come to an end; what was read is not returned.
    """
    body: dict[str, Any] = {
        "jql": jql,
        "fields": list(fields),
        "maxResults": page_size,
    }
    if properties:
        body["properties"] = list(properties)
    try:
        return _follow_tokens(transport, body, doing=doing)
    except _LostPageError:
        # A token lives for a while only; the listing begins again, once.
        return _follow_tokens(transport, body, doing=doing)


def search_data_center(
    transport: Transport,
    jql: str,
    *,
    fields: Sequence[str],
    page_size: int = 1000,
    doing: str,
) -> list[dict[str, Any]]:
    """Search on Data Center.

    Parameters
    ----------
    transport
        Where to ask.
    jql
        Query; values that the site does not know are passed over.
    fields
        What to return of each issue.
    page_size
        Issues on one page at most; the site may return fewer.
    doing
        What it is for, in messages.

    Returns
    -------
    list of dict
        Issues as the site tells them, each once.

    Raises
    ------
    RemoteError
        If the pages do not come to an end; what was read is not returned.
    """
    found: dict[str, dict[str, Any]] = {}
    start = 0
    for _ in range(_PAGE_CAP):
        body = {
            "jql": jql,
            "fields": list(fields),
            "startAt": start,
            "maxResults": page_size,
            "validateQuery": False,
        }
        page = _ask(transport, "search", body, doing=doing)
        issues = list(_issues(page, doing))
        found.update((str(issue["id"]), issue) for issue in issues)
        start += len(issues)
        total = page.get("total")
        # A page may be short though more follow: only an empty one, or the
        # total, tells the end.
        if not issues or (isinstance(total, int) and start >= total):
            return list(found.values())
    raise _endless(doing)


class _LostPageError(RemoteError):
    """The site does not know the token of a page any more."""


def _follow_tokens(
    transport: Transport, first: dict[str, Any], *, doing: str
) -> list[dict[str, Any]]:
    body = dict(first)
    found: dict[str, dict[str, Any]] = {}
    tokens: set[str] = set()
    empty = 0
    for _ in range(_PAGE_CAP):
        try:
            page = _ask(transport, "search/jql", body, doing=doing)
        except RemoteError as error:
            if error.status == _BAD_REQUEST and tokens:
                raise _LostPageError(error.message, status=400) from None
            raise
        issues = list(_issues(page, doing))
        found.update((str(issue["id"]), issue) for issue in issues)
        token = page.get("nextPageToken")
        if not token or page.get("isLast") is True:
            return list(found.values())
        empty = 0 if issues else empty + 1
        if token in tokens or empty == _EMPTY_CAP:
            raise _endless(doing)
        tokens.add(token)
        body["nextPageToken"] = token
    raise _endless(doing)


def _ask(
    transport: Transport, path: str, body: dict[str, Any], *, doing: str
) -> dict[str, Any]:
    try:
        answer = transport.send(
            "POST", path_of(*path.split("/")), body, doing=doing
        )
    except RemoteError as error:
        if error.status in _GONE:
            raise RemoteError(
                f"{error.message} (this site has no {path} in version "
                f"{transport.version} of its API)",
                status=error.status,
                hint=(
                    "The site removed this API, or is another kind of Jira "
                    "than it says; upgrade ldmjira."
                ),
            ) from None
        raise
    if not isinstance(answer.body, dict):
        raise RemoteError(f"Cannot {doing}: the answer holds no issues")
    return answer.body


def _issues(page: dict[str, Any], doing: str) -> Iterator[dict[str, Any]]:
    issues = page.get("issues")
    if not isinstance(issues, list):
        raise RemoteError(f"Cannot {doing}: the answer holds no issues")
    for issue in issues:
        if not isinstance(issue, dict) or "id" not in issue:
            raise RemoteError(f"Cannot {doing}: an issue comes without id")
        yield issue


def _endless(doing: str) -> RemoteError:
    return RemoteError(
        f"Cannot {doing}: the pages of the search do not come to an end",
        hint="This is a fault of the site; try again later.",
    )
