"""Stored values on their way out, as each version of the API shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .adf import adf_to_html
from .defaults import STATUS_CATEGORIES
from .kinds import FieldKind
from .site import Site
from .store import Row
from .wiki import adf_to_wiki, wiki_to_adf

__all__ = ["ValueRenderer", "nice_date", "spent_text"]

Json = dict[str, Any]

_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


class ValueRenderer:
    """Show values of a site to one user in one version of the API."""

    def __init__(
        self, site: Site, *, user: str, version: str, path: str
    ) -> None:
        self.site = site
        self.store = site.store
        self.user = user
        self.adf = version == "3"
        self.root = f"{site.base_url}/rest/api/{path}"
        self.zone = site.time_zone(user) if site.is_cloud else UTC
        self._users: dict[str, Json] = {}
        self._small: dict[tuple[str, str], Json] = {}
        self._kinds: dict[str, Callable[[Row, Any], Any]] = {
            FieldKind.TEXTAREA: lambda _, v: self.rich(v),
            FieldKind.DATETIME: lambda _, v: self.time(v),
            FieldKind.OPTION: self._option,
            FieldKind.OPTIONS: lambda r, v: [self._option(r, o) for o in v],
            FieldKind.CASCADE: self._cascade,
            FieldKind.USER: lambda _, v: self.person(v),
            FieldKind.USERS: lambda _, v: [self.person(u) for u in v],
            FieldKind.VERSIONS: lambda _, v: [self.version(i) for i in v],
            FieldKind.COMPONENTS: lambda _, v: [self.component(i) for i in v],
            FieldKind.PRIORITY: lambda _, v: self.priority(v),
            FieldKind.RESOLUTION: lambda _, v: self.resolution(v),
            FieldKind.ISSUETYPE: lambda _, v: self.issue_type(v),
            FieldKind.STATUS: lambda _, v: self.status(v),
        }

    # -- values -----------------------------------------------------------

    def time(self, millis: int | None) -> str | None:
        """Show a time in the zone of the user (Cloud) or in UTC."""
        if millis is None:
            return None
        when = datetime.fromtimestamp(millis // 1000, UTC).astimezone(
            self.zone
        )
        return f"{when:%Y-%m-%dT%H:%M:%S}.{millis % 1000:03d}{when:%z}"

    def nice_time(self, millis: int | None) -> str | None:
        """Show a time as ``renderedFields`` do."""
        if millis is None:
            return None
        when = datetime.fromtimestamp(millis // 1000, UTC).astimezone(
            self.zone
        )
        hour = when.hour % 12 or 12
        half = "AM" if when.hour < 12 else "PM"  # noqa: PLR2004
        return f"{nice_date(when)} {hour}:{when:%M} {half}"

    def rich(self, stored: Any) -> Any:
        """Show rich text in the form of this version."""
        if stored is None:
            return None
        if self.adf:
            return stored if isinstance(stored, dict) else wiki_to_adf(stored)
        return adf_to_wiki(stored) if isinstance(stored, dict) else stored

    @staticmethod
    def html(stored: Any) -> str:
        """Show rich text as HTML."""
        if not stored:
            return ""
        return adf_to_html(
            stored if isinstance(stored, dict) else wiki_to_adf(stored)
        )

    def person(self, name: str | None) -> Json | None:
        """Show a user as issues do."""
        if name is None:
            return None
        held = self._users.get(name)
        if held is None:
            held = self._users[name] = self._person(name)
        return held

    def _person(self, name: str) -> Json:
        user = self.store.get("user", name)
        if user is None:
            user = {
                "name": name,
                "key": name,
                "accountId": name,
                "displayName": "Former user",
                "email": "",
                "active": False,
                "timeZone": "UTC",
            }
        shown: Json = {}
        if self.site.is_cloud:
            shown["self"] = f"{self.root}/user?accountId={user['accountId']}"
            shown["accountId"] = user["accountId"]
            shown["emailAddress"] = user["email"]
        else:
            shown["self"] = f"{self.root}/user?username={user['name']}"
            shown["name"] = user["name"]
            shown["key"] = user.get("key", user["name"])
            shown["emailAddress"] = user["email"]
        shown["avatarUrls"] = self._avatars("useravatar")
        shown["displayName"] = user["displayName"]
        shown["active"] = user["active"]
        shown["timeZone"] = user["timeZone"]
        if self.site.is_cloud:
            shown["accountType"] = "atlassian"
        return shown

    def _avatars(self, what: str) -> Json:
        base = f"{self.site.base_url}/secure/{what}"
        return {
            "48x48": f"{base}?avatarId=10122",
            "24x24": f"{base}?size=small&avatarId=10122",
            "16x16": f"{base}?size=xsmall&avatarId=10122",
            "32x32": f"{base}?size=medium&avatarId=10122",
        }

    def _kept(self, kind: str, id_: str, build: Callable[[Row], Json]) -> Json:
        held = self._small.get((kind, id_))
        if held is None:
            row = self.store.get(kind, id_)
            held = {} if row is None else build(row)
            self._small[kind, id_] = held
        return held

    def status(self, id_: str) -> Json:
        """Show a status."""
        return self._kept("status", id_, self._status)

    def _status(self, row: Row) -> Json:
        return {
            "self": f"{self.root}/status/{row['id']}",
            "description": row["description"],
            "iconUrl": (
                f"{self.site.base_url}/images/icons/statuses/generic.png"
            ),
            "name": row["name"],
            "id": row["id"],
            "statusCategory": self.category(row["category"]),
        }

    def category(self, key: str) -> Json:
        """Show a status category."""
        held = STATUS_CATEGORIES[key]
        return {"self": f"{self.root}/statuscategory/{held['id']}", **held}

    def priority(self, id_: str) -> Json:
        """Show a priority."""
        return self._kept(
            "priority",
            id_,
            lambda row: {
                "self": f"{self.root}/priority/{row['id']}",
                "iconUrl": (
                    f"{self.site.base_url}/images/icons/priorities/"
                    f"{row['id']}.svg"
                ),
                "name": row["name"],
                "id": row["id"],
            },
        )

    def resolution(self, id_: str) -> Json:
        """Show a resolution."""
        return self._kept(
            "resolution",
            id_,
            lambda row: {
                "self": f"{self.root}/resolution/{row['id']}",
                "id": row["id"],
                "description": row["description"],
                "name": row["name"],
            },
        )

    def issue_type(self, id_: str) -> Json:
        """Show an issue type."""
        return self._kept("issuetype", id_, self._issue_type)

    def _issue_type(self, row: Row) -> Json:
        shown = {
            "self": f"{self.root}/issuetype/{row['id']}",
            "id": row["id"],
            "description": row["description"],
            "iconUrl": (
                f"{self.site.base_url}/secure/viewavatar?size=medium"
                "&avatarId=10300&avatarType=issuetype"
            ),
            "name": row["name"],
            "subtask": row["subtask"],
            "avatarId": 10300,
        }
        if self.site.is_cloud:
            shown["hierarchyLevel"] = row["level"]
        return shown

    def project(self, id_: str) -> Json:
        """Show a project as issues do."""
        return self._kept("project", id_, self._project)

    def _project(self, row: Row) -> Json:
        shown = {
            "self": f"{self.root}/project/{row['id']}",
            "id": row["id"],
            "key": row["key"],
            "name": row["name"],
            "projectTypeKey": row["typeKey"],
            "avatarUrls": self._avatars("projectavatar"),
        }
        if self.site.is_cloud:
            shown["simplified"] = False
        if row["category"]:
            shown["projectCategory"] = self.project_category(row["category"])
        return shown

    def project_category(self, id_: str) -> Json:
        """Show a project category."""
        return self._kept(
            "category",
            id_,
            lambda row: {
                "self": f"{self.root}/projectCategory/{row['id']}",
                "id": row["id"],
                "description": row["description"],
                "name": row["name"],
            },
        )

    def component(self, id_: str) -> Json:
        """Show a component as issues do."""

        def build(row: Row) -> Json:
            shown = {
                "self": f"{self.root}/component/{row['id']}",
                "id": row["id"],
                "name": row["name"],
            }
            if row["description"]:
                shown["description"] = row["description"]
            return shown

        return self._kept("component", id_, build)

    def version(self, id_: str) -> Json:
        """Show a version as issues do."""

        def build(row: Row) -> Json:
            shown = {
                "self": f"{self.root}/version/{row['id']}",
                "id": row["id"],
                "description": row["description"],
                "name": row["name"],
                "archived": row["archived"],
                "released": row["released"],
            }
            if row["releaseDate"]:
                shown["releaseDate"] = row["releaseDate"]
            return shown

        return self._kept("version", id_, build)

    def link_type(self, id_: str) -> Json:
        """Show a link type."""
        return self._kept(
            "linktype",
            id_,
            lambda row: {
                "id": row["id"],
                "name": row["name"],
                "inward": row["inward"],
                "outward": row["outward"],
                "self": f"{self.root}/issueLinkType/{row['id']}",
            },
        )

    def option(self, option: Row) -> Json:
        """Show one choice of a select field."""
        shown = {
            "self": f"{self.root}/customFieldOption/{option['id']}",
            "value": option["value"],
            "id": option["id"],
        }
        if not self.site.is_cloud:
            shown["disabled"] = option.get("disabled", False)
        return shown

    def _option(self, row: Row, id_: str) -> Json | None:
        for option in row["options"]:
            if option["id"] == id_:
                return self.option(option)
        return None

    def _cascade(self, row: Row, ids: list[str]) -> Json | None:
        for option in row["options"]:
            if option["id"] == ids[0]:
                shown = self.option(option)
                for child in option.get("children", ()):
                    if len(ids) > 1 and child["id"] == ids[1]:
                        shown["child"] = self.option(child)
                return shown
        return None


def nice_date(when: date) -> str:
    """Show a date as ``renderedFields`` do."""
    return f"{when.day:02d}/{_MONTHS[when.month - 1]}/{when:%y}"


def spent_text(seconds: int) -> str:
    """Show a duration as Jira does: ``1d 2h 30m``."""
    rest = timedelta(seconds=seconds) // timedelta(minutes=1)
    parts = []
    for name, minutes in (("w", 2400), ("d", 480), ("h", 60), ("m", 1)):
        count, rest = divmod(rest, minutes)
        if count:
            parts.append(f"{count}{name}")
    return " ".join(parts) or "0m"
