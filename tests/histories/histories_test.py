"""Histories that a base must get right, over real git repositories.

Each begins with A on both sides: pushed, pulled and committed. What is
written ``p/q`` is Jira's value and that of the acting clone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ldmjira.exceptions import ConfigurationError
from ldmjira.models.changeset import Direction, HeldReason
from ldmjira.models.edits import Edit
from ldmjira.models.report import SyncReport
from ldmjira.ports.mapping_store import MappingStore
from ldmjira.services.resolve import Choice
from tests.support.sandbox import StartSandbox
from tests.support.world import (
    Clone,
    Hands,
    MemoryHands,
    SandboxHands,
    git,
    new_clone,
)

CODE = "DM-AP-1"
FILE = "features/DM-AP.yaml"
BASELINE = f"baseline/{CODE}.json"


class Story:
    """Clones of one mapping, and a person in Jira."""

    def __init__(
        self, folder: Path, hands: Hands, *, kind: type[Clone] = Clone
    ) -> None:
        self.hands = hands
        made = new_clone(
            folder / "first", hands, {"LDM-503-1": [CODE, "DM-AP-2"]}
        )
        self.first = kind(made.folder, hands)
        self.write(self.first, "A", old=f"Feature {CODE}")
        self.first.commit("A")
        self.first.push()
        self.first.pull()
        self.first.commit("keys")

    def clone(self, name: str = "second") -> Clone:
        """Clone the first one as it stands."""
        return self.first.clone(name)

    def ci_push(self, clone: Clone) -> SyncReport:
        """Push from a fresh checkout, which then vanishes."""
        self._number = getattr(self, "_number", 0) + 1
        return clone.clone(f"ci{self._number}").push()

    def write(
        self, clone: Clone, value: str, *, old: str | None = None
    ) -> None:
        """Edit the title as an author does."""
        old = old or value_in(clone)
        clone.edit(FILE, f"title: {old}\n", f"title: {value}\n")

    def human(self, value: str) -> None:
        """Edit the title as a person in Jira does."""
        self.hands.set_title(CODE, value)

    def values(self, clone: Clone) -> str:
        """Jira's value and that of a clone."""
        return f"{self.hands.title(CODE)}/{value_in(clone)}"


def value_in(clone: Clone) -> str:
    lines = (clone.mappings / FILE).read_text().splitlines()
    start = lines.index(f"{CODE}:")
    title = next(x for x in lines[start:] if x.startswith("  title: "))
    return title.removeprefix("  title: ")


def waits(report: SyncReport, direction: Direction) -> bool:
    return any(
        change.direction is direction and change.slot.field == "title"
        for change in report.waiting
    )


def is_conflict(report: SyncReport) -> bool:
    return any(one.slot.field == "title" for one in report.conflicts)


def is_held(report: SyncReport) -> bool:
    return any(one.reason is HeldReason.UNCOMMITTED for one in report.held)


def merge(clone: Clone, other: Clone, *, ours: bool = False) -> None:
    clone.git("fetch", "-q", str(other.folder), "HEAD")
    options = ["-X", "ours"] if ours else []
    clone.git("merge", "-q", "--no-edit", *options, "FETCH_HEAD")


class TwiceClone(Clone):
    """A clone that runs each command once more, which must be silent."""

    def push(self, **selection: Any) -> SyncReport:
        """Push, and push again (T20)."""
        report = super().push(**selection)
        self._check_silence(super().push, **selection)
        return report

    def pull(
        self, *, allow_loss: bool = False, **selection: Any
    ) -> SyncReport:
        """Pull, and pull again (T20)."""
        report = super().pull(allow_loss=allow_loss, **selection)
        self._check_silence(super().pull, **selection)
        return report

    def clone(self, name: str) -> Clone:
        """Clone this repository beside it."""
        other = super().clone(name)
        return TwiceClone(other.folder, other.hands)

    def _check_silence(
        self, run: Callable[..., SyncReport], **selection: Any
    ) -> None:
        before, index = self.files(), self.git("status", "--porcelain")
        again = run(**selection)
        assert again.writes == 0
        assert again.outcomes == ()
        assert self.files() == before
        assert self.git("status", "--porcelain") == index


@pytest.fixture(params=["memory", "twice", "sandbox"])
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Story:
    if request.param == "memory":
        return Story(tmp_path, MemoryHands())
    if request.param == "twice":
        return Story(tmp_path, MemoryHands(), kind=TwiceClone)
    start: StartSandbox = request.getfixturevalue("start_sandbox")
    return Story(tmp_path, SandboxHands(start(seed="empty")))


def test_t1_human_back_after_a_pull(story: Story) -> None:
    story.human("B")
    story.first.pull()
    story.first.commit()
    story.human("A")
    report = story.first.push()
    assert report.writes == 0
    assert waits(report, Direction.PULL)
    story.first.pull()
    assert story.values(story.first) == "A/A"


def test_t2_author_back_after_a_pull(story: Story) -> None:
    story.human("B")
    story.first.pull()
    story.first.commit()
    story.write(story.first, "A")
    story.first.commit()
    story.first.pull()
    assert story.values(story.first) == "B/A"
    story.first.push()
    assert story.values(story.first) == "A/A"


def test_t3_uncommitted_edit_is_held(story: Story) -> None:
    other = story.clone()
    story.write(story.first, "B")
    assert is_held(story.first.push())
    assert other.push().writes == 0
    assert story.values(other) == "A/A"


def test_t4_revert_of_a_pushed_edit(story: Story) -> None:
    story.write(story.first, "B")
    story.first.commit()
    story.first.push()
    story.first.git("revert", "--no-edit", "HEAD")
    report = story.first.pull()
    assert story.values(story.first) == "B/A"
    assert not is_conflict(report)
    story.first.push()
    assert story.values(story.first) == "A/A"


def test_t5_revert_of_a_pull(story: Story) -> None:
    story.human("B")
    story.first.pull()
    story.first.commit()
    story.first.git("revert", "--no-edit", "HEAD")
    report = story.first.pull()
    assert story.values(story.first) == "B/A"
    assert not is_conflict(report)
    story.first.push()
    assert story.values(story.first) == "A/A"


def test_t6_revert_after_a_push_from_ci(story: Story) -> None:
    story.write(story.first, "B")
    story.first.commit()
    story.ci_push(story.first)
    story.first.git("revert", "--no-edit", "HEAD")
    report = story.first.pull()
    assert story.values(story.first) == "B/A"
    assert waits(report, Direction.PUSH)


def test_t7_revert_after_another_clone_went_on(story: Story) -> None:
    other = story.clone()
    story.write(story.first, "B")
    story.first.commit()
    story.ci_push(story.first)
    other.pull()
    assert value_in(other) == "B"
    story.write(other, "C")
    other.commit()
    story.ci_push(other)
    story.write(story.first, "A")
    story.first.commit()
    assert is_conflict(story.first.pull())
    assert story.values(story.first) == "C/A"


class KilledError(BaseException):
    """Stands for a kill of the process."""


def test_t8_push_killed_after_the_request(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.write(story.first, "B")
    story.first.commit()

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("ldmjira.services.writing.Writer._read_back", killed)
        with pytest.raises(KilledError):
            story.first.push()
    assert story.values(story.first) == "B/B"
    story.human("A")
    report = story.first.push()
    assert report.writes == 0
    assert waits(report, Direction.PULL)
    assert story.values(story.first) == "A/B"


class KilledAfterMapping:
    """A store whose process is killed once the mapping is written."""

    def __init__(self, store: MappingStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def apply(self, edits: Sequence[Edit]) -> list[str]:
        """Write, and be killed."""
        self._store.apply(edits)
        raise KilledError


def killed_pull(clone: Clone) -> None:
    clone.wrap_store = KilledAfterMapping  # type: ignore[assignment]
    with pytest.raises(KilledError):
        clone.pull()
    clone.wrap_store = lambda store: store


def test_t9_author_back_after_a_killed_pull(story: Story) -> None:
    story.human("B")
    killed_pull(story.first)
    assert value_in(story.first) == "B"
    story.write(story.first, "A")
    assert is_conflict(story.first.pull())
    assert story.values(story.first) == "B/A"


def test_t9_when_a_push_had_found_both_alike_before(story: Story) -> None:
    """What it kept beside the mapping must not hide the pull's intent."""
    story.write(story.first, "B")
    story.first.commit()
    story.human("B")
    assert story.first.push().writes == 0
    story.human("C")
    killed_pull(story.first)
    assert value_in(story.first) == "C"
    story.write(story.first, "B")
    assert is_conflict(story.first.pull())
    assert story.values(story.first) == "C/B"


def test_t10_human_back_after_a_killed_pull(story: Story) -> None:
    story.human("B")
    killed_pull(story.first)
    story.human("A")
    assert is_conflict(story.first.pull())
    assert story.values(story.first) == "A/B"
    story.first.commit()
    report = story.first.push()
    assert is_conflict(report)
    assert report.writes == 0


def test_t11_uncommitted_pull_then_back(story: Story) -> None:
    other = story.clone()
    story.human("B")
    story.first.pull()
    other.pull()
    story.write(other, "A")
    report = other.push()
    assert is_held(report)
    assert report.writes == 0
    assert story.first.push().writes == 0
    assert story.values(story.first) == "B/B"


def test_t12_squashed_push(story: Story) -> None:
    other = story.clone()
    story.write(story.first, "B")
    story.first.commit()
    story.first.push()
    other.git("fetch", "-q", str(story.first.folder), "HEAD")
    other.git("merge", "-q", "--squash", "FETCH_HEAD")
    other.git("commit", "-qm", "squashed")
    story.human("A")
    report = other.push()
    assert is_conflict(report)
    assert report.writes == 0


@pytest.mark.parametrize("committed", [False, True])
def test_t13_lost_baseline(story: Story, *, committed: bool) -> None:
    story.human("B")
    story.first.pull()
    story.first.commit()
    (story.first.mappings / BASELINE).unlink()
    if committed:
        story.first.commit()
    story.human("A")
    report = story.first.push()
    assert is_conflict(report)
    assert report.writes == 0


def test_t14_stale_clone(story: Story) -> None:
    other = story.clone()
    story.write(story.first, "B")
    story.first.commit()
    story.first.push()
    assert other.push().writes == 0
    assert story.values(other) == "B/A"
    other.pull()
    assert story.values(other) == "B/B"


def test_t15_merge_that_keeps_the_older_line(story: Story) -> None:
    other = story.clone()
    story.human("B")
    story.first.pull()
    story.first.commit()
    story.human("C")
    other.pull()
    other.commit()
    merge(story.first, other, ours=True)
    assert value_in(story.first) == "B"
    story.human("D")
    report = story.first.push()
    assert report.writes == 0
    assert is_conflict(report) or waits(report, Direction.PULL)


def test_t16_both_change(story: Story) -> None:
    story.write(story.first, "B")
    story.first.commit()
    story.human("C")
    report = story.first.push()
    assert is_conflict(report)
    assert report.writes == 0


def test_t17_settled_for_the_mapping(story: Story) -> None:
    story.write(story.first, "B")
    story.first.commit()
    story.human("C")
    story.first.push()
    story.first.resolve(CODE, Choice.MAPPING)
    story.first.commit()
    assert story.first.push().writes == 1
    other = story.clone()
    other.pull()
    assert story.values(other) == "B/B"


def test_settled_for_jira_is_a_pull(story: Story) -> None:
    story.write(story.first, "B")
    story.first.commit()
    story.human("C")
    story.first.resolve(CODE, Choice.JIRA)
    story.first.commit()
    assert story.values(story.first) == "C/C"
    assert story.first.push().writes == 0


def test_t18_the_same_edit_on_both_sides(story: Story) -> None:
    story.write(story.first, "B")
    story.first.commit()
    story.human("B")
    assert story.first.push().writes == 0
    story.human("A")
    report = story.first.push()
    assert report.writes == 0
    assert waits(report, Direction.PULL)
    assert story.values(story.first) == "A/B"


def test_t19_push_of_another_field(story: Story) -> None:
    other = story.clone()
    story.human("B")
    story.first.pull()
    story.first.commit()
    text = (other.mappings / FILE).read_text()
    head, mark, tail = text.partition("DM-AP-2:")
    (other.mappings / FILE).write_text(f"{head}  notes: g\n{mark}{tail}")
    other.commit()
    assert other.push().writes == 1
    merge(story.first, other)
    story.human("A")
    report = story.first.push()
    assert report.writes == 0
    assert story.values(story.first) == "A/B"


@pytest.mark.parametrize("verb", ["push", "pull"])
@pytest.mark.parametrize("side", ["human", "author", "both"])
def test_t20_second_run_is_silent(story: Story, verb: str, side: str) -> None:
    if side != "author":
        story.human("B")
    if side != "human":
        story.write(story.first, "C" if side == "both" else "B")
        story.first.commit()
    run = story.first.push if verb == "push" else story.first.pull
    run()
    before = story.first.files()
    report = run()
    assert report.writes == 0
    assert story.first.files() == before


def test_t21_shallow_clone_is_refused(story: Story, tmp_path: Path) -> None:
    story.write(story.first, "B")
    story.first.commit()
    git(
        tmp_path,
        "clone",
        "-q",
        "--depth",
        "1",
        f"file://{story.first.folder}",
        "shallow",
    )
    shallow = Clone(tmp_path / "shallow", story.hands)
    story.human("C")
    with pytest.raises(ConfigurationError, match="history") as caught:
        shallow.push()
    assert "fetch-depth: 0" in caught.value.hint


def test_first_line_of_all_is_reverted(tmp_path: Path) -> None:
    """A revert takes the whole baseline away: nothing was lost."""
    hands = MemoryHands()
    clone = new_clone(tmp_path / "first", hands, {"LDM-503-1": [CODE]})
    clone.edit(FILE, f"Feature {CODE}", "A")
    clone.commit()
    clone.push()
    hands.set_title(CODE, "B")
    clone.pull()
    clone.commit()
    clone.git("revert", "--no-edit", "HEAD")
    report = clone.push()
    assert not report.conflicts
    assert hands.title(CODE) == "A"
