"""Build a test plan or report from mapping, catalogue and last pull."""

from __future__ import annotations

from .build import PlanSources, gather
from .layout import HandWritten, lay_out

__all__ = ["HandWritten", "PlanSources", "gather", "lay_out"]
