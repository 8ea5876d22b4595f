"""Steps of the workflow."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import JiraError
from ldmjira.sandbox.http import Call, Reply, Routes
from ldmjira.sandbox.jira.forms import field_meta
from ldmjira.sandbox.store import Row
from ldmjira.sandbox.workflow import available_transitions
from ldmjira.sandbox.writer import IssueWriter

__all__ = ["routes", "transition_json"]

routes = Routes()


def transition_json(
    call: Call, issue: Row, transition: Row, *, with_fields: bool
) -> dict[str, Any]:
    """Show a transition."""
    shown: dict[str, Any] = {
        "id": transition["id"],
        "name": transition["name"],
        "to": call.show.status(transition["to"]),
    }
    if call.is_cloud:
        shown |= {
            "hasScreen": bool(transition["fields"]),
            "isGlobal": not transition["sources"],
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
            "isLooped": False,
        }
    if with_fields:
        project = call.site.store.get("project", issue["project"]) or {}
        shown["fields"] = {
            id_: field_meta(
                call, id_, project, required=id_ in transition["required"]
            )
            for id_ in transition["fields"]
            if call.site.store.get("field", id_)
        }
    return shown


@routes.add("GET", "issue/{key}/transitions")
def list_transitions(call: Call) -> Reply:
    """List what may be done with an issue now."""
    issue = call.site.issue(call.args["key"], call.user)
    wanted = call.query.get("transitionId")
    with_fields = "transitions.fields" in call.expand
    shown = [
        transition_json(call, issue, t, with_fields=with_fields)
        for t in available_transitions(call.site, issue, call.user)
        if wanted in (None, "", t["id"])
    ]
    return Reply(200, {"expand": "transitions", "transitions": shown})


@routes.add("POST", "issue/{key}/transitions")
def do_transition(call: Call) -> Reply:
    """Take an issue through a transition."""
    issue = call.site.issue(call.args["key"], call.user)
    if not call.site.can(call.user, "TRANSITION_ISSUES", issue["project"]):
        raise JiraError(
            403,
            "You do not have permission to transition issues in this project.",
        )
    make = IssueWriter(call.site, user=call.user, wiki=not call.wants_adf)
    make.transition(issue, call.body)
    return Reply(204)
