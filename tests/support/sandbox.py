"""Running sandboxes for tests, and a hand on their levers."""

from __future__ import annotations

import json
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from ldmjira.sandbox.server import SandboxServer

__all__ = ["Lever", "SandboxServer", "StartSandbox"]

StartSandbox = Callable[..., SandboxServer]
"""Starts a sandbox with the keywords of `SandboxServer`; it is stopped when
the test ends."""


class Lever:
    """Do to a sandbox what neither its users nor we do through a tracker.

    Parameters
    ----------
    server
        A running sandbox.
    """

    def __init__(self, server: SandboxServer) -> None:
        pair = f"{server.user}:{server.token}".encode()
        self._root = server.url
        self._auth = f"Basic {b64encode(pair).decode()}"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send one request of the API or of ``/__sandbox__``."""
        request = urllib.request.Request(  # noqa: S310
            f"{self._root}{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Authorization": self._auth,
                "Content-Type": "application/json",
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def requests(self) -> list[str]:
        """Requests so far, as ``"GET /rest/api/3/myself"``."""
        return [f"{entry['method']} {entry['path']}" for entry in self.log()]

    def log(self) -> list[dict[str, Any]]:
        """Requests so far, as the sandbox notes them."""
        found: list[dict[str, Any]] = self.call("GET", "/__sandbox__/requests")
        return found

    def forget_requests(self) -> None:
        """Clear the sandbox's log."""
        self.call("DELETE", "/__sandbox__/requests")

    def fault(self, order: str | Mapping[str, Any]) -> None:
        """Order a fault; see `ldmjira.sandbox.faults`."""
        self.call("POST", "/__sandbox__/faults", order)

    def human_edit(self, key: str, **body: Any) -> None:
        """Edit an issue as another user: ``fields=...``, ``update=...``."""
        done = self.call("POST", "/__sandbox__/edit", {"issue": key, **body})
        assert done["status"] < 300, done

    def human(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request of the API as another user."""
        done = self.call(
            "POST",
            "/__sandbox__/request",
            {"method": method, "path": path, "body": body},
        )
        assert done["status"] < 300, done
        return done["body"]

    def pull(self, name: str, **body: Any) -> Any:
        """Pull one of the levers below ``/__sandbox__``, by POST."""
        return self.call("POST", f"/__sandbox__/{name}", body)

    def content(self) -> dict[str, Any]:
        """Everything that the sandbox holds, by issue key."""
        found: dict[str, Any] = self.call("GET", "/__sandbox__/content")
        return found
