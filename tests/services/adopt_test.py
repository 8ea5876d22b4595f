"""Taking an issue that exists for one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.exceptions import (
    RemoteError,
    SiteMismatchError,
    UnknownCodeError,
    UsageError,
)
from ldmjira.models.remote import Marker
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
    assert clone.git("diff", "--cached", "--name-only").splitlines() == [
        "mappings/baseline/site.json",
        "mappings/features/DM-AP.yaml",
    ]


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


@pytest.mark.parametrize("key", ["LDM-60", "LVV-1", "DM-53"])
def test_what_is_something_else_is_refused_even_by_force(
    clone: Clone, hands: MemoryHands, key: str
) -> None:
    hands.site.add_issue("LDM-60", f"LDM-503-1: {CODE}")
    clone.edit(
        "milestones/LDM-503-1.yaml", "section:", "jira: LDM-60\nsection:"
    )
    hands.site.add_issue("LVV-1", f"{CODE}: an element", type="Verification")
    folder = clone.mappings / "catalog"
    folder.mkdir()
    (folder / "verification_elements.csv").write_text(
        "key,name,title,requirement,priority,status,verified_in,source\n"
        "LVV-1,DMS-REQ-0001-V-01,One,DMS-REQ-0001,1a,,,here\n"
    )
    # Its label was taken off, its property was not.
    hands.site.add_issue(
        "DM-53", f"{CODE}: copied", marker=Marker("feature", "DM-AP-2")
    )
    with pytest.raises(UsageError, match=key):
        adopt(clone, key, force=True)
    assert hands.site.calls["edit"] == 0


def test_issue_that_has_gone_can_be_replaced(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    clone.pull()
    clone.commit()
    [issue] = [
        one
        for one in hands.site.issues
        if f"ldmjira-feature-{CODE}" in one.labels
    ]
    hands.site.delete(issue.key)
    with pytest.raises(UsageError, match=issue.key):
        adopt(clone, "DM-50")
    adopt(clone, "DM-50", force=True)
    clone.commit()
    assert clone.push().is_remote_trouble is False
    assert len(hands.site["DM-50"].labels) == 1


def test_another_site_is_refused(clone: Clone, hands: MemoryHands) -> None:
    clone.push()
    clone.pull()
    hands.site.identity = "https://elsewhere"
    with pytest.raises(SiteMismatchError, match="elsewhere"):
        adopt(clone, "DM-50")


def test_first_key_binds_the_mapping_to_its_site(clone: Clone) -> None:
    adopt(clone, "DM-50")
    assert "memory" in (clone.mappings / "baseline/site.json").read_text()
