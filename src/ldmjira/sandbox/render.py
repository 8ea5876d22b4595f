"""Stored issues on their way out, with all that belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from .choice import FieldChoice, field_schema
from .kinds import FieldKind
from .ranks import rank_text
from .site import Site
from .store import Row
from .values import ValueRenderer, nice_date, spent_text

__all__ = ["Renderer"]

Json = dict[str, Any]

_Step = tuple[str, Callable[[Any], Any] | None, Callable[[Row], Any] | None]
"""Id of a field, what shows its value, what computes one if it has none."""


class Renderer(ValueRenderer):
    """Show issues of a site to one user in one version of the API."""

    def __init__(
        self, site: Site, *, user: str, version: str, path: str
    ) -> None:
        super().__init__(site, user=user, version=version, path=path)
        self._plans: dict[Any, list[_Step]] = {}
        self._kinds[FieldKind.PARENT] = lambda _, value: self.brief(value)

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
        for id_, show, compute in self._plan(project, choice):
            value = values.get(id_)
            if value is not None and show is not None:
                shown[id_] = show(value)
            else:
                shown[id_] = None if compute is None else compute(issue)
        if shown.get("parent", 0) is None:
            del shown["parent"]
        return shown

    def _plan(self, project: Row, choice: FieldChoice) -> list[_Step]:
        """Return how to show each of the fields that are wanted."""
        key = (project["id"], choice.key)
        held = self._plans.get(key)
        if held is None:
            held = [
                self._step(row)
                for row in self.site.project_fields(project)
                if choice.wants(row)
            ]
            self._plans[key] = held
        return held

    def _step(self, row: Row) -> _Step:
        kind, handler = row["kind"], self._kinds.get(row["kind"])
        show: Callable[[Any], Any] | None = None
        if handler is not None:
            show = partial(handler, row)
        elif kind != FieldKind.SYSTEM:
            show = _as_it_is
        compute: Callable[[Row], Any] | None = None
        if kind == FieldKind.RANK:
            compute = rank_text
        if not row["custom"]:
            system = _SYSTEM.get(row["id"])
            if system is not None:
                compute = partial(system, self)
            elif kind in _EMPTY_LISTS:
                compute = _nothing
        return row["id"], show, compute

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
                    rendered[id_] = (
                        self.html(value)
                        if value
                        else ("" if not row["custom"] else None)
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
                return {
                    "startAt": 0,
                    "maxResults": 20,
                    "total": 0,
                    "worklogs": [],
                }
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

    def comment(
        self, row: Row, issue_id: str, *, rendered: bool = False
    ) -> Json:
        """Show a comment."""
        show = self.nice_time if rendered else self.time
        shown = {
            "self": f"{self.root}/issue/{issue_id}/comment/{row['id']}",
            "id": row["id"],
            "author": self.person(row["author"]),
            "body": self.html(row["body"])
            if rendered
            else self.rich(row["body"]),
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


def _as_it_is(value: Any) -> Any:
    return value


def _nothing(_issue: Row) -> list[Any]:
    return []


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
    shown: Json = {}
    if issue.get("remaining") is not None:
        shown["remainingEstimate"] = spent_text(issue["remaining"])
        shown["remainingEstimateSeconds"] = issue["remaining"]
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
    "timeestimate": lambda _r, i: i.get("remaining"),
    "workratio": lambda _r, _i: -1,
    "attachment": lambda r, i: [
        r.attachment(row) for row in r.store.children("attachment", i["id"])
    ],
}
