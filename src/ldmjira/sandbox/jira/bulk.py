"""Many issues in one request."""

from __future__ import annotations

from typing import Any

from ..errors import JiraError, bad_payload
from ..http import Call, Reply, Routes
from .issues import writer

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
            "The number of issues to create exceeds the limit of "
            f"{_LIMIT}.",
        )
    made: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    make = writer(call)
    refused = call.site.refused_elements
    for place, update in enumerate(updates):
        try:
            if place in refused:
                raise JiraError(400, errors={"summary": refused[place]})
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


_ELEMENT_ERRORS = {400, 403, 404, 413, 422}
