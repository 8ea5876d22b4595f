"""Results files of test runners."""

from __future__ import annotations

from .reader import read_junit

__all__ = ["read_junit"]
