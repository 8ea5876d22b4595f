"""A small site to search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ldmjira.sandbox.jql import (
    SYSTEM_FIELDS,
    FieldCatalog,
    FieldDef,
    Query,
    Value,
    compile_query,
)

NOW = datetime(2025, 1, 15, 12, 30, tzinfo=UTC)
ME = "712020:me"
Run = Callable[[str], list[str]]

VALUES = {
    "project": [
        Value("10071", ("DM", "Data Management")),
        Value("10277", ("LVV", "LSST Verification and Validation")),
    ],
    "status": [
        Value("10000", ("To Do",)),
        Value("3", ("In Progress",)),
        Value("10002", ("Done",)),
    ],
    "statusCategory": [
        Value("2", ("To Do", "new")),
        Value("4", ("In Progress", "indeterminate")),
        Value("3", ("Done",)),
    ],
    "priority": [
        Value("1", ("Blocker",)),
        Value("3", ("Major",)),
        Value("10102", ("1b",)),
        Value("10000", ("Undefined",)),
    ],
    "issuetype": [
        Value("10000", ("Epic",)),
        Value("10001", ("Story",)),
        Value("10042", ("Verification",)),
    ],
    "resolution": [Value("10000", ("Done",)), Value("10001", ("Won't Do",))],
    "assignee": [
        Value(ME, ("Sandbox User 1", "me@sandbox.invalid")),
        Value("712020:you", ("Sandbox User 2",)),
    ],
    "components": [Value("11", ("DM",)), Value("12", ("T&S",))],
    "fixVersions": [
        Value("21", ("v28",)),
        Value("22", ("v29",)),
        Value("23", ("v30",)),
    ],
    "issuelinks": [
        Value("10000", ("Blocks", "is blocked by", "blocks")),
        Value("10015", ("Risk Verification", "verified by", "verifies")),
    ],
    "customfield_10083": [
        Value("10341", ("Science",)),
        Value("10343", ("Middleware",)),
    ],
}

CUSTOM = [
    FieldDef("customfield_10395", "Requirement ID", "text"),
    FieldDef("customfield_10083", "Sub-Component", "option"),
    FieldDef("customfield_10016", "Story Points", "number"),
    FieldDef("customfield_1", "Twin", "number"),
    FieldDef("customfield_2", "Twin", "number"),
    FieldDef("customfield_3", "Web page", "string"),
]

DOCUMENTS: list[dict[str, Any]] = [
    {
        "key": "DM-9",
        "id": "100009",
        "project": "10071",
        "issuetype": "10000",
        "status": "10002",
        "statusCategory": "3",
        "priority": "10000",
        "resolution": "10000",
        "summary": "LDM-503-07: Camera data processing",
        "description": "Reads raw frames.",
        "assignee": ME,
        "labels": ("ldmjira", "Camera"),
        "components": ("11", "12"),
        "fixVersions": ("21",),
        "created": NOW - timedelta(days=400),
        "updated": NOW - timedelta(days=300),
        "duedate": date(2019, 2, 28),
        "customfield_10016": 3.0,
        "customfield_1": 1,
        "customfield_2": 2,
        "customfield_3": "https://ls.st/ldm-564",
        "issuelinks": (("is blocked by", "blocks", "DM-10", "100010"),),
    },
    {
        "key": "DM-10",
        "id": "100010",
        "formerKeys": ("LVV-8",),
        "project": "10071",
        "issuetype": "10001",
        "status": "3",
        "statusCategory": "4",
        "priority": "1",
        "summary": "DM-DAX-9: Butler Provenance System",
        "comment": "Please test with the frames of last night.",
        "assignee": "712020:you",
        "labels": ("ldmjira",),
        "components": ("11",),
        "fixVersions": ("23",),
        "parent": ("DM-9", "100009"),
        "created": NOW - timedelta(days=3),
        "updated": NOW - timedelta(hours=2),
        "duedate": date(2025, 1, 15),
        "customfield_10016": 0.0,
        "customfield_1": 5,
        "issuelinks": (("blocks", "is blocked by", "DM-9", "100009"),),
    },
    {
        "key": "LVV-27",
        "id": "292096",
        "project": "10277",
        "issuetype": "10042",
        "status": "10000",
        "statusCategory": "2",
        "priority": "10102",
        "summary": "DMS-REQ-0065-V-01: Provide Image Access Services",
        "components": ("11",),
        "created": datetime(2018, 6, 5, 14, 16, 20, tzinfo=UTC),
        "updated": datetime(2024, 1, 29, tzinfo=UTC),
        "customfield_10395": "DMS-REQ-0065",
        "customfield_10083": "10341",
    },
]


def compiled(text: str, *, deployment: str = "cloud") -> Query:
    """Compile a query for the small site."""
    catalog = FieldCatalog([*SYSTEM_FIELDS, *CUSTOM], VALUES)
    return compile_query(
        text,
        fields=catalog,
        now=NOW,
        user=ME,
        deployment="cloud" if deployment == "cloud" else "datacenter",
    )


@pytest.fixture
def run() -> Run:
    """Run a query and return the keys found, in order."""

    def keys(text: str) -> list[str]:
        query = compiled(text)
        found = query.sort(doc for doc in DOCUMENTS if query.matches(doc))
        return [doc["key"] for doc in found]

    return keys
