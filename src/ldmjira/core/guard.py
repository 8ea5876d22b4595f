"""Whether a changeset would undo too much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ldmjira.exceptions import GuardError
from ldmjira.models.changeset import Change, Direction

from .merge import Silent
from .pair import Pair
from .views import Said, slots_of

__all__ = ["check_loss"]


def check_loss(
    changes: Sequence[Change], pairs: Iterable[Pair], *, max_loss: float
) -> None:
    """Refuse changes that would remove a large share of a side.

    Parameters
    ----------
    changes
        What would be written.
    pairs
        Both sides as they stand.
    max_loss
        Share of a side's values that may be removed.

    Raises
    ------
    GuardError
        If more would go, or a side would be left without any value.
    """
    sides = list(pairs)
    for direction, where in (
        (Direction.PUSH, "Jira"),
        (Direction.PULL, "the mapping"),
    ):
        removed = [
            change
            for change in changes
            if change.direction is direction and _removes(change)
        ]
        if not removed:
            continue
        total = sum(
            _count(
                pair.code,
                pair.jira if direction is Direction.PUSH else pair.mapping,
            )
            for pair in sides
        )
        if len(removed) >= total or len(removed) > max_loss * total:
            names = ", ".join(
                f"{change.slot.object} {change.slot.name}"
                for change in removed[:5]
            )
            more = ", ..." if len(removed) > 5 else ""  # noqa: PLR2004
            raise GuardError(
                f"This would remove {len(removed)} of the {total} values in "
                f"{where} ({names}{more}), more than {max_loss:.0%}; nothing "
                "was written"
            )


def _removes(change: Change) -> bool:
    return change.before not in (None, False, "") and change.after in (
        None,
        False,
        "",
    )


def _count(code: str, said: Said) -> int:
    values = (said.value(slot) for slot in slots_of(code, said))
    return sum(
        not isinstance(value, Silent) and value not in (None, False)
        for value in values
    )
