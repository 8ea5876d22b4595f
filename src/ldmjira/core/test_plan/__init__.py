"""Build a test plan or report from mapping, catalogue and last pull."""

from __future__ import annotations

from .build import gather
from .layout import HandWritten, lay_out
from .sources import PlanSources

__all__ = ["HandWritten", "PlanSources", "gather", "lay_out"]
