"""What sorts of object there are."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Kind"]


class Kind(StrEnum):
    """What sort of object something is about."""

    MILESTONE = "milestone"
    FEATURE = "feature"
    REQUIREMENT = "requirement"
    ELEMENT = "verification element"
    CASE = "test case"
    PLAN = "test plan"
    CYCLE = "test cycle"
