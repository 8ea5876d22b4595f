"""Votes, watchers, work logs and attachments of issues."""

from __future__ import annotations

from ..http import Routes

__all__ = ["routes"]

routes = Routes()
