"""The order of issues on boards: of Jira's Agile API, the rank alone."""

from __future__ import annotations

from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.ranks import rank_number

__all__ = ["routes"]

routes = Routes()

_LIMIT = 50


@routes.add("PUT", "issue/rank")
def rank_issues(call: Call) -> Reply:
    """Put issues before or after another, in the order given."""
    body = call.body
    names = body.get("issues")
    if not isinstance(names, list) or not names:
        raise bad_payload()
    if len(names) > _LIMIT:
        raise JiraError(
            400, f"The number of issues exceeds the limit of {_LIMIT}."
        )
    before = body.get("rankBeforeIssue")
    after = body.get("rankAfterIssue")
    if bool(before) == bool(after):
        raise JiraError(
            400, "Specify either 'rankBeforeIssue' or 'rankAfterIssue'."
        )
    pivot = call.site.issue(str(before or after), call.user)["id"]
    moved = [
        call.site.editable_issue(
            str(name),
            call.user,
            "SCHEDULE_ISSUES",
            "You do not have permission to rank issues in this project.",
        )["id"]
        for name in names
    ]
    if pivot in moved:
        raise JiraError(400, "An issue cannot be ranked beside itself.")
    store = call.site.store
    rest = [row for row in store.all("issue") if row["id"] not in set(moved)]
    rest.sort(key=rank_number)
    place = [row["id"] for row in rest].index(pivot) + (0 if before else 1)
    low = rank_number(rest[place - 1]) if place else 0
    # The next issue to be made will stand one place further.
    high = rank_number(rest[place]) if place < len(rest) else low + 1
    step = (high - low) / (len(moved) + 1)
    for number, id_ in enumerate(moved, 1):
        row = store.get("issue", id_) or {}
        store.put("issue", id_, {**row, "rank": low + step * number})
    return Reply(204)
