"""Requests to Zephyr Scale: query, body, pages, and the table of calls."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.store import Row

from .book import Book, Entity
from .errors import ZephyrError, bad, bad_value

__all__ = [
    "STEP_PAGE",
    "Body",
    "ZephyrCall",
    "ZephyrRoutes",
    "created",
    "cursor_page",
    "entity_url",
    "moment_of",
    "page",
]

_PAGE: Final = 1000
STEP_PAGE: Final = 100
_FURTHEST: Final = 1_000_000
_LONGEST: Final = 255
_ACCOUNT: Final = re.compile(r"[-:a-zA-Z0-9]{1,128}")
_PROJECT: Final = re.compile(r"[A-Z][A-Z_0-9]+")
_MOST_LABELS: Final = 50


@dataclass
class ZephyrCall:
    """One request, with everything that answering it needs."""

    book: Book
    method: str
    path: str
    """Below the API's root, without a slash at its start."""
    headers: Mapping[str, str]
    raw_query: str
    raw_body: bytes
    base: str
    """Address of the API's root."""
    account: str
    """Account id of the token's owner."""
    args: dict[str, str] = field(default_factory=dict)

    @cached_property
    def query(self) -> dict[str, str]:
        """The query, the last of each name; empty values are dropped."""
        pairs = parse_qsl(self.raw_query, keep_blank_values=True)
        return {name: value for name, value in pairs if value != ""}

    def number(
        self, name: str, default: int, *, least: int = 0, most: int = 2**63
    ) -> int:
        """Return a number of the query, or refuse it."""
        text = self.query.get(name)
        if text is None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise bad_value(name, text, "a number")
        if int(text) < least:
            raise bad(f"{name} must be greater than or equal to {least}")
        if int(text) > most:
            raise bad(f"{name} must be less than or equal to {most}")
        return int(text)

    def flag(self, name: str) -> bool:
        """Return a boolean of the query; false if it is not there."""
        return self.query.get(name, "false").lower() == "true"

    def moment(self, name: str) -> datetime | None:
        """Return an instant of the query."""
        text = self.query.get(name)
        return None if text is None else moment_of(name, text)

    @cached_property
    def project(self) -> str | None:
        """Jira id of the project that the query names, if it names one."""
        key = self.query.get("projectKey")
        return None if key is None else self.project_row(key)["id"]

    def project_row(self, key: str) -> Row:
        """Return a project by its key, or refuse."""
        if not _PROJECT.fullmatch(key):
            raise bad_value("projectKey", key, "the key of a project")
        return self.book.project(key)

    @cached_property
    def body(self) -> Body:
        """The body, which must be a JSON object and be declared so."""
        kind = self.headers.get("content-type", "").split(";")[0].strip()
        if kind.lower() != "application/json":
            raise ZephyrError(415, "Content-Type must be application/json")
        try:
            value = json.loads(self.raw_body)
        except (ValueError, RecursionError):
            raise bad("The request body is not valid JSON") from None
        if not isinstance(value, dict):
            raise bad("The request body must be a JSON object")
        if re.search(rb"\\u[dD][89a-fA-F]", self.raw_body):
            _refuse_half_characters(value)
        return Body(value)

    def url(self, *parts: object) -> str:
        """Return an address below the API's root."""
        return "/".join([self.base, *(str(part) for part in parts)])


def _refuse_half_characters(value: Any) -> None:
    """Refuse halves of surrogate pairs, which no text can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad("The request body is not valid Unicode") from None


def moment_of(name: str, text: str) -> datetime:
    """Read an instant, or refuse it."""
    # "2018-05-19 13:15:13+00:00" stands in the vendor's examples, too.
    if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
        raise bad_value(name, text, "in format yyyy-MM-dd'T'HH:mm:ss'Z'")
    # A plus in a query that nobody escaped arrives as a space.
    zone = text[11:].replace(" ", "+")
    try:
        moment = datetime.fromisoformat(text[:10] + "T" + zone)
    except ValueError:
        raise bad_value(
            name, text, "in format yyyy-MM-dd'T'HH:mm:ss'Z'"
        ) from None
    return (
        moment.replace(tzinfo=UTC)
        if moment.tzinfo is None
        else moment.astimezone(UTC)
    )


class Body:
    """A JSON object whose properties are asked for one by one."""

    def __init__(self, value: dict[str, Any], prefix: str = "") -> None:
        self.value = value
        self._prefix = prefix

    def __contains__(self, name: str) -> bool:
        return name in self.value

    def text(
        self, name: str, *, is_required: bool = False, is_name: bool = False
    ) -> str | None:
        """Return a text; null counts as missing.

        Parameters
        ----------
        is_required
            Whether to refuse when it is missing.
        is_name
            Whether it must not be blank and has at most 255 characters.
        """
        full = self._prefix + name
        value = self._given(name, is_required=is_required)
        if value is None:
            return None
        if not isinstance(value, str):
            raise bad(f"{full} must be a string")
        if is_name:
            if not value.strip():
                raise bad(f"{full} must not be blank")
            if len(value) > _LONGEST:
                raise bad(f"{full} must have at most {_LONGEST} characters")
        return value

    def _given(self, name: str, *, is_required: bool) -> Any:
        value = self.value.get(name)
        if value is None and is_required:
            raise bad(f"{self._prefix}{name} must not be null")
        return value

    def need(self, name: str, *, is_name: bool = False) -> str:
        """Return a text that must be there."""
        return self.text(name, is_required=True, is_name=is_name) or ""

    def number(
        self, name: str, *, least: int = 1, is_required: bool = False
    ) -> int | None:
        """Return a whole number; null counts as missing."""
        full = self._prefix + name
        value = self._given(name, is_required=is_required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise bad(f"{full} must be a number")
        if value < least:
            raise bad(f"{full} must be greater than or equal to {least}")
        return value

    def id_of(self, name: str, *, is_required: bool = False) -> int | None:
        """Return the id in an object like ``{"id": 7}``."""
        full = self._prefix + name
        value = self._given(name, is_required=is_required)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad(f"{full} must be an object with an id")
        return Body(value, f"{full}.").number("id", is_required=True)

    def account(self, name: str) -> str | None:
        """Return an account id."""
        value = self.text(name)
        if value is not None and not _ACCOUNT.fullmatch(value):
            raise bad_value(self._prefix + name, value, "an account id")
        return value

    def moment(self, name: str) -> str | None:
        """Return an instant as Zephyr writes it."""
        value = self.text(name)
        if value is None:
            return None
        read = moment_of(self._prefix + name, value)
        return read.strftime("%Y-%m-%dT%H:%M:%SZ")

    def labels(self) -> list[str]:
        """Return labels, which hold no spaces."""
        value = self.value.get("labels") or []
        if not isinstance(value, list) or any(
            not isinstance(label, str) for label in value
        ):
            raise bad("labels must be a list of strings")
        if len(value) > _MOST_LABELS:
            raise bad(f"There can be at most {_MOST_LABELS} labels")
        for label in value:
            if not label or re.search(r"\s", label):
                raise bad(f"Label '{label}' must not hold spaces")
        return list(dict.fromkeys(value))

    def custom_fields(
        self, known: Mapping[str, object], *, must_be_whole: bool = False
    ) -> Row:
        """Return custom fields over their defaults.

        Parameters
        ----------
        must_be_whole
            Whether every field must be named, as in a PUT.
        """
        value = self.value.get("customFields")
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise bad("customFields must be an object")
        for name, given in value.items():
            if name not in known:
                raise bad(f"Custom field '{name}' does not exist")
            if isinstance(known[name], bool):
                if given is not None and not isinstance(given, bool):
                    raise bad(f"Custom field '{name}' must be a boolean")
            elif given is not None and not isinstance(given, str):
                raise bad(f"Custom field '{name}' must be a string")
        missing = [name for name in known if name not in value]
        if must_be_whole and missing:
            raise bad(
                "All custom fields must be present in the request. Missing: "
                + ", ".join(missing)
            )
        return {**known, **value}


# -- pages ----------------------------------------------------------------


def page(
    call: ZephyrCall,
    rows: Sequence[Row],
    show: Callable[[Row], Any],
    *,
    most: int = _PAGE,
) -> Reply:
    """Answer with a page of a list, by ``startAt`` and ``maxResults``."""
    start = call.number("startAt", 0, most=_FURTHEST)
    size = min(call.number("maxResults", 10, least=1), most)
    end = start + size
    is_last = end >= len(rows)
    following = None
    if not is_last:
        query = {**call.query, "maxResults": size, "startAt": end}
        following = f"{call.url(call.path)}?{urlencode(query)}"
    return Reply(
        200,
        {
            "next": following,
            "startAt": start,
            "maxResults": size,
            "total": len(rows),
            "isLast": is_last,
            "values": [show(row) for row in rows[start:end]],
        },
    )


def cursor_page(
    call: ZephyrCall, rows: Sequence[Row], show: Callable[[Row], Any]
) -> Reply:
    """Answer with a page of a list, by ``startAtId`` and ``limit``."""
    start = call.number("startAtId", 0)
    size = call.number("limit", 10, least=1, most=_PAGE)
    left = [row for row in rows if int(row["id"]) >= start]
    left.sort(key=lambda row: int(row["id"]))
    following, next_id = None, None
    if len(left) > size:
        next_id = int(left[size]["id"])
        query = {**call.query, "limit": size, "startAtId": next_id}
        following = f"{call.url(call.path)}?{urlencode(query)}"
    return Reply(
        200,
        {
            "next": following,
            "nextStartAtId": next_id,
            "limit": size,
            "values": [show(row) for row in left[:size]],
        },
    )


def created(call: ZephyrCall, row: Row, *path: object) -> Reply:
    """Answer to a create: id, address, and the key if there is one."""
    body = {"id": int(row["id"]), "self": call.url(*path, row["id"])}
    if "key" in row:
        body["key"] = row["key"]
    return Reply(201, body)


# -- the table of calls ---------------------------------------------------

ZephyrHandler = Callable[[ZephyrCall], Reply]


class ZephyrRoutes:
    """A table of calls, filled by decorators, one table per family."""

    def __init__(self) -> None:
        self._table: dict[
            int, list[tuple[str, tuple[str, ...], ZephyrHandler]]
        ] = {}

    def add(
        self, method: str, path: str
    ) -> Callable[[ZephyrHandler], ZephyrHandler]:
        """Register a call by method and path, as ``folders/{id}``."""

        def register(handler: ZephyrHandler) -> ZephyrHandler:
            parts = tuple(path.split("/"))
            self._table.setdefault(len(parts), []).append(
                (method, parts, handler)
            )
            return handler

        return register

    def include(self, other: ZephyrRoutes) -> None:
        """Take over the calls of another table."""
        for length, entries in other._table.items():
            self._table.setdefault(length, []).extend(entries)

    def find(
        self, method: str, path: str
    ) -> tuple[ZephyrHandler | None, dict[str, str], list[str]]:
        """Find a call: its handler, arguments, and the address's methods."""
        parts = [unquote(part) for part in path.split("/")]
        found: list[tuple[int, str, ZephyrHandler, dict[str, str]]] = []
        for allowed, pattern, handler in self._table.get(len(parts), ()):
            args: dict[str, str] = {}
            for wanted, given in zip(pattern, parts, strict=True):
                if wanted.startswith("{"):
                    args[wanted.strip("{}")] = given
                elif wanted != given:
                    break
            else:
                found.append((len(args), allowed, handler, args))
        if not found:
            return None, {}, []
        # A fixed name goes before a placeholder: testcases/nextgen.
        fewest = min(count for count, *_ in found)
        found = [entry for entry in found if entry[0] == fewest]
        for _, allowed, handler, args in found:
            if allowed == method:
                return handler, args, [method]
        return None, {}, [allowed for _, allowed, *_ in found]


def entity_url(call: ZephyrCall, entity: Entity, row: Row) -> str:
    """Return the address of an entity."""
    if entity == "case":
        return call.url("testcases", row["key"])
    return call.url(f"test{entity}s", row["id"])
