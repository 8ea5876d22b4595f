"""What every Jira site has: system fields, categories, groups, schemes."""

from __future__ import annotations

from typing import Any

from .kinds import FieldKind
from .store import Store

__all__ = [
    "STATUS_CATEGORIES",
    "SYSTEM_FIELDS",
    "USUAL_PRIORITIES",
    "add_defaults",
]

K = FieldKind

SYSTEM_FIELDS: tuple[
    tuple[str, str, FieldKind, tuple[str, ...], bool, dict[str, Any]], ...
] = (
    # id, name, kind, JQL names, may be on a screen, schema
    ("statuscategorychangedate", "Status Category Changed", K.SYSTEM,
     ("statusCategoryChangedDate",), False, {"type": "datetime"}),
    ("parent", "Parent", K.PARENT, ("parent",), True,
     {"type": "issuelink"}),
    ("fixVersions", "Fix versions", K.VERSIONS, ("fixVersion",), True,
     {"type": "array", "items": "version"}),
    ("resolution", "Resolution", K.RESOLUTION, ("resolution",), True,
     {"type": "resolution"}),
    ("lastViewed", "Last Viewed", K.SYSTEM, ("lastViewed",), False,
     {"type": "datetime"}),
    ("priority", "Priority", K.PRIORITY, ("priority",), True,
     {"type": "priority"}),
    ("labels", "Labels", K.LABELS, ("labels",), True,
     {"type": "array", "items": "string"}),
    ("versions", "Affects versions", K.VERSIONS, ("affectedVersion",), True,
     {"type": "array", "items": "version"}),
    ("issuelinks", "Linked Issues", K.LINKS, ("issueLink",), True,
     {"type": "array", "items": "issuelinks"}),
    ("assignee", "Assignee", K.USER, ("assignee",), True, {"type": "user"}),
    ("status", "Status", K.STATUS, ("status",), False, {"type": "status"}),
    ("components", "Components", K.COMPONENTS, ("component",), True,
     {"type": "array", "items": "component"}),
    ("creator", "Creator", K.USER, ("creator",), False, {"type": "user"}),
    ("subtasks", "Sub-tasks", K.SYSTEM, ("subtasks",), False,
     {"type": "array", "items": "issuelinks"}),
    ("reporter", "Reporter", K.USER, ("reporter",), True, {"type": "user"}),
    ("progress", "Progress", K.SYSTEM, ("progress",), False,
     {"type": "progress"}),
    ("votes", "Votes", K.SYSTEM, ("votes",), False, {"type": "votes"}),
    ("worklog", "Log Work", K.SYSTEM, (), True,
     {"type": "array", "items": "worklog"}),
    ("issuetype", "Issue Type", K.ISSUETYPE, ("issuetype", "type"), True,
     {"type": "issuetype"}),
    ("timespent", "Time Spent", K.SYSTEM, ("timespent",), False,
     {"type": "number"}),
    ("project", "Project", K.PROJECT, ("project",), False,
     {"type": "project"}),
    ("resolutiondate", "Resolved", K.SYSTEM,
     ("resolutiondate", "resolved"), False, {"type": "datetime"}),
    ("workratio", "Work Ratio", K.SYSTEM, ("workratio",), False,
     {"type": "number"}),
    ("watches", "Watchers", K.SYSTEM, ("watchers",), False,
     {"type": "watches"}),
    ("created", "Created", K.SYSTEM, ("created", "createdDate"), False,
     {"type": "datetime"}),
    ("updated", "Updated", K.SYSTEM, ("updated", "updatedDate"), False,
     {"type": "datetime"}),
    ("timeoriginalestimate", "Original estimate", K.SYSTEM,
     ("originalEstimate",), False, {"type": "number"}),
    ("timeestimate", "Remaining Estimate", K.SYSTEM,
     ("remainingEstimate",), False, {"type": "number"}),
    ("description", "Description", K.TEXTAREA, ("description",), True,
     {"type": "string"}),
    ("timetracking", "Time tracking", K.SYSTEM, (), True,
     {"type": "timetracking"}),
    ("security", "Security Level", K.SYSTEM, ("level",), True,
     {"type": "securitylevel"}),
    ("attachment", "Attachment", K.SYSTEM, ("attachments",), True,
     {"type": "array", "items": "attachment"}),
    ("summary", "Summary", K.TEXT, ("summary",), True, {"type": "string"}),
    ("environment", "Environment", K.TEXTAREA, ("environment",), True,
     {"type": "string"}),
    ("duedate", "Due date", K.DATE, ("due", "duedate"), True,
     {"type": "date"}),
    ("comment", "Comment", K.SYSTEM, ("comment",), True,
     {"type": "comments-page"}),
)  # fmt: skip

STATUS_CATEGORIES: dict[str, dict[str, Any]] = {
    "undefined": {
        "id": 1,
        "key": "undefined",
        "colorName": "medium-gray",
        "name": "No Category",
    },
    "new": {
        "id": 2,
        "key": "new",
        "colorName": "blue-gray",
        "name": "To Do",
    },
    "indeterminate": {
        "id": 4,
        "key": "indeterminate",
        "colorName": "yellow",
        "name": "In Progress",
    },
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
}

_NOT_NAVIGABLE = {"worklog", "timetracking", "attachment", "comment"}


USUAL_PRIORITIES: dict[str, str] = {
    "10901": "Highest",
    "10902": "High",
    "10903": "Medium",
    "10904": "Low",
    "10905": "Lowest",
}
"""Priorities of a new Jira, which Rubin's projects do not have."""


def add_defaults(store: Store) -> None:
    """Add to a store what its site definition left out."""
    for id_, name, kind, clauses, orderable, schema in SYSTEM_FIELDS:
        held = store.get("field", id_)
        row = held or {
            "id": id_,
            "name": name,
            "kind": str(kind),
            "custom": False,
            "customType": "",
            "options": [],
            "clauses": list(clauses),
            "searchable": bool(clauses),
            "orderable": orderable,
            "navigable": id_ not in _NOT_NAVIGABLE,
            "description": "",
        }
        store.put("field", id_, {**row, "schema": {**schema, "system": id_}})
    for id_, name in USUAL_PRIORITIES.items():
        row = {"id": id_, "name": name, "colour": "#cccccc"}
        store.put("priority", id_, {**row, "description": ""})
    for place, (name, fallback) in enumerate(
        (("Default", "Projects without a home"),)
    ):
        if store.get("category", str(10900 + place)) is None:
            id_ = str(10900 + place)
            store.put(
                "category",
                id_,
                {"id": id_, "name": name, "description": fallback},
            )
