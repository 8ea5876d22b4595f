"""What strikes a request; `ldmjira.sandbox.fault_orders` has the orders."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

from .errors import JiraError
from .fault_orders import FaultSpec, order_from_words, read_order
from .http import Reply, comma_list
from .site import Site

__all__ = ["Effect", "FaultPlan"]

_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Log in</title></head>\n"
    b"<body><h1>Please log in to continue</h1></body></html>\n"
)
_POLL = 0.005

RunAs = Callable[[str | None, str, str, Any], Reply]
"""Carry out a request as another user: (user, method, path, body)."""


class FaultPlan:
    """All faults that were ordered."""

    def __init__(self, site: Site, run_as: RunAs) -> None:
        self.site = site
        self.run_as = run_as
        self._specs: list[FaultSpec] = []
        self._next = 1
        self._held: list[bool] = []
        self.released = 0
        """Raised by each release; a held request waits for it."""

    # -- ordering ---------------------------------------------------------

    def add(self, order: dict[str, Any]) -> FaultSpec:
        """Take an order.

        Raises
        ------
        JiraError
            400 if it cannot be understood.
        """
        spec = read_order(order, self._next)
        self._check_names(spec)
        self._next += 1
        self._specs.append(spec)
        self._remember_for_lags()
        if spec.at_once:
            self._do_at_once(spec)
        return spec

    def _check_names(self, spec: FaultSpec) -> None:
        """Refuse an order that names what is not there."""
        project = spec.options.get("project")
        if project and self.site.find_project(str(project)) is None:
            raise JiraError(400, f"There is no project {project}.")
        for name in ("as", "user"):
            wanted = spec.options.get(name)
            if not wanted:
                continue
            row = self.site.user(wanted) or self.site.find_user(wanted)
            if row is None:
                raise JiraError(400, f"There is no user {wanted}.")
            spec.options[name] = row["name"]

    def _remember_for_lags(self) -> None:
        """Let the index remember as much as the faults may ask for."""
        self.site.index.memory = max(
            (_seconds(s) for s in self._specs if s.action == "lag"),
            default=timedelta(),
        )

    def add_text(self, text: str) -> FaultSpec:
        """Take an order in words, or in JSON."""
        if text.lstrip().startswith("{"):
            try:
                order = json.loads(text)
            except ValueError as exc:
                raise JiraError(400, f"Not a fault: {text}: {exc}") from None
            return self.add(order)
        return self.add(order_from_words(text))

    def clear(self, fault_id: int | None = None) -> None:
        """Forget one fault, or all, and undo what lasts."""
        gone = [s for s in self._specs if fault_id in (None, s.id)]
        self._specs = [s for s in self._specs if s not in gone]
        for spec in gone:
            self._undo(spec)
        self._remember_for_lags()
        if fault_id is None:
            self.release_all()

    def _do_at_once(self, spec: FaultSpec) -> None:
        if spec.action == "lag":
            self.site.index.lag = _seconds(spec)
        else:
            self.take_off_screen(spec)

    def take_off_screen(self, spec: FaultSpec) -> None:
        """Take the fields of an order off all screens, from now on."""
        names = comma_list(spec.options.get("field"))
        self.site.fields_off_screen.update(names)

    def _undo(self, spec: FaultSpec) -> None:
        if spec.action == "lag" and spec.at_once:
            self.site.index.lag = timedelta()
        elif spec.action == "field-missing":
            names = comma_list(spec.options.get("field"))
            self.site.fields_off_screen.difference_update(names)
        for id_ in spec.denials:
            self.site.store.delete("denial", id_)
        spec.denials.clear()

    @property
    def descriptions(self) -> list[dict[str, Any]]:
        """All faults, as the control address shows them."""
        return [spec.description for spec in self._specs]

    # -- striking ---------------------------------------------------------

    def take(self, method: str, path: str) -> list[Effect]:
        """Return what strikes a request."""
        if not self._specs or path.startswith("/__sandbox__"):
            return []
        return [
            Effect(spec, self, path)
            for spec in self._specs
            if not spec.at_once
            and spec.matches(method, path)
            and spec.strikes(self.site.random.random)
        ]

    # -- holding ----------------------------------------------------------

    @property
    def holding(self) -> int:
        """How many requests are held now."""
        return len(self._held)

    async def hold(self) -> None:
        """Wait until the next release."""
        mark = self.released
        self._held.append(True)
        try:
            while self.released == mark:  # noqa: ASYNC110
                # An event would belong to one loop; this is set by any.
                await asyncio.sleep(_POLL)
        finally:
            self._held.pop()

    def release(self) -> None:
        """Let all held requests go on."""
        self.released += 1

    def release_all(self) -> None:
        """Let all held requests go on, at the end or at a new start."""
        self.released += 1


def _seconds(spec: FaultSpec) -> timedelta:
    return timedelta(seconds=float(spec.options.get("seconds", 5)))


class Effect:
    """One fault that strikes one request."""

    def __init__(self, spec: FaultSpec, plan: FaultPlan, path: str) -> None:
        self._spec = spec
        self._plan = plan
        self._site = plan.site
        self._path = path

    @property
    def drops_request(self) -> bool:
        """Whether the connection is cut before anything is done."""
        return self._spec.action == "reset-before"

    @property
    def drops_answer(self) -> bool:
        """Whether the connection is cut once it is done."""
        return self._spec.action == "reset-after"

    async def before(self) -> None:
        """Do what comes before the request."""
        options = self._spec.options
        match self._spec.action:
            case "slow":
                await asyncio.sleep(float(options.get("seconds", 1)))
            case "hold":
                await self._plan.hold()
            case "edit-before" | "request-before":
                self._hook()
            case "permission-lost":
                self._lose_permission()
            case "field-missing":
                self._plan.take_off_screen(self._spec)

    def instead(self) -> Reply | None:
        """Return the answer that replaces the request, if one does."""
        options = self._spec.options
        if self._spec.action == "html" and not options.get("applied"):
            return self._html()
        if self._spec.action == "status" and not options.get("applied"):
            return self._status()
        return None

    def enter(self) -> None:
        """Set the conditions under which the request is done."""
        if self._spec.action == "bulk-partial":
            places = comma_list(self._spec.options.get("elements", "0"))
            text = self._spec.options.get(
                "text", "The summary is refused by the sandbox."
            )
            self._site.refused_elements = {int(p): text for p in places}
        elif self._spec.action == "lag":
            self._site.index.lag = _seconds(self._spec)

    def leave(self) -> None:
        """Take the conditions back."""
        if self._spec.action == "lag":
            self._site.index.lag = timedelta()
        if self._spec.action == "bulk-partial":
            self._site.refused_elements = {}

    async def after(self, reply: Reply) -> Reply:
        """Do what comes after the request; return what is sent."""
        options = self._spec.options
        match self._spec.action:
            case "truncate":
                whole = reply.content()
                most = int(options.get("bytes", len(whole) // 2))
                return Reply(
                    reply.status, whole[:most], reply.headers, reply.media_type
                )
            case "html" if options.get("applied"):
                return self._html()
            case "status" if options.get("applied"):
                return self._status()
            case "edit-after" | "request-after":
                self._hook()
            case "hold-after":
                await self._plan.hold()
        return reply

    def _html(self) -> Reply:
        status = int(self._spec.options.get("status", 200))
        return Reply(status, _PAGE, media_type="text/html;charset=UTF-8")

    def _status(self) -> Reply:
        options = self._spec.options
        status = int(options["status"])
        headers = {}
        wait = str(options.get("retry-after", "none"))
        if wait.startswith("date"):
            seconds = float(wait.partition(":")[2] or 1)
            when = self._site.clock.now() + timedelta(seconds=seconds)
            headers["Retry-After"] = format_datetime(when, usegmt=True)
        elif wait != "none":
            headers["Retry-After"] = wait
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            headers["RateLimit-Reason"] = "jira-burst-based"
            headers["X-RateLimit-Remaining"] = "0"
        if options.get("html") or status in {502, 504}:
            return Reply(
                status, _PAGE, headers, media_type="text/html;charset=UTF-8"
            )
        text = options.get("text", HTTPStatus(status).phrase)
        return Reply(status, {"errorMessages": [text], "errors": {}}, headers)

    def _lose_permission(self) -> None:
        options = self._spec.options
        wanted = options.get("project")
        project = self._site.find_project(wanted) if wanted else None
        user = options.get("user") or self._site.main_user
        for permission in comma_list(options.get("permission", "EDIT_ISSUES")):
            row = {
                "user": user,
                "project": project["id"] if project else None,
                "permission": permission,
            }
            id_ = f"{user}/{row['project']}/{permission}"
            self._site.store.put("denial", id_, row)
            self._spec.denials.append(id_)

    def _hook(self) -> None:
        options = self._spec.options
        other = options.get("as")
        if self._spec.action.startswith("request"):
            for request in options.get("requests", ()):
                self._plan.run_as(
                    other,
                    request.get("method", "PUT"),
                    request["path"],
                    request.get("body"),
                )
            return
        issue = options.get("issue")
        if issue is None:
            match = re.search(r"/issue/([A-Z][A-Z0-9_]*-\d+|\d+)", self._path)
            issue = match[1] if match else ""
        body = {k: options[k] for k in ("fields", "update") if k in options}
        path = f"/rest/api/2/issue/{issue}"
        reply = self._plan.run_as(other, "PUT", path, body)
        if reply.status >= HTTPStatus.BAD_REQUEST:
            self._spec.options["failed"] = reply.body
