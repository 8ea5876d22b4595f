"""A book that suddenly shows no link is not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.exceptions import GuardError
from ldmjira.models.report import SyncReport
from ldmjira.services.pull import PullService
from ldmjira.services.push import PushService
from ldmjira.services.situation import Selection
from tests.support.campaigns import CODE, CampaignClone, campaign_clone
from tests.support.world import MemoryHands


@pytest.fixture
def clone(tmp_path: Path) -> CampaignClone:
    made = campaign_clone(tmp_path / "one", MemoryHands())
    made.push()
    made.pull()
    made.commit("pulled")
    return made


def pull(clone: CampaignClone, *, allow_loss: bool = False) -> SyncReport:
    service = PullService(clone.workspace())
    plan = service.decide(Selection(codes=(CODE,)))
    return service.apply(plan, allow_loss=allow_loss)


def test_a_pull_does_not_empty_the_mapping(clone: CampaignClone) -> None:
    before = clone.files()
    clone.book.links.clear()
    with pytest.raises(GuardError, match="2 of the 2 coverage links"):
        pull(clone)
    assert clone.files() == before
    pull(clone, allow_loss=True)
    assert clone.files() != before


def test_a_push_does_not_empty_the_book(clone: CampaignClone) -> None:
    text = clone.mappings / "milestones" / f"{CODE}.yaml"
    kept = text.read_text()
    text.write_text(kept.replace("[LVV-7]", "[]").replace("[LVV-8]", "[]"))
    assert text.read_text() != kept
    clone.commit("emptied")
    links = dict(clone.book.links)
    service = PushService(clone.workspace())
    plan = service.decide(Selection(codes=(CODE,), may_create=True))
    assert any("refused" in n for n in service.preview(plan).notes)
    with pytest.raises(GuardError, match="2 of the 2 coverage links"):
        service.apply(plan)
    assert clone.book.links == links
