"""The one place that chooses adapters and wires them to services."""

from __future__ import annotations

from ldmjira.factory.factory import Factory

__all__ = ["Factory"]
