"""Search on Cloud: pages by token."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from ldmjira.sandbox.choice import choose_fields
from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes, comma_list
from ldmjira.sandbox.jira.results import (
    add_names,
    compile_jql,
    issue_page,
)
from ldmjira.sandbox.jql import JqlError, Query, is_bounded

__all__ = ["routes"]

routes = Routes()

_REMOVED = (
    "The requested API has been removed. Please migrate to the "
    "/rest/api/3/search/jql API. A full migration guideline is available at "
    "https://developer.atlassian.com/changelog/#CHANGE-2046"
)
_BODY = {
    "jql", "maxResults", "nextPageToken", "fields", "fieldsByKeys",
    "failFast", "expand", "properties", "reconcileIssues",
}  # fmt: skip
_DEFAULT_PAGE = 50
_LARGEST_PAGE = 5000
_LARGEST_FULL_PAGE = 100
_RECONCILE_LIMIT = 50
_PROPERTY_LIMIT = 5
_TOKEN_LIFE_MS = 7 * 24 * 3600 * 1000


def _removed(_call: Call) -> Reply:
    raise JiraError(410, _REMOVED)


for _method in ("GET", "POST"):
    routes.add(_method, "search", only="cloud")(_removed)


def _sign(call: Call, text: bytes) -> str:
    secret = call.site.store.meta("secret", "sandbox").encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()[:16]


def _make_token(call: Call, state: dict[str, Any]) -> str:
    text = json.dumps(state, separators=(",", ":")).encode()
    signed = _sign(call, text).encode() + text
    return base64.urlsafe_b64encode(signed).decode()


def _read_token(call: Call, token: Any) -> dict[str, Any]:
    refusal = JiraError(
        400, "The provided next page token is invalid or expired."
    )
    if not isinstance(token, str):
        raise refusal
    try:
        signed = base64.urlsafe_b64decode(token.encode())
    except (binascii.Error, ValueError):
        raise refusal from None
    mark, text = signed[:16], signed[16:]
    if not hmac.compare_digest(mark, _sign(call, text).encode()):
        raise refusal
    state: dict[str, Any] = json.loads(text)
    if call.site.clock.millis() - state["at"] > _TOKEN_LIFE_MS:
        raise refusal
    return state


@routes.add("POST", "search/jql", only="cloud")
def search_by_post(call: Call) -> Reply:
    """Search; the body is a closed set."""
    body = call.body
    if set(body) - _BODY:
        raise bad_payload()
    _check_types(body)
    return _search(call, body)


def _check_types(body: dict[str, Any]) -> None:
    wrong = (
        not isinstance(body.get("jql", ""), str | None)
        or not isinstance(body.get("fields", []), list | None)
        or not isinstance(body.get("expand", ""), str | None)
        or not isinstance(body.get("properties", []), list | None)
        or not isinstance(body.get("reconcileIssues", []), list | None)
        or not isinstance(body.get("fieldsByKeys", False), bool | None)
        or not isinstance(body.get("maxResults", 0), int | None)
        or isinstance(body.get("maxResults", 0), bool)
    )
    if wrong:
        raise bad_payload()


@routes.add("GET", "search/jql", only="cloud")
def search_by_get(call: Call) -> Reply:
    """Search with all in the query."""
    asked: dict[str, Any] = {
        "jql": call.query.get("jql"),
        "fields": call.values("fields"),
        "expand": call.query.get("expand"),
        "properties": call.values("properties"),
        "reconcileIssues": call.values("reconcileIssues"),
    }
    if "maxResults" in call.query:
        asked["maxResults"] = call.number("maxResults", _DEFAULT_PAGE)
    if "nextPageToken" in call.query:
        asked["nextPageToken"] = call.query["nextPageToken"]
    return _search(call, asked)


def _search(call: Call, asked: dict[str, Any]) -> Reply:
    jql = asked.get("jql") or ""
    state = None
    if asked.get("nextPageToken"):
        state = _read_token(call, asked["nextPageToken"])
    most = asked.get("maxResults")
    most = _DEFAULT_PAGE if most is None else most
    if not 1 <= most <= _LARGEST_PAGE:
        raise JiraError(
            400,
            f"The value of maxResults must be between 1 and {_LARGEST_PAGE}.",
        )
    fresh = _reconciled(asked)
    properties = comma_list(asked.get("properties"))
    if len(properties) > _PROPERTY_LIMIT:
        raise JiraError(
            400, "The number of properties exceeds the limit of 5."
        )
    query = _bounded(call, jql)
    fields = comma_list(asked.get("fields"))
    choice = choose_fields(fields, "id")
    if not choice.light:
        most = min(most, _LARGEST_FULL_PAGE)
    mark = hashlib.sha256(jql.encode()).hexdigest()[:12]
    if state is not None and state["jql"] != mark:
        raise JiraError(
            400, "The provided next page token is invalid or expired."
        )
    offset = 0 if state is None else state["offset"]
    found = call.site.index.search(query, call.user, fresh=fresh)
    expand = set(comma_list(asked.get("expand")))
    shown = issue_page(
        call, found[offset : offset + most], fields, expand, properties
    )
    reply: dict[str, Any] = {"issues": shown}
    if offset + most < len(found):
        reply["nextPageToken"] = _make_token(
            call,
            {
                "offset": offset + most,
                "jql": mark,
                "at": call.site.clock.millis(),
            },
        )
        reply["isLast"] = False
    else:
        reply["isLast"] = True
    add_names(call, reply, shown, expand)
    return Reply(200, reply)


def _bounded(call: Call, jql: str) -> Query:
    """Compile a query that must restrict something.

    That is looked at first: before the fields and values that it names.
    """
    try:
        bounded = is_bounded(jql)
    except JqlError as error:
        raise JiraError(400, error.messages) from None
    if not bounded:
        raise JiraError(
            400,
            "Unbounded JQL queries are not allowed here. Add a search "
            "restriction to the query.",
        )
    return compile_jql(call, jql)


def _reconciled(asked: dict[str, Any]) -> frozenset[str]:
    ids = asked.get("reconcileIssues") or []
    if len(ids) > _RECONCILE_LIMIT:
        raise JiraError(
            400,
            "The number of reconcileIssues exceeds the limit of "
            f"{_RECONCILE_LIMIT}.",
        )
    if not all(str(id_).isdigit() for id_ in ids):
        raise bad_payload()
    return frozenset(str(id_) for id_ in ids)


@routes.add("POST", "search/approximate-count", only="cloud")
def approximate_count(call: Call) -> Reply:
    """Count the issues that a query finds."""
    body = call.body
    if set(body) - {"jql"} or not isinstance(body.get("jql", ""), str):
        raise bad_payload()
    query = _bounded(call, body.get("jql") or "")
    found = call.site.index.search(query, call.user)
    return Reply(200, {"count": len(found)})
