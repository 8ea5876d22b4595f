"""What pull writes into the mapping, and records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ldmjira.exceptions import GuardError
from ldmjira.models.changeset import Direction, HeldReason
from ldmjira.models.report import SyncReport
from tests.support.world import Clone, MemoryHands, new_clone

CATALOG = {
    "requirements.csv": (
        "id,title,specification,priority,method,level,descoped,source\n"
        "DMS-REQ-0001,One,LSE-61,1a,Test,,,here\n"
        "DMS-REQ-0002,Two,LSE-61,1b,Test,,,here\n"
    ),
    "verification_elements.csv": (
        "key,name,title,requirement,priority,status,verified_in,source\n"
        "LVV-1,DMS-REQ-0001-V-01,One,DMS-REQ-0001,1a,,,here\n"
        "LVV-2,DMS-REQ-0002-V-01,Two,DMS-REQ-0002,1b,,,here\n"
        "LVV-3,DMS-REQ-0002-V-02,Two,DMS-REQ-0002,1b,,,here\n"
    ),
}
FEATURES = "features/DM-AP.yaml"


@pytest.fixture
def hands() -> MemoryHands:
    hands = MemoryHands()
    for number in (1, 2, 3):
        hands.site.add_issue(
            f"LVV-{number}", f"Element {number}", type="Verification"
        )
    hands.site.add_issue("DM-900", "Another story")
    return hands


@pytest.fixture
def clone(tmp_path: Path, hands: MemoryHands) -> Clone:
    clone = new_clone(
        tmp_path / "one",
        hands,
        {"LDM-503-1": ["DM-AP-1", "DM-AP-2", "DM-AP-3", "DM-AP-4"]},
    )
    folder = clone.mappings / "catalog"
    folder.mkdir()
    for name, text in CATALOG.items():
        (folder / name).write_text(text)
    require(clone, "{}")
    clone.commit("catalog")
    clone.push()
    return clone


def require(clone: Clone, links: str) -> None:
    """Set the requirements of the first feature."""
    path = clone.mappings / FEATURES
    head, mark, tail = path.read_text().partition("DM-AP-2:")
    head = head.partition("  requirements:")[0]
    path.write_text(f"{head}  requirements: {links}\n{mark}{tail}")


def key_of(hands: MemoryHands, code: str = "DM-AP-1") -> str:
    [key] = [
        one.key
        for one in hands.site.issues
        if f"ldmjira-feature-{code}" in one.labels
    ]
    return key


def text_of(clone: Clone, file: str = FEATURES) -> str:
    return (clone.mappings / file).read_text()


def let_time_pass(hands: MemoryHands) -> None:
    """Move the site's clock beyond the overlap of two pulls."""
    for number in range(1000):
        hands.site.human_edit("DM-900", summary=f"Edit {number}")


def pulled(report: SyncReport) -> dict[str, object]:
    return {
        f"{one.change.slot.object} {one.change.slot.name}": one.change.after
        for one in report.outcomes
        if one.change.slot.field != "jira"
    }


def test_keys_come_into_the_mapping(clone: Clone, hands: MemoryHands) -> None:
    clone.pull()
    assert f"jira: {key_of(hands)}\n" in text_of(clone)
    assert "jira: DM-901\n" in text_of(clone, "milestones/LDM-503-1.yaml")


def test_site_is_bound_by_the_first_pull(clone: Clone) -> None:
    clone.pull()
    data = json.loads(text_of(clone, "baseline/site.json"))
    assert data["site"] == "memory"


def test_mapping_and_lines_are_staged_together(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.set_title("DM-AP-1", "Human")
    clone.pull()
    staged = clone.git("diff", "--cached", "--name-only").splitlines()
    assert staged == [
        "mappings/baseline/DM-AP-1.json",
        "mappings/baseline/site.json",
        "mappings/features/DM-AP.yaml",
        "mappings/milestones/LDM-503-1.yaml",
    ]
    assert clone.git("diff", "--name-only") == ""


def test_title_keeps_what_surrounds_it(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.edit(
        FEATURES,
        "title: Feature DM-AP-1\n",
        "# a comment\n  title: Feature DM-AP-1  # mine\n",
    )
    clone.commit()
    hands.set_title("DM-AP-1", "Human: edit")
    clone.pull()
    text = text_of(clone)
    assert '# a comment\n  title: "Human: edit"  # mine\n' in text


def test_link_of_a_person_becomes_a_confirmed_requirement(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.link(key_of(hands), "relates", "LVV-1")
    clone.pull()
    assert (
        "    DMS-REQ-0001: {status: confirmed, reason: linked in Jira, "
        "basis: jira}\n" in text_of(clone)
    )
    clone.commit()
    assert clone.push().writes == 0


def test_link_to_one_of_two_elements_names_it(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.link(key_of(hands), "relates", "LVV-3")
    clone.pull()
    assert (
        "DMS-REQ-0002: {status: confirmed, reason: linked in Jira, "
        "basis: jira, elements: [LVV-3]}\n" in text_of(clone)
    )


def test_link_to_what_is_no_element_is_ignored(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.link(key_of(hands), "relates", "DM-900")
    assert pulled(clone.pull()) == {}


@pytest.mark.parametrize(
    ("removed", "left"),
    [
        (["LVV-2"], "reason: mine, elements: [LVV-3]}"),
        (["LVV-2", "LVV-3"], "requirements: {}"),
    ],
    ids=["one of two", "both"],
)
def test_link_that_a_person_removed_leaves_the_mapping(
    clone: Clone, hands: MemoryHands, removed: list[str], left: str
) -> None:
    require(clone, "{DMS-REQ-0002: {status: confirmed, reason: mine}}")
    clone.commit()
    clone.push()
    for key in removed:
        hands.site.unlink(key_of(hands), "relates", key)
    clone.pull()
    assert left in text_of(clone)
    clone.commit()
    assert clone.push().writes == 0


def test_proposed_links_that_were_sent_are_not_confirmed(
    clone: Clone,
) -> None:
    require(clone, "{DMS-REQ-0001: {status: proposed, reason: mine}}")
    clone.commit()
    clone.push(with_proposed=True)
    assert pulled(clone.pull()) == {}
    assert clone.push().writes == 0


def test_feature_that_a_person_linked_joins_the_milestone(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.pull()
    clone.edit("milestones/LDM-503-1.yaml", "  - DM-AP-4\n", "")
    clone.commit()
    clone.push()
    clone.pull()
    clone.commit()
    hands.site.link(key_of(hands, "DM-AP-4"), "blocks", "DM-901")
    report = clone.pull()
    assert pulled(report) == {"DM-AP-4 blocks/LDM-503-1": True}
    assert "  - DM-AP-4\n" in text_of(clone, "milestones/LDM-503-1.yaml")


def test_text_that_a_person_wrote_where_the_mapping_had_none(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.human_edit(key_of(hands), description="Some *text*")
    assert pulled(clone.pull()) == {"DM-AP-1 notes": "Some *text*"}
    assert "notes: Some *text*\n" in text_of(clone)


def test_due_date_that_a_person_cleared_is_null(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.human_edit(key_of(hands), clear_due=True)
    clone.pull()
    assert "DM-AP-1:\n  title: Feature DM-AP-1\n  due: null\n" in text_of(
        clone
    )


def test_foreign_text_is_reported_and_not_pulled(
    clone: Clone, hands: MemoryHands
) -> None:
    issue = hands.site[key_of(hands)]
    issue.description, issue.description_is_foreign = "flat", True
    report = clone.pull()
    assert pulled(report) == {}
    [held] = report.held
    assert "cannot write back" in held.detail
    assert report.needs_a_person


def test_site_that_lost_everything_is_no_reason_to_remove(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.pull()
    clone.commit()
    hands.site.hide(*[one.key for one in hands.site.issues])
    before = clone.files()
    report = clone.pull(is_recent=False)
    assert report.is_remote_trouble
    assert clone.files() == before


def test_many_removed_links_are_refused(
    clone: Clone, hands: MemoryHands
) -> None:
    for code in ("DM-AP-1", "DM-AP-2", "DM-AP-3", "DM-AP-4"):
        hands.site.human_edit(key_of(hands, code), clear_due=True)
        for link in list(hands.site.links_of(hands.site[key_of(hands, code)])):
            hands.site.remove_link(link.link_id)
    before = clone.files()
    with pytest.raises(GuardError, match="8 of the 19 values"):
        clone.pull()
    assert clone.files() == before


def test_second_pull_changes_no_byte(clone: Clone, hands: MemoryHands) -> None:
    hands.set_title("DM-AP-1", "Human")
    hands.site.link(key_of(hands), "relates", "LVV-3")
    clone.pull()
    before = clone.files()
    report = clone.pull()
    assert report.outcomes == ()
    assert clone.files() == before


def test_uncommitted_edit_waits_for_its_commit(clone: Clone) -> None:
    clone.edit(FEATURES, "Feature DM-AP-1", "Mine")
    report = clone.pull()
    assert pulled(report) == {}
    assert "title: Mine" in text_of(clone)
    clone.commit()
    report = clone.pull()
    assert [change.direction for change in report.waiting] == [Direction.PUSH]


def test_recent_pull_reads_only_what_changed(
    clone: Clone, hands: MemoryHands
) -> None:
    let_time_pass(hands)
    full = clone.pull(is_recent=True)
    clone.commit()
    quiet = clone.pull(is_recent=True)
    assert quiet.reads < full.reads
    assert quiet.outcomes == ()
    hands.set_title("DM-AP-2", "Human")
    report = clone.pull(is_recent=True)
    assert pulled(report) == {"DM-AP-2 title": "Human"}
    assert report.agreed < full.agreed


def test_recent_pull_is_a_full_one_after_an_edit_of_the_mapping(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.pull(is_recent=True)
    clone.commit()
    hands.set_title("DM-AP-1", "Human")
    clone.edit(FEATURES, "Feature DM-AP-1", "Mine")
    clone.commit()
    assert clone.pull(is_recent=True).conflicts


def test_recent_pull_tells_an_old_conflict_again(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.pull()
    hands.set_title("DM-AP-1", "Human")
    clone.edit(FEATURES, "Feature DM-AP-1", "Mine")
    clone.commit()
    clone.pull(is_recent=True)
    let_time_pass(hands)
    assert clone.pull(is_recent=True).conflicts


def test_pull_of_few_does_not_make_the_next_one_read_all(
    tmp_path: Path, hands: MemoryHands
) -> None:
    clone = new_clone(
        tmp_path / "two",
        hands,
        {"LDM-503-1": ["DM-AP-1"], "LDM-503-2": ["DM-AP-2"]},
    )
    clone.push()
    clone.pull()
    clone.commit()
    clone.pull(is_recent=False)
    clone.pull(is_recent=False, codes=("LDM-503-1",))
    [note] = clone.pull().notes
    assert note.startswith("Looked at what changed since")


def test_proposed_link_that_a_person_removed_leaves_the_mapping(
    clone: Clone, hands: MemoryHands
) -> None:
    require(clone, "{DMS-REQ-0002: {status: proposed, reason: mine}}")
    clone.commit()
    clone.push(with_proposed=True)
    hands.site.unlink(key_of(hands), "relates", "LVV-2")
    told = clone.push()
    assert told.writes == 0
    assert [(c.slot.name, c.after) for c in told.waiting] == [
        ("relates/LVV-2", False)
    ]
    assert pulled(clone.pull()) == {"DM-AP-1 relates/LVV-2": False}
    assert (
        "{DMS-REQ-0002: {status: proposed, reason: mine, elements: [LVV-3]}}"
        in text_of(clone)
    )
    clone.commit()
    assert clone.push(with_proposed=True).writes == 0
    hands.site.unlink(key_of(hands), "relates", "LVV-3")
    clone.pull()
    assert "requirements: {}" in text_of(clone)


def test_proposed_again_after_it_was_removed_is_held_back(
    clone: Clone, hands: MemoryHands
) -> None:
    require(clone, "{DMS-REQ-0001: {status: confirmed, reason: mine}}")
    clone.commit()
    clone.push()
    hands.site.unlink(key_of(hands), "relates", "LVV-1")
    clone.pull()
    require(clone, "{DMS-REQ-0001: {status: proposed, reason: anew}}")
    clone.commit()
    report = clone.push()
    assert report.writes == 0
    assert [one.reason for one in report.held] == [HeldReason.PROPOSED]


def test_proposed_link_to_a_hidden_element_was_not_removed(
    clone: Clone, hands: MemoryHands
) -> None:
    require(clone, "{DMS-REQ-0001: {status: proposed, reason: mine}}")
    clone.commit()
    clone.push(with_proposed=True)
    clone.pull()
    hands.site.hide("LVV-1")
    assert pulled(clone.pull(is_recent=False)) == {}


def test_summary_without_a_title_holds_back_itself_alone(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.set_title("DM-AP-1", "")
    hands.set_title("DM-AP-2", "Human")
    report = clone.pull()
    assert "title: Feature DM-AP-1\n" in text_of(clone)
    assert "title: Human\n" in text_of(clone)
    assert report.needs_a_person


def test_summary_that_lost_our_code_is_still_that_of_the_feature(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.human_edit(key_of(hands), summary="Renamed")
    report = clone.pull()
    assert pulled(report) == {"DM-AP-1 title": "Renamed"}
    assert [one.slot.name for one in report.drift] == ["prefix"]
    clone.commit()
    again = clone.push()
    assert again.writes == 0
    assert [one.slot.name for one in again.drift] == ["prefix"]
    clone.edit(FEATURES, "title: Renamed", "title: Mine")
    clone.commit()
    assert clone.push().drift == ()
    assert hands.site[key_of(hands)].summary == "DM-AP-1: Mine"


def test_another_form_of_the_same_characters_is_no_change(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.edit(FEATURES, "Feature DM-AP-1\n", "Caf\u00e9\n")
    clone.commit()
    clone.push()
    clone.pull()
    clone.edit(FEATURES, "Caf\u00e9", "Cafe\u0301")
    clone.commit()
    assert clone.push().writes == 0
    hands.set_title("DM-AP-1", "Cafe\u0301 ")
    assert pulled(clone.pull()) == {}


@pytest.mark.parametrize(
    ("links", "left"),
    [
        (
            (
                "{DMS-REQ-0002: {status: confirmed, reason: a, "
                "elements: [LVV-1, LVV-3]}}"
            ),
            (
                "{DMS-REQ-0002: {status: confirmed, reason: a, "
                "elements: [LVV-3]}}"
            ),
        ),
        (
            (
                "{DMS-REQ-0001: {status: confirmed, reason: a}, DMS-REQ-0002: "
                "{status: confirmed, reason: b, elements: [LVV-1]}}"
            ),
            "{}",
        ),
    ],
    ids=["of another requirement", "of two requirements"],
)
def test_link_that_a_person_removed_leaves_every_requirement(
    clone: Clone, hands: MemoryHands, links: str, left: str
) -> None:
    require(clone, links)
    clone.commit()
    clone.push()
    hands.site.unlink(key_of(hands), "relates", "LVV-1")
    clone.pull()
    assert f"requirements: {left}\n" in text_of(clone)
    clone.commit()
    assert clone.push().writes == 0


def test_element_that_the_catalogue_lacks_is_merged_as_any(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.add_issue("LVV-9", "A new one", type="Verification")
    require(
        clone,
        "{DMS-REQ-0001: {status: confirmed, reason: a, elements: [LVV-9]}}",
    )
    clone.commit()
    clone.push()
    report = clone.push()
    assert (report.outcomes, report.waiting) == ((), ())
    hands.site.unlink(key_of(hands), "relates", "LVV-9")
    clone.pull()
    assert "requirements: {}\n" in text_of(clone)


def test_link_that_both_sides_removed_may_be_made_again(
    clone: Clone, hands: MemoryHands
) -> None:
    links = "{DMS-REQ-0001: {status: confirmed, reason: mine}}"
    require(clone, links)
    clone.commit()
    clone.push()
    require(clone, "{}")
    clone.commit()
    hands.site.unlink(key_of(hands), "relates", "LVV-1")
    clone.pull()
    clone.commit()
    before = clone.files()
    assert clone.pull().outcomes == ()
    assert clone.files() == before
    require(clone, links)
    clone.commit()
    report = clone.push()
    assert [one.change.slot.name for one in report.outcomes] == [
        "relates/LVV-1"
    ]
    assert report.waiting == ()


def test_link_that_the_mapping_removed_was_not_removed_by_hiding_its_end(
    clone: Clone, hands: MemoryHands
) -> None:
    require(clone, "{DMS-REQ-0001: {status: confirmed, reason: mine}}")
    clone.commit()
    clone.push()
    require(clone, "{}")
    clone.commit()
    hands.site.hide("LVV-1")
    clone.pull(is_recent=False)
    hands.site.hide("LVV-1", hidden=False)
    clone.commit()
    report = clone.push()
    assert [one.change.after for one in report.outcomes] == [False]
