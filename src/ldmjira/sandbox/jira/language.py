"""The query language: checking, and words for writing it."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jql import RESERVED_WORDS, JqlError
from ldmjira.sandbox.jql.clauses import operators_of

__all__ = ["routes"]

routes = Routes()


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


def _autocomplete(call: Call) -> Reply:
    orderable = {r["id"] for r in call.site.store.all("field")}
    visible = []
    for found in call.site.index.catalog().fields:
        number = found.id.removeprefix("customfield_")
        custom = number != found.id
        name = found.name if custom else (*found.clause_names, found.id)[0]
        entry: dict[str, Any] = {
            "value": name,
            "displayName": f"{name} - cf[{number}]" if custom else name,
            "orderable": "true" if found.id in orderable else "false",
            "searchable": "true",
            "operators": sorted(operators_of(found)),
            "types": ["java.lang.String"],
        }
        if custom:
            entry["cfid"] = f"cf[{number}]"
        visible.append(entry)
    functions = [
        {"value": name, "displayName": name, "types": ["java.lang.String"]}
        for name in _FUNCTIONS
    ]
    return Reply(
        200,
        {
            "visibleFieldNames": visible,
            "visibleFunctionNames": functions,
            "jqlReservedWords": sorted(RESERVED_WORDS),
        },
    )


_FUNCTIONS = (
    "currentUser()", 'linkedIssues("")', "now()", "startOfDay()",
    "endOfDay()", "startOfWeek()", "endOfWeek()", "startOfMonth()",
    "endOfMonth()", "startOfYear()", "endOfYear()",
)  # fmt: skip


for _method in ("GET", "POST"):
    routes.add(_method, "jql/autocompletedata")(_autocomplete)
