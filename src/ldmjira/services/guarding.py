"""Refuse what would create, or remove, more than was allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ldmjira.core.guard import check_loss
from ldmjira.exceptions import UsageError
from ldmjira.models.changeset import Change, Direction

from .deciding import Plan
from .workspace import Workspace

__all__ = ["ALLOWED_CREATES", "check_creates", "check_removals"]

ALLOWED_CREATES = 50
"""Issues that one run creates without being told that it may."""


def check_removals(
    workspace: Workspace,
    plan: Plan,
    changes: Sequence[Change],
    *directions: Direction,
) -> None:
    """Refuse to remove a large share of what a side holds.

    Parameters
    ----------
    workspace
        Knows the share.
    plan
        What was decided.
    changes
        Those of it that the run would write.
    directions
        Sides that the run writes to.

    Raises
    ------
    GuardError
        If more would go, from Jira, the mapping or the case book.
    """
    share = workspace.max_loss
    check_loss(changes, plan.situation.pairs, max_loss=share)
    if plan.campaigns is not None:
        plan.campaigns.check_loss(*directions, max_loss=share)


def check_creates(changes: Iterable[Change], allowed: int) -> None:
    """Refuse to create more issues than allowed.

    Parameters
    ----------
    changes
        What would be written.
    allowed
        Number of issues.

    Raises
    ------
    UsageError
        If there are more.
    """
    creates = sum(change.is_create for change in changes)
    if creates > allowed:
        raise UsageError(
            f"This would create {creates} issues, more than {allowed}; "
            "nothing was written",
            hint=f"If that is right, add --allow-creates {creates}.",
        )
