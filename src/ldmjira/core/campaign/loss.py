"""Whether the changes of campaigns would undo too much."""

from __future__ import annotations

from collections.abc import Iterable

from ldmjira.exceptions import GuardError
from ldmjira.models.campaign_plan import CampaignDecision
from ldmjira.models.changeset import Change, Direction

from .coverage import COVERAGE

__all__ = ["check_coverage_loss"]

_NAMED = 5


def check_coverage_loss(
    decisions: Iterable[CampaignDecision],
    directions: Iterable[Direction],
    *,
    max_loss: float,
) -> None:
    """Refuse to remove a large share of the coverage links.

    A single link may always go: of few it would be a large share.

    Parameters
    ----------
    decisions
        What the campaigns of a run need.
    directions
        Sides that the run writes to.
    max_loss
        Share of the links that may be removed.

    Raises
    ------
    GuardError
        If more would go.
    """
    held = list(decisions)
    for direction in directions:
        is_push = direction is Direction.PUSH
        changes = [
            change
            for one in held
            for change in (
                [step.change for step in one.steps]
                if is_push
                else [edit.change for edit in one.edits]
            )
        ]
        removed = [one for one in changes if _removes(one)]
        kept = sum(
            value is True and slot.field == COVERAGE
            for one in held
            for slot, value in one.agreed.items()
        )
        total = len(removed) + kept
        if len(removed) > 1 and len(removed) > max_loss * total:
            names = ", ".join(
                f"{one.slot.object} {one.slot.element}"
                for one in removed[:_NAMED]
            )
            more = ", ..." if len(removed) > _NAMED else ""
            where = "Zephyr Scale" if is_push else "the mapping"
            raise GuardError(
                f"This would remove {len(removed)} of the {total} coverage "
                f"links in {where} ({names}{more}), more than "
                f"{max_loss:.0%}; nothing was written"
            )


def _removes(change: Change) -> bool:
    return (
        change.slot.field == COVERAGE
        and change.before is True
        and change.after is False
    )
