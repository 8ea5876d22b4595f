"""Many issues in one request."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError, bad_payload
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.issues import writer

__all__ = ["routes"]

routes = Routes()

_LIMIT = 50


@routes.add("POST", "issue/bulk")
def create_issues(call: Call) -> Reply:
    """Make up to fifty issues; those that cannot be are told apart."""
    updates = call.body.get("issueUpdates")
    if not isinstance(updates, list):
        raise bad_payload()
    if not updates:
        raise JiraError(400, "No issue creation data was provided.")
    if call.is_cloud and len(updates) > _LIMIT:
        raise JiraError(
            400,
            f"The number of issues to create exceeds the limit of {_LIMIT}.",
        )
    made: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    make = writer(call)
    refused = call.site.refused_elements
    for place, update in enumerate(updates):
        try:
            _check(refused, place)
            with call.site.store.transaction():
                issue = make.create(update)
        except JiraError as error:
            if error.status not in _ELEMENT_ERRORS:
                raise
            errors.append(
                {
                    "status": error.status,
                    "elementErrors": {
                        **error.body,
                        **({"status": error.status} if call.is_cloud else {}),
                    },
                    "failedElementNumber": place,
                }
            )
            continue
        made.append(
            {
                "id": issue["id"],
                "key": issue["key"],
                "self": call.url(f"issue/{issue['id']}"),
            }
        )
    return Reply(201 if made else 400, {"issues": made, "errors": errors})


def _check(refused: dict[int, str], place: int) -> None:
    """Refuse an element that a fault on order wants refused."""
    if place in refused:
        raise JiraError(400, errors={"summary": refused[place]})


_ELEMENT_ERRORS = {400, 403, 404, 413, 422}
