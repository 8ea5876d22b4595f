"""The query language: checking, and words for writing it."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jql import JqlError

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
