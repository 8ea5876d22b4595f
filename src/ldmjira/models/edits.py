"""Edits of the mapping, as data: what import, pull and confirm write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["AddObject", "Edit", "Plain", "RemoveValue", "SetValue"]

Plain: TypeAlias = (
    "str | bool | int | Sequence[Plain] | Mapping[str, Plain] | None"
)
"""What stands in a file: dates are text in ISO form."""


@dataclass(frozen=True)
class SetValue:
    """Write one value; what surrounds it keeps its bytes.

    Parameters
    ----------
    object
        Code of a milestone or feature.
    path
        Names from the object down: ``("due",)``,
        ``("requirements", "DMS-REQ-0010")``.
    value
        Value to stand there; ``None`` writes ``null``. A mapping below
        ``requirements`` or ``cases`` is written as one line.
    """

    object: str
    path: tuple[str, ...]
    value: Plain


@dataclass(frozen=True)
class RemoveValue:
    """Take one key, or one element of a list, out of its file."""

    object: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class AddObject:
    """Add a milestone or a feature that the mapping lacks."""

    object: str
    values: Mapping[str, Plain] = field(default_factory=dict)


Edit = SetValue | RemoveValue | AddObject
