"""The fields that a query may name, and the values that they may take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .errors import JqlError

__all__ = [
    "SYSTEM_FIELDS",
    "Document",
    "FieldCatalog",
    "FieldDef",
    "Kind",
    "Value",
]

Document: TypeAlias = Mapping[str, Any]
"""What is searched; its shape is told in `ldmjira.sandbox.jql`."""

Kind: TypeAlias = Literal[
    "key",
    "issue",
    "text",
    "string",
    "number",
    "date",
    "datetime",
    "project",
    "status",
    "statuscategory",
    "priority",
    "issuetype",
    "resolution",
    "option",
    "options",
    "user",
    "users",
    "components",
    "versions",
    "labels",
    "links",
]

_Table: TypeAlias = dict[str, frozenset[str]]
_CUSTOM = "customfield_"


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a field may take.

    Parameters
    ----------
    id
        Identity, as documents hold it.
    names
        Everything else by which a query may call it (name, key); the first
        is the one by which results are sorted.
    """

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One field.

    Parameters
    ----------
    id
        Id, as documents hold it: ``summary``, ``customfield_10395``.
    name
        Name that people see; a query may use it, whatever the case.
    kind
        What its values are, and so which operators it takes.
    clause_names
        Other names for a query; ``cf[10395]`` is there by itself.
    """

    id: str
    name: str
    kind: Kind
    clause_names: tuple[str, ...] = ()

    @property
    def handles(self) -> tuple[str, ...]:
        """All names that a query may use, in lower case."""
        custom = (
            (f"cf[{self.id.removeprefix(_CUSTOM)}]",)
            if self.id.startswith(_CUSTOM)
            else ()
        )
        names = (self.id, self.name, *self.clause_names, *custom)
        return tuple(dict.fromkeys(name.lower() for name in names))


SYSTEM_FIELDS: tuple[FieldDef, ...] = (
    FieldDef("key", "Key", "key", ("issuekey", "issue", "id")),
    FieldDef("summary", "Summary", "text"),
    FieldDef("description", "Description", "text"),
    FieldDef("environment", "Environment", "text"),
    FieldDef("comment", "Comment", "text"),
    FieldDef("text", "text", "text"),
    FieldDef("project", "Project", "project"),
    FieldDef("issuetype", "Issue Type", "issuetype", ("type",)),
    FieldDef("status", "Status", "status"),
    FieldDef("statusCategory", "Status Category", "statuscategory"),
    FieldDef("priority", "Priority", "priority"),
    FieldDef("resolution", "Resolution", "resolution"),
    FieldDef("assignee", "Assignee", "user"),
    FieldDef("reporter", "Reporter", "user"),
    FieldDef("creator", "Creator", "user"),
    FieldDef("created", "Created", "datetime", ("createdDate",)),
    FieldDef("updated", "Updated", "datetime", ("updatedDate",)),
    FieldDef(
        "resolutiondate",
        "Resolved",
        "datetime",
        ("resolutionDate", "resolved"),
    ),
    FieldDef("duedate", "Due date", "date", ("due",)),
    FieldDef("labels", "Labels", "labels", ("label",)),
    FieldDef("components", "Components", "components", ("component",)),
    FieldDef("fixVersions", "Fix versions", "versions", ("fixVersion",)),
    FieldDef(
        "versions",
        "Affects versions",
        "versions",
        ("affectedVersion",),
    ),
    FieldDef("parent", "Parent", "issue", ("Epic Link",)),
    FieldDef("issuelinks", "Linked Issues", "links", ("issueLinkType",)),
)
"""Jira's own fields; the site adds its custom fields."""


class FieldCatalog:
    """All fields of the site, found by any of their names.

    Parameters
    ----------
    fields
        Every field, `SYSTEM_FIELDS` among them.
    values
        By field id, the values that exist, in the site's order (priorities:
        the most urgent first). A query that names another value is refused.
        A field that is not here takes any value as it is written.
    """

    def __init__(
        self,
        fields: Iterable[FieldDef],
        values: Mapping[str, Iterable[Value]] | None = None,
    ) -> None:
        self.fields = tuple(fields)
        self._by_handle: dict[str, list[FieldDef]] = {}
        for field in self.fields:
            for handle in field.handles:
                self._by_handle.setdefault(handle, []).append(field)
        self._values = {
            key: tuple(known) for key, known in (values or {}).items()
        }
        self._ids: dict[str, tuple[_Table, _Table]] = {}
        self._ranks: dict[str, dict[str, int]] = {}

    def find(self, name: str) -> tuple[FieldDef, ...]:
        """Find the fields that a query calls by this name.

        Returns
        -------
        tuple of FieldDef
            Two custom fields may share a name: both are searched.

        Raises
        ------
        JqlError
            If there is none.
        """
        found = self._by_handle.get(name.lower())
        if not found and name.endswith("]"):
            # As the site's own editor writes it: "Team[Dropdown]".
            found = self._by_handle.get(name[: name.rfind("[")].lower())
        if not found:
            raise JqlError(
                f"Field '{name}' does not exist or you do not have "
                "permission to view it."
            )
        return tuple(found)

    def values(self, field: FieldDef) -> tuple[Value, ...] | None:
        """Return the values that exist, or None if any will do."""
        return self._values.get(field.id)

    def ids(
        self, field: FieldDef, text: str, *, is_number: bool = False
    ) -> frozenset[str] | None:
        """Return the ids of the values that are called so.

        Parameters
        ----------
        field
            The field.
        text
            Name, key or id, whatever the case.
        is_number
            Whether it is a bare number: then ids come before names, else
            names before ids.

        Returns
        -------
        frozenset of str or None
            None if no value is called so.
        """
        known = self._values.get(field.id)
        if known is None:
            return frozenset({text})
        tables = self._ids.get(field.id)
        if tables is None:
            named: dict[str, set[str]] = {}
            for value in known:
                for name in value.names:
                    named.setdefault(name.lower(), set()).add(value.id)
            tables = (
                {name: frozenset(ids) for name, ids in named.items()},
                {value.id.lower(): frozenset({value.id}) for value in known},
            )
            self._ids[field.id] = tables
        first, second = reversed(tables) if is_number else tables
        lowered = text.lower()
        return first.get(lowered) or second.get(lowered)

    def rank(self, field: FieldDef) -> Mapping[str, int]:
        """Return the place of each id in the site's order."""
        ranks = self._ranks.get(field.id)
        if ranks is None:
            known = self._values.get(field.id, ())
            ranks = {value.id: place for place, value in enumerate(known)}
            self._ranks[field.id] = ranks
        return ranks

    def sort_names(self, field: FieldDef) -> Mapping[str, str]:
        """Return by id the name, in lower case, that results sort by."""
        return {
            value.id: (value.names[0] if value.names else value.id).lower()
            for value in self._values.get(field.id, ())
        }
