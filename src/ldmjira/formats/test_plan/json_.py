"""A test plan or report as JSON: its facts and its sections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ldmjira.models.prose import Region, Section
from ldmjira.models.test_plan import Doc

__all__ = ["doc_to_json"]


def doc_to_json(doc: Doc) -> str:
    """Give a document to a program.

    Parameters
    ----------
    doc
        The document.

    Returns
    -------
    str
        One object: ``facts``, ``outline`` (the sections' numbers and
        titles), ``references``, ``regions`` with what a person wrote,
        ``todo``, and ``kept`` for text that has no place any more.
    """
    record = {
        "facts": _plain(doc.facts),
        "outline": list(_outline(doc.sections)),
        "regions": [_region(one) for one in doc.regions],
        "references": [
            {"handle": handle, "title": title} for handle, title in doc.handles
        ],
        "todo": [
            {"region": one.id, "section": one.title, "task": one.task}
            for one in doc.regions
            if one.is_open
        ],
        "kept": [_region(one) for one in doc.lost],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _outline(sections: tuple[Section, ...]) -> Iterator[dict[str, str]]:
    for one in sections:
        yield {"id": one.id, "number": one.number, "title": one.title}
        yield from _outline(one.sections)


def _region(one: Region) -> dict[str, object]:
    return {
        "region": one.id,
        "section": one.title,
        "text": one.text,
        "syntax": one.syntax,
        "open": one.is_open,
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        kind = getattr(type(value), "kind", None)
        record = {"kind": kind} if isinstance(kind, str) else {}
        return record | {
            one.name: _plain(getattr(value, one.name)) for one in fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value
