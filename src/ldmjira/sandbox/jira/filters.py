"""Queries kept under a name."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_field, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()


def _filter_json(call: Call, row: Row) -> dict[str, Any]:
    return {
        "self": call.url(f"filter/{row['id']}"),
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "owner": call.show.person(row["owner"]),
        "jql": row["jql"],
        "viewUrl": f"{call.site.base_url}/issues/?filter={row['id']}",
        "searchUrl": call.url(f"search?jql=filter={row['id']}"),
        "favourite": row["favourite"],
        "favouritedCount": int(row["favourite"]),
        "sharePermissions": [],
        "subscriptions": {"size": 0, "items": []},
    }


def _filter(call: Call) -> Row:
    row = call.site.store.get("filter", call.args["id"])
    if row is None or row["owner"] != call.user:
        raise JiraError(
            400,
            "The selected filter is not available to you, perhaps it "
            "has been deleted or had its permissions changed.",
        )
    return row


@routes.add("POST", "filter")
def create_filter(call: Call) -> Reply:
    """Keep a query under a name."""
    body = call.body
    if not call.text("name"):
        raise bad_field(
            "filterName", "You must specify a name for the filter."
        )
    id_ = call.site.store.next_id("filter")
    row = {
        "id": id_,
        "name": call.text("name"),
        "description": call.text("description") or "",
        "owner": call.user,
        "jql": call.text("jql") or "",
        "favourite": bool(body.get("favourite")),
    }
    call.site.store.put("filter", id_, row)
    return Reply(200, _filter_json(call, row))


@routes.add("GET", "filter/favourite")
def favourite_filters(call: Call) -> Reply:
    """List one's favourite filters."""
    rows = call.site.store.all("filter")
    shown = [
        _filter_json(call, row)
        for row in rows
        if row["owner"] == call.user and row["favourite"]
    ]
    return Reply(200, shown)


@routes.add("GET", "filter/{id}")
def get_filter(call: Call) -> Reply:
    """Show one filter."""
    return Reply(200, _filter_json(call, _filter(call)))


@routes.add("PUT", "filter/{id}")
def edit_filter(call: Call) -> Reply:
    """Change one filter."""
    row = _filter(call)
    kept = {"name", "description", "jql", "favourite"}
    given = {k: v for k, v in call.body.items() if k in kept}
    if not isinstance(given.get("favourite", False), bool):
        raise bad_payload()
    for name in kept - {"favourite"}:
        call.text(name)
    changed = {**row, **given}
    call.site.store.put("filter", row["id"], changed)
    return Reply(200, _filter_json(call, changed))


@routes.add("DELETE", "filter/{id}")
def delete_filter(call: Call) -> Reply:
    """Take one filter away."""
    call.site.store.delete("filter", _filter(call)["id"])
    return Reply(204)
