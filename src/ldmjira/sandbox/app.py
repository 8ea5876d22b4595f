"""The web application: from a request to a call of the API, and back."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from .auth import Authenticator
from .control import Control
from .errors import JiraError, bad_payload, problem_document
from .faults import Effect
from .http import Reply
from .ratelimit import RateLimits
from .router import Router
from .site import Site

__all__ = ["Part", "RawRequest", "Sandbox", "create_app"]

_LOG = logging.getLogger(__name__)
_GATEWAY = re.compile(r"/ex/jira/([^/]+)(/.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request as it came, without the context path."""

    method: str
    path: str
    """Still percent-encoded, as it was sent."""
    query: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class Part(Protocol):
    """Another server under the same roof, with its own authentication.

    Its requests are logged, suffer faults and run in a transaction as those
    of Jira do.
    """

    prefix: str
    """Path below which it answers, as ``/zephyr``."""

    def handle(self, request: RawRequest) -> Reply:
        """Answer a request; ``request.path`` begins with `prefix`."""


class Sandbox:
    """Answer requests, one at a time, each in a transaction."""

    def __init__(
        self, site: Site, auth: Authenticator, parts: Sequence[Part] = ()
    ) -> None:
        self.site = site
        self.auth = auth
        self.parts = list(parts)
        self.limits = RateLimits(site)
        self.control = Control(site, auth, self.limits)
        self.control.answer = self.answer_as
        self.abort: Callable[[tuple[str, int]], None] | None = None
        """Cuts the connection of a client; set by the server."""
        self._router = Router(site, self.limits)

    # -- one request ------------------------------------------------------

    def answer(self, request: RawRequest) -> Reply:
        """Answer a request; all that it changes lasts, or nothing."""
        for part in self.parts:
            if f"{request.path}/".startswith(f"{part.prefix}/"):
                return self._guarded(
                    partial(part.handle, request), request.path
                )
        if request.path.startswith("/__sandbox__"):
            return self._guarded(
                lambda: self._answer_control(request), request.path
            )
        return self._answer_jira(request)

    def answer_as(self, user: str, method: str, path: str, body: Any) -> Reply:
        """Answer a request of a user who needs no credentials."""
        text = b"" if body is None else json.dumps(body).encode()
        request = RawRequest(
            method=method,
            path=path.partition("?")[0],
            query=path.partition("?")[2],
            headers={
                "content-type": "application/json",
                "content-length": str(len(text)),
            },
            body=text,
        )
        return self._guarded(
            lambda: self._router.answer(request, request.path, user),
            request.path,
        )

    def _guarded(self, run: Callable[[], Reply], path: str) -> Reply:
        try:
            with self.site.store.transaction():
                return run()
        except JiraError as error:
            return self._refuse(error, path)
        except RecursionError:
            return self._refuse(bad_payload(), path)
        except Exception:  # noqa: BLE001
            # A bug of ours: tell it, and go on serving the others.
            _LOG.exception("The sandbox failed to answer")
            text = "Internal server error"
            return self._refuse(JiraError(500, text), path)

    def _refuse(self, error: JiraError, path: str) -> Reply:
        body = error.body
        if self.site.is_cloud and error.status == 415:  # noqa: PLR2004
            detail = "Content-Type is not supported."
            problem = problem_document(415, error.messages[0], detail, path)
            return Reply(415, problem, media_type="application/problem+json")
        return Reply(error.status, body, error.headers)

    def _answer_control(self, request: RawRequest) -> Reply:
        user = self.auth.authenticate(request.headers, gateway=True)
        if user != self.auth.user:
            raise JiraError(403, "Only the sandbox's own token works here.")
        return self.control.handle(request)

    def _answer_jira(self, request: RawRequest) -> Reply:
        path, gateway = request.path, False
        match = _GATEWAY.fullmatch(path)
        if match and self.site.is_cloud:
            if match[1] != self.site.cloud_id:
                return Reply(404, {"code": 404, "message": "Not Found"})
            path, gateway = match[2], True
        try:
            user = self._who_asks(request, path, gateway=gateway)
        except JiraError as error:
            return self._refuse(error, path)
        reply = self._guarded(
            lambda: self._router.answer(request, path, user), path
        )
        if self.site.is_cloud:
            reply.headers.update(self.limits.headers(request.method, path))
        else:
            login = self.site.identity(user)
            reply.headers.setdefault("X-AUSERNAME", login)
        reply.headers.setdefault("X-Seraph-LoginReason", "OK")
        return reply

    def _who_asks(
        self, request: RawRequest, path: str, *, gateway: bool
    ) -> str:
        if path == "/rest/auth/1/session" and request.method == "POST":
            if self.site.is_cloud:
                raise JiraError(401, "Login failed")
            return self.auth.user
        return self.auth.authenticate(request.headers, gateway=gateway)

    # -- the wire ---------------------------------------------------------

    async def endpoint(self, request: Request) -> Response:
        """Answer over HTTP, with whatever faults are ordered."""
        try:
            raw = await self._read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if raw is None:
            return Response(
                "The sandbox is below another context path.\n", status_code=404
            )
        entry = self.control.begin(raw)
        effects = self.control.faults.take(raw.method, raw.path)
        reply = await self._with_faults(raw, effects, entry, request)
        reply.headers.setdefault("X-AREQUESTID", f"sandbox-{entry['seq']}")
        return Response(
            reply.content(),
            status_code=reply.status,
            headers={
                "Content-Type": reply.media_type,
                "Cache-Control": "no-cache, no-store, no-transform",
                **reply.headers,
            }
            if reply.body is not None
            else reply.headers,
        )

    async def _with_faults(
        self,
        raw: RawRequest,
        effects: list[Effect],
        entry: dict[str, Any],
        request: Request,
    ) -> Reply:
        before = self.site.store.version
        for effect in effects:
            await effect.before()
        reply = next((r for r in (e.instead() for e in effects) if r), None)
        if any(e.drops_request for e in effects):
            self.control.end(entry, None, applied=False)
            await self._reset(request)
            return Reply(503)
        if reply is None:
            before = self.site.store.version
            with _all(effects):
                reply = self.answer(raw)
        applied = self.site.store.version != before
        for effect in effects:
            reply = await effect.after(reply)
        dropped = any(e.drops_answer for e in effects)
        status = None if dropped else reply.status
        self.control.end(entry, status, applied=applied)
        if dropped:
            await self._reset(request)
        return reply

    async def _reset(self, request: Request) -> None:
        """Cut the connection so that the client sees a reset."""
        client = request.scope.get("client")
        if self.abort is not None and client is not None:
            self.abort((client[0], client[1]))
            await asyncio.sleep(0)

    async def _read(self, request: Request) -> RawRequest | None:
        body = await request.body()
        scope = request.scope
        path = scope["raw_path"].decode("latin-1").partition("?")[0]
        prefix = self.site.settings.context_path
        if prefix:
            if not path.startswith(f"{prefix}/"):
                return None
            path = path[len(prefix) :]
        return RawRequest(
            method=request.method,
            path=path,
            query=scope["query_string"].decode("latin-1"),
            headers={
                name.decode("latin-1"): value.decode("latin-1")
                for name, value in scope["headers"]
            },
            body=body,
        )


class _all:  # noqa: N801
    """Enter the conditions of several effects."""

    def __init__(self, effects: list[Effect]) -> None:
        self._effects = effects

    def __enter__(self) -> None:
        for effect in self._effects:
            effect.enter()

    def __exit__(self, *_exc: object) -> None:
        for effect in self._effects:
            effect.leave()


def create_app(
    site: Site, auth: Authenticator, parts: Sequence[Part] = ()
) -> Starlette:
    """Return the web application of a site.

    Parameters
    ----------
    parts
        Other servers under the same roof.
    """
    sandbox = Sandbox(site, auth, parts)
    methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
    app = Starlette(
        routes=[Route("/{rest:path}", sandbox.endpoint, methods=methods)]
    )
    app.state.sandbox = sandbox
    return app
