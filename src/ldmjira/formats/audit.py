"""The audit as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .terminal import safe_block, safe_line
from .values import shown

__all__ = ["audit_to_json", "audit_to_text"]


def audit_to_json(records: Sequence[Mapping[str, Any]]) -> str:
    """Write records as one JSON list."""
    return json.dumps(list(records), indent=2, ensure_ascii=False) + "\n"


def audit_to_text(records: Sequence[Mapping[str, Any]]) -> str:
    """Write records as lines, with their number at the end."""
    lines = [_line(record) for record in records]
    noun = "write" if len(records) == 1 else "writes"
    return "".join(f"{line}\n" for line in [*lines, f"{len(lines)} {noun}"])


def _line(record: Mapping[str, Any]) -> str:
    issue = record.get("issue")
    where = f" ({issue})" if issue else ""
    site = record.get("site") or "Jira"
    is_push = record.get("direction") == "push"
    side = f"to {site}" if is_push else f"from {site}"
    return safe_block(
        f"{record.get('time', '')}  {record.get('object', '')}{where} "
        f"{_what(record)}  {side}, by {record.get('user', '')}"
    )


def _what(record: Mapping[str, Any]) -> str:
    field, after = safe_line(str(record.get("field", ""))), record.get("after")
    if isinstance(after, bool):  # an element of a set, or something made
        return f"{'+' if after else '-'} {field}"
    return f"{field}: {_value(record.get('before'))} -> {_value(after)}"


def _value(value: Any) -> str:
    known = value is None or isinstance(value, (str, bool))
    return shown(value if known else str(value))
