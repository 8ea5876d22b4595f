"""Parts that an edit may add to an issue: links, comments, logged work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .errors import JiraError, bad_field
from .fields import Coercer
from .linking import add_link, find_link_type
from .site import Site
from .store import Row

__all__ = ["PartWriter", "add_comment", "touch"]


class PartWriter:
    """Check operations on parts now, and carry them out later."""

    def __init__(self, site: Site, *, user: str, coercer: Coercer) -> None:
        self.site = site
        self.store = site.store
        self.user = user
        self.coercer = coercer

    def prepare(
        self, field_id: str, verb: str, value: Any
    ) -> Callable[[Row], None]:
        """Check an operation on links, comments or work, for later."""
        if field_id == "issuelinks" and verb == "add":
            return self._link_part(value)
        if field_id == "comment" and verb == "add":
            return self._comment_part(value)
        if field_id == "worklog" and verb == "add":
            return self._worklog_part(value)
        raise bad_field(field_id, f"Field does not support update '{verb}'")

    def _link_part(self, value: Any) -> Callable[[Row], None]:
        if not isinstance(value, dict):
            raise bad_field("issuelinks", "data was not an object")
        link_type = _as_field(
            "issuelinks", lambda: find_link_type(self.site, value.get("type"))
        )
        side = next(
            (s for s in ("outwardIssue", "inwardIssue") if value.get(s)), None
        )
        if side is None:
            raise bad_field(
                "issuelinks", "Specify an inward or an outward issue."
            )
        given = value[side]
        if not isinstance(given, dict):
            raise bad_field("issuelinks", "data was not an object")
        wanted = given.get("key") or given.get("id")
        other = _as_field(
            "issuelinks", lambda: self.site.issue(str(wanted), self.user)
        )

        def add(issue: Row) -> None:
            # "outwardIssue: B" in an update of A reads "A outward B".
            ends = (issue, other) if side == "outwardIssue" else (other, issue)
            add_link(
                self.site,
                author=self.user,
                link_type=link_type,
                inward=ends[0],
                outward=ends[1],
            )

        return add

    def _comment_part(self, value: Any) -> Callable[[Row], None]:
        if not isinstance(value, dict):
            raise bad_field("comment", "data was not an object")
        body = self.coercer.rich_text(value.get("body"))

        def add(issue: Row) -> None:
            add_comment(self.site, issue["id"], author=self.user, body=body)

        return add

    def _worklog_part(self, value: Any) -> Callable[[Row], None]:
        if not isinstance(value, dict):
            raise bad_field("worklog", "data was not an object")
        seconds = int(value.get("timeSpentSeconds") or 60)
        now = self.site.clock.millis()

        def add(issue: Row) -> None:
            id_ = self.store.next_id("worklog")
            body = {
                "id": id_,
                "author": self.user,
                "updateAuthor": self.user,
                "created": now,
                "updated": now,
                "started": now,
                "seconds": seconds,
                "comment": None,
            }
            self.store.put("worklog", id_, body, parent=issue["id"])

        return add


def add_comment(
    site: Site,
    issue_id: str,
    *,
    author: str,
    body: Any,
    visibility: Any = None,
    properties: Iterable[tuple[str, Any]] = (),
) -> Row:
    """Write a comment whose body is in stored form."""
    id_ = site.store.next_id("comment")
    now = site.clock.millis()
    row: Row = {
        "id": id_,
        "author": author,
        "updateAuthor": author,
        "created": now,
        "updated": now,
        "body": body,
        "properties": dict(properties),
    }
    if visibility:
        row["visibility"] = visibility
    site.store.put("comment", id_, row, parent=issue_id)
    touch(site, issue_id)
    return row


def touch(site: Site, issue_id: str) -> None:
    """Set the time of the last change of an issue to now."""
    issue = site.store.get("issue", issue_id)
    if issue is not None:
        site.store.put(
            "issue", issue_id, {**issue, "updated": site.clock.millis()}
        )


def _as_field(field_id: str, find: Callable[[], Row]) -> Row:
    """Turn "there is no such thing" into a fault of a field."""
    try:
        return find()
    except JiraError as error:
        raise bad_field(field_id, " ".join(error.messages)) from None
