"""Read issues: by key in bulk, by label, by what changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from ldmjira.constants import BULK_FETCH_LIMIT, LABEL_PREFIX, PROPERTY_KEY
from ldmjira.exceptions import RemoteError
from ldmjira.models.remote import RemoteIssue

from .issues import FIELDS, Translator, instant_of
from .jql import any_of, chunks, quote_jql
from .search import search_cloud, search_data_center
from .transport import Transport, path_of

__all__ = ["IssueReader"]

_QUERY_CHUNK: Final = 100
"""Values in one ``in (...)``."""
_WIDEST_ZONE: Final = timedelta(hours=14)
_BAD_REQUEST: Final = 400
_NOT_SHOWN: Final = frozenset({403, 404})
"""Data Center says 403 of an issue that others may see."""
_PAGE: Final = 100
_PROBE: Final = 20
"""Keys read one by one, where there is no bulk, until none is shown."""
_PROBE_CAP: Final = 50
_ID_PAGE: Final = 5000


class IssueReader:
    """Read issues of one site.

    Parameters
    ----------
    transport
        Where to ask.
    translator
        Turns answers into our issues.
    is_cloud
        Whether the site is Jira Cloud.
    """

    def __init__(
        self, transport: Transport, translator: Translator, *, is_cloud: bool
    ) -> None:
        self._transport = transport
        self._translator = translator
        self._is_cloud = is_cloud

    def fetch(self, keys: Collection[str]) -> dict[str, RemoteIssue]:
        """Read issues by key or id; those not shown are missing."""
        asked = sorted(set(keys))
        size = BULK_FETCH_LIMIT if self._is_cloud else _QUERY_CHUNK
        found: dict[str, RemoteIssue] = {}
        for chunk in chunks(asked, size):
            if self._is_cloud:
                found.update(self._fetch_cloud(chunk))
            else:
                found.update(self._fetch_data_center(chunk))
        return found

    def find(self, labels: Collection[str]) -> list[RemoteIssue]:
        """Search for issues that carry any of the labels, in id order."""
        found: dict[str, RemoteIssue] = {}
        for chunk in chunks(sorted(set(labels)), _QUERY_CHUNK):
            jql = f"{any_of('labels', chunk)} order by key"
            for issue in self._search(jql, doing="search by our labels"):
                found[issue.id] = issue
        return sorted(found.values(), key=lambda issue: _number(issue.id))

    def find_newest(
        self, labels: Collection[str], *, project: str
    ) -> list[RemoteIssue]:
        """Look for labels among the newest issues of a project.

        The search only tells where to begin, a bit before the newest that
        it shows: keys are given in order, and an issue is read by its key
        as soon as it is made.

        Parameters
        ----------
        labels
            Any of these.
        project
            Project in which we create.

        Returns
        -------
        list of RemoteIssue
            In id order.
        """
        wanted = frozenset(labels)
        found: list[RemoteIssue] = []
        size = BULK_FETCH_LIMIT if self._is_cloud else _PROBE
        newest = self._newest_number(project)
        start = max(newest - size, 0) + 1
        for _ in range(_PROBE_CAP):
            numbers = range(start, start + size)
            block = self._block([f"{project}-{n}" for n in numbers])
            found += [issue for issue in block if issue.labels & wanted]
            if not block and start > newest:
                break
            start += size
        return sorted(found, key=lambda issue: _number(issue.id))

    def find_beside(
        self, labels: Collection[str], keys: Collection[str]
    ) -> list[RemoteIssue]:
        """Look for labels among the issues with keys near some.

        Parameters
        ----------
        labels
            Any of these.
        keys
            Keys of issues that were just made.

        Returns
        -------
        list of RemoteIssue
            In id order.
        """
        wanted = frozenset(labels)
        reach = BULK_FETCH_LIMIT // 2 if self._is_cloud else _PROBE // 2
        names = [key.rpartition("-") for key in keys]
        near = {
            (project, beside)
            for project, _, number in names
            for beside in range(int(number) - reach, int(number) + reach)
            if beside > 0
        }
        found = [
            issue
            for chunk in chunks(
                [f"{project}-{number}" for project, number in sorted(near)],
                BULK_FETCH_LIMIT,
            )
            for issue in self._block(chunk)
            if issue.labels & wanted
        ]
        return sorted(found, key=lambda issue: _number(issue.id))

    def _newest_number(self, project: str) -> int:
        """Number of the newest issue that a search shows."""
        jql = f"project = {quote_jql(project)} order by key desc"
        ask: dict[str, Any] = {"jql": jql, "maxResults": 1}
        doing = f"find the newest issue of {project}"
        if self._is_cloud:
            body = self._transport.send(
                "POST",
                path_of("search", "jql"),
                {**ask, "fields": ["summary"]},
                doing=doing,
            ).body
        else:
            body = self._transport.get(
                path_of("search"),
                doing=doing,
                params={**ask, "fields": "summary"},
            )
        issues = body.get("issues") if isinstance(body, dict) else None
        for issue in issues or ():
            key = str(issue.get("key"))
            if key.rpartition("-")[2].isdecimal():
                return int(key.rpartition("-")[2])
        return 0

    def _block(self, keys: Sequence[str]) -> list[RemoteIssue]:
        """Issues under some keys, most of which will be missing."""
        if self._is_cloud:
            body = self._bulk(keys)
            return [self._issue(raw) for raw in body["issues"]]
        return list(self._fetch_alone(keys).values())

    def changed_since(
        self,
        keys: Collection[str],
        *,
        start: datetime,
        zone: ZoneInfo | None,
    ) -> set[str]:
        """Keys or ids among these that changed at or after an instant.

        Parameters
        ----------
        keys
            Keys or ids.
        start
            Instant by the site's clock.
        zone
            Time zone of our account, if it is known.
        """
        # JQL reads a bare time in our own time zone, by the minute.
        local = start.astimezone(zone) if zone else (start - _WIDEST_ZONE)
        jql = (
            f"updated >= {quote_jql(local.strftime('%Y-%m-%d %H:%M'))} "
            "order by updated, key"
        )
        raw = self._search_raw(
            jql,
            fields=["updated"],
            doing="search for changes",
            page_size=_ID_PAGE if self._is_cloud else 1000,
        )
        changed = {
            name
            for issue in raw
            for name in (str(issue.get("key")), str(issue["id"]))
            if _is_recent(issue, start)
        }
        return {key for key in keys if key in changed}

    def _fetch_cloud(self, asked: Sequence[str]) -> dict[str, RemoteIssue]:
        body = self._bulk(asked)
        issues = [self._issue(raw) for raw in body["issues"]]
        found = {key: issue for key, issue in _by_name(issues) if key in asked}
        unasked = [
            issue
            for issue in issues
            if issue.key not in found and issue.id not in found
        ]
        absent = [key for key in asked if key not in found]
        failed = {
            str(error.get("id"))
            for error in body.get("issueErrors") or ()
            if isinstance(error, dict)
        }
        # A moved issue comes under its new key; which one it was that we
        # asked for shows only when each is asked alone. What failed for the
        # moment must not pass for missing either.
        alone = absent if unasked else [k for k in absent if k in failed]
        found.update(self._fetch_alone(alone))
        return found

    def _bulk(self, asked: Sequence[str]) -> dict[str, Any]:
        answer = self._transport.send(
            "POST",
            path_of("issue", "bulkfetch"),
            {
                "issueIdsOrKeys": list(asked),
                "fields": list(FIELDS),
                "properties": [PROPERTY_KEY],
            },
            doing=f"read {len(asked)} issues",
        )
        body = answer.body if isinstance(answer.body, dict) else {}
        if not isinstance(body.get("issues"), list):
            raise RemoteError(
                f"Cannot read {len(asked)} issues: the answer holds none"
            )
        return body

    def _fetch_data_center(
        self, asked: Sequence[str]
    ) -> dict[str, RemoteIssue]:
        ids = [key for key in asked if key.isdecimal()]
        clauses = [
            any_of(field, values)
            for field, values in (
                ("id", ids),
                ("key", [key for key in asked if not key.isdecimal()]),
            )
            if values
        ]
        try:
            issues = self._search(
                f"{' or '.join(clauses)} order by key",
                doing=f"read {len(asked)} issues",
            )
        except RemoteError as error:
            if error.status != 400:  # noqa: PLR2004
                raise
            issues = []
        found = {key: issue for key, issue in _by_name(issues) if key in asked}
        found.update(
            self._fetch_alone([key for key in asked if key not in found])
        )
        return found

    def _fetch_alone(self, keys: Iterable[str]) -> dict[str, RemoteIssue]:
        found: dict[str, RemoteIssue] = {}
        for key in keys:
            raw = self._get_issue(key)
            if raw is not None:
                found[key] = self._issue(raw)
        return found

    def _get_issue(self, key: str) -> Any | None:
        try:
            return self._transport.get(
                path_of("issue", key),
                doing=f"read {key}",
                params={
                    "fields": ",".join(FIELDS),
                    "properties": PROPERTY_KEY,
                },
            )
        except RemoteError as error:
            if error.status in _NOT_SHOWN:
                return None
            raise

    def _search(self, jql: str, *, doing: str) -> list[RemoteIssue]:
        return [
            self._issue(raw)
            for raw in self._with_properties(
                self._search_raw(jql, fields=FIELDS, doing=doing)
            )
        ]

    def _search_raw(
        self,
        jql: str,
        *,
        fields: Sequence[str],
        doing: str,
        page_size: int = 100,
    ) -> list[dict[str, Any]]:
        if self._is_cloud:
            return search_cloud(
                self._transport,
                jql,
                fields=fields,
                properties=[PROPERTY_KEY],
                page_size=page_size,
                doing=doing,
            )
        return search_data_center(
            self._transport, jql, fields=fields, doing=doing
        )

    def _with_properties(
        self, issues: Iterable[dict[str, Any]]
    ) -> Iterable[dict[str, Any]]:
        """Read our property where a search cannot return it."""
        for raw in issues:
            if self._is_cloud or not _is_labelled(raw):
                yield raw
                continue
            whole = self._get_issue(str(raw["id"]))
            if whole is not None:
                yield whole

    def _issue(self, raw: Any) -> RemoteIssue:
        if not isinstance(raw, Mapping):
            raise RemoteError("The site tells of an issue in no known form")
        return self._translator.issue(raw)


def _by_name(
    issues: Iterable[RemoteIssue],
) -> Iterable[tuple[str, RemoteIssue]]:
    for issue in issues:
        yield issue.id, issue
        yield issue.key, issue


def _is_labelled(raw: Mapping[str, Any]) -> bool:
    labels = (raw.get("fields") or {}).get("labels") or ()
    return any(str(label).startswith(f"{LABEL_PREFIX}-") for label in labels)


def _is_recent(raw: Mapping[str, Any], start: datetime) -> bool:
    updated = instant_of(str((raw.get("fields") or {}).get("updated") or ""))
    return updated is None or updated >= start


def _number(issue_id: str) -> tuple[int, str]:
    return (int(issue_id) if issue_id.isdecimal() else 0, issue_id)
