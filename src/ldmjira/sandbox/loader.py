"""Write a site definition and its issues into a store."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .defaults import add_defaults
from .fields import Coercer
from .model import (
    FieldDef,
    OptionDef,
    ProjectDef,
    ScreenDef,
    SeedIssue,
    SiteDefinition,
)
from .site import Deployment, Site, SiteSettings
from .store import Row, Store

__all__ = ["load_issues", "load_site", "personalise"]


def load_site(
    store: Store, definition: SiteDefinition, *, deployment: Deployment
) -> None:
    """Write everything but issues into an empty store."""
    server = deployment == "datacenter"
    with store.transaction():
        store.set_meta("deployment", deployment)
        store.put("counter", "issue", {"next": definition.next_issue_id})
        for user in definition.users:
            store.put(
                "user",
                user.name,
                {
                    "name": user.name,
                    "key": user.name,
                    "accountId": user.account_id,
                    "displayName": user.display_name,
                    "email": user.email or f"{user.name}@sandbox.invalid",
                    "active": user.active,
                    "timeZone": user.time_zone,
                    "groups": list(user.groups),
                },
            )
        for issue_type in definition.issue_types:
            store.put(
                "issuetype",
                issue_type.id,
                {
                    "id": issue_type.id,
                    "name": issue_type.name,
                    "subtask": issue_type.subtask,
                    "level": issue_type.hierarchy_level,
                    "description": issue_type.description,
                },
            )
        for field_def in definition.fields:
            row = _field_row(field_def, server=server)
            store.put("field", row["id"], row)
        _load_lists(store, definition)
        for place, name in enumerate(definition.categories):
            id_ = str(10000 + place)
            store.put(
                "category", id_, {"id": id_, "name": name, "description": ""}
            )
        add_defaults(store)
        renamed = {
            f.id: f.server_id for f in definition.fields if f.server_id
        }
        for project in definition.projects:
            _load_project(
                store, definition, project, renamed if server else {}
            )


def personalise(store: Store) -> None:
    """Give a store what no other store has: its title."""
    with store.transaction():
        store.set_meta("title", f"Sandbox {secrets.token_hex(4)}")
        store.set_meta("secret", secrets.token_hex(16))


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
                self.store.put(
                    "project", id_, {**project, "next": number + 1}
                )

    def _id(self, kind: str, name: str) -> str:
        held = self._by_name.get((kind, name))
        if held is None:
            row = self.site.by_name(kind, name)
            if row is None:
                raise ValueError(f"The seed's site has no {kind} {name!r}")
            held = self._by_name[kind, name] = str(row["id"])
        return held


def _load_lists(store: Store, definition: SiteDefinition) -> None:
    """Write statuses, workflows, priorities, resolutions, link types."""
    status_ids = {s.name: s.id for s in definition.statuses}
    for status in definition.statuses:
        store.put(
            "status",
            status.id,
            {
                "id": status.id,
                "name": status.name,
                "category": status.category,
                "description": status.description,
            },
        )
    for priority in definition.priorities:
        store.put(
            "priority",
            priority.id,
            {
                "id": priority.id,
                "name": priority.name,
                "colour": priority.colour,
                "description": priority.description,
            },
        )
    for resolution in definition.resolutions:
        store.put(
            "resolution",
            resolution.id,
            {
                "id": resolution.id,
                "name": resolution.name,
                "description": resolution.description,
            },
        )
    for link_type in definition.link_types:
        store.put(
            "linktype",
            link_type.id,
            {
                "id": link_type.id,
                "name": link_type.name,
                "inward": link_type.inward,
                "outward": link_type.outward,
            },
        )
    for workflow in definition.workflows:
        transitions = [
            {
                "id": t.id,
                "name": t.name,
                "to": status_ids[t.to],
                "sources": [status_ids[s] for s in t.sources],
                "fields": list(t.fields),
                "required": sorted(t.required),
                "resolution": t.resolution,
                "clears": t.clears_resolution,
            }
            for t in workflow.transitions
        ]
        named = [status_ids[s] for s in workflow.statuses]
        implied = [status_ids[workflow.initial]]
        for transition in transitions:
            implied += [*transition["sources"], transition["to"]]  # type: ignore[misc]
        store.put(
            "workflow",
            workflow.name,
            {
                "id": workflow.name,
                "name": workflow.name,
                "initial": status_ids[workflow.initial],
                "statuses": list(dict.fromkeys([*named, *implied])),
                "transitions": transitions,
            },
        )


def _load_project(
    store: Store,
    definition: SiteDefinition,
    project: ProjectDef,
    renamed: dict[str, str],
) -> None:
    types = {t.name: t.id for t in definition.issue_types}
    priorities = {p.name: p.id for p in definition.priorities}
    category = next(
        (
            row["id"]
            for row in store.all("category")
            if row["name"] == project.category
        ),
        None,
    )
    screens = {
        types[name] if name else "": _screen_row(screen, renamed)
        for name, screen in project.screens.items()
    }
    if "" not in screens:
        named = tuple(
            f.id for f in definition.fields if f.orderable and not f.custom_type
        )
        screens[""] = _screen_row(ScreenDef(named, named), renamed)
    workflows = {
        types[name] if name else "": workflow
        for name, workflow in project.workflows.items()
    }
    workflows.setdefault("", definition.workflows[0].name)
    default = project.default_priority
    store.put(
        "project",
        project.id,
        {
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "lead": project.lead,
            "description": project.description,
            "category": category,
            "issueTypes": [types[name] for name in project.issue_types],
            "workflows": workflows,
            "screens": screens,
            "priorities": [priorities[name] for name in project.priorities],
            "defaultPriority": priorities[default] if default else None,
            "next": project.next_number,
            "typeKey": "software",
            "assigneeType": "UNASSIGNED",
            "url": "",
        },
    )
    for place, component in enumerate(project.components):
        store.put(
            "component",
            component.id,
            {
                "id": component.id,
                "name": component.name,
                "description": component.description,
                "lead": component.lead,
                "assigneeType": "PROJECT_DEFAULT",
                "place": place,
            },
            parent=project.id,
        )
    for place, version in enumerate(project.versions):
        store.put(
            "version",
            version.id,
            {
                "id": version.id,
                "name": version.name,
                "description": version.description,
                "released": version.released,
                "archived": version.archived,
                "releaseDate": version.release_date,
                "place": place,
            },
            parent=project.id,
        )


def _screen_row(screen: ScreenDef, renamed: dict[str, str]) -> Row:
    return {
        "create": [renamed.get(f, f) for f in screen.create],
        "edit": [renamed.get(f, f) for f in screen.edit],
        "required": sorted(renamed.get(f, f) for f in screen.required),
    }


def _field_row(field_def: FieldDef, *, server: bool) -> Row:
    row: Row = {
        "id": field_def.id,
        "name": field_def.name,
        "kind": str(field_def.kind),
        "custom": bool(field_def.custom_type),
        "customType": field_def.custom_type,
        "options": [_option_row(o) for o in field_def.options],
        "clauses": list(field_def.clause_names),
        "searchable": field_def.searchable,
        "orderable": field_def.orderable,
        "navigable": field_def.navigable,
        "description": field_def.description,
    }
    if server and field_def.server_id:
        row["id"] = field_def.server_id
        row["cloudId"] = field_def.id
    return row


def _option_row(option: OptionDef) -> Row:
    row: Row = {
        "id": option.id,
        "value": option.value,
        "disabled": option.disabled,
    }
    if option.children:
        row["children"] = [_option_row(child) for child in option.children]
    return row


def _millis(when: datetime) -> int:
    return round(when.timestamp() * 1000)
