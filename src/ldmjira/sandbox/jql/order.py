"""Put documents in the order that a query asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from .errors import JqlError
from .fields import Document, FieldCatalog, FieldDef
from .issues import key_parts
from .syntax import Sort

__all__ = ["Sorter", "compile_order"]

Sorter: TypeAlias = Callable[[Iterable[Document]], list[Document]]
_Key: TypeAlias = Callable[[Document], Any]

_UNSORTABLE = frozenset({"text", "comment", "issuelinks"})
_RANK = "rank"
"""Order on boards, which documents hold under this name."""
_BY_RANK = frozenset({"priority", "versions", "status"})
_DESCENDING = frozenset(
    {
        "created",
        "updated",
        "resolutiondate",
        "duedate",
        "priority",
        "status",
        "issuetype",
    }
)
"""Fields that Jira puts the other way round if not told; keys rise."""


def compile_order(order: tuple[Sort, ...], fields: FieldCatalog) -> Sorter:
    """Turn ``order by`` into a function that sorts.

    Without one, the newest keys come first.

    Raises
    ------
    JqlError
        If a field cannot be sorted by.
    """
    steps: list[tuple[_Key, bool]] = []
    for sort in order:
        if sort.field.lower() == _RANK:
            steps.append((_by_rank, bool(sort.descending)))
            continue
        try:
            found = fields.find(sort.field)[0]
        except JqlError:
            raise _unsortable(sort) from None
        if found.id in _UNSORTABLE:
            raise _unsortable(sort)
        descending = (
            found.id in _DESCENDING
            if sort.descending is None
            else sort.descending
        )
        steps.append((_sort_key(found, fields), descending))

    def sort_documents(documents: Iterable[Document]) -> list[Document]:
        found = sorted(documents, key=_by_key, reverse=not steps)
        for key, descending in reversed(steps):
            found = _stable(found, key, descending=descending)
        return found

    return sort_documents


def _unsortable(sort: Sort) -> JqlError:
    return JqlError(f"Not able to sort using field '{sort.field}'.")


def _stable(
    documents: list[Document], key: _Key, *, descending: bool
) -> list[Document]:
    """Sort by one field; empty values come last, or first if descending."""
    filled: list[tuple[Any, Document]] = []
    empty: list[Document] = []
    for document in documents:
        value = key(document)
        if value is None or value == ():
            empty.append(document)
        else:
            filled.append((value, document))
    filled.sort(key=lambda pair: pair[0], reverse=descending)
    ordered = [document for _value, document in filled]
    return [*empty, *ordered] if descending else [*ordered, *empty]


def _by_key(document: Document) -> tuple[str, int]:
    return key_parts(document["key"])


def _by_rank(document: Document) -> float:
    return float(document.get(_RANK) or document["id"])


def _sort_key(found: FieldDef, fields: FieldCatalog) -> _Key:
    """Return what documents are compared by."""
    name = found.id
    if found.kind == "key":
        return _by_key
    if found.kind in {"number", "date", "datetime"}:
        return lambda doc: doc.get(name)
    if found.kind in _BY_RANK and fields.values(found) is not None:
        return _rank_key(found, fields)
    if fields.values(found) is not None:
        names = fields.sort_names(found)
        return lambda doc: _texts(doc.get(name), names)
    return lambda doc: _texts(doc.get(name), {})


def _rank_key(found: FieldDef, fields: FieldCatalog) -> _Key:
    ranks = fields.rank(found)
    sign = -1 if found.kind == "priority" else 1  # the most urgent is first
    name = found.id

    def rank(document: Document) -> int | None:
        held = document.get(name)
        ids = (held,) if isinstance(held, str) else held or ()
        places = [sign * ranks[item] for item in ids if item in ranks]
        return max(places) if places else None

    return rank


def _texts(held: Any, names: dict[str, str] | Any) -> tuple[str, ...] | None:
    if not held:
        return None
    items = (held,) if isinstance(held, str) else held
    return tuple(sorted(names.get(item, str(item).lower()) for item in items))
