"""Write the issues of a seed into a store that holds their site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .fields import Coercer
from .model import SeedIssue
from .site import Deployment, Site, SiteSettings
from .store import Row, Store

__all__ = ["load_issues"]


def load_issues(
    store: Store, issues: Iterable[SeedIssue], *, deployment: Deployment
) -> int:
    """Write issues into a store that holds their site.

    Returns
    -------
    int
        How many.
    """
    site = Site(store, SiteSettings(deployment=deployment))
    loader = _IssueLoader(site)
    with store.transaction():
        for issue in issues:
            loader.add(issue)
        loader.finish()
    return loader.count


class _IssueLoader:
    """Turn seed issues into rows."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.store = site.store
        self.coercer = Coercer(site, wiki=True)
        self.count = 0
        self._links: list[tuple[str, Any]] = []
        self._highest: dict[str, int] = {}
        self._highest_id = 0
        self._by_name: dict[tuple[str, str], str] = {}
        self._renamed = {
            row["cloudId"]: row["id"]
            for row in self.store.all("field")
            if row.get("cloudId")
        }

    def add(self, seed: SeedIssue) -> None:
        project_key, _, number = seed.key.rpartition("-")
        project = self.site.find_project(project_key)
        if project is None:
            raise ValueError(f"{seed.key}: no project {project_key}")
        values: Row = {
            "summary": seed.summary,
            "issuetype": self._id("issuetype", seed.type),
            "status": self._id("status", seed.status),
            "reporter": seed.reporter,
        }
        if seed.assignee:
            values["assignee"] = seed.assignee
        if seed.resolution:
            values["resolution"] = self._id("resolution", seed.resolution)
            values["resolutiondate"] = _millis(seed.resolved or seed.updated)
        if seed.labels:
            values["labels"] = sorted(seed.labels)
        if seed.parent:
            values["parent"] = self.site.issue_id(seed.parent)
        for name, value in seed.fields.items():
            field_id = self._renamed.get(name, name)
            stored = self.coercer.coerce(field_id, value, project)
            if stored is not None:
                values[field_id] = stored
        row: Row = {
            "id": seed.id,
            "key": seed.key,
            "project": project["id"],
            "created": _millis(seed.created),
            "updated": _millis(seed.updated),
            "creator": seed.reporter,
            "fields": values,
        }
        self.store.put("issue", seed.id, row)
        for key in (seed.key, *seed.old_keys):
            self.store.put("key", key, {"issue": seed.id})
        self._highest[project["id"]] = max(
            self._highest.get(project["id"], 0), int(number)
        )
        self._highest_id = max(self._highest_id, int(seed.id))
        self._links += [(seed.id, link) for link in seed.links]
        self._add_parts(seed)
        self.count += 1

    def _add_parts(self, seed: SeedIssue) -> None:
        for change in seed.history:
            id_ = self.store.next_id("history")
            items = [
                {
                    "field": item.field,
                    "fieldId": self._renamed.get(item.field_id, item.field_id),
                    "from": item.from_value,
                    "fromString": item.from_text,
                    "to": item.to_value,
                    "toString": item.to_text,
                }
                for item in change.items
            ]
            body = {
                "id": id_,
                "author": change.author,
                "created": _millis(change.created),
                "items": items,
            }
            self.store.put("history", id_, body, parent=seed.id)
        for comment in seed.comments:
            id_ = self.store.next_id("comment")
            when = _millis(comment.created)
            body = {
                "id": id_,
                "author": comment.author,
                "updateAuthor": comment.author,
                "created": when,
                "updated": when,
                "body": self.coercer.rich_text(comment.body),
                "properties": {},
            }
            self.store.put("comment", id_, body, parent=seed.id)
        for remote in seed.remote_links:
            id_ = self.store.next_id("remotelink")
            body = {
                "id": int(id_),
                "object": {"url": remote.url, "title": remote.title},
            }
            if remote.global_id:
                body["globalId"] = remote.global_id
            self.store.put("remotelink", id_, body, parent=seed.id)
        for key, value in seed.properties.items():
            self.store.put(
                "property",
                f"{seed.id}/{key}",
                {"key": key, "value": value},
                parent=seed.id,
            )

    def finish(self) -> None:
        """Write what needs all issues: links and counters."""
        for source, link in self._links:
            target = self.site.issue_id(link.target)
            if target is None:
                continue
            id_ = link.id or self.store.next_id("link", 20000)
            # The source "outward"s the target, so it is the inward end.
            body = {
                "id": id_,
                "type": self._id("linktype", link.type),
                "inward": source,
                "outward": target,
            }
            self.store.put("link", id_, body)
            self.store.put("linkend", f"{id_}/i", {"link": id_}, parent=source)
            self.store.put("linkend", f"{id_}/o", {"link": id_}, parent=target)
        numbers = [int(i) for i in self.store.ids("link") if i.isdigit()]
        if numbers:
            held = self.store.get("counter", "link") or {"next": 20000}
            self.store.put(
                "counter",
                "link",
                {"next": max(held["next"], max(numbers) + 1)},
            )
        held = self.store.get("counter", "issue") or {"next": 10000}
        self.store.put(
            "counter",
            "issue",
            {"next": max(held["next"], self._highest_id + 1)},
        )
        for id_, number in self._highest.items():
            project = self.store.get("project", id_)
            if project is not None and project["next"] <= number:
                self.store.put("project", id_, {**project, "next": number + 1})

    def _id(self, kind: str, name: str) -> str:
        held = self._by_name.get((kind, name))
        if held is None:
            row = self.site.by_name(kind, name)
            if row is None:
                raise ValueError(f"The seed's site has no {kind} {name!r}")
            held = self._by_name[kind, name] = str(row["id"])
        return held


def _millis(when: datetime) -> int:
    return round(when.timestamp() * 1000)
