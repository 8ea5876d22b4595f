"""What an issue may become, and what happens on the way."""

from __future__ import annotations

from .site import Site
from .store import Row

__all__ = ["available_transitions", "enter_status", "find_transition"]


def available_transitions(site: Site, issue: Row, user: str) -> list[Row]:
    """Return the transitions that a user may take from here."""
    project = site.store.get("project", issue["project"])
    if project is None or not site.can(
        user, "TRANSITION_ISSUES", issue["project"]
    ):
        return []
    values = issue["fields"]
    workflow = site.workflow(project, values["issuetype"])
    found: list[Row] = [
        t
        for t in workflow["transitions"]
        if not t["sources"] or values["status"] in t["sources"]
    ]
    return [t for t in found if t["to"] != values["status"] or t["sources"]]


def find_transition(
    site: Site, issue: Row, user: str, transition_id: str
) -> Row | None:
    """Return one available transition by its id."""
    for transition in available_transitions(site, issue, user):
        if transition["id"] == transition_id:
            return transition
    return None


def enter_status(site: Site, values: Row, transition: Row) -> Row:
    """Return the fields of an issue after a transition."""
    now = site.clock.millis()
    after = dict(values)
    before_status = site.store.get("status", values["status"])
    status = site.store.get("status", transition["to"])
    after["status"] = transition["to"]
    if transition.get("clears"):
        after.pop("resolution", None)
    elif transition.get("resolution") and not after.get("resolution"):
        resolution = site.by_name("resolution", transition["resolution"])
        if resolution is not None:
            after["resolution"] = resolution["id"]
    if after.get("resolution") and not values.get("resolution"):
        after["resolutiondate"] = now
    elif not after.get("resolution"):
        after.pop("resolutiondate", None)
    if (
        status is not None
        and before_status is not None
        and status["category"] != before_status["category"]
    ):
        after["statuscategorychangedate"] = now
    return after
