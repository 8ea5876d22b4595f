"""Histories of issues."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes, comma_list
from ldmjira.sandbox.jira.metadata import page

__all__ = ["routes"]

routes = Routes()

_ISSUES = 1000
_FIELDS = 10


@routes.add("GET", "issue/{key}/changelog", only="cloud")
def issue_changelog(call: Call) -> Reply:
    """Show the history of an issue, oldest first, by pages."""
    issue = call.site.issue(call.args["key"], call.user)
    entries = call.show.changelog(issue["id"], newest_first=False)
    shown = page(call, entries, size=100)
    shown["self"] = call.url(f"issue/{issue['id']}/changelog")
    return Reply(200, shown)


@routes.add("POST", "issue/{key}/changelog/list", only="cloud")
def listed_changelog(call: Call) -> Reply:
    """Show some entries of a history."""
    issue = call.site.issue(call.args["key"], call.user)
    given = call.body.get("changelogIds")
    if not isinstance(given, list):
        raise bad_payload()
    wanted = {str(i) for i in given}
    entries = [
        e
        for e in call.show.changelog(issue["id"], newest_first=False)
        if e["id"] in wanted
    ]
    return Reply(
        200,
        {
            "startAt": 0,
            "maxResults": len(entries),
            "total": len(entries),
            "histories": entries,
        },
    )


@routes.add("POST", "changelog/bulkfetch", only="cloud")
def bulk_changelog(call: Call) -> Reply:
    """Show the histories of up to a thousand issues."""
    body = call.body
    wanted = body.get("issueIdsOrKeys")
    if not isinstance(wanted, list) or not wanted:
        raise JiraError(400, "The issueIdsOrKeys must not be empty.")
    if len(wanted) > _ISSUES:
        raise JiraError(
            400, f"The number of issues exceeds the limit of {_ISSUES}."
        )
    fields = set(comma_list(body.get("fieldIds")))
    if len(fields) > _FIELDS:
        raise JiraError(
            400, f"The number of fields exceeds the limit of {_FIELDS}."
        )
    entries = _entries(call, wanted, fields)
    start = _offset(body.get("nextPageToken"))
    most = body.get("maxResults") or 1000
    if not isinstance(most, int) or most < 1:
        raise bad_payload()
    grouped: dict[str, list[Any]] = {}
    for issue_id, entry in entries[start : start + most]:
        grouped.setdefault(issue_id, []).append(entry)
    reply: dict[str, Any] = {
        "issueChangeLogs": [
            {"issueId": id_, "changeHistories": found}
            for id_, found in grouped.items()
        ]
    }
    if start + most < len(entries):
        reply["nextPageToken"] = f"sandbox-{start + most}"
    return Reply(200, reply)


def _offset(token: Any) -> int:
    if not token:
        return 0
    number = str(token).removeprefix("sandbox-")
    if not number.isdigit():
        raise JiraError(
            400, "The provided next page token is invalid or expired."
        )
    return int(number)


def _entries(
    call: Call, wanted: list[Any], fields: set[str]
) -> list[tuple[str, dict[str, Any]]]:
    """Return issue ids with the entries that tell of some fields."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name in wanted:
        try:
            issue = call.site.issue(str(name), call.user)
        except JiraError:
            continue
        for row in call.site.store.children("history", issue["id"]):
            kept = [
                item
                for item in row["items"]
                if not fields or item["fieldId"] in fields
            ]
            if kept:
                shown = call.show.history({**row, "items": kept})
                found.append((issue["id"], shown))
    return found
