"""The sandbox's own addresses: its log, and levers for tests.

All below ``/__sandbox__`` and with the token:

====================  ====================================================
``GET requests``      the log; ``DELETE`` clears it
``faults``            ``GET``, ``POST`` (one or a list), ``DELETE``,
                      ``DELETE faults/{id}``; see
                      `ldmjira.sandbox.fault_orders`
``POST release``      let held requests go on; ``GET holding`` counts them
``POST edit``         {issue, fields, update, as}: an edit by another user
``POST request``      {method, path, body, as}: any request by another user
``POST move``         {issue, project}: the issue gets a new key
``POST delete``       {issue}
``POST hide``         {issue, user, hidden}: one issue out of sight
``POST permission``   {permission, project, user, allow}
``POST user``         {name, token, displayName}: another user with a token
``POST clock``        {offset}: seconds by which the site's time is ahead
``POST lag``          {seconds}: by which searches are behind
``POST limits``       {perIssue, burst}: enforce Cloud's rate limits
``POST field``        {remove: id} or {restore: id}
``POST snapshot``     {name}: remember all; ``POST restore`` {name}
``GET content``       all issues with their parts, for comparing
====================  ====================================================
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .auth import Authenticator
from .errors import JiraError, not_found
from .faults import FaultPlan
from .history import change_item, record
from .http import Call, Reply
from .jira.issues import delete_issue
from .ratelimit import RateLimits
from .site import Site
from .store import Row

if TYPE_CHECKING:
    from .app import RawRequest

__all__ = ["Control"]

_LOG_SIZE = 200_000


class Control:
    """Keep the log, and pull the levers."""

    def __init__(
        self, site: Site, auth: Authenticator, limits: RateLimits
    ) -> None:
        self._site = site
        self._store = site.store
        self._auth = auth
        self._limits = limits
        self._log: deque[dict[str, Any]] = deque(maxlen=_LOG_SIZE)
        self._next = 1
        self._snapshots: dict[str, Any] = {}
        self.answer: Callable[..., Reply] = lambda *_: Reply(500)
        """Carries out a request as a user; set by the application."""
        self.faults = FaultPlan(site, self.run_as)
        self._levers: dict[tuple[str, str], Callable[[Any], Any]] = {
            ("GET", "requests"): lambda _: list(self._log),
            ("DELETE", "requests"): lambda _: self._log.clear(),
            ("GET", "faults"): lambda _: self.faults.descriptions,
            ("POST", "faults"): self._order,
            ("DELETE", "faults"): lambda _: self.faults.clear(),
            ("POST", "release"): lambda _: self.faults.release(),
            ("GET", "holding"): lambda _: {"holding": self.faults.holding},
            ("POST", "edit"): self._edit,
            ("POST", "request"): self._request,
            ("POST", "move"): self._move,
            ("POST", "delete"): self._delete,
            ("POST", "hide"): self._hide,
            ("POST", "permission"): self._permission,
            ("POST", "user"): self._user,
            ("POST", "clock"): self._clock,
            ("POST", "lag"): self._lag,
            ("POST", "limits"): self._set_limits,
            ("POST", "field"): self._field,
            ("POST", "snapshot"): self._snapshot,
            ("POST", "restore"): self._restore,
            ("GET", "content"): lambda _: self.content(),
        }

    # -- the log ----------------------------------------------------------

    def begin(self, request: RawRequest) -> dict[str, Any]:
        """Note a request that came in."""
        entry: dict[str, Any] = {
            "seq": self._next,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "status": None,
            "applied": False,
        }
        if request.path.startswith("/__sandbox__"):
            return entry
        self._next += 1
        self._log.append(entry)
        return entry

    @staticmethod
    def end(
        entry: dict[str, Any], status: int | None, *, applied: bool
    ) -> None:
        """Note how a request ended; no status: it got no answer."""
        entry["status"] = status
        entry["applied"] = applied

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The log."""
        return list(self._log)

    # -- requests ---------------------------------------------------------

    def handle(self, request: RawRequest) -> Reply:
        """Answer a request to one of the addresses."""
        name = request.path.removeprefix("/__sandbox__").strip("/")
        number = name.removeprefix("faults/")
        if request.method == "DELETE" and number != name and number.isdigit():
            self.faults.clear(int(number))
            return Reply(204)
        lever = self._levers.get((request.method, name))
        if lever is None:
            raise not_found(f"There is no /__sandbox__/{name}.")
        body = None
        if request.body:
            try:
                body = json.loads(request.body)
            except ValueError:
                raise JiraError(400, "The body is not JSON.") from None
        try:
            result = lever(body if body is not None else {})
        except (AttributeError, KeyError, TypeError, ValueError) as exc:
            raise JiraError(
                400,
                f"The body does not fit /__sandbox__/{name}: "
                f"{type(exc).__name__} {exc}.",
            ) from None
        return Reply(204) if result is None else Reply(200, result)

    def run_as(
        self, user: str | None, method: str, path: str, body: Any
    ) -> Reply:
        """Carry out a request in the name of another user."""
        return self.answer(user or self.other_user(), method, path, body)

    def other_user(self) -> str:
        """Return the name of somebody who is not the token's owner."""
        for row in self._store.all("user"):
            if row["name"] != self._auth.user and row["active"]:
                return str(row["name"])
        return self._auth.user

    # -- levers -----------------------------------------------------------

    def _order(self, body: Any) -> Any:
        orders = body if isinstance(body, list) else [body]
        made = [
            self.faults.add_text(o)
            if isinstance(o, str)
            else self.faults.add(o)
            for o in orders
        ]
        return [spec.description for spec in made]

    def _edit(self, body: Row) -> Any:
        payload = {k: body[k] for k in ("fields", "update") if k in body}
        version = body.get("version", "2")
        path = f"/rest/api/{version}/issue/{body.get('issue')}"
        return self._as(body, "PUT", path, payload)

    def _request(self, body: Row) -> Any:
        return self._as(
            body,
            str(body.get("method", "GET")),
            str(body["path"]),
            body.get("body"),
        )

    def _as(self, body: Row, method: str, path: str, payload: Any) -> Any:
        user = body.get("as")
        if user is not None:
            user = self._name_of(user)
        reply = self.run_as(user, method, path, payload)
        return {"status": reply.status, "body": reply.body}

    def _issue(self, body: Row) -> Row:
        wanted = str(body.get("issue"))
        id_ = self._site.issue_id(wanted)
        row = None if id_ is None else self._store.get("issue", id_)
        if row is None:
            raise not_found(f"There is no issue {wanted}.")
        return row

    def _move(self, body: Row) -> Any:
        issue = self._issue(body)
        project = self._site.find_project(str(body.get("project")))
        if project is None:
            raise not_found(f"There is no project {body.get('project')}.")
        number = project["next"]
        self._store.put(
            "project", project["id"], {**project, "next": number + 1}
        )
        key = f"{project['key']}-{number}"
        moved = {
            **issue,
            "key": key,
            "project": project["id"],
            "updated": self._site.clock.millis(),
        }
        self._store.put("key", key, {"issue": issue["id"]})
        self._store.put("issue", issue["id"], moved)
        record(
            self._site,
            issue["id"],
            body.get("as") or self.other_user(),
            self._move_items(issue, moved),
        )
        return {"key": key, "id": issue["id"]}

    def _move_items(self, issue: Row, moved: Row) -> list[Row]:
        names = {
            id_: (self._store.get("project", id_) or {}).get("name")
            for id_ in (issue["project"], moved["project"])
        }
        before, after = issue["project"], moved["project"]
        return [
            change_item(
                "project",
                "project",
                before=(before, names[before]),
                after=(after, names[after]),
            ),
            change_item(
                "Key",
                "issuekey",
                before=(None, issue["key"]),
                after=(None, moved["key"]),
            ),
        ]

    def _delete(self, body: Row) -> None:
        issue = self._issue(body)
        delete_issue(self._admin_call(), issue)

    def _admin_call(self) -> Call:
        return Call(
            site=self._site,
            method="DELETE",
            path="",
            version="2",
            user=self._auth.user,
            headers={},
        )

    def _named(self, body: Row) -> str:
        return self._name_of(body.get("user") or self._auth.user)

    def _name_of(self, named: str) -> str:
        """Internal name of a user, by name, identity, or e-mail address."""
        row = self._site.user(named) or self._site.find_user(named)
        if row is None:
            found = (
                user
                for user in self._store.all("user")
                if str(user.get("email", "")).casefold() == named.casefold()
            )
            row = next(found, None)
        if row is None:
            raise not_found(f"There is no user {named}.")
        return str(row["name"])

    def _hide(self, body: Row) -> None:
        issue, user = self._issue(body), self._named(body)
        id_ = f"{user}/{issue['id']}"
        if body.get("hidden", True):
            row = {"user": user, "issue": issue["id"]}
            self._store.put("hidden", id_, row)
        else:
            self._store.delete("hidden", id_)

    def _permission(self, body: Row) -> None:
        user = self._named(body)
        wanted = body.get("project")
        project = self._site.find_project(wanted) if wanted else None
        if wanted and project is None:
            raise not_found(f"There is no project {wanted}.")
        place = project["id"] if project else None
        permission = str(body.get("permission"))
        id_ = f"{user}/{place}/{permission}"
        if body.get("allow", False):
            self._store.delete("denial", id_)
        else:
            row = {"user": user, "project": place, "permission": permission}
            self._store.put("denial", id_, row)

    def _user(self, body: Row) -> Any:
        name = str(body["name"])
        row = self._site.user(name)
        if row is None:
            row = {
                "name": name,
                "key": name,
                "accountId": f"712020:{name}",
                "displayName": body.get("displayName", name),
                "email": f"{name}@example.invalid",
                "active": True,
                "timeZone": "UTC",
                "groups": ["jira-software-users"],
            }
            self._store.put("user", name, row)
        if body.get("token"):
            self._auth.add_token(str(body["token"]), name)
        return row

    def _clock(self, body: Row) -> Any:
        seconds = float(body.get("offset", 0))
        self._site.clock.offset = timedelta(seconds=seconds)
        return {"now": self._site.clock.now().isoformat()}

    def _lag(self, body: Row) -> None:
        seconds = float(body.get("seconds", 0))
        if seconds < 0:
            raise ValueError(seconds)
        self._site.index.lag = timedelta(seconds=seconds)

    def _set_limits(self, body: Row) -> None:
        self._limits.per_issue = bool(body.get("perIssue", False))
        self._limits.burst = bool(body.get("burst", False))

    def _field(self, body: Row) -> None:
        if body.get("remove"):
            self._site.fields_off_screen.add(body["remove"])
        if body.get("restore"):
            self._site.fields_off_screen.discard(body["restore"])

    def _snapshot(self, body: Row) -> None:
        self._snapshots[str(body.get("name"))] = self._store.dump()

    def _restore(self, body: Row) -> None:
        held = self._snapshots.get(str(body.get("name")))
        if held is None:
            raise not_found(f"There is no snapshot {body.get('name')}.")
        self._store.restore(held)

    # -- content ----------------------------------------------------------

    def content(self) -> dict[str, Any]:
        """Return all issues with their parts, free of ids and times.

        Two sites to which the same was done have the same content.
        """
        return {
            issue["key"]: self._issue_content(issue)
            for issue in sorted(
                self._store.all("issue"), key=lambda i: str(i["key"])
            )
        }

    def _issue_content(self, issue: Row) -> dict[str, Any]:
        store = self._store
        links = []
        for end in store.children("linkend", issue["id"]):
            link = store.get("link", end["link"])
            if link is None or link["inward"] != issue["id"]:
                continue
            other = store.get("issue", link["outward"]) or {}
            kind = store.get("linktype", link["type"]) or {}
            links.append([kind.get("name"), other.get("key")])
        fields = {
            name: value
            for name, value in issue["fields"].items()
            if name not in {"resolutiondate", "statuscategorychangedate"}
        }
        return {
            "fields": fields,
            "links": sorted(links),
            "properties": {
                row["key"]: row["value"]
                for row in store.children("property", issue["id"])
            },
            "comments": [
                row["body"] for row in store.children("comment", issue["id"])
            ],
            "remotelinks": sorted(
                json.dumps(row["object"], sort_keys=True)
                for row in store.children("remotelink", issue["id"])
            ),
        }
