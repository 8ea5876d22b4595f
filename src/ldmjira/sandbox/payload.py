"""The shape of the bodies of create, edit and transition requests."""

from __future__ import annotations

from typing import Any

from .errors import bad_field, bad_payload
from .properties import check_property
from .store import Row

__all__ = ["read_payload", "read_properties", "read_verbs"]


def read_payload(payload: Any) -> tuple[Row, Row]:
    """Return the ``fields`` and the ``update`` of a body."""
    if not isinstance(payload, dict):
        raise bad_payload()
    fields = payload.get("fields")
    update = payload.get("update")
    for part in (fields, update):
        if part is not None and not isinstance(part, dict):
            raise bad_payload()
    return fields or {}, update or {}


def read_properties(payload: Row) -> list[tuple[str, Any]]:
    """Return the checked ``properties`` of a body."""
    given = payload.get("properties")
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_payload()
    found = []
    for item in given:
        if not isinstance(item, dict):
            raise bad_payload()
        check_property(item.get("key"), item.get("value"))
        found.append((item["key"], item["value"]))
    return found


def read_verbs(field_id: str, operations: Any) -> list[tuple[str, Any]]:
    """Return the operations on a field as (verb, value)."""
    if not isinstance(operations, list):
        raise bad_field(field_id, "data was not an array")
    found = []
    for operation in operations:
        if not isinstance(operation, dict):
            raise bad_field(field_id, "data was not an object")
        found += list(operation.items())
    return found
