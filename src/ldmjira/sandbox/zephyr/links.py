"""Links of all entities, their removal, and what is linked to an issue."""

from __future__ import annotations

import re
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from ldmjira.sandbox.http import Reply
from ldmjira.sandbox.store import Row

from .book import Entity
from .errors import absent, bad
from .http import ZephyrCall, ZephyrRoutes, created
from .render import show_links

__all__ = ["routes"]

routes = ZephyrRoutes()

_FAMILIES: Final[dict[str, Entity]] = {
    "testcases": "case",
    "testcycles": "cycle",
    "testplans": "plan",
    "testexecutions": "execution",
}
_BARE: Final = {"cycle", "execution"}
"""Entities whose new issue link is told by its address alone."""


def _entity(call: ZephyrCall, entity: Entity) -> Row:
    id_ = call.args["id"]
    if entity == "case":
        return call.book.case(id_)
    return call.book.get(entity, id_)


def _show(call: ZephyrCall, entity: Entity) -> Reply:
    return Reply(200, show_links(call, entity, _entity(call, entity)))


def _link_issue(call: ZephyrCall, entity: Entity) -> Reply:
    row = _entity(call, entity)
    issue = call.body.number("issueId", is_required=True)
    if call.book.store.get("issue", str(issue)) is None:
        raise absent(f"Issue '{issue}'")
    link = call.book.add_link(entity, row["id"], to="issue", target=str(issue))
    return _answer(call, entity, link)


def _link_page(call: ZephyrCall, entity: Entity) -> Reply:
    row, body = _entity(call, entity), call.body
    url = body.need("url")
    if not urlsplit(url).scheme or not urlsplit(url).netloc:
        raise bad(f"url: '{url}' is not a URL")
    description = body.text("description", is_required=entity == "plan")
    link = call.book.add_link(
        entity, row["id"], to="web", target=url, description=description
    )
    return _answer(call, entity, link)


def _answer(call: ZephyrCall, entity: Entity, link: Row) -> Reply:
    if entity in _BARE:
        return Reply(201, headers={"Location": call.url("links", link["id"])})
    return created(call, link, "links")


def _register(family: str, entity: Entity) -> None:
    if entity != "plan":
        routes.add("GET", f"{family}/{{id}}/links")(
            lambda call: _show(call, entity)
        )
    routes.add("POST", f"{family}/{{id}}/links/issues")(
        lambda call: _link_issue(call, entity)
    )
    if entity != "execution":
        routes.add("POST", f"{family}/{{id}}/links/weblinks")(
            lambda call: _link_page(call, entity)
        )


for _family, _kind in _FAMILIES.items():
    _register(_family, _kind)


@routes.add("DELETE", "links/{id}")
def delete_link(call: ZephyrCall) -> Reply:
    """Remove a link: the only thing that can be removed."""
    id_ = call.args["id"]
    if not re.fullmatch(r"[1-9][0-9]{0,17}", id_):
        raise bad(f"'{id_}' is not an id")
    if call.book.store.get("zephyr.link", id_) is None:
        raise absent(f"Link '{id_}'")
    call.book.store.delete("zephyr.link", id_)
    return Reply(200)


# -- by issue -------------------------------------------------------------


def _linked(
    call: ZephyrCall, entity: Literal["case", "cycle", "plan", "execution"]
) -> list[Row]:
    key = call.args["key"]
    if not re.fullmatch(r".+-[0-9]+", key):
        raise bad(f"'{key}' is not the key of an issue")
    issue = call.book.site.issue_id(key)
    if issue is None:
        raise absent(f"Issue '{key}'")
    return [
        call.book.get(entity, link["owner"])
        for link in call.book.links_to_issue(issue)
        if link["entity"] == entity
    ]


@routes.add("GET", "issuelinks/{key}/testcases")
def cases_of_issue(call: ZephyrCall) -> Reply:
    """List the cases linked to an issue, which is named by its key."""
    return Reply(
        200,
        [
            {
                "key": row["key"],
                "version": row["version"],
                "self": call.url(
                    "testcases", row["key"], "versions", row["version"]
                ),
            }
            for row in _linked(call, "case")
        ],
    )


def _ids(call: ZephyrCall, entity: Entity, family: str) -> Reply:
    shown: list[Any] = [
        {"id": int(row["id"]), "self": call.url(family, row["id"])}
        for row in _linked(call, entity)
    ]
    return Reply(200, shown)


@routes.add("GET", "issuelinks/{key}/testcycles")
def cycles_of_issue(call: ZephyrCall) -> Reply:
    """List the cycles linked to an issue."""
    return _ids(call, "cycle", "testcycles")


@routes.add("GET", "issuelinks/{key}/testplans")
def plans_of_issue(call: ZephyrCall) -> Reply:
    """List the plans linked to an issue."""
    return _ids(call, "plan", "testplans")


@routes.add("GET", "issuelinks/{key}/executions")
def executions_of_issue(call: ZephyrCall) -> Reply:
    """List the executions linked to an issue."""
    return _ids(call, "execution", "testexecutions")
