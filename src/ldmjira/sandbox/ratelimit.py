"""Jira Cloud's limits: told in every answer, enforced when asked to."""

from __future__ import annotations

import re
from collections import deque
from datetime import timedelta
from http import HTTPStatus

from .http import Call, Reply
from .site import Site

__all__ = ["RateLimits"]

_ISSUE_WRITE = re.compile(r".*/issue/([^/]+)(?:/.*)?")
_SHORT = (20, 2_000)
_LONG = (100, 30_000)


class RateLimits:
    """Count requests per second and writes per issue."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._second: dict[tuple[str, str], tuple[int, int]] = {}
        self._writes: dict[str, deque[int]] = {}
        self.per_issue = False
        """Whether more than 20 writes in 2 s on one issue are refused."""
        self.burst = False
        """Whether more requests a second than Cloud takes are refused."""

    @staticmethod
    def _limit(method: str, path: str) -> int:
        """Return the steady rate per second of a kind of request."""
        if method == "GET" and re.fullmatch(
            r"/rest/api/\w+/issue/[^/]+", path
        ):
            return 150
        return 100 if method in {"GET", "POST"} else 50

    def headers(self, method: str, path: str) -> dict[str, str]:
        """Count a request, and tell what is left."""
        limit = self._limit(method, path)
        shape = re.sub(r"/[A-Z][A-Z0-9_]+-\d+|/\d{3,}", "/*", path)
        now = self._site.clock.millis() // 1000
        second, count = self._second.get((method, shape), (now, 0))
        count = count + 1 if second == now else 1
        self._second[method, shape] = (now, count)
        left = max(limit - count, 0)
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(left),
            "RateLimit": f'"jira-burst-based";r={left};t=1',
        }

    def refusal(self, call: Call) -> Reply | None:
        """Return a 429 if a limit is enforced and reached."""
        if self.per_issue and call.method != "GET":
            match = _ISSUE_WRITE.fullmatch(call.path)
            issue = call.site.issue_id(match[1]) if match else None
            if issue is not None and self._too_many(issue):
                return self._answer("jira-per-issue-on-write", 2)
        if self.burst:
            limit = self._limit(call.method, call.path)
            now = self._site.clock.millis() // 1000
            shape = re.sub(r"/[A-Z][A-Z0-9_]+-\d+|/\d{3,}", "/*", call.path)
            second, count = self._second.get((call.method, shape), (0, 0))
            if second == now and count >= limit:
                return self._answer("jira-burst-based", 1)
        return None

    def _too_many(self, issue: str) -> bool:
        now = self._site.clock.millis()
        times = self._writes.setdefault(issue, deque())
        while times and now - times[0] > _LONG[1]:
            times.popleft()
        recent = sum(now - when <= _SHORT[1] for when in times)
        if recent >= _SHORT[0] or len(times) >= _LONG[0]:
            return True
        times.append(now)
        return False

    def _answer(self, reason: str, seconds: int) -> Reply:
        until = self._site.clock.now() + timedelta(seconds=seconds)
        return Reply(
            HTTPStatus.TOO_MANY_REQUESTS,
            {"errorMessages": ["Rate limit exceeded."], "errors": {}},
            {
                "Retry-After": str(seconds),
                "RateLimit-Reason": reason,
                "X-RateLimit-Reset": until.strftime("%Y-%m-%dT%H:%MZ"),
            },
        )
