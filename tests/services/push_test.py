"""What push writes, holds back, and refuses; a site in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.memory.site import Fault
from ldmjira.core.identity import RETIRED
from ldmjira.exceptions import (
    GuardError,
    SiteMismatchError,
    UnknownCodeError,
    UsageError,
)
from ldmjira.models.changeset import HeldReason, Result
from ldmjira.models.remote import Marker
from ldmjira.models.report import SyncReport
from ldmjira.services.push import PushService
from ldmjira.services.situation import Selection
from tests.support.world import Clone, MemoryHands, new_clone

MILESTONES = {"LDM-503-1": ["DM-AP-1", "DM-AP-2"], "LDM-503-2": ["DM-AP-2"]}
SECTION = "jira: DM-50\nsection:"


@pytest.fixture
def hands() -> MemoryHands:
    return MemoryHands()


@pytest.fixture
def clone(tmp_path: Path, hands: MemoryHands) -> Clone:
    return new_clone(tmp_path / "one", hands, MILESTONES, in_git=False)


@pytest.fixture
def committed(tmp_path: Path, hands: MemoryHands) -> Clone:
    return new_clone(tmp_path / "two", hands, MILESTONES)


def results(report: SyncReport) -> dict[str, Result]:
    return {
        f"{one.change.slot.object} {one.change.slot.name}": one.result
        for one in report.outcomes
    }


def reasons(report: SyncReport) -> dict[str, HeldReason]:
    return {
        f"{one.slot.object} {one.slot.name}": one.reason for one in report.held
    }


def test_a_feature_of_two_milestones_is_one_issue(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    features = [one for one in hands.site.issues if one.type == "Story"]
    assert [one.summary for one in features] == [
        "DM-AP-1: Feature DM-AP-1",
        "DM-AP-2: Feature DM-AP-2",
    ]
    [_, both] = features
    blocked = {
        link.other_summary
        for link in hands.site.links_of(both)
        if link.kind == "blocks"
    }
    assert blocked == {"LDM-503-1: A milestone", "LDM-503-2: A milestone"}


def test_requests_of_a_first_push_do_not_grow_with_features(
    tmp_path: Path, hands: MemoryHands
) -> None:
    many = [f"DM-AP-{number}" for number in range(1, 41)]
    clone = new_clone(
        tmp_path / "many", hands, {"LDM-503-1": many}, in_git=False
    )
    report = clone.push()
    assert (report.reads, report.writes) == (13, 2)


def test_second_push_writes_nothing(clone: Clone) -> None:
    clone.push()
    before = clone.files()
    report = clone.push()
    assert report.outcomes == ()
    assert report.writes == 0
    assert clone.files() == before


def test_push_edits_no_file_of_the_mapping(committed: Clone) -> None:
    committed.push()
    assert committed.git("status", "--porcelain") == ""


def test_milestone_not_chosen_is_not_created(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push(codes=("LDM-503-1",))
    assert not [one for one in hands.site.issues if "LDM-503-2" in one.summary]
    clone.push(codes=("LDM-503-2",))
    [feature] = [
        one for one in hands.site.issues if one.summary.startswith("DM-AP-2")
    ]
    assert len(list(hands.site.links_of(feature))) == 2


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("LDM-503-3", "LDM-503"),
        ("DM-AP-1", "a feature"),
    ],
    ids=["unknown", "feature"],
)
def test_unknown_code_is_refused(clone: Clone, code: str, told: str) -> None:
    with pytest.raises(UnknownCodeError, match=told):
        clone.push(codes=(code,))


def test_adopted_milestone_is_only_linked(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.add_issue(
        "DM-100", "LDM-503-1: Another title", type="Epic", due="2030-01-01"
    )
    clone.edit(
        "milestones/LDM-503-1.yaml",
        'section: "3.1"\n',
        'section: "3.1"\njira: DM-100\n',
    )
    report = clone.push(codes=("LDM-503-1",))
    issue = hands.site["DM-100"]
    assert issue.summary == "LDM-503-1: Another title"
    assert issue.labels == set()
    assert {change.slot.field for change in report.drift} == {"title", "due"}
    assert not report.needs_a_person


def test_key_that_is_not_shown_is_no_reason_to_create(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.edit(
        "milestones/LDM-503-1.yaml",
        'section: "3.1"\n',
        'section: "3.1"\njira: DM-404\n',
    )
    report = clone.push(codes=("LDM-503-1",))
    assert reasons(report)["LDM-503-1 issue"] is HeldReason.MISSING
    assert reasons(report)["DM-AP-1 blocks/LDM-503-1"] is HeldReason.MISSING
    assert {one.summary[:7] for one in hands.site.issues} == {
        "DM-AP-1",
        "DM-AP-2",
    }
    assert report.is_remote_trouble


def test_issue_that_has_gone_is_told_by_its_key(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    key = hands.site.issues[-1].key
    hands.site.delete(key)
    [held] = [one for one in clone.push().held if one.slot.field == "issue"]
    assert held.detail.startswith(f"{key} is not shown by the site")


def test_issue_that_is_another_thing_is_left_alone(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.add_issue("DM-100", "LDM-503-17: of a longer code")
    clone.edit(
        "milestones/LDM-503-1.yaml",
        'section: "3.1"\n',
        'section: "3.1"\njira: DM-100\n',
    )
    report = clone.push(codes=("LDM-503-1",))
    [held] = [one for one in report.held if one.slot.field == "issue"]
    assert held.reason is HeldReason.NOT_OURS
    assert "LDM-503-17: of a longer code" in held.detail
    assert not list(hands.site.links_of(hands.site["DM-100"]))


def test_two_issues_with_one_label_stop_that_object(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    hands.site.add_issue(
        "DM-77", "A clone", labels={"ldmjira-feature-DM-AP-1"}
    )
    clone.edit("features/DM-AP.yaml", "Feature DM-AP-1", "New one")
    clone.edit("features/DM-AP.yaml", "Feature DM-AP-2", "New two")
    report = clone.push()
    [held] = [one for one in report.held if one.slot.object == "DM-AP-1"]
    assert held.reason is HeldReason.TWINS
    assert "DM-77" in held.detail
    assert hands.title("DM-AP-2") == "New two"
    assert report.is_remote_trouble


def test_more_creates_than_allowed_are_refused(
    clone: Clone, hands: MemoryHands
) -> None:
    service = PushService(clone.workspace())
    plan = service.decide(Selection(may_create=True))
    with pytest.raises(UsageError, match="4 issues, more than 3") as caught:
        service.apply(plan, allow_creates=3)
    assert "--allow-creates 4" in caught.value.hint
    assert hands.site.issues == []


def test_refused_draft_does_not_hold_back_others(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.faults.append(Fault("create", "refused", "DM-AP-1"))
    report = clone.push()
    assert results(report)["DM-AP-1 issue"] is Result.REFUSED
    assert results(report)["DM-AP-2 issue"] is Result.DONE
    assert report.is_remote_trouble
    again = clone.push()
    assert results(again)["DM-AP-1 issue"] is Result.DONE
    assert len(hands.site.issues) == 4


def test_lost_answer_of_a_create_is_settled(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.faults.append(Fault("create", "lost", "DM-AP-1"))
    report = clone.push()
    assert set(results(report).values()) == {Result.DONE}
    assert len(hands.site.issues) == 4


def test_create_that_nobody_finds_is_not_repeated_in_the_same_run(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.faults.append(Fault("create", "unsent", "DM-AP-1"))
    report = clone.push()
    assert results(report)["DM-AP-1 issue"] is Result.REFUSED
    clone.push()
    assert len(hands.site.issues) == 4


def test_lost_create_is_found_while_searches_lag(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.lags = True
    hands.site.faults.append(Fault("create", "lost", "DM-AP-1"))
    report = clone.push()
    assert results(report)["DM-AP-1 issue"] is Result.DONE
    assert len(hands.site.issues) == 4


def test_issue_of_another_clone_is_found_by_its_links_while_searches_lag(
    tmp_path: Path, hands: MemoryHands
) -> None:
    hands.site.add_issue("DM-50", "LDM-503-1: A milestone", type="Epic")
    hands.site.lags = True
    for name in ("one", "other"):
        clone = new_clone(
            tmp_path / name, hands, {"LDM-503-1": ["DM-AP-1"]}, in_git=False
        )
        clone.edit("milestones/LDM-503-1.yaml", "section:", SECTION)
        clone.push()
    assert len(hands.site.issues) == 2


def test_refused_edit_is_quarantined(clone: Clone, hands: MemoryHands) -> None:
    clone.push()
    for number in (1, 2):
        clone.edit(
            "features/DM-AP.yaml", f"Feature DM-AP-{number}", f"New {number}"
        )
    [key] = [one.key for one in hands.site.issues if "DM-AP-1" in one.summary]
    hands.site.faults.append(Fault("edit", "refused", key))
    report = clone.push()
    assert results(report) == {
        "DM-AP-1 title": Result.REFUSED,
        "DM-AP-2 title": Result.DONE,
    }


def test_lost_permission_ends_the_run_and_says_what_was_done(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    for number in (1, 2):
        clone.edit(
            "features/DM-AP.yaml", f"Feature DM-AP-{number}", f"New {number}"
        )
    hands.site.faults.append(Fault("edit", "denied", skip=1))
    report = clone.push()
    assert report.is_stopped
    assert results(report) == {
        "DM-AP-1 title": Result.DONE,
        "DM-AP-2 title": Result.SKIPPED,
    }


def test_edit_whose_answer_is_lost_is_settled(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    clone.edit("features/DM-AP.yaml", "Feature DM-AP-1", "New")
    hands.site.faults.append(Fault("edit", "lost"))
    report = clone.push()
    assert results(report) == {"DM-AP-1 title": Result.DONE}
    assert hands.site.calls["edit"] == 1
    assert clone.push().writes == 0


def test_edit_in_between_is_not_overwritten(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    clone.edit("features/DM-AP.yaml", "Feature DM-AP-1", "New")
    service = PushService(clone.workspace())
    plan = service.decide(Selection(may_create=True))
    hands.set_title("DM-AP-1", "Human")
    report = service.apply(plan)
    assert results(report) == {"DM-AP-1 title": Result.HELD}
    assert hands.title("DM-AP-1") == "Human"


def test_image_put_in_between_is_not_overwritten(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    clone.edit("features/DM-AP.yaml", "DM-AP-1:\n", "DM-AP-1:\n  notes: New\n")
    service = PushService(clone.workspace())
    plan = service.decide(Selection(may_create=True))
    [issue] = [o for o in hands.site.issues if "DM-AP-1" in o.summary]
    issue.description_is_foreign = True
    report = service.apply(plan)
    assert results(report) == {"DM-AP-1 notes": Result.HELD}
    assert issue.description is None


def test_only_the_conflicting_field_is_held_back(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    clone.edit(
        "features/DM-AP.yaml",
        "Feature DM-AP-1\n  due: 2019-06-01",
        "New\n  due: 2020-06-01",
    )
    hands.set_title("DM-AP-1", "Human")
    report = clone.push()
    assert results(report) == {"DM-AP-1 due": Result.DONE}
    assert [one.slot.name for one in report.conflicts] == ["title"]


def test_completed_feature_is_moved_once_and_never_again(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    clone.edit(
        "features/DM-AP.yaml",
        "Feature DM-AP-1\n  due: 2019-06-01\n  completed: null",
        "Feature DM-AP-1\n  due: 2019-06-01\n  completed: 2019-07-01",
    )
    clone.push()
    [issue] = [one for one in hands.site.issues if "DM-AP-1" in one.summary]
    assert issue.is_done
    hands.site.human_edit(issue.key, status="Reopened", is_done=False)
    report = clone.push()
    assert report.writes == 0
    assert [change.slot.name for change in report.drift] == ["status"]


def test_what_a_person_opened_again_stays_open(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    [issue] = [one for one in hands.site.issues if "DM-AP-1" in one.summary]
    hands.site.human_edit(issue.key, status="Done", is_done=True)
    hands.site.human_edit(issue.key, status="Reopened", is_done=False)
    clone.edit(
        "features/DM-AP.yaml",
        "Feature DM-AP-1\n  due: 2019-06-01\n  completed: null",
        "Feature DM-AP-1\n  due: 2019-06-01\n  completed: 2019-07-01",
    )
    report = clone.push()
    assert (report.outcomes, issue.is_done) == ((), False)
    assert [change.slot.name for change in report.drift] == ["status"]


def test_feature_that_left_the_mapping_is_unlinked_and_labelled(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    clone.edit("milestones/LDM-503-1.yaml", "  - DM-AP-1\n", "")
    path = clone.mappings / "features/DM-AP.yaml"
    text = path.read_text()
    path.write_text(text[text.index("DM-AP-2:") :])
    report = clone.push()
    assert set(results(report).values()) == {Result.DONE}
    [issue] = [one for one in hands.site.issues if "DM-AP-1" in one.summary]
    assert "ldmjira-retired" in issue.labels
    assert not list(hands.site.links_of(issue))
    assert clone.push().writes == 0


def test_feature_that_comes_back_gets_its_issue_back(
    committed: Clone, hands: MemoryHands
) -> None:
    committed.push()
    before = committed.git("rev-parse", "HEAD")
    committed.edit("milestones/LDM-503-1.yaml", "  - DM-AP-1\n", "")
    path = committed.mappings / "features/DM-AP.yaml"
    text = path.read_text()
    path.write_text(text[text.index("DM-AP-2:") :])
    committed.commit()
    committed.push()
    committed.git("checkout", "-q", before, "--", "mappings")
    committed.commit()
    other = committed.clone("other")  # which knows no key
    other.push()
    [issue] = [one for one in hands.site.issues if "DM-AP-1" in one.summary]
    assert issue.labels == {"ldmjira-feature-DM-AP-1"}
    assert len(list(hands.site.links_of(issue))) == 1


def test_link_that_a_person_removed_is_not_made_again(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    [feature] = [one for one in hands.site.issues if "DM-AP-1" in one.summary]
    [link] = hands.site.links_of(feature)
    hands.site.remove_link(link.link_id)
    report = clone.push()
    assert report.writes == 0
    clone.pull()
    text = (clone.mappings / "milestones/LDM-503-1.yaml").read_text()
    assert "DM-AP-1" not in text


def test_link_that_was_not_taken_is_made_after_a_crash(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    [feature] = [one for one in hands.site.issues if "DM-AP-1" in one.summary]
    [link] = hands.site.links_of(feature)
    hands.site.remove_link(link.link_id)
    for issue in hands.site.issues:
        issue.changes.clear()  # nobody removed it: it never was there
    report = clone.push()
    assert results(report) == {"DM-AP-1 blocks/LDM-503-1": Result.DONE}
    assert clone.push().writes == 0


def test_much_removed_is_refused_before_the_first_write(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.push()
    for milestone in MILESTONES:
        path = clone.mappings / f"milestones/{milestone}.yaml"
        head, _, _ = path.read_text().partition("features:")
        path.write_text(f"{head}features: []\n")
    (clone.mappings / "features/DM-AP.yaml").unlink()
    service = PushService(clone.workspace())
    plan = service.decide(Selection(may_create=True))
    with pytest.raises(GuardError) as caught:
        service.apply(plan)
    assert "--allow-loss" in caught.value.hint
    assert len(list(hands.site.links_of(hands.site.issues[0]))) == 2


def test_another_site_is_refused(committed: Clone, hands: MemoryHands) -> None:
    committed.push()
    committed.pull()
    committed.commit()
    hands.site.identity = "other"
    with pytest.raises(SiteMismatchError, match="belong to memory"):
        committed.push()
    assert committed.push(rebind=True).site == "other"


def test_moved_issue_is_followed(clone: Clone, hands: MemoryHands) -> None:
    clone.push()
    clone.pull()
    [key] = [one.key for one in hands.site.issues if "DM-AP-1" in one.summary]
    new = hands.site.move(key, "LVV")
    assert clone.push().writes == 0
    clone.pull()
    text = (clone.mappings / "features/DM-AP.yaml").read_text()
    assert f"jira: {new}\n" in text


def test_edit_in_the_gap_is_told(clone: Clone, hands: MemoryHands) -> None:
    clone.push()
    clone.edit("features/DM-AP.yaml", "Feature DM-AP-1", "New")
    service = PushService(clone.workspace())
    plan = service.decide(Selection(may_create=True))
    times: list[str] = []

    def human(operation: str, _target: str) -> None:
        if operation == "edit" and not times:
            times.append(operation)
            hands.set_title("DM-AP-1", "Human")

    hands.site.on_call = human
    report = service.apply(plan)
    [outcome] = report.outcomes
    assert outcome.result is Result.HELD
    assert "overwrote 'DM-AP-1: Human'" in outcome.detail
    assert report.needs_a_person


@pytest.mark.parametrize("is_ours", [True, False], ids=["ours", "a person's"])
def test_only_to_a_twin_of_ours_gives_a_new_issue_way(
    clone: Clone, hands: MemoryHands, *, is_ours: bool
) -> None:
    label = "ldmjira-feature-DM-AP-1"

    def meanwhile(operation: str, _: str) -> None:
        if operation == "create" and hands.site.get("DM-900") is None:
            hands.site.add_issue(
                "DM-900",
                "DM-AP-1: Feature DM-AP-1",
                labels=[label],
                marker=Marker("feature", "DM-AP-1") if is_ours else None,
            )

    hands.site.on_call = meanwhile
    clone.push()
    left = [one.key for one in hands.site.issues if label in one.labels]
    assert left[0] == "DM-900"
    assert len(left) == (1 if is_ours else 2)
    twins = [one for one in hands.site.issues if RETIRED in one.labels]
    assert len(twins) == int(is_ours)
    for twin in twins:
        assert twin.summary.startswith("Twin of DM-900")
        assert not list(hands.site.links_of(twin))
    clone.push()
    again = [one.key for one in hands.site.issues if label in one.labels]
    assert again == left


def test_twin_that_searches_do_not_show_is_found_by_its_links(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.add_issue("DM-50", "LDM-503-1: A milestone", type="Epic")
    clone.edit("milestones/LDM-503-1.yaml", "section:", SECTION)

    def meanwhile(operation: str, _: str) -> None:
        if operation == "create" and hands.site.get("DM-900") is None:
            hands.site.lags = True
            hands.site.add_issue(
                "DM-900",
                "DM-AP-1: Feature DM-AP-1",
                labels=["ldmjira-feature-DM-AP-1"],
                marker=Marker("feature", "DM-AP-1"),
            )
            hands.site.link("DM-900", "blocks", "DM-50")

    hands.site.on_call = meanwhile
    clone.push()
    [twin] = [one for one in hands.site.issues if RETIRED in one.labels]
    assert twin.summary.startswith("Twin of DM-900")


def test_link_to_an_element_that_moved_is_there(
    committed: Clone, hands: MemoryHands
) -> None:
    hands.site.add_issue("DM-700", "The test plan")
    committed.edit(
        "milestones/LDM-503-1.yaml",
        'section: "3.1"\n',
        'section: "3.1"\njira_testplan: DM-700\n',
    )
    committed.commit()
    committed.push()
    hands.site.move("DM-700", "OPS")
    report = committed.push()
    assert (report.outcomes, report.waiting, report.writes) == ((), (), 0)


def test_issue_that_lost_our_label_is_found_by_its_property(
    committed: Clone, hands: MemoryHands
) -> None:
    committed.push()
    [issue] = [o for o in hands.site.issues if "DM-AP-1" in o.summary]
    hands.site.human_edit(issue.key, remove_labels=list(issue.labels))
    other = committed.clone("other")  # which knows no key
    report = other.push()
    assert results(report) == {
        "DM-AP-1 labels/ldmjira-feature-DM-AP-1": Result.DONE
    }
    assert len([o for o in hands.site.issues if "DM-AP-1" in o.summary]) == 1


def test_agreement_that_only_a_pull_can_commit_is_told(
    committed: Clone, hands: MemoryHands
) -> None:
    committed.push()
    committed.pull()
    committed.edit("features/DM-AP.yaml", "Feature DM-AP-1", "B")
    committed.commit()
    hands.set_title("DM-AP-1", "B")
    committed.push()
    committed.edit("features/DM-AP.yaml", "title: B", "title: C")
    committed.commit()
    [held] = committed.push().held
    assert held.reason is HeldReason.UNCOMMITTED
    assert "`ldmjira pull`" in held.detail
    committed.pull()
    committed.commit()
    committed.push()
    assert hands.title("DM-AP-1") == "C"


def test_what_was_created_is_told_though_the_look_for_twins_fails(
    clone: Clone, hands: MemoryHands
) -> None:
    hands.site.faults.append(Fault("find", "denied", skip=1))
    report = clone.push()
    assert report.is_stopped
    assert results(report)["LDM-503-1 issue"] is Result.DONE
    assert results(report)["DM-AP-1 issue"] is Result.SKIPPED
    clone.push()
    assert len(hands.site.issues) == 4
    assert clone.push().writes == 0
