"""The roles that people may have in a project."""

from __future__ import annotations

__all__ = ["ROLES"]

ROLES = (
    {"id": 10002, "name": "Administrators"},
    {"id": 10001, "name": "Developers"},
    {"id": 10000, "name": "Users"},
)
