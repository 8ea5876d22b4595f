"""Stored issues on their way out, as each version of the API shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .adf import adf_to_html
from .defaults import STATUS_CATEGORIES
from .model import FieldKind
from .site import Site
from .store import Row
from .wiki import adf_to_wiki, wiki_to_adf

__all__ = ["FieldChoice", "Renderer", "choose_fields"]

Json = dict[str, Any]

_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


class FieldChoice:
    """Which fields a request asks for."""

    def __init__(self, names: Iterable[str], default: str) -> None:
        asked = list(names)
        self.removed = {n[1:] for n in asked if n.startswith("-")}
        kept = [n for n in asked if not n.startswith("-")]
        if not kept:
            kept = ["*all" if asked and default != "id" else default]
        self.all = "*all" in kept
        self.navigable = "*navigable" in kept
        self.named = {n for n in kept if not n.startswith("*")}

    @property
    def only_id(self) -> bool:
        """Whether nothing but the id is wanted."""
        return not self.all and not self.navigable and self.named == {"id"}

    @property
    def light(self) -> bool:
        """Whether no field is wanted."""
        return (
            not self.all
            and not self.navigable
            and self.named <= {"id", "key"}
        )

    def wants(self, row: Row) -> bool:
        """Whether a field is to be shown."""
        id_ = row["id"]
        if id_ in self.removed:
            return False
        return (
            self.all
            or id_ in self.named
            or (self.navigable and bool(row["navigable"]))
        )


def choose_fields(names: Iterable[str], default: str) -> FieldChoice:
    """Read a ``fields`` parameter."""
    return FieldChoice(names, default)


class Renderer:
    """Show things of a site to one user in one version of the API."""

    def __init__(self, site: Site, *, user: str, version: str, path: str) -> None:
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
            FieldKind.PARENT: lambda _, v: self.brief(v),
        }

    # -- values -----------------------------------------------------------

    def time(self, millis: int | None) -> str | None:
        """Show a time in the zone of the user (Cloud) or in UTC."""
        if millis is None:
            return None
        when = datetime.fromtimestamp(millis // 1000, UTC).astimezone(self.zone)
        return (
            f"{when:%Y-%m-%dT%H:%M:%S}.{millis % 1000:03d}{when:%z}"
        )

    def nice_time(self, millis: int | None) -> str | None:
        """Show a time as ``renderedFields`` do."""
        if millis is None:
            return None
        when = datetime.fromtimestamp(millis // 1000, UTC).astimezone(self.zone)
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
            "iconUrl": f"{self.site.base_url}/images/icons/statuses/generic.png",
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

    # -- issues -----------------------------------------------------------

    def brief(self, issue_id: str) -> Json | None:
        """Show an issue as links, parents and sub-tasks do."""
        issue = self.store.get("issue", issue_id)
        if issue is None or not self.site.can_see(self.user, issue):
            return None
        values = issue["fields"]
        fields = {
            "summary": values["summary"],
            "status": self.status(values["status"]),
            "issuetype": self.issue_type(values["issuetype"]),
        }
        if values.get("priority"):
            fields["priority"] = self.priority(values["priority"])
        return {
            "id": issue["id"],
            "key": issue["key"],
            "self": f"{self.root}/issue/{issue['id']}",
            "fields": fields,
        }

    def links(self, issue_id: str) -> list[Json]:
        """Show the links of an issue, as read from it."""
        shown = []
        for end in self.store.children("linkend", issue_id):
            link = self.store.get("link", end["link"])
            if link is None:
                continue
            # The issue posted as inward reads "outward" of the other.
            own_is_inward = link["inward"] == issue_id
            other = self.brief(link["outward" if own_is_inward else "inward"])
            if other is None:
                continue
            side = "outwardIssue" if own_is_inward else "inwardIssue"
            shown.append(
                {
                    "id": link["id"],
                    "self": f"{self.root}/issueLink/{link['id']}",
                    "type": self.link_type(link["type"]),
                    side: other,
                }
            )
        return shown

    def fields(self, issue: Row, choice: FieldChoice) -> Json:
        """Show the fields of an issue."""
        project = self.store.get("project", issue["project"])
        if project is None:
            return {}
        values = issue["fields"]
        shown: Json = {}
        for row in self.site.project_fields(project):
            if not choice.wants(row):
                continue
            shown[row["id"]] = self._value(issue, values, row)
        if shown.get("parent", 0) is None:
            del shown["parent"]
        return shown

    def _value(self, issue: Row, values: Row, row: Row) -> Any:
        id_ = row["id"]
        value = values.get(id_)
        kind = row["kind"]
        if value is not None:
            handler = self._kinds.get(kind)
            if handler is not None:
                return handler(row, value)
            if kind != FieldKind.SYSTEM:
                return value
        if not row["custom"]:
            system = _SYSTEM.get(id_)
            if system is not None:
                return system(self, issue)
            if kind in _EMPTY_LISTS:
                return []
        return None

    def rendered(self, issue: Row, shown: Json) -> Json:
        """Show the ``renderedFields`` beside fields that are shown."""
        values = issue["fields"]
        rendered: Json = {}
        for id_ in shown:
            row = self.store.get("field", id_)
            if row is None:
                continue
            value = values.get(id_)
            match row["kind"]:
                case FieldKind.TEXTAREA:
                    rendered[id_] = self.html(value) if value else (
                        "" if not row["custom"] else None
                    )
                case FieldKind.DATETIME:
                    rendered[id_] = self.nice_time(value)
                case FieldKind.DATE:
                    rendered[id_] = (
                        nice_date(date.fromisoformat(value)) if value else None
                    )
                case _:
                    rendered[id_] = self._rendered_system(issue, id_)
        return rendered

    def _rendered_system(self, issue: Row, id_: str) -> Any:
        match id_:
            case "created" | "updated":
                return self.nice_time(issue[id_])
            case "resolutiondate" | "statuscategorychangedate":
                return self.nice_time(issue["fields"].get(id_))
            case "comment":
                return _comment_page(self, issue, rendered=True)
            case "worklog":
                return {"startAt": 0, "maxResults": 20, "total": 0, "worklogs": []}
            case "attachment" | "issuelinks" | "labels" | "subtasks":
                return [] if id_ == "attachment" else None
        return None

    def issue(self, issue: Row, choice: FieldChoice, expand: set[str]) -> Json:
        """Show an issue, without what needs more than the issue."""
        if choice.only_id:
            return {"id": issue["id"]}
        shown: Json = {
            "expand": (
                "renderedFields,names,schema,operations,editmeta,changelog,"
                "versionedRepresentations"
            ),
            "id": issue["id"],
            "self": f"{self.root}/issue/{issue['id']}",
            "key": issue["key"],
        }
        if choice.light:
            return shown
        fields = self.fields(issue, choice)
        if "renderedFields" in expand:
            shown["renderedFields"] = self.rendered(issue, fields)
        if "names" in expand:
            shown["names"] = self.names(fields)
        if "schema" in expand:
            shown["schema"] = self.schemas(fields)
        shown["fields"] = fields
        return shown

    def names(self, fields: Iterable[str]) -> Json:
        """Return the names of fields by id."""
        rows = [self.store.get("field", id_) for id_ in fields]
        return {row["id"]: row["name"] for row in rows if row}

    def schemas(self, fields: Iterable[str]) -> Json:
        """Return the schemas of fields by id."""
        rows = [self.store.get("field", id_) for id_ in fields]
        return {row["id"]: field_schema(row) for row in rows if row}

    def comment(self, row: Row, issue_id: str, *, rendered: bool = False) -> Json:
        """Show a comment."""
        show = self.nice_time if rendered else self.time
        shown = {
            "self": f"{self.root}/issue/{issue_id}/comment/{row['id']}",
            "id": row["id"],
            "author": self.person(row["author"]),
            "body": self.html(row["body"]) if rendered else self.rich(row["body"]),
            "updateAuthor": self.person(row["updateAuthor"]),
            "created": show(row["created"]),
            "updated": show(row["updated"]),
        }
        if row.get("visibility"):
            shown["visibility"] = row["visibility"]
        if self.site.is_cloud:
            shown["jsdPublic"] = True
        return shown

    def worklog(self, row: Row, issue_id: str) -> Json:
        """Show a work log entry."""
        return {
            "self": f"{self.root}/issue/{issue_id}/worklog/{row['id']}",
            "author": self.person(row["author"]),
            "updateAuthor": self.person(row["updateAuthor"]),
            "comment": self.rich(row["comment"]),
            "created": self.time(row["created"]),
            "updated": self.time(row["updated"]),
            "started": self.time(row["started"]),
            "timeSpent": spent_text(row["seconds"]),
            "timeSpentSeconds": row["seconds"],
            "id": row["id"],
            "issueId": issue_id,
        }

    def attachment(self, row: Row) -> Json:
        """Show an attachment."""
        return {
            "self": f"{self.root}/attachment/{row['id']}",
            "id": str(row["id"]),
            "filename": row["filename"],
            "author": self.person(row["author"]),
            "created": self.time(row["created"]),
            "size": row["size"],
            "mimeType": row["mimeType"],
            "content": (
                f"{self.root}/attachment/content/{row['id']}"
                if self.site.is_cloud
                else f"{self.site.base_url}/secure/attachment/{row['id']}/"
                f"{row['filename']}"
            ),
        }

    def changelog(self, issue_id: str, *, newest_first: bool) -> list[Json]:
        """Show the history of an issue."""
        rows = self.store.children("history", issue_id)
        shown = [self.history(row) for row in rows]
        return shown[::-1] if newest_first else shown

    def history(self, row: Row) -> Json:
        """Show one entry of a history."""
        items = []
        for item in row["items"]:
            field_id = item["fieldId"]
            entry = {
                "field": item["field"],
                "fieldtype": "custom"
                if field_id.startswith("customfield_")
                else "jira",
                "fieldId": field_id,
                "from": self._user_id(field_id, item["from"]),
                "fromString": item["fromString"],
                "to": self._user_id(field_id, item["to"]),
                "toString": item["toString"],
            }
            if not self.site.is_cloud:
                del entry["fieldId"]
            elif field_id in {"assignee", "reporter"}:
                entry["tmpFromAccountId"] = entry["from"]
                entry["tmpToAccountId"] = entry["to"]
            items.append(entry)
        return {
            "id": row["id"],
            "author": self.person(row["author"]),
            "created": self.time(row["created"]),
            "items": items,
        }

    def _user_id(self, field_id: str, value: str | None) -> str | None:
        if value is None or field_id not in {"assignee", "reporter"}:
            return value
        return self.site.identity(value)


def _comment_page(r: Renderer, issue: Row, *, rendered: bool = False) -> Json:
    rows = r.store.children("comment", issue["id"])
    return {
        "comments": [
            r.comment(row, issue["id"], rendered=rendered) for row in rows
        ],
        "self": f"{r.root}/issue/{issue['id']}/comment",
        "maxResults": len(rows),
        "total": len(rows),
        "startAt": 0,
    }


def _worklog_page(r: Renderer, issue: Row) -> Json:
    rows = r.store.children("worklog", issue["id"])
    return {
        "startAt": 0,
        "maxResults": 20,
        "total": len(rows),
        "worklogs": [r.worklog(row, issue["id"]) for row in rows[:20]],
    }


def _subtasks(r: Renderer, issue: Row) -> list[Json]:
    briefs = [
        r.brief(row["child"])
        for row in r.store.children("childof", issue["id"])
        if row["subtask"]
    ]
    return [b for b in briefs if b is not None]


def _votes(r: Renderer, issue: Row) -> Json:
    voters = issue.get("votes", [])
    return {
        "self": f"{r.root}/issue/{issue['key']}/votes",
        "votes": len(voters),
        "hasVoted": r.user in voters,
    }


def _watches(r: Renderer, issue: Row) -> Json:
    watchers = issue.get("watchers", [])
    return {
        "self": f"{r.root}/issue/{issue['key']}/watchers",
        "watchCount": len(watchers),
        "isWatching": r.user in watchers,
    }


def _spent(r: Renderer, issue: Row) -> int | None:
    rows = r.store.children("worklog", issue["id"])
    return sum(row["seconds"] for row in rows) or None


def _tracking(r: Renderer, issue: Row) -> Json:
    spent = _spent(r, issue)
    shown: Json = dict(issue["fields"].get("timetracking") or {})
    if spent:
        shown["timeSpent"] = spent_text(spent)
        shown["timeSpentSeconds"] = spent
    return shown


def _progress(r: Renderer, issue: Row) -> Json:
    spent = _spent(r, issue) or 0
    shown: Json = {"progress": spent, "total": spent}
    if spent:
        shown["percent"] = 100
    return shown


_EMPTY_LISTS = {
    FieldKind.LABELS, FieldKind.VERSIONS, FieldKind.COMPONENTS,
}  # fmt: skip

_SYSTEM: dict[str, Callable[[Renderer, Row], Any]] = {
    "project": lambda r, i: r.project(i["project"]),
    "created": lambda r, i: r.time(i["created"]),
    "updated": lambda r, i: r.time(i["updated"]),
    "creator": lambda r, i: r.person(i["creator"]),
    "resolutiondate": lambda r, i: r.time(i["fields"].get("resolutiondate")),
    "statuscategorychangedate": lambda r, i: r.time(
        i["fields"].get("statuscategorychangedate", i["created"])
    ),
    "issuelinks": lambda r, i: r.links(i["id"]),
    "subtasks": _subtasks,
    "comment": _comment_page,
    "worklog": _worklog_page,
    "votes": _votes,
    "watches": _watches,
    "progress": _progress,
    "timetracking": _tracking,
    "timespent": _spent,
    "workratio": lambda _r, _i: -1,
    "attachment": lambda r, i: [
        r.attachment(row) for row in r.store.children("attachment", i["id"])
    ],
}


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


_SCHEMA: dict[str, Json] = {
    FieldKind.TEXT: {"type": "string"},
    FieldKind.TEXTAREA: {"type": "string"},
    FieldKind.URL: {"type": "string"},
    FieldKind.NUMBER: {"type": "number"},
    FieldKind.DATE: {"type": "date"},
    FieldKind.DATETIME: {"type": "datetime"},
    FieldKind.OPTION: {"type": "option"},
    FieldKind.OPTIONS: {"type": "array", "items": "option"},
    FieldKind.CASCADE: {"type": "option-with-child"},
    FieldKind.USER: {"type": "user"},
    FieldKind.USERS: {"type": "array", "items": "user"},
    FieldKind.LABELS: {"type": "array", "items": "string"},
    FieldKind.VERSIONS: {"type": "array", "items": "version"},
    FieldKind.COMPONENTS: {"type": "array", "items": "component"},
}


def field_schema(row: Row) -> Json:
    """Return the ``schema`` of a field."""
    if not row["custom"]:
        held: Json = row.get("schema") or {
            **_SCHEMA.get(row["kind"], {"type": "any"}),
            "system": row["id"],
        }
        return held
    return {
        **_SCHEMA.get(row["kind"], {"type": "any"}),
        "custom": row["customType"],
        "customId": int(row["id"].removeprefix("customfield_")),
    }
