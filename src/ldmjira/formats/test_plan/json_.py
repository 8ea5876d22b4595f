"""A test plan or report as JSON: its facts and its sections."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

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
        One object: ``facts``, ``sections``, ``references``, ``todo``, and
        ``kept`` for hand-written text that has no place any more.
    """
    record = {
        "facts": _plain(doc.facts),
        "sections": _plain(doc.sections),
        "references": [
            {"handle": handle, "title": title} for handle, title in doc.handles
        ],
        "todo": [
            {"region": one.id, "section": one.title, "task": one.task}
            for one in doc.regions
            if one.is_open
        ],
        "kept": _plain(doc.lost),
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


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
