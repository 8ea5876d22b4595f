"""The fault matrix: which fault strikes which request, and its outcome.

The table in the documentation is made from this.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

__all__ = ["FAULTS", "KINDS", "WRITES", "Outcome", "expected", "order_of"]


class Outcome(Enum):
    """What comes of a fault; in each case the next run makes the rest."""

    WAITS = "waits"
    DONE = "done"
    OPEN = "open"
    ALONE = "alone"
    STOPS = "stops"


READS: Mapping[str, tuple[str, str, int]] = {
    "identity": ("GET", "/serverInfo", 1),
    "account": ("GET", "/myself", 1),
    "metadata": ("GET", "/issueLinkType", 1),
    "create screen": ("GET", "/issue/createmeta/*/issuetypes", 1),
    "bulk read": ("POST", "/issue/bulkfetch", 1),
    "search": ("POST", "/search/jql", 1),
    "look for twins": ("POST", "/issue/bulkfetch", 2),
    "read before edit": ("POST", "/issue/bulkfetch", 3),
    "transitions": ("GET", "/issue/*/transitions", 1),
    "read back": ("POST", "/issue/bulkfetch", 5),
}
WRITES: Mapping[str, tuple[str, str, int]] = {
    "create": ("POST", "/issue/bulk", 1),
    "edit": ("PUT", "/issue/*", 1),
    "link": ("POST", "/issueLink", 1),
    "unlink": ("DELETE", "/issueLink/*", 1),
    "transition": ("POST", "/issue/*/transitions", 1),
}
KINDS: Mapping[str, tuple[str, str, int]] = {**READS, **WRITES}
"""Kinds of request: method, path, and the how-manieth of its sort."""

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "429": {"action": "429"},
    "429, Retry-After 7": {"action": "429", "retry-after": "7"},
    "429, Retry-After a date": {"action": "429", "retry-after": "date:9"},
    "429, Retry-After 86400": {"action": "429", "retry-after": "86400"},
    "500": {"action": "500"},
    "502": {"action": "502"},
    "503": {"action": "503"},
    "503, Retry-After 5": {"action": "503", "retry-after": "5"},
    "504": {"action": "504"},
    "500 though it was done": {"action": "500", "applied": True},
    "connection reset before": {"action": "reset-before"},
    "connection reset after": {"action": "reset-after"},
    "no answer in time": {"action": "slow", "seconds": 0.8},
    "truncated JSON": {"action": "truncate"},
    "HTML": {"action": "html"},
    "HTML though it was done": {"action": "html", "applied": True},
    "401": {"action": "401"},
    "403": {"action": "403"},
    "404": {"action": "404"},
}

_ENDING = {"429, Retry-After 86400", "401", "403"}
_APPLIED = {
    "500 though it was done",
    "connection reset after",
    "truncated JSON",
    "HTML though it was done",
}


def order_of(fault: str, kind: str) -> list[Mapping[str, Any]]:
    """Orders to a sandbox, so that a fault strikes a kind of request."""
    method, path, number = KINDS[kind]
    orders: list[Mapping[str, Any]] = [
        {**FAULTS[fault], "method": method, "path": path, "nth": number}
    ]
    if kind == "link":
        # Links ride along with the edit unless the screen lacks them.
        orders.append({"action": "field-missing", "field": "issuelinks"})
    return orders


def expected(fault: str, kind: str) -> Outcome:
    """What must come of a fault that strikes a kind of request."""
    if fault in _ENDING:
        return Outcome.STOPS
    if fault == "404":
        return _not_there(kind)
    if fault.startswith("HTML"):
        return _page(fault, kind)
    if kind in READS or fault.startswith("429"):
        return Outcome.WAITS
    return _stumble(fault, kind)


def _not_there(kind: str) -> Outcome:
    alone = {"read before edit", "transitions", *WRITES} - {"create"}
    return Outcome.ALONE if kind in alone else Outcome.STOPS


def _page(fault: str, kind: str) -> Outcome:
    """A page in place of JSON: a login, or a proxy. It is not asked again."""
    if kind in {"create", "transition"} and fault in _APPLIED:
        return Outcome.DONE
    match kind:
        case "create":
            return Outcome.OPEN
        case "edit" | "link":
            return Outcome.DONE
        case "transition" | "transitions":
            return Outcome.ALONE
        case _:
            return Outcome.STOPS


def _stumble(fault: str, kind: str) -> Outcome:
    """A write of which nobody knows whether it was done."""
    match kind:
        case "edit":  # it shows whether it holds our entry
            return Outcome.DONE
        case "link" | "unlink":  # twice is as good as once
            is_empty = fault == "truncated JSON"  # their answers hold none
            return Outcome.DONE if is_empty else Outcome.WAITS
        case "create" if fault not in _APPLIED:
            return Outcome.OPEN
        case "transition" if fault not in _APPLIED:
            return Outcome.ALONE
        case _:
            return Outcome.DONE
