"""Search: by token on Cloud, by offset on Data Center."""

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
from ldmjira.sandbox.jira.issues import issue_json
from ldmjira.sandbox.jql import JqlError, Query

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
_SERVER_PAGE = 1000


def _compile(call: Call, jql: str) -> Query:
    try:
        return call.site.index.compile(jql, call.user)
    except JqlError as error:
        raise JiraError(400, error.messages) from None


# -- Cloud ----------------------------------------------------------------


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
        or isinstance(body.get("maxResults", 0), bool | str | float)
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
    query = _compile(call, jql)
    if not query.is_bounded:
        raise JiraError(
            400,
            "Unbounded JQL queries are not allowed here. Add a search "
            "restriction to the query.",
        )
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
    shown = _page(
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
    _add_names(call, reply, shown, expand)
    return Reply(200, reply)


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


def _page(
    call: Call,
    ids: list[str],
    fields: list[str],
    expand: set[str],
    properties: list[str],
    *,
    default: str = "id",
) -> list[dict[str, Any]]:
    choice = choose_fields(fields, default)
    if choice.only_id and not properties:
        return [{"id": id_} for id_ in ids]
    store = call.site.store
    shown = []
    for id_ in ids:
        issue = store.get("issue", id_)
        if issue is None:
            continue
        shown.append(
            issue_json(
                call,
                issue,
                fields=fields,
                default=default,
                expand=expand - {"names", "schema"},
                properties=properties,
            )
        )
    return shown


def _add_names(
    call: Call,
    reply: dict[str, Any],
    shown: list[dict[str, Any]],
    expand: set[str],
) -> None:
    ids = list(dict.fromkeys(f for i in shown for f in i.get("fields", ())))
    if "names" in expand:
        reply["names"] = call.show.names(ids)
    if "schema" in expand:
        reply["schema"] = call.show.schemas(ids)


@routes.add("POST", "search/approximate-count", only="cloud")
def approximate_count(call: Call) -> Reply:
    """Count the issues that a query finds."""
    body = call.body
    if set(body) - {"jql"} or not isinstance(body.get("jql", ""), str):
        raise bad_payload()
    query = _compile(call, body.get("jql") or "")
    if not query.is_bounded:
        raise JiraError(
            400,
            "Unbounded JQL queries are not allowed here. Add a search "
            "restriction to the query.",
        )
    found = call.site.index.search(query, call.user)
    return Reply(200, {"count": len(found)})


# -- Data Center ----------------------------------------------------------


@routes.add("GET", "search", only="datacenter")
def server_search_by_get(call: Call) -> Reply:
    """Search with all in the query."""
    asked = {
        "jql": call.query.get("jql"),
        "startAt": call.number("startAt", 0),
        "maxResults": call.number("maxResults", _DEFAULT_PAGE),
        "validateQuery": call.query.get("validateQuery", "true"),
        "fields": call.values("fields"),
        "expand": call.values("expand"),
        "properties": call.values("properties"),
    }
    return _server_search(call, asked)


@routes.add("POST", "search", only="datacenter")
def server_search_by_post(call: Call) -> Reply:
    """Search with all in the body."""
    body = call.body
    unknown = set(body) - {
        "jql", "startAt", "maxResults", "validateQuery", "fields", "expand",
    }  # fmt: skip
    if unknown:
        name = min(unknown)
        raise JiraError(
            400,
            f'Unrecognized field "{name}" (Class com.atlassian.jira.rest.v2.'
            "search.SearchRequestBean), not marked as ignorable",
        )
    for name in ("startAt", "maxResults"):
        value = body.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int):
            raise JiraError(400, f"The value of '{name}' is not a number.")
    return _server_search(call, body)


def _server_search(call: Call, asked: dict[str, Any]) -> Reply:
    query = _compile(call, asked.get("jql") or "")
    strict = str(asked.get("validateQuery", "true")).lower()
    missing = call.site.index.missing(query, call.user)
    warnings = [_missing_text(key) for key in missing]
    if warnings and strict in {"true", "strict"}:
        raise JiraError(400, warnings)
    start = max(asked.get("startAt") or 0, 0)
    most = asked.get("maxResults")
    most = _DEFAULT_PAGE if most is None or most < 0 else most
    most = min(most, _SERVER_PAGE)
    found = call.site.index.search(query, call.user)
    expand = set(comma_list(asked.get("expand")))
    shown = _page(
        call,
        found[start : start + most],
        comma_list(asked.get("fields")),
        expand,
        comma_list(asked.get("properties")),
        default="*navigable",
    )
    reply: dict[str, Any] = {
        "expand": "names,schema",
        "startAt": start,
        "maxResults": most,
        "total": len(found),
        "issues": shown,
    }
    if warnings:
        reply["warningMessages"] = warnings
    _add_names(call, reply, shown, expand)
    return Reply(200, reply)


def _missing_text(key: str) -> str:
    if key.isdigit():
        return f"An issue with id '{key}' does not exist for field 'id'."
    return f"An issue with key '{key}' does not exist for field 'key'."


# -- the language ---------------------------------------------------------


@routes.add("POST", "jql/parse", only="cloud")
def parse(call: Call) -> Reply:
    """Check queries without running them."""
    queries = call.body.get("queries")
    if not isinstance(queries, list) or not queries:
        raise bad_payload()
    validation = call.query.get("validation", "strict")
    if validation not in {"strict", "warn", "none"}:
        raise JiraError(
            400, f"The validation mode '{validation}' is not supported."
        )
    shown = []
    for text in queries:
        entry: dict[str, Any] = {"query": text}
        try:
            call.site.index.compile(str(text), call.user)
        except JqlError as error:
            if validation != "none":
                entry["errors"] = error.messages
        shown.append(entry)
    return Reply(200, {"queries": shown})


_RESERVED = (
    "abort access add after alias all alter and any as asc audit avg before "
    "begin between boolean break by byte catch cf char character check "
    "checkpoint collate collation column commit connect continue count "
    "create current date decimal declare decrement default defaults define "
    "delete delimiter desc difference distinct divide do double drop else "
    "empty encoding end equals escape exclusive exec execute exists explain "
    "false fetch file field first float for from function go goto grant "
    "greater group having identified if immediate in increment index "
    "initial inner inout input insert int integer intersect intersection "
    "into is isempty isnull join last left less like limit lock long max "
    "min minus mode modify modulo more multiply next noaudit not notin "
    "nowait null number object of on option or order outer output power "
    "previous prior privileges public raise raw remainder rename resource "
    "return returns revoke right row rowid rownum rows select session set "
    "share size sqrt start strict string subtract sum synonym table then to "
    "trans transaction trigger true uid union unique update user validate "
    "values view when whenever where while with"
)


def _autocomplete(call: Call) -> Reply:
    visible = []
    for row in call.site.store.all("field"):
        if not row["searchable"]:
            continue
        number = row["id"].removeprefix("customfield_")
        entry: dict[str, Any] = {
            "value": row["name"]
            if row["custom"]
            else row["clauses"][0]
            if row["clauses"]
            else row["id"],
            "displayName": f"{row['name']} - cf[{number}]"
            if row["custom"]
            else row["name"],
            "orderable": "true",
            "searchable": "true",
            "operators": ["=", "!=", "in", "not in", "is", "is not"],
            "types": ["java.lang.String"],
        }
        if row["custom"]:
            entry["cfid"] = f"cf[{number}]"
        visible.append(entry)
    functions = [
        {"value": name, "displayName": name, "types": ["java.lang.String"]}
        for name in ("currentUser()", "now()", "startOfDay()", "endOfDay()")
    ]
    return Reply(
        200,
        {
            "visibleFieldNames": visible,
            "visibleFunctionNames": functions,
            "jqlReservedWords": _RESERVED.split(),
        },
    )


for _method in ("GET", "POST"):
    routes.add(_method, "jql/autocompletedata")(_autocomplete)
