"""Links between issues.

Of the two ends that a client posts, ``inwardIssue`` is the one that then
shows the *outward* phrase: with type Blocks, inwardIssue A and outwardIssue
B, A "blocks" B.
"""

from __future__ import annotations

from typing import Any

from .errors import JiraError, not_found
from .history import change_item, record
from .site import Site
from .store import Row

__all__ = ["LINK_LIMIT", "add_link", "find_link_type", "remove_link"]

LINK_LIMIT = 2000


def find_link_type(site: Site, value: Any) -> Row:
    """Return the link type that a request names."""
    if not isinstance(value, dict):
        raise JiraError(
            400, "The issue link type is missing. Specify its id or name."
        )
    if value.get("id") is not None:
        found = site.store.get("linktype", str(value["id"]))
        if found is None:
            raise not_found(
                f"No issue link type with id '{value['id']}' found."
            )
        return found
    name = value.get("name")
    for row in site.store.all("linktype"):
        if row["name"] == name:
            return row
    raise not_found(f"No issue link type with name '{name}' found.")


def add_link(
    site: Site, *, author: str, link_type: Row, inward: Row, outward: Row
) -> str | None:
    """Link two issues, unless they are linked so already.

    Returns
    -------
    str or None
        Id of a new link, None if it was there.
    """
    if inward["id"] == outward["id"]:
        raise JiraError(400, "You cannot link an issue to itself.")
    store = site.store
    for end in store.children("linkend", inward["id"]):
        held = store.get("link", end["link"])
        if (
            held is not None
            and held["type"] == link_type["id"]
            and held["inward"] == inward["id"]
            and held["outward"] == outward["id"]
        ):
            return None
    for issue in (inward, outward):
        if len(store.children("linkend", issue["id"])) >= LINK_LIMIT:
            raise JiraError(
                413, "The limit of links for this issue has been reached."
            )
    id_ = store.next_id("link", 20000)
    body = {
        "id": id_,
        "type": link_type["id"],
        "inward": inward["id"],
        "outward": outward["id"],
    }
    store.put("link", id_, body)
    store.put("linkend", f"{id_}/i", {"link": id_}, parent=inward["id"])
    store.put("linkend", f"{id_}/o", {"link": id_}, parent=outward["id"])
    _tell(site, author, inward, link_type["outward"], outward, added=True)
    _tell(site, author, outward, link_type["inward"], inward, added=True)
    return id_


def remove_link(site: Site, *, author: str | None, link: Row) -> None:
    """Take a link away; no author: without a trace in the histories."""
    store = site.store
    link_type = store.get("linktype", link["type"])
    inward = store.get("issue", link["inward"])
    outward = store.get("issue", link["outward"])
    store.delete("link", link["id"])
    store.delete("linkend", f"{link['id']}/i")
    store.delete("linkend", f"{link['id']}/o")
    if author and link_type and inward and outward:
        _tell(site, author, inward, link_type["outward"], outward, added=False)
        _tell(site, author, outward, link_type["inward"], inward, added=False)


def _tell(
    site: Site,
    author: str,
    issue: Row,
    phrase: str,
    other: Row,
    *,
    added: bool,
) -> None:
    text = f"This issue {phrase} {other['key']}"
    there, nothing = (other["key"], text), (None, None)
    item = change_item(
        "Link",
        "issuelinks",
        before=nothing if added else there,
        after=there if added else nothing,
    )
    record(site, issue["id"], author, [item])
    current = site.store.get("issue", issue["id"])
    if current is not None:
        site.store.put(
            "issue",
            issue["id"],
            {**current, "updated": site.clock.millis()},
        )
