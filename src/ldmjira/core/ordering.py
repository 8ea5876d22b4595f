"""The order in which changes are shown, which is that of writing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ldmjira.models.changeset import Change

__all__ = ["in_order"]

_LATER: Final = {"blocks": 1, "testplan": 2, "relates": 3, "status": 4}
"""What follows once every issue is there; the rest belongs to the issue."""


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Put changes in order: issues, then links, then transitions.

    Parameters
    ----------
    changes
        Of milestones first, then of features.

    Returns
    -------
    tuple of Change
        Issues with their fields and labels as they came; then links, by
        what they mean: a feature blocks a milestone, a milestone relates to
        its test-plan ticket, a feature relates to a verification element;
        transitions last.
    """
    return tuple(
        sorted(changes, key=lambda one: _LATER.get(one.slot.field, 0))
    )
