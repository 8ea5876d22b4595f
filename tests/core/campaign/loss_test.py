"""The guard over coverage links."""

from __future__ import annotations

import pytest

from ldmjira.core.campaign.loss import check_coverage_loss
from ldmjira.exceptions import GuardError
from ldmjira.models.campaign_plan import (
    CampaignDecision,
    CampaignStep,
    PullEdit,
    Unlink,
)
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.edits import RemoveValue
from ldmjira.models.slots import Slot

CODE = "LDM-503-99"


def decision(way: Direction, *, removed: int, kept: int) -> CampaignDecision:
    changes = [
        Change(
            Slot(CODE, "coverage", f"LVV-T1:LVV-{n}"),
            before=True,
            after=False,
            direction=way,
        )
        for n in range(removed)
    ]
    is_push = way is Direction.PUSH
    return CampaignDecision(
        CODE,
        steps=tuple(
            CampaignStep(one, Unlink("LVV-T1", "LVV-1", "1"))
            for one in changes
            if is_push
        ),
        edits=tuple(
            PullEdit(one, RemoveValue(CODE, ("campaign",)))
            for one in changes
            if not is_push
        ),
        agreed={
            Slot(CODE, "coverage", f"LVV-T2:LVV-{n}"): True
            for n in range(kept)
        },
    )


@pytest.mark.parametrize("way", [Direction.PUSH, Direction.PULL])
@pytest.mark.parametrize(
    ("removed", "kept"),
    [(2, 0), (3, 11), (10, 0)],
    ids=["all of two", "more than a fifth", "all"],
)
def test_much_is_refused(way: Direction, removed: int, kept: int) -> None:
    found = [decision(way, removed=removed, kept=kept)]
    where = "Zephyr Scale" if way is Direction.PUSH else "the mapping"
    told = f"{removed} of the {removed + kept} coverage links in {where}"
    with pytest.raises(GuardError, match=told) as caught:
        check_coverage_loss(found, [way], max_loss=0.2)
    assert "--allow-loss" in caught.value.hint


@pytest.mark.parametrize(
    ("removed", "kept"),
    [(0, 0), (1, 0), (2, 8)],
    ids=["none", "a single one", "a fifth"],
)
def test_little_goes(removed: int, kept: int) -> None:
    found = [decision(Direction.PUSH, removed=removed, kept=kept)]
    check_coverage_loss(found, [Direction.PUSH], max_loss=0.2)


def test_the_other_side_is_not_looked_at() -> None:
    found = [decision(Direction.PULL, removed=5, kept=0)]
    check_coverage_loss(found, [Direction.PUSH], max_loss=0.2)
