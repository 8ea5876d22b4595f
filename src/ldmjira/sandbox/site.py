"""One Jira site: what it holds, who may see it, and what time it is there."""

from __future__ import annotations

import hashlib
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from .errors import ISSUE_NOT_FOUND, JiraError, not_found
from .index import SearchIndex
from .kinds import FieldKind
from .store import Row, Store

__all__ = ["ADMIN_GROUP", "Clock", "Deployment", "Site", "SiteSettings"]

Deployment = Literal["cloud", "datacenter"]

ADMIN_GROUP = "jira-administrators"

_NO_EDIT = "You do not have permission to edit issues in this project."
_ADMIN_ONLY = {
    "ADMINISTER",
    "SYSTEM_ADMIN",
    "ADMINISTER_PROJECTS",
    "USER_PICKER",
    "BULK_CHANGE",
}


@dataclass
class Clock:
    """The site's time, which tests may move."""

    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """Return the time, aware."""
        return datetime.now(UTC) + self.offset

    def millis(self) -> int:
        """Return the time in milliseconds since 1970."""
        return round((time.time() + self.offset.total_seconds()) * 1000)


@dataclass
class SiteSettings:
    """How a site presents itself."""

    deployment: Deployment = "cloud"
    base_url: str = "http://127.0.0.1"
    """Address with context path, without a slash at the end."""
    jira_version: str = ""
    context_path: str = ""
    random_seed: int | None = None


class Site:
    """Everything that the calls of the API work on."""

    def __init__(self, store: Store, settings: SiteSettings) -> None:
        self.store = store
        self.settings = settings
        self.clock = Clock()
        self.random = random.Random(settings.random_seed)  # noqa: S311
        self.fields_off_screen: set[str] = set()
        self.refused_elements: dict[int, str] = {}
        self.main_user = ""
        self.sessions: dict[str, str] = {}
        self.tokens: dict[str, tuple[str, str]] = {}
        """Tokens that users made: id and user; gone with the process."""
        self.check_login: Callable[[str, str], str | None] = (
            lambda _name, _secret: None
        )
        self.index = SearchIndex(self)

    # -- what it is -------------------------------------------------------

    @property
    def is_cloud(self) -> bool:
        """Whether the site plays Jira Cloud."""
        return self.settings.deployment == "cloud"

    @property
    def base_url(self) -> str:
        """Its own address."""
        return self.settings.base_url

    @property
    def jira_version(self) -> str:
        """Version as ``serverInfo`` tells it."""
        return self.settings.jira_version or (
            "1001.0.0-SNAPSHOT" if self.is_cloud else "9.12.15"
        )

    @property
    def version_numbers(self) -> list[int]:
        """The version as three numbers."""
        found = [int(n) for n in re.findall(r"\d+", self.jira_version)[:3]]
        return found + [0] * (3 - len(found))

    @property
    def cloud_id(self) -> str:
        """Identifier of the site at the gateway."""
        mark = hashlib.sha256(self.store.meta("title", "").encode())
        text = mark.hexdigest()
        return "-".join(
            (text[:8], text[8:12], text[12:16], text[16:20], text[20:32])
        )

    # -- people -----------------------------------------------------------

    def user(self, name: str) -> Row | None:
        """Return a user by internal name."""
        return self.store.get("user", name)

    def find_user(self, identity: str) -> Row | None:
        """Return a user by what this deployment calls an identity."""
        if not self.is_cloud:
            found = self.store.get("user", identity)
            if found is not None:
                return found
        return self._users_by_identity().get(identity)

    def identity(self, name: str) -> str:
        """Return what this deployment calls a user."""
        user = self.store.get("user", name)
        if user is None or not self.is_cloud:
            return name
        return str(user["accountId"])

    def time_zone(self, name: str) -> ZoneInfo:
        """Return the time zone of a user."""
        user = self.store.get("user", name) or {}
        return _zone(user.get("timeZone") or "UTC")

    def is_admin(self, name: str) -> bool:
        """Whether a user administers the site."""
        user = self.store.get("user", name)
        return user is not None and ADMIN_GROUP in user.get("groups", ())

    def _users_by_identity(self) -> dict[str, Row]:
        def build() -> dict[str, Row]:
            key = "accountId" if self.is_cloud else "key"
            return {str(u.get(key)): u for u in self.store.all("user")}

        return self.store.cached("users by identity", build, "user")

    # -- permissions ------------------------------------------------------

    def can(self, user: str, permission: str, project: str | None) -> bool:
        """Whether a user has a permission, in a project by its id."""
        if permission in _ADMIN_ONLY and not self.is_admin(user):
            return False
        return (user, project, permission) not in self._denials() and (
            user,
            None,
            permission,
        ) not in self._denials()

    def _denials(self) -> set[tuple[str, str | None, str]]:
        def build() -> set[tuple[str, str | None, str]]:
            return {
                (row["user"], row["project"], row["permission"])
                for row in self.store.all("denial")
            }

        return self.store.cached("denials", build, "denial")

    def hidden_issues(self, user: str) -> frozenset[str]:
        """Ids of the issues that a user may not see, one by one."""

        def build() -> dict[str, frozenset[str]]:
            found: dict[str, set[str]] = {}
            for row in self.store.all("hidden"):
                found.setdefault(row["user"], set()).add(row["issue"])
            return {name: frozenset(ids) for name, ids in found.items()}

        hidden = self.store.cached("hidden issues", build, "hidden")
        return hidden.get(user, frozenset())

    def can_see(self, user: str, issue: Row) -> bool:
        """Whether a user may see an issue."""
        return self.can(user, "BROWSE_PROJECTS", issue["project"]) and issue[
            "id"
        ] not in self.hidden_issues(user)

    # -- finding ----------------------------------------------------------

    def issue_id(self, id_or_key: str) -> str | None:
        """Return the id of an issue by id, key, or a key it once had."""
        if id_or_key.isdigit():
            return id_or_key if self.store.get("issue", id_or_key) else None
        held = self.store.get("key", id_or_key.upper())
        return None if held is None else str(held["issue"])

    def issue(self, id_or_key: str, user: str) -> Row:
        """Return an issue that the user may see, or refuse as Jira does."""
        id_ = self.issue_id(str(id_or_key))
        found = None if id_ is None else self.store.get("issue", id_)
        if found is None or not self.can_see(user, found):
            text = ISSUE_NOT_FOUND if self.is_cloud else "Issue Does Not Exist"
            raise not_found(text)
        return found

    def editable_issue(
        self,
        id_or_key: str,
        user: str,
        permission: str = "EDIT_ISSUES",
        text: str = _NO_EDIT,
    ) -> Row:
        """Return an issue on which the user has a permission."""
        found = self.issue(id_or_key, user)
        if not self.can(user, permission, found["project"]):
            raise JiraError(403, text)
        return found

    def project(self, id_or_key: str, user: str) -> Row:
        """Return a project that the user may see, or refuse."""
        found = self.find_project(id_or_key)
        if found is None or not self.can(user, "BROWSE_PROJECTS", found["id"]):
            raise not_found(
                f"No project could be found with key '{id_or_key}'."
                if not str(id_or_key).isdigit()
                else f"No project could be found with id '{id_or_key}'."
            )
        return found

    def find_project(self, id_or_key: str) -> Row | None:
        """Return a project, whoever may see it."""
        found = self.store.get("project", str(id_or_key))
        if found is not None:
            return found

        def build() -> dict[str, str]:
            return {p["key"]: p["id"] for p in self.store.all("project")}

        ids = self.store.cached("project keys", build, "project")
        id_ = ids.get(str(id_or_key).upper())
        return None if id_ is None else self.store.get("project", id_)

    def by_name(self, kind: str, name: str) -> Row | None:
        """Return an object of a kind by its name, whatever the case."""

        def build() -> dict[str, str]:
            found: dict[str, str] = {}
            for row in self.store.all(kind):
                found.setdefault(row["name"].lower(), row["id"])
            return found

        ids = self.store.cached(f"{kind} names", build, kind)
        id_ = ids.get(name.lower())
        return None if id_ is None else self.store.get(kind, id_)

    def project_fields(self, project: Row) -> list[Row]:
        """Return the fields that exist in a project, in the site's order."""

        def build() -> dict[str, list[Row]]:
            return {}

        cache = self.store.cached(
            "fields of projects", build, "field", "project"
        )
        held = cache.get(project["id"])
        if held is None:
            there = {
                name
                for screen in project["screens"].values()
                for name in (*screen["create"], *screen["edit"])
            }
            held = [
                row
                for row in self.store.all("field")
                if not row["custom"]
                or row["id"] in there
                or row["kind"] == FieldKind.RANK
            ]
            cache[project["id"]] = held
        return held

    def screen(self, project: Row, type_id: str) -> Row:
        """Return the screens of an issue type in a project."""
        screens: Row = project["screens"]
        found: Row = screens.get(type_id) or screens[""]
        return found

    def workflow(self, project: Row, type_id: str) -> Row:
        """Return the workflow of an issue type in a project."""
        names = project["workflows"]
        found = self.store.get("workflow", names.get(type_id) or names[""])
        if found is None:
            raise JiraError(422, "The workflow of the issue is missing.")
        return found


_ZONES: dict[str, ZoneInfo] = {}


def _zone(name: str) -> ZoneInfo:
    """Return a time zone, UTC if this machine does not know it."""
    found = _ZONES.get(name)
    if found is None:
        try:
            found = ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            found = ZoneInfo("UTC")
        _ZONES[name] = found
    return found
