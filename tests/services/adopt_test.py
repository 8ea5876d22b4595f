"""Taking an issue that exists for one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.exceptions import RemoteError, UnknownCodeError, UsageError
from ldmjira.services.adopt import AdoptService
from tests.support.world import Clone, MemoryHands, new_clone

CODE = "DM-AP-1"


@pytest.fixture
def hands() -> MemoryHands:
    hands = MemoryHands()
    hands.site.add_issue("DM-50", "feature dm-ap-1, as it was")
    hands.site.add_issue("DM-51", "Cabling of the summit")
    hands.site.add_issue(
        "DM-52", "DM-AP-2: Mine", labels={"ldmjira-feature-DM-AP-2"}
    )
    return hands


@pytest.fixture
def clone(tmp_path: Path, hands: MemoryHands) -> Clone:
    return new_clone(tmp_path / "one", hands, {"LDM-503-1": [CODE, "DM-AP-2"]})


def adopt(clone: Clone, key: str, code: str = CODE, **options: bool) -> None:
    service = AdoptService(clone.workspace())
    service.apply(service.decide(code, key), **options)


def test_adopted_issue_is_marked_and_its_key_noted(
    clone: Clone, hands: MemoryHands
) -> None:
    adopt(clone, "DM-50")
    issue = hands.site["DM-50"]
    assert issue.labels == {"ldmjira-feature-DM-AP-1"}
    assert issue.marker is not None
    assert issue.marker.issue_id == issue.id
    text = (clone.mappings / "features/DM-AP.yaml").read_text()
    assert "jira: DM-50\n" in text
    assert clone.git("diff", "--cached", "--name-only") == (
        "mappings/features/DM-AP.yaml"
    )


def test_title_and_date_stay_those_of_jira(
    clone: Clone, hands: MemoryHands
) -> None:
    adopt(clone, "DM-50")
    clone.commit()
    report = clone.push()
    assert hands.site["DM-50"].summary == "feature dm-ap-1, as it was"
    assert {c.slot.name for c in report.drift} == {"title", "due"}
    assert [
        link.kind for link in hands.site.links_of(hands.site["DM-50"])
    ] == ["blocks"]
    assert clone.push().writes == 0


def test_adopting_again_writes_nothing(
    clone: Clone, hands: MemoryHands
) -> None:
    adopt(clone, "DM-50")
    adopt(clone, "DM-50")
    assert hands.site.calls["edit"] == 1


def test_doubt_is_told_and_can_be_overruled(
    clone: Clone, hands: MemoryHands
) -> None:
    with pytest.raises(UsageError, match="Cabling of the summit") as caught:
        adopt(clone, "DM-51")
    assert "--force" in caught.value.hint
    assert hands.site["DM-51"].labels == set()
    adopt(clone, "DM-51", force=True)
    assert hands.site["DM-51"].labels == {"ldmjira-feature-DM-AP-1"}


def test_issue_of_another_object_is_refused(clone: Clone) -> None:
    with pytest.raises(UsageError, match="marked as another object"):
        adopt(clone, "DM-52")


def test_object_that_has_an_issue_is_refused(clone: Clone) -> None:
    clone.push()
    with pytest.raises(UsageError, match="has an issue already"):
        adopt(clone, "DM-50")


def test_unknown_ones_are_refused(clone: Clone) -> None:
    with pytest.raises(UnknownCodeError, match="DM-AP-9"):
        adopt(clone, "DM-50", "DM-AP-9")
    with pytest.raises(RemoteError, match="DM-404 is not shown"):
        adopt(clone, "DM-404")
