"""Settling conflicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.exceptions import MappingError, UsageError
from ldmjira.models.changeset import Conflict
from ldmjira.services.resolve import Choice, ResolveService
from tests.support.world import Clone, MemoryHands, new_clone

CODE = "DM-AP-1"


@pytest.fixture
def hands() -> MemoryHands:
    return MemoryHands()


@pytest.fixture
def clone(tmp_path: Path, hands: MemoryHands) -> Clone:
    """A conflict over the title, and one over a link."""
    clone = new_clone(
        tmp_path / "one", hands, {"LDM-503-1": [CODE, "DM-AP-2"]}
    )
    clone.push()
    clone.edit("features/DM-AP.yaml", f"Feature {CODE}", "Mine")
    clone.commit()
    hands.set_title(CODE, "Theirs")
    return clone


def settle(
    clone: Clone,
    choice: Choice,
    *,
    field: str = "",
    edit: str | None = None,
) -> None:
    service = ResolveService(clone.workspace())
    plan = service.decide(CODE)

    def asked(conflict: Conflict) -> str | None:
        assert (conflict.mapping, conflict.jira) == ("Mine", "Theirs")
        return edit

    service.resolve(
        plan, service.conflicts(plan, CODE, field), choice, edit=asked
    )


def title(clone: Clone) -> str:
    text = (clone.mappings / "features/DM-AP.yaml").read_text()
    return text.split("title: ")[1].split("\n")[0]


@pytest.mark.parametrize(
    ("choice", "in_mapping", "writes"),
    [
        (Choice.MAPPING, "Mine", 1),
        (Choice.JIRA, "Theirs", 0),
        (Choice.EDIT, "Both", 1),
    ],
)
def test_choice(
    clone: Clone,
    hands: MemoryHands,
    choice: Choice,
    in_mapping: str,
    writes: int,
) -> None:
    settle(clone, choice, edit="Both")
    assert title(clone) == in_mapping
    assert hands.title(CODE) == "Theirs"
    staged = clone.git("diff", "--cached", "--name-only").splitlines()
    assert f"mappings/baseline/{CODE}.json" in staged
    clone.commit()
    assert clone.push().writes == writes
    assert hands.title(CODE) == in_mapping
    assert not clone.push().conflicts


def test_settled_but_not_committed_is_not_pushed(
    clone: Clone, hands: MemoryHands
) -> None:
    settle(clone, Choice.MAPPING)
    assert clone.push().writes == 0
    assert hands.title(CODE) == "Theirs"


def test_one_field_at_a_time(clone: Clone, hands: MemoryHands) -> None:
    clone.edit("features/DM-AP.yaml", "2019-06-01", "2020-01-01")
    clone.commit()
    hands.set_due(CODE, "2021-01-01")
    settle(clone, Choice.JIRA, field="title")
    clone.commit()
    report = clone.push()
    assert [one.slot.name for one in report.conflicts] == ["due"]


def test_no_union_of_two_texts(clone: Clone) -> None:
    with pytest.raises(UsageError, match="no union"):
        settle(clone, Choice.UNION)


def test_nothing_to_settle(clone: Clone) -> None:
    with pytest.raises(UsageError, match="no conflict to settle") as caught:
        settle(clone, Choice.JIRA, field="due")
    assert "ldmjira conflicts" in caught.value.hint


def test_union_of_links_keeps_the_link(
    clone: Clone, hands: MemoryHands
) -> None:
    settle(clone, Choice.JIRA)
    clone.commit()
    hands.site.unlink("DM-2", "blocks", "DM-1")
    clone.pull()
    baseline = clone.mappings / f"baseline/{CODE}.json"
    clone.git("reset", "-q", "--hard")
    clone.pull()
    clone.commit()
    baseline.unlink()
    clone.commit()
    clone.edit(
        "milestones/LDM-503-1.yaml",
        "features:\n",
        f"features:\n  - {CODE}\n",
    )
    clone.commit()
    service = ResolveService(clone.workspace())
    plan = service.decide(CODE)
    service.resolve(
        plan,
        service.conflicts(plan, CODE, "blocks/LDM-503-1"),
        Choice.UNION,
    )
    clone.commit()
    clone.push()
    assert [link.kind for link in hands.site.links_of(hands.site["DM-2"])] == [
        "blocks"
    ]


def test_edited_value_is_kept_in_the_form_in_which_it_is_compared(
    clone: Clone,
) -> None:
    settle(clone, Choice.EDIT, edit=" Both\nof  them ")
    assert title(clone) == "Both of them"


def test_value_that_the_mapping_refuses_leaves_no_trace(
    clone: Clone, hands: MemoryHands
) -> None:
    settle(clone, Choice.JIRA)
    clone.edit("features/DM-AP.yaml", "2019-06-01", "2020-01-01")
    clone.commit()
    hands.set_due(CODE, "2021-01-01")
    service = ResolveService(clone.workspace())
    plan = service.decide(CODE)
    found = service.conflicts(plan, CODE, "due")
    with pytest.raises(MappingError, match="would not be a valid file"):
        service.resolve(plan, found, Choice.EDIT, edit=lambda _: "tomorrow")
    assert clone.git("status", "--porcelain", "mappings") == ""


def test_only_the_object_that_is_settled_is_spoken_of(
    clone: Clone, hands: MemoryHands
) -> None:
    clone.edit("features/DM-AP.yaml", "Feature DM-AP-2", "Mine")
    clone.commit()
    hands.set_title("DM-AP-2", "Theirs")
    report = clone.resolve(CODE, Choice.JIRA)
    assert not report.conflicts
    assert not report.waiting
    assert [one.slot.object for one in clone.push().conflicts] == ["DM-AP-2"]


def test_what_is_written_is_told_to_the_audit(clone: Clone) -> None:
    clone.resolve(CODE, Choice.JIRA)
    state = clone.workspace().open_desk(clone.hands.tracker().identify()).state
    last = state.read_audit()[-1]
    assert (last["object"], last["field"]) == (CODE, "title")
    assert (last["before"], last["after"]) == ("Mine", "Theirs")
    assert last["direction"] == "pull"
    assert last["issue"]
