"""The audit, as people and programs read it."""

from __future__ import annotations

import json

from ldmjira.formats.audit import audit_to_json, audit_to_text

RECORDS = [
    {
        "time": "2026-03-01T12:00:00+00:00",
        "user": "me",
        "site": "https://jira.example.org",
        "object": "DM-AP-1",
        "issue": "DM-7",
        "field": "due",
        "before": None,
        "after": "2026-04-01",
        "direction": "push",
    },
    {
        "time": "2026-03-02T12:00:00+00:00",
        "user": "me",
        "site": "Sandbox 1",
        "object": "DM-AP-1",
        "issue": "",
        "field": "relates/LVV-7",
        "before": False,
        "after": True,
        "direction": "pull",
    },
]


def test_each_write_names_site_and_user() -> None:
    assert audit_to_text(RECORDS).splitlines() == [
        (
            "2026-03-01T12:00:00+00:00  DM-AP-1 (DM-7) due: (none) -> "
            "2026-04-01  to https://jira.example.org, by me"
        ),
        (
            "2026-03-02T12:00:00+00:00  DM-AP-1 + relates/LVV-7"
            "  from Sandbox 1, by me"
        ),
        "2 writes",
    ]


def test_json_is_the_records() -> None:
    assert json.loads(audit_to_json(RECORDS)) == RECORDS
