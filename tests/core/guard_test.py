"""The guard against changesets that undo too much."""

from __future__ import annotations

import pytest

from ldmjira.core.guard import check_loss
from ldmjira.core.pair import Pair
from ldmjira.core.views import Said
from ldmjira.exceptions import GuardError
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.slots import Slot

CODES = [f"LVV-{number}" for number in range(10)]
SIDE = Said(sets={"relates": frozenset(CODES)})
PAIR = Pair("DM-AP-1", "feature", mapping=SIDE, jira=SIDE)


def removed(number: int, direction: Direction) -> list[Change]:
    return [
        Change(
            Slot("DM-AP-1", "relates", code),
            before=True,
            after=False,
            direction=direction,
        )
        for code in CODES[:number]
    ]


@pytest.mark.parametrize("direction", [Direction.PUSH, Direction.PULL])
@pytest.mark.parametrize(
    ("number", "fails"), [(0, False), (2, False), (3, True), (10, True)]
)
def test_a_fifth(direction: Direction, number: int, *, fails: bool) -> None:
    changes = removed(number, direction)
    if not fails:
        check_loss(changes, [PAIR], max_loss=0.2)
        return
    with pytest.raises(GuardError) as caught:
        check_loss(changes, [PAIR], max_loss=0.2)
    assert f"{number} of the 10 values" in caught.value.message
    assert "--allow-loss" in caught.value.hint


def test_a_side_without_any_value_is_refused_whatever_the_share() -> None:
    changes = removed(10, Direction.PUSH)
    with pytest.raises(GuardError):
        check_loss(changes, [PAIR], max_loss=1.0)


def test_blanked_text_counts() -> None:
    said = Said(scalars={"title": "T", "due": "2020-01-01"})
    pair = Pair("DM-AP-1", "feature", mapping=said, jira=said)
    blank = Change(Slot("DM-AP-1", "due"), "2020-01-01", None, Direction.PUSH)
    with pytest.raises(GuardError):
        check_loss([blank], [pair], max_loss=0.2)


def test_changed_values_are_no_loss() -> None:
    change = Change(Slot("DM-AP-1", "title"), "A", "B", Direction.PUSH)
    said = Said(scalars={"title": "T"})
    pair = Pair("DM-AP-1", "feature", mapping=said, jira=said)
    check_loss([change], [pair], max_loss=0.0)
