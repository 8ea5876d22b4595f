"""Case books for tests: on a sandbox, without waiting."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from ldmjira.adapters.zephyr.case_book import ZephyrCaseBook
from ldmjira.adapters.zephyr.client import ZephyrClient
from tests.support.sandbox import SandboxServer
from tests.support.trackers import FakeTime

__all__ = ["Reply", "Zephyr", "book_on"]


def book_on(
    server: SandboxServer,
    *,
    token: str | None = None,
    time: FakeTime | None = None,
) -> ZephyrCaseBook:
    """Return a case book of a sandbox, which waits on a clock of its own."""
    assert server.zephyr_url is not None
    assert server.zephyr_token is not None
    client = ZephyrClient(
        server.zephyr_url,
        SecretStr(token or server.zephyr_token),
        policy=(time or FakeTime()).policy(),
    )
    return ZephyrCaseBook(client)


@dataclass(frozen=True)
class Reply:
    """What a request came to."""

    status: int
    body: Any
    headers: dict[str, str]


class Zephyr:
    """Send requests to a sandbox as the vendor's document says.

    Parameters
    ----------
    server
        A running sandbox.
    """

    def __init__(self, server: SandboxServer) -> None:
        self.root = server.zephyr_url or ""
        self.token = server.zephyr_token or ""
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({})
        )

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send one request; refusals are answers like others."""
        data = body if isinstance(body, bytes) else None
        if body is not None and data is None:
            data = json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310
            f"{self.root}/{path}",
            data=data,
            method=method,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        try:
            with self._opener.open(request, timeout=30) as answer:
                return self._reply(answer.status, answer)
        except urllib.error.HTTPError as error:
            return self._reply(error.code, error)

    @staticmethod
    def _reply(status: int, answer: Any) -> Reply:
        text = answer.read()
        kind = answer.headers.get("Content-Type", "")
        is_json = text and "json" in kind
        return Reply(
            status,
            json.loads(text) if is_json else text or None,
            dict(answer.headers),
        )

    def get(self, path: str) -> Any:
        """Read something that is there."""
        reply = self.call("GET", path)
        assert reply.status == 200, reply
        return reply.body

    def post(self, path: str, body: Any) -> Any:
        """Make something that can be made."""
        reply = self.call("POST", path, body)
        assert reply.status == 201, reply
        return reply.body

    def set_result(self, execution: str, **changes: Any) -> None:
        """Play a person who changes an execution."""
        reply = self.call("PUT", f"testexecutions/{execution}", changes)
        assert reply.status == 200, reply
