"""Answer requests below ``/zephyr/v2`` under the roof of the sandbox."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import TYPE_CHECKING, Final

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.site import Site

from . import automation, campaigns, cases, executions, links, options
from .book import Book
from .errors import ZephyrError
from .http import ZephyrCall, ZephyrRoutes

if TYPE_CHECKING:
    from ldmjira.sandbox.app import RawRequest

__all__ = ["ROOT", "ZephyrPart"]

ROOT: Final = "/zephyr/v2"


class ZephyrPart:
    """Zephyr Scale beside a Jira site, with a token of its own.

    Parameters
    ----------
    site
        The site whose issues are linked.
    user
        Internal name of the user to whom the token belongs.
    token
        The token; made afresh unless given.
    """

    prefix = "/zephyr"

    def __init__(
        self, site: Site, *, user: str, token: str | None = None
    ) -> None:
        self._book = Book(site)
        self._user = user
        self.token = token or secrets.token_urlsafe(24)
        self._routes = ZephyrRoutes()
        for module in (
            automation, campaigns, cases, executions, links, options,
        ):  # fmt: skip
            self._routes.include(module.routes)

    @property
    def url(self) -> str:
        """Address of the API's root, without a slash at its end."""
        return f"{self._book.site.base_url}{ROOT}"

    def handle(self, request: RawRequest) -> Reply:
        """Answer a request; a refusal changes nothing."""
        try:
            with self._book.store.transaction():
                return self._answer(request)
        except ZephyrError as error:
            return Reply(error.status, error.body)

    def _answer(self, request: RawRequest) -> Reply:
        # A client's base address with a slash too many is forgiven.
        path = re.sub(r"/{2,}", "/", request.path)
        if not path.startswith(f"{ROOT}/"):
            raise ZephyrError(404, "Not Found")
        self._authenticate(request.headers.get("authorization", ""))
        path = path.removeprefix(f"{ROOT}/").rstrip("/")
        handler, args, allowed = self._routes.find(request.method, path)
        if handler is None:
            if allowed:
                raise ZephyrError(405, "Method Not Allowed")
            raise ZephyrError(404, "Not Found")
        site = self._book.site
        call = ZephyrCall(
            book=self._book,
            method=request.method,
            path=path,
            headers=request.headers,
            raw_query=request.query,
            raw_body=request.body,
            base=self.url,
            account=site.identity(self._user),
            args=args,
        )
        return handler(call)

    def _authenticate(self, header: str) -> None:
        scheme, _, token = header.partition(" ")
        if not header:
            raise ZephyrError(401, "Authorization header is missing")
        if scheme != "Bearer" or not token.strip():
            raise ZephyrError(
                401, "Authorization header must be 'Bearer <token>'"
            )
        if not hmac.compare_digest(
            token.strip().encode(), self.token.encode()
        ):
            raise ZephyrError(401, "The access token is not valid")
