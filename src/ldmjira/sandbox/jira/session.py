"""Log in and out by cookie: what ``auth/1/session`` does."""

from __future__ import annotations

import secrets

from ldmjira.sandbox.errors import JiraError
from ldmjira.sandbox.http import Call, Reply, Routes

__all__ = ["routes"]

routes = Routes()


def _user_url(call: Call) -> str:
    return f"{call.site.base_url}/rest/api/latest/user?username={call.user}"


@routes.add("GET", "session")
def get_session(call: Call) -> Reply:
    """Show who is logged in."""
    user = call.site.user(call.user) or {}
    now = call.show.time(call.site.clock.millis())
    return Reply(
        200,
        {
            "self": _user_url(call),
            "name": user.get("email") if call.is_cloud else user.get("name"),
            "loginInfo": {"loginCount": 1, "previousLoginTime": now},
        },
    )


@routes.add("POST", "session")
def create_session(call: Call) -> Reply:
    """Log in; the answer holds a cookie (Data Center)."""
    body = call.body
    user = call.site.check_login(
        str(body.get("username")), str(body.get("password"))
    )
    if user is None:
        raise JiraError(
            401,
            "Login failed",
            headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"},
        )
    value = secrets.token_hex(16).upper()
    call.site.sessions[value] = user
    now = call.show.time(call.site.clock.millis())
    return Reply(
        200,
        {
            "session": {"name": "JSESSIONID", "value": value},
            "loginInfo": {"loginCount": 1, "previousLoginTime": now},
        },
        {"Set-Cookie": f"JSESSIONID={value}; Path=/; HttpOnly"},
    )


@routes.add("DELETE", "session")
def delete_session(call: Call) -> Reply:
    """Log out."""
    for part in call.headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == "JSESSIONID":
            call.site.sessions.pop(value, None)
    return Reply(204)


@routes.add("DELETE", "websudo", only="datacenter")
def leave_websudo(_call: Call) -> Reply:
    """Give up an administrator's session."""
    return Reply(204)
