"""Who changed what: the entries of an issue's changelog."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .adf import adf_to_text
from .kinds import FieldKind
from .site import Site
from .store import Row
from .wiki import adf_to_wiki

__all__ = ["change_item", "changes_between", "record"]

_PER_ELEMENT = {FieldKind.COMPONENTS, FieldKind.VERSIONS}
_HISTORY_NAMES = {
    "fixVersions": "Fix Version",
    "versions": "Version",
    "components": "Component",
    "parent": "IssueParentAssociation",
}


def change_item(
    field: str,
    field_id: str,
    *,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
) -> Row:
    """Return one item of an entry; a value is given as (id, text)."""
    return {
        "field": field,
        "fieldId": field_id,
        "from": before[0],
        "fromString": before[1],
        "to": after[0],
        "toString": after[1],
    }


def record(site: Site, issue_id: str, author: str, items: list[Row]) -> None:
    """Write one entry, if it has items."""
    if not items:
        return
    id_ = site.store.next_id("history")
    body = {
        "id": id_,
        "author": author,
        "created": site.clock.millis(),
        "items": items,
    }
    site.store.put("history", id_, body, parent=issue_id)


def changes_between(site: Site, old: Row, new: Row) -> list[Row]:
    """Return the items that tell how stored fields changed."""
    items: list[Row] = []
    for field_id in dict.fromkeys((*old, *new)):
        before, after = old.get(field_id), new.get(field_id)
        if before == after:
            continue
        row = site.store.get("field", field_id)
        if row is None or row["kind"] == FieldKind.SYSTEM:
            continue
        name: str = _HISTORY_NAMES.get(field_id) or row["name"]
        if not row["custom"] and field_id not in _HISTORY_NAMES:
            name = field_id
        if row["kind"] in _PER_ELEMENT:
            items += _element_items(site, row, name, before, after)
        else:
            items.append(
                change_item(
                    name,
                    field_id,
                    before=_shown(site, row, before),
                    after=_shown(site, row, after),
                )
            )
    return items


def _element_items(
    site: Site, row: Row, name: str, before: Any, after: Any
) -> list[Row]:
    kind = "component" if row["kind"] == FieldKind.COMPONENTS else "version"
    gone = [i for i in before or () if i not in (after or ())]
    come = [i for i in after or () if i not in (before or ())]

    def shown(id_: str) -> tuple[str, str]:
        held = site.store.get(kind, id_)
        return id_, held["name"] if held else id_

    empty = (None, None)
    return [
        change_item(name, row["id"], before=shown(i), after=empty)
        for i in gone
    ] + [
        change_item(name, row["id"], before=empty, after=shown(i))
        for i in come
    ]


def _shown(  # noqa: C901, PLR0911
    site: Site, row: Row, value: Any
) -> tuple[str | None, str | None]:
    """Return a stored value as (id, text)."""
    kind = row["kind"]
    if value is None:
        return (None, "") if kind == FieldKind.LABELS else (None, None)
    match kind:
        case (
            FieldKind.PRIORITY
            | FieldKind.RESOLUTION
            | FieldKind.STATUS
            | FieldKind.ISSUETYPE
        ):
            held = site.store.get(str(kind), value)
            return value, held["name"] if held else value
        case FieldKind.USER:
            held = site.store.get("user", value)
            return value, held["displayName"] if held else value
        case FieldKind.USERS:
            return None, ", ".join(value)
        case FieldKind.LABELS:
            return None, " ".join(value)
        case FieldKind.OPTION:
            return value, _option_text(row["options"], value)
        case FieldKind.OPTIONS:
            texts = [_option_text(row["options"], v) for v in value]
            return f"[{', '.join(value)}]", ",".join(texts)
        case FieldKind.CASCADE:
            return None, " / ".join(value)
        case FieldKind.TEXTAREA:
            text = adf_to_wiki(value) if isinstance(value, dict) else value
            return None, text or adf_to_text(value)
        case FieldKind.PARENT:
            held = site.store.get("issue", value)
            return value, held["key"] if held else value
        case FieldKind.DATE:
            return value, f"{value} 00:00:00.0"
    return None, str(value)


def _option_text(options: Iterable[Row], id_: str) -> str:
    return next((o["value"] for o in options if o["id"] == id_), id_)
