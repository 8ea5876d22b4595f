"""What the searches of both deployments share."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.choice import choose_fields
from ldmjira.sandbox.errors import JiraError
from ldmjira.sandbox.http import Call
from ldmjira.sandbox.jira.issues import issue_json
from ldmjira.sandbox.jql import JqlError, Query

__all__ = ["add_names", "compile_jql", "issue_page"]


def compile_jql(call: Call, jql: str) -> Query:
    """Compile a query, or refuse it as Jira does."""
    try:
        query = call.site.index.compile(jql, call.user)
    except JqlError as error:
        raise JiraError(400, error.messages) from None
    lost = call.site.index.unseen(query.linked_keys, call.user)
    if lost:
        raise JiraError(
            400,
            [
                f"Issue '{key}' could not be found in function 'linkedIssues'."
                for key in lost
            ],
        )
    return query


def issue_page(
    call: Call,
    ids: list[str],
    fields: list[str],
    expand: set[str],
    properties: list[str],
    *,
    default: str = "id",
) -> list[dict[str, Any]]:
    """Show the issues of one page."""
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


def add_names(
    call: Call,
    reply: dict[str, Any],
    shown: list[dict[str, Any]],
    expand: set[str],
) -> None:
    """Add names and schemas of the fields that are shown."""
    ids = list(dict.fromkeys(f for i in shown for f in i.get("fields", ())))
    if "names" in expand:
        reply["names"] = call.show.names(ids)
    if "schema" in expand:
        reply["schema"] = call.show.schemas(ids)
