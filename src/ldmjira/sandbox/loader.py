"""Write a site definition and its issues into a store."""

from __future__ import annotations

from .defaults import add_defaults
from .model import (
    FieldDef,
    OptionDef,
    ProjectDef,
    ScreenDef,
    SiteDefinition,
)
from .site import Deployment
from .store import Row, Store

__all__ = ["load_site"]


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
        renamed = {f.id: f.server_id for f in definition.fields if f.server_id}
        for project in definition.projects:
            _load_project(
                store, definition, project, renamed if server else {}
            )


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
        transitions: list[Row] = [
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
            implied += transition["sources"]
            implied.append(transition["to"])
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
            f.id
            for f in definition.fields
            if f.orderable and not f.custom_type
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
            "priorities": [
                priorities[name] for name in project.priorities or priorities
            ],
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
