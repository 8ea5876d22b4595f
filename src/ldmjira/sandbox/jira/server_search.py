"""Search on Data Center: pages by offset."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError
from ldmjira.sandbox.http import Call, Reply, Routes, comma_list
from ldmjira.sandbox.jira.results import (
    add_names,
    compile_jql,
    issue_page,
)

__all__ = ["routes"]

routes = Routes()

_DEFAULT_PAGE = 50
_SERVER_PAGE = 1000


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
    call.text("jql")
    for name in ("startAt", "maxResults"):
        value = body.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int):
            raise JiraError(400, f"The value of '{name}' is not a number.")
    return _server_search(call, body)


def _server_search(call: Call, asked: dict[str, Any]) -> Reply:
    query = compile_jql(call, asked.get("jql") or "")
    strict = str(asked.get("validateQuery", "true")).lower()
    missing = call.site.index.unseen(query.mentioned_keys, call.user)
    warnings = [_missing_text(key) for key in missing]
    if warnings and strict in {"true", "strict"}:
        raise JiraError(400, warnings)
    warnings += query.warnings
    start = max(asked.get("startAt") or 0, 0)
    most = asked.get("maxResults")
    most = _DEFAULT_PAGE if most is None or most < 0 else most
    most = min(most, _SERVER_PAGE)
    found = call.site.index.search(query, call.user)
    expand = set(comma_list(asked.get("expand")))
    shown = issue_page(
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
    add_names(call, reply, shown, expand)
    return Reply(200, reply)


def _missing_text(key: str) -> str:
    if key.isdigit():
        return f"An issue with id '{key}' does not exist for field 'id'."
    return f"An issue with key '{key}' does not exist for field 'key'."
