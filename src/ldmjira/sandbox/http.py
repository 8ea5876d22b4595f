"""Requests and answers between the web server and the calls of the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from .errors import JiraError, bad_payload
from .render import Renderer

if TYPE_CHECKING:
    from .site import Site

__all__ = ["Call", "Handler", "Match", "Reply", "Routes", "comma_list"]


@dataclass(slots=True)
class Reply:
    """An answer: a body for JSON, or bytes, or nothing."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json;charset=UTF-8"

    def content(self) -> bytes:
        """Return the bytes to send."""
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(
            self.body, ensure_ascii=False, separators=(",", ":")
        ).encode("utf-8", "surrogatepass")


@dataclass
class Call:
    """One request, with everything that answering it needs.

    Parameters
    ----------
    version
        ``"2"`` or ``"3"``; what ``latest`` stands for is settled already.
    user
        Name of the user who asks.
    path_version
        The version as the address has it, for links in answers.
    """

    site: Site
    method: str
    path: str
    version: str
    user: str
    headers: Mapping[str, str]
    raw_query: str = ""
    raw_body: bytes = b""
    path_version: str = "2"
    args: dict[str, str] = field(default_factory=dict)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The query in order."""
        return parse_qsl(self.raw_query, keep_blank_values=True)

    @cached_property
    def query(self) -> dict[str, str]:
        """The query, the first of each name."""
        found: dict[str, str] = {}
        for name, value in self.pairs:
            found.setdefault(name, value)
        return found

    def values(self, name: str) -> list[str]:
        """Return all values of a query parameter, commas split too."""
        return [
            part
            for key, value in self.pairs
            if key in (name, f"{name}[]")
            for part in value.split(",")
            if part
        ]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a query parameter as a boolean."""
        value = self.query.get(name)
        return default if value is None else value.lower() == "true"

    def number(self, name: str, default: int) -> int:
        """Return a query parameter as a whole number."""
        value = self.query.get(name, "")
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise JiraError(
                400, f"The value '{value}' of '{name}' is not a number."
            ) from None

    def page_size(self, default: int) -> int:
        """Return ``maxResults``; a negative one means the default."""
        most = self.number("maxResults", default)
        return default if most < 0 else most

    @cached_property
    def json(self) -> Any:
        """The body, which must be JSON and be declared so."""
        kind = self.headers.get("content-type", "").split(";")[0].strip()
        if kind.lower() != "application/json" and (kind or self.raw_body):
            raise JiraError(415, "Unsupported Media Type")
        if not self.raw_body:
            raise JiraError(
                400, "No content to map to Object due to end of input"
            )
        try:
            return _parse(self.raw_body)
        except (ValueError, RecursionError):
            raise JiraError(
                400,
                "There was an error parsing JSON. Check that your request "
                "body is valid.",
            ) from None

    @property
    def body(self) -> dict[str, Any]:
        """The body, which must be a JSON object."""
        if not isinstance(self.json, dict):
            raise bad_payload()
        return self.json

    def text(self, name: str) -> str | None:
        """Return a member of the body that is text, or missing."""
        value = self.body.get(name)
        if value is not None and not isinstance(value, str):
            raise bad_payload()
        return value

    @property
    def expand(self) -> set[str]:
        """Names under ``expand`` in the query."""
        return set(comma_list(self.values("expand")))

    @property
    def is_cloud(self) -> bool:
        """Whether the site plays Jira Cloud."""
        return self.site.is_cloud

    @property
    def wants_adf(self) -> bool:
        """Whether rich text is ADF in this version."""
        return self.version == "3"

    @cached_property
    def show(self) -> Renderer:
        """What shows things to this user in this version."""
        return Renderer(
            self.site,
            user=self.user,
            version=self.version,
            path=self.path_version,
        )

    def url(self, path: str) -> str:
        """Return the address of something under this version of the API."""
        return f"{self.site.base_url}/rest/api/{self.path_version}/{path}"

    def require_admin(self) -> None:
        """Refuse a user who does not administer the site."""
        if not self.site.is_admin(self.user):
            raise JiraError(
                403, "You do not have permission to perform this operation."
            )


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class _Entry:
    segments: tuple[str, ...]
    handler: Handler
    deployment: str | None
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What the table of calls knows of an address."""

    handler: Handler | None
    args: dict[str, str]
    allowed: tuple[str, ...]
    """Methods that the address has; empty if it is unknown."""


class Routes:
    """A table of calls, filled by decorators, one per family."""

    def __init__(self) -> None:
        self._table: dict[tuple[str, int], list[_Entry]] = {}

    def add(
        self,
        method: str,
        path: str,
        *,
        only: str | None = None,
        versions: Iterable[str] = ("2", "3"),
    ) -> Callable[[Handler], Handler]:
        """Register a call.

        Parameters
        ----------
        path
            Below the version, as ``issue/{key}/comment``.
        only
            ``cloud`` or ``datacenter``, if the other has no such call.
        versions
            Versions of the API that have it.
        """

        def register(handler: Handler) -> Handler:
            segments = tuple(path.strip("/").split("/"))
            entry = _Entry(segments, handler, only, tuple(versions))
            self._table.setdefault((method, len(segments)), []).append(entry)
            return handler

        return register

    def include(self, other: Routes) -> None:
        """Take over the calls of another table."""
        for key, entries in other._table.items():
            self._table.setdefault(key, []).extend(entries)

    def find(
        self, method: str, path: str, *, deployment: str, version: str
    ) -> Match:
        """Find the call for an address."""
        parts = tuple(unquote(p) for p in path.strip("/").split("/"))
        allowed = []
        for name in dict.fromkeys((method, *_METHODS)):
            for entry, args in self._matching(name, parts):
                if entry.deployment not in (None, deployment):
                    continue
                if version not in entry.versions:
                    continue
                if name == method:
                    return Match(entry.handler, args, (name,))
                allowed.append(name)
                break
        return Match(None, {}, tuple(allowed))

    def _matching(
        self, method: str, parts: tuple[str, ...]
    ) -> Iterator[tuple[_Entry, dict[str, str]]]:
        entries = self._table.get((method, len(parts)), ())
        found = []
        for entry in entries:
            args = {}
            for segment, part in zip(entry.segments, parts, strict=True):
                if segment[0] == "{":
                    args[segment[1:-1]] = part
                elif segment.lower() != part.lower():
                    break
            else:
                found.append((entry, args))
        found.sort(key=lambda pair: len(pair[1]))
        yield from found


def _parse(body: bytes) -> Any:
    """Read JSON, strictly: no NaN, and no half of a surrogate pair."""
    parsed = json.loads(body, parse_constant=_refuse)
    if b"\\ud" in body.lower():
        json.dumps(parsed, ensure_ascii=False).encode()
    return parsed


def _refuse(name: str) -> Any:
    raise ValueError(name)


_METHODS = ("GET", "POST", "PUT", "DELETE")


def comma_list(value: Any) -> list[str]:
    """Return names given as a list, as text with commas, or as both."""
    if value is None:
        return []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple | set):
        raise bad_payload()
    return [
        part.strip()
        for item in value
        for part in str(item).split(",")
        if part.strip()
    ]
