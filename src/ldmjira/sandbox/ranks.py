"""Where issues stand on boards, unless moved in the order of their ids."""

from __future__ import annotations

from .store import Row

__all__ = ["rank_number", "rank_text"]

_PARTS = 2**20


def rank_number(issue: Row) -> float:
    """Return the place of an issue; the smallest is first."""
    return float(issue.get("rank") or issue["id"])


def rank_text(issue: Row) -> str:
    """Return the place as Jira shows it: texts sort as the places do."""
    return f"0|{round(rank_number(issue) * _PARTS):014x}:"
