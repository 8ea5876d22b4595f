"""Personal access tokens of Data Center."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from ldmjira.sandbox.errors import bad_field, not_found
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.store import Row

__all__ = ["routes"]

routes = Routes()

_DAYS = 90


def _shown(call: Call, row: Row) -> dict[str, Any]:
    life = timedelta(days=row["days"]) // timedelta(milliseconds=1)
    return {
        "id": int(row["id"]),
        "name": row["name"],
        "createdAt": call.show.time(row["created"]),
        "expiringAt": call.show.time(row["created"] + life),
    }


@routes.add("POST", "tokens")
def create_token(call: Call) -> Reply:
    """Make a token; only this answer shows it."""
    name = call.text("name")
    if not name:
        raise bad_field("name", "The token name is required.")
    days = call.body.get("expirationDuration")
    id_ = call.site.store.next_id("token", 1)
    row: Row = {
        "id": id_,
        "name": name,
        "user": call.user,
        "created": call.site.clock.millis(),
        "days": days if isinstance(days, int) and days > 0 else _DAYS,
    }
    call.site.store.put("token", id_, row)
    raw = secrets.token_urlsafe(32)
    call.site.tokens[raw] = (id_, call.user)
    return Reply(201, {**_shown(call, row), "rawToken": raw})


@routes.add("GET", "tokens")
def list_tokens(call: Call) -> Reply:
    """List the user's tokens, without what is secret of them."""
    rows = call.site.store.all("token")
    return Reply(
        200, [_shown(call, r) for r in rows if r["user"] == call.user]
    )


@routes.add("DELETE", "tokens/{id}")
def revoke_token(call: Call) -> Reply:
    """Revoke a token."""
    id_ = call.args["id"]
    row = call.site.store.get("token", id_)
    if row is None or row["user"] != call.user:
        raise not_found(f"The token {id_} does not exist.")
    call.site.store.delete("token", id_)
    return Reply(204)
