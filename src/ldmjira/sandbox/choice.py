"""Which fields of issues a request asks for, and what they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .kinds import FieldKind
from .store import Row

__all__ = ["FieldChoice", "choose_fields", "field_schema"]

Json = dict[str, Any]


class FieldChoice:
    """Which fields a request asks for."""

    def __init__(self, names: Iterable[str], default: str) -> None:
        asked = list(names)
        self.key = (*asked, default)
        """What tells this choice from others."""
        self.removed = {n[1:] for n in asked if n.startswith("-")}
        kept = [n for n in asked if not n.startswith("-")]
        if not kept:
            kept = ["*all" if asked and default != "id" else default]
        self.all = "*all" in kept
        self.navigable = "*navigable" in kept
        self.named = {n for n in kept if not n.startswith("*")}

    @property
    def only_id(self) -> bool:
        """Whether nothing but the id is wanted."""
        return not self.all and not self.navigable and self.named == {"id"}

    @property
    def light(self) -> bool:
        """Whether no field is wanted."""
        return (
            not self.all and not self.navigable and self.named <= {"id", "key"}
        )

    def wants(self, row: Row) -> bool:
        """Whether a field is to be shown."""
        id_ = row["id"]
        if id_ in self.removed:
            return False
        return (
            self.all
            or id_ in self.named
            or (self.navigable and bool(row["navigable"]))
        )


def choose_fields(names: Iterable[str], default: str) -> FieldChoice:
    """Read a ``fields`` parameter."""
    return FieldChoice(names, default)


_SCHEMA: dict[str, Json] = {
    FieldKind.TEXT: {"type": "string"},
    FieldKind.TEXTAREA: {"type": "string"},
    FieldKind.URL: {"type": "string"},
    FieldKind.NUMBER: {"type": "number"},
    FieldKind.DATE: {"type": "date"},
    FieldKind.DATETIME: {"type": "datetime"},
    FieldKind.OPTION: {"type": "option"},
    FieldKind.OPTIONS: {"type": "array", "items": "option"},
    FieldKind.CASCADE: {"type": "option-with-child"},
    FieldKind.USER: {"type": "user"},
    FieldKind.USERS: {"type": "array", "items": "user"},
    FieldKind.LABELS: {"type": "array", "items": "string"},
    FieldKind.VERSIONS: {"type": "array", "items": "version"},
    FieldKind.COMPONENTS: {"type": "array", "items": "component"},
}


def field_schema(row: Row) -> Json:
    """Return the ``schema`` of a field."""
    if not row["custom"]:
        held: Json = row.get("schema") or {
            **_SCHEMA.get(row["kind"], {"type": "any"}),
            "system": row["id"],
        }
        return held
    return {
        **_SCHEMA.get(row["kind"], {"type": "any"}),
        "custom": row["customType"],
        "customId": int(row["id"].removeprefix("customfield_")),
    }
