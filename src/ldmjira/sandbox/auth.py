"""Who asks: basic, bearer and cookie, each where Jira takes it."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping

from .errors import JiraError
from .jira.users import hash_password
from .site import Site

__all__ = ["Authenticator"]

_UNAUTHENTICATED = "Client must be authenticated to access this resource."


class Authenticator:
    """Know the sandbox's token, further tokens, and passwords.

    Parameters
    ----------
    user
        Internal name of the user to whom the token belongs.
    token
        The token.
    """

    def __init__(self, site: Site, *, user: str, token: str) -> None:
        self._site = site
        self.user = user
        self.token = token
        self._tokens = {token: user}
        site.check_login = self.check
        site.main_user = user

    def add_token(self, token: str, user: str) -> None:
        """Let another user in with a token."""
        self._tokens[token] = user

    def authenticate(
        self, headers: Mapping[str, str], *, gateway: bool
    ) -> str:
        """Return the internal name of the user who asks.

        Raises
        ------
        JiraError
            401, or whatever Jira answers to such credentials.
        """
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        match scheme.lower():
            case "basic":
                return self._basic(rest.strip())
            case "bearer":
                return self._bearer(rest.strip(), gateway=gateway)
        if not self._site.is_cloud:
            user = self._cookie(headers.get("cookie", ""))
            if user is not None:
                return user
        raise self._refusal(
            "You are not authenticated. Authentication "
            "required to perform this operation."
        )

    def _basic(self, encoded: str) -> str:
        try:
            text = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError):
            raise self._refusal() from None
        name, _, secret = text.partition(":")
        user = self.check(name, secret)
        if user is None:
            raise self._refusal()
        return user

    def check(self, name: str, secret: str) -> str | None:
        """Return the internal name of a user who logs in, or None."""
        user = self._user_of_token(secret)
        if user is not None:
            row = self._site.user(user) or {}
            names = {user.lower(), str(row.get("email", "")).lower()}
            return user if name.lower() in names else None
        row = self._site.user(name) or {}
        if self._site.is_cloud or "password" not in row:
            return None
        given = hash_password(secret, row["salt"])
        same = hmac.compare_digest(given, row["password"])
        return name if same and row["active"] else None

    def _user_of_token(self, secret: str) -> str | None:
        found = None
        for token, user in self._tokens.items():
            if hmac.compare_digest(token.encode(), secret.encode()):
                found = user
        return found

    def _bearer(self, token: str, *, gateway: bool) -> str:
        if self._site.is_cloud and not gateway:
            raise JiraError(403, "Failed to parse Connect Session Auth Token")
        user = self._user_of_token(token) or self._user_of_own_token(token)
        if user is None:
            raise self._refusal()
        return user

    def _user_of_own_token(self, token: str) -> str | None:
        """Return who made a personal access token that is still good."""
        id_, user = self._site.tokens.get(token, ("", ""))
        known = self._site.store.get("token", id_) is not None
        return user if known else None

    def _cookie(self, header: str) -> str | None:
        for part in header.split(";"):
            name, _, value = part.strip().partition("=")
            if name == "JSESSIONID" and value in self._site.sessions:
                return self._site.sessions[value]
        return None

    def _refusal(self, server_text: str = "") -> JiraError:
        base = self._site.base_url
        text = server_text if not self._site.is_cloud else ""
        return JiraError(
            401,
            text or _UNAUTHENTICATED,
            headers={
                "WWW-Authenticate": f'OAuth realm="{base}"',
                "X-Seraph-LoginReason": "AUTHENTICATED_FAILED",
            },
        )
