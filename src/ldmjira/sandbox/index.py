"""The search documents of all issues, kept up to date as issues change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from .fields import short_text
from .jql import (
    SYSTEM_FIELDS,
    FieldCatalog,
    FieldDef,
    Query,
    Value,
    compile_query,
)
from .jql.fields import Kind
from .kinds import FieldKind
from .ranks import rank_number
from .store import Row

if TYPE_CHECKING:
    from .site import Site

__all__ = ["SearchIndex"]

_CONFIGURATION = (
    "field", "status", "priority", "resolution", "issuetype", "project",
    "component", "version", "linktype", "user",
)  # fmt: skip
_PARTS = {"comment", "linkend"}
_KINDS: dict[str, str] = {
    FieldKind.TEXT: "text",
    FieldKind.TEXTAREA: "text",
    FieldKind.URL: "string",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.DATETIME: "datetime",
    FieldKind.OPTION: "option",
    FieldKind.OPTIONS: "options",
    FieldKind.CASCADE: "options",
    FieldKind.USER: "user",
    FieldKind.USERS: "users",
    FieldKind.LABELS: "labels",
    FieldKind.VERSIONS: "versions",
    FieldKind.COMPONENTS: "components",
}


class SearchIndex:
    """Find issues by JQL.

    An issue is shown to searches as it was ``lag`` ago, as on a site whose
    index is behind.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store
        self._docs: dict[str, Row] = {}
        self._stale: set[str] = set()
        self._built = False
        self._changed_at: dict[str, datetime] = {}
        self._shown: dict[str, Row | None] = {}
        self._lag = timedelta()
        self._memory = timedelta()
        site.store.on_change(self._on_change)

    @property
    def lag(self) -> timedelta:
        """By how much searches are behind."""
        return self._lag

    @lag.setter
    def lag(self, lag: timedelta) -> None:
        self._lag = lag
        self._be_ready()

    @property
    def memory(self) -> timedelta:
        """For how long what was before a change is kept, to be lagged to."""
        return max(self._memory, self._lag)

    @memory.setter
    def memory(self, memory: timedelta) -> None:
        self._memory = memory
        self._be_ready()

    def _be_ready(self) -> None:
        # What searches go on to show must be known before it changes.
        if self.memory and not self._built:
            self._build()

    def _on_change(self, kind: str, id_: str, parent: str | None) -> None:
        if kind == "issue":
            self._mark(id_)
        elif kind in _PARTS and parent is not None:
            self._mark(parent)
        elif kind in {"linktype", "field", "status"}:
            self._built = False
        elif kind == "key":
            # A key that a known issue gets or loses stands in others too.
            held = self._store.get("key", id_)
            if held is None or held["issue"] in self._docs:
                self._built = False

    def _mark(self, issue_id: str) -> None:
        if self.memory and issue_id not in self._changed_at:
            self._shown[issue_id] = self.document(issue_id)
        if self.memory:
            self._changed_at[issue_id] = self._site.clock.now()
        self._stale.add(issue_id)

    def document(self, issue_id: str) -> Row | None:
        """Return the document of an issue as it is now."""
        if not self._built:
            self._build()
        if issue_id in self._stale:
            self._stale.discard(issue_id)
            issue = self._store.get("issue", issue_id)
            if issue is None:
                self._docs.pop(issue_id, None)
            else:
                self._docs[issue_id] = self._make(issue)
        return self._docs.get(issue_id)

    def _build(self) -> None:
        self._built = True
        self._stale.clear()
        former: dict[str, list[str]] = {}
        for key in self._store.ids("key"):
            held = self._store.get("key", key)
            if held is not None:
                former.setdefault(held["issue"], []).append(key)
        self._docs = {
            issue["id"]: self._make(issue, former.get(issue["id"], ()))
            for issue in self._store.all("issue")
        }

    def documents(self, fresh: frozenset[str]) -> list[Row]:
        """Return all documents; those of ``fresh`` without any lag."""
        if not self._built:
            self._build()
        for issue_id in list(self._stale):
            self.document(issue_id)
        if not self._changed_at:
            return list(self._docs.values())
        now = self._site.clock.now()
        hidden: dict[str, Row | None] = {}
        for issue_id, when in list(self._changed_at.items()):
            if now - when >= self.memory:
                del self._changed_at[issue_id]
                self._shown.pop(issue_id, None)
            elif now - when < self.lag and issue_id not in fresh:
                hidden[issue_id] = self._shown.get(issue_id)
        kept = [d for i, d in self._docs.items() if i not in hidden]
        return kept + [d for d in hidden.values() if d is not None]

    # -- searching --------------------------------------------------------

    def compile(self, text: str, user: str) -> Query:
        """Compile a query for a user."""
        site = self._site
        now = site.clock.now().astimezone(site.time_zone(user))
        return compile_query(
            text,
            fields=self._catalog_of(user),
            now=now,
            user=site.identity(user),
            deployment=site.settings.deployment,
        )

    def search(
        self, query: Query, user: str, *, fresh: frozenset[str] = frozenset()
    ) -> list[str]:
        """Return the ids of the issues found, in order.

        Parameters
        ----------
        fresh
            Ids of issues for which the index must not lag.
        """
        documents = self._candidates(query, fresh)
        allowed: dict[str, bool] = {}
        hidden = self._site.hidden_issues(user)
        found = []
        for doc in documents:
            project = doc["project"]
            seen = allowed.get(project)
            if seen is None:
                seen = allowed[project] = self._site.can(
                    user, "BROWSE_PROJECTS", project
                )
            if seen and doc["id"] not in hidden and query.matches(doc):
                found.append(doc)
        return [doc["id"] for doc in query.sort(found)]

    def _candidates(
        self, query: Query, fresh: frozenset[str]
    ) -> Iterable[Row]:
        if query.keys is None or self._changed_at:
            return self.documents(fresh)
        ids = (self._site.issue_id(key) for key in query.keys)
        docs = (self.document(id_) for id_ in dict.fromkeys(ids) if id_)
        return [doc for doc in docs if doc is not None]

    def unseen(self, keys: Iterable[str], user: str) -> list[str]:
        """Return those of some keys and ids that the user cannot see."""
        gone = []
        for key in sorted(keys):
            id_ = self._site.issue_id(key)
            issue = None if id_ is None else self._store.get("issue", id_)
            if issue is None or not self._site.can_see(user, issue):
                gone.append(key)
        return gone

    # -- documents --------------------------------------------------------

    def _make(self, issue: Row, keys: Iterable[str] | None = None) -> Row:
        values = issue["fields"]
        if keys is None:
            held = self._docs.get(issue["id"])
            keys = set(held["formerKeys"]) | {held["key"]} if held else ()
        doc: Row = {
            "id": issue["id"],
            "key": issue["key"],
            "formerKeys": tuple(k for k in keys if k != issue["key"]),
            "project": issue["project"],
            "created": _when(issue["created"]),
            "updated": _when(issue["updated"]),
            "creator": self._site.identity(issue["creator"]),
            "rank": rank_number(issue),
        }
        for field_id, value in values.items():
            doc[field_id] = self._value(field_id, value)
        status = self._store.get("status", values["status"])
        if status is not None:
            doc["statusCategory"] = status["category"]
        if values.get("resolutiondate"):
            doc["resolutiondate"] = _when(values["resolutiondate"])
        if self._store.children("linkend", issue["id"]):
            doc["issuelinks"] = self._links(issue["id"])
        comments = self._store.children("comment", issue["id"])
        if comments:
            doc["comment"] = "\n".join(short_text(c["body"]) for c in comments)
        return doc

    def _value(self, field_id: str, value: Any) -> Any:  # noqa: PLR0911
        row = self._store.get("field", field_id)
        kind = "" if row is None else row["kind"]
        match kind:
            case FieldKind.TEXTAREA:
                return short_text(value)
            case FieldKind.DATE:
                return date.fromisoformat(value)
            case FieldKind.DATETIME:
                return _when(value)
            case FieldKind.USER:
                return self._site.identity(value)
            case FieldKind.USERS:
                return tuple(self._site.identity(name) for name in value)
            case FieldKind.PARENT:
                parent = self._store.get("issue", value)
                return (parent["key"], value) if parent else None
        return tuple(value) if isinstance(value, list) else value

    def _links(self, issue_id: str) -> tuple[tuple[str, str, str, str], ...]:
        found = []
        for end in self._store.children("linkend", issue_id):
            link = self._store.get("link", end["link"])
            if link is None:
                continue
            row = self._store.get("linktype", link["type"])
            own_is_inward = link["inward"] == issue_id
            other_id = link["outward" if own_is_inward else "inward"]
            other = self._store.get("issue", other_id)
            if row is None or other is None:
                continue
            phrases = (row["outward"], row["inward"])
            own, reverse = phrases if own_is_inward else phrases[::-1]
            found.append((own, reverse, other["key"], other_id))
        return tuple(found)

    # -- catalogue --------------------------------------------------------

    def catalog(self) -> FieldCatalog:
        """Return the fields and values that a query may name."""
        return self._store.cached(
            "jql catalogue", self._make_catalog, *_CONFIGURATION
        )

    def _catalog_of(self, user: str) -> FieldCatalog:
        """Leave out the projects that a user may not see."""
        hidden = {
            id_
            for id_ in self._store.ids("project")
            if not self._site.can(user, "BROWSE_PROJECTS", id_)
        }
        return self._make_catalog(hidden) if hidden else self.catalog()

    def _make_catalog(
        self, hidden: Collection[str] = frozenset()
    ) -> FieldCatalog:
        custom = [
            FieldDef(
                row["id"],
                row["name"],
                cast("Kind", _KINDS[row["kind"]]),
                tuple(row["clauses"]),
            )
            for row in self._store.all("field")
            if row["custom"] and row["kind"] in _KINDS
        ]
        values = self._values()
        values["project"] = [
            v for v in values["project"] if v.id not in hidden
        ]
        return FieldCatalog([*SYSTEM_FIELDS, *custom], values)

    def _values(self) -> dict[str, list[Value]]:
        store = self._store
        simple = ("status", "priority", "resolution", "issuetype")
        values = {kind: self._named(kind) for kind in simple}
        values["project"] = [
            Value(r["id"], (r["key"], r["name"])) for r in store.all("project")
        ]
        values["statusCategory"] = [
            Value("new", ("To Do", "new")),
            Value("indeterminate", ("In Progress", "indeterminate")),
            Value("done", ("Done", "done")),
            Value("undefined", ("No Category", "undefined")),
        ]
        values["components"] = self._named("component")
        values["fixVersions"] = self._named("version")
        values["versions"] = self._named("version")
        people = [
            Value(
                self._site.identity(u["name"]),
                (u["displayName"], u["name"], u["email"]),
            )
            for u in store.all("user")
        ]
        for field_id in ("assignee", "reporter", "creator"):
            values[field_id] = people
        for row in store.all("field"):
            if not row["custom"]:
                continue
            if row["kind"] in {FieldKind.USER, FieldKind.USERS}:
                values[row["id"]] = people
            elif row["options"]:
                flat = [
                    o
                    for top in row["options"]
                    for o in (top, *top.get("children", ()))
                ]
                values[row["id"]] = [
                    Value(o["id"], (o["value"],)) for o in flat
                ]
        return values

    def _named(self, kind: str) -> list[Value]:
        return [Value(r["id"], (r["name"],)) for r in self._store.all(kind)]


def _when(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)
