"""Random histories that begin with nothing in Jira, with crashes and faults.

Issues and links are made on the way, in git or outside it. Every edit writes
a value of its own, so that it is plain whose value was overwritten, and
whether whoever did it had seen it.
"""

from __future__ import annotations

import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ldmjira.adapters.memory.site import Fault, Operation
from ldmjira.exceptions import LdmJiraError
from ldmjira.models.changeset import Direction
from ldmjira.services.resolve import Choice
from ldmjira.services.situation import Selection
from ldmjira.services.sync import SyncService
from tests.support.machine_world import KilledError
from tests.support.random_histories import run_histories
from tests.support.world import Clone, MemoryHands, new_clone

FEATURES = ("DM-AP-1", "DM-AP-2")
MILESTONES = {"LDM-503-1": list(FEATURES)}
FILE = "features/DM-AP.yaml"

features = st.sampled_from(FEATURES)
choices = st.sampled_from([Choice.MAPPING, Choice.JIRA])
operations: st.SearchStrategy[Operation] = st.sampled_from(
    ["create", "edit", "fetch", "find", "add_link", "prepare", "identify"]
)
effects = st.sampled_from(["refused", "lost", "unsent", "denied"])


class Machine(RuleBasedStateMachine):
    """Authors in one or two clones, a person in Jira, and bad luck."""

    in_git = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.hands = MemoryHands()
        self.site = self.hands.site
        first = new_clone(
            self.folder / "first", self.hands, MILESTONES, in_git=self.in_git
        )
        self.clones = [first]
        if self.in_git:
            self.clones.append(first.clone("second"))
        self.numbers = count(1)
        self.jira_had: set[str] = set()
        # All know by git what the mapping began with.
        self.seen: dict[int, set[str]] = {
            number: set(self._values(number).values())
            for number, _ in enumerate(self.clones)
        }
        self.commits: dict[str, set[str]] = {}

    def teardown(self) -> None:
        try:
            self._settle()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    # People.

    @rule(number=st.integers(0, 1), feature=features)
    def author_edits(self, number: int, feature: str) -> None:
        clone = self._clone(number)
        value = f"author {next(self.numbers)}"
        clone.edit(
            FILE,
            f"title: {title_in(clone, feature)}\n",
            f"title: {value}\n",
        )
        self._seen(number).add(value)

    @rule(feature=features)
    def human_edits(self, feature: str) -> None:
        if self._has_issue(feature):
            value = f"human {next(self.numbers)}"
            self.hands.set_title(feature, value)
            self.jira_had.add(value)

    @rule(feature=features)
    def human_unlinks(self, feature: str) -> None:
        if not self._has_issue(feature):
            return
        for link in list(self.site.links_of(self._issue(feature))):
            self.site.remove_link(link.link_id)

    @rule(number=st.integers(0, 1))
    def author_commits(self, number: int) -> None:
        if self.in_git:
            head = self._clone(number).commit()
            self.commits[head] = set(self._seen(number))

    @rule(mine=st.booleans())
    def clones_merge(self, *, mine: bool) -> None:
        if not self.in_git:
            return
        first, second = self.clones
        for number, clone in enumerate(self.clones):
            head = clone.commit()
            self.commits[head] = set(self.seen[number])
        first.git("fetch", "-q", str(second.folder), "HEAD")
        first.git(
            "merge",
            "-q",
            "--no-edit",
            "-X",
            "ours" if mine else "theirs",
            "FETCH_HEAD",
        )
        self.seen[0] |= self.seen[1]

    @rule(feature=features, choice=choices)
    def person_settles(self, feature: str, choice: Choice) -> None:
        before = self._values(0)
        try:
            self.clones[0].resolve(feature, choice)
        except LdmJiraError:
            return
        self._note_jira(0)
        if choice is Choice.MAPPING:
            assert self._values(0) == before

    # The program, whole, killed, and on a bad day.

    @rule(number=st.integers(0, 1))
    def push(self, number: int) -> None:
        self._run(number, "push")

    @rule(number=st.integers(0, 1))
    def pull(self, number: int) -> None:
        self._run(number, "pull")

    @rule(number=st.integers(0, 1))
    def sync(self, number: int) -> None:
        self._run(number, "sync")

    @rule(number=st.integers(0, 1), after=st.integers(0, 12))
    def killed_push(self, number: int, after: int) -> None:
        calls = count()

        def kill(_operation: str, _target: str) -> None:
            if next(calls) == after:
                raise KilledError

        self.site.on_call = kill
        try:
            self._run(number, "push")
        finally:
            self.site.on_call = None

    @rule(number=st.integers(0, 1))
    def killed_pull(self, number: int) -> None:
        clone = self._clone(number)
        clone.wrap_store = _Killed
        try:
            self._run(number, "pull")
        finally:
            clone.wrap_store = lambda store: store

    @rule(
        number=st.integers(0, 1),
        operation=operations,
        effect=effects,
        skip=st.integers(0, 2),
    )
    def faulty_push(
        self, number: int, operation: Operation, effect: Any, skip: int
    ) -> None:
        self.site.faults.append(Fault(operation, effect, skip=skip))
        try:
            self._run(number, "push")
        finally:
            self.site.faults.clear()

    @invariant()
    def no_key_is_twice(self) -> None:
        labels = [
            label
            for issue in self.site.issues
            for label in issue.labels
            if label.startswith("ldmjira-")
        ]
        assert len(labels) == len(set(labels)), labels

    def _run(self, number: int, verb: str) -> None:
        clone = self._clone(number)
        jira_before = self._jira()
        mapping_before = self._values(number)
        try:
            if verb == "sync":
                service = SyncService(clone.workspace())
                service.apply(
                    service.decide(Selection(may_create=True)),
                    allow_loss=True,
                )
            elif verb == "push":
                clone.push()
            else:
                clone.pull(allow_loss=True)
        except (LdmJiraError, KilledError):
            pass
        self._judge(number, jira_before, mapping_before)

    def _judge(
        self, number: int, jira: dict[str, str], mapping: dict[str, str]
    ) -> None:
        """Fail if a value was overwritten that nobody had seen."""
        for feature, value in self._jira().items():
            before = jira.get(feature)
            if before is not None and value != before:
                assert before in self._seen(number), (
                    f"lost in Jira: {before} -> {value}"
                )
            self.jira_had.add(value)
        for feature, value in self._values(number).items():
            before = mapping[feature]
            if value != before:
                assert before in self.jira_had, (
                    f"lost in the mapping: {before} -> {value}"
                )
        self._note_agreed(number)

    def _note_agreed(self, number: int) -> None:
        """What both sides show after a run, its clone has seen."""
        jira = self._jira()
        for feature, value in self._values(number).items():
            if jira.get(feature) == value:
                self._seen(number).add(value)

    def _note_jira(self, number: int) -> None:
        self._seen(number).update(self._jira().values())

    def _settle(self) -> None:
        """In calm weather all comes together, and then stays as it is."""
        self.site.faults.clear()
        self.site.catch_up()
        if self.in_git:
            self.clones_merge(mine=True)
        first = self.clones[0]
        for _ in range(8):
            first.pull(is_recent=False, allow_loss=True)
            for feature in FEATURES:
                try:
                    first.resolve(feature, Choice.JIRA)
                except LdmJiraError:
                    continue
            if self.in_git:
                first.commit()
            first.push()
        report = first.push()
        assert not report.conflicts, report.conflicts
        assert not report.held, report.held
        assert not [
            change
            for change in report.waiting
            if change.direction is Direction.PULL
        ]
        listed = (first.mappings / "milestones/LDM-503-1.yaml").read_text()
        for feature in FEATURES:
            # One that a person unlinked serves no milestone any more.
            if self._has_issue(feature) and feature in listed:
                assert self.hands.title(feature) == title_in(first, feature)
        before = first.files()
        assert first.push().writes == 0
        assert first.pull(is_recent=False).outcomes == ()
        assert first.files() == before
        self.no_key_is_twice()

    def _clone(self, number: int) -> Clone:
        return self.clones[number % len(self.clones)]

    def _seen(self, number: int) -> set[str]:
        return self.seen[number % len(self.clones)]

    def _values(self, number: int) -> dict[str, str]:
        clone = self._clone(number)
        return {feature: title_in(clone, feature) for feature in FEATURES}

    def _jira(self) -> dict[str, str]:
        return {
            feature: self.hands.title(feature)
            for feature in FEATURES
            if self._has_issue(feature)
        }

    def _has_issue(self, feature: str) -> bool:
        label = f"ldmjira-feature-{feature}"
        return any(label in issue.labels for issue in self.site.issues)

    def _issue(self, feature: str) -> Any:
        label = f"ldmjira-feature-{feature}"
        return next(i for i in self.site.issues if label in i.labels)


class GitMachine(Machine):
    """The same over two clones of a real repository."""

    in_git = True


class _Killed:
    """A store whose process is killed once the mapping is written."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def apply(self, edits: Any) -> list[str]:
        """Write, and be killed."""
        self._store.apply(edits)
        raise KilledError


def title_in(clone: Clone, feature: str) -> str:
    lines = (clone.mappings / FILE).read_text().splitlines()
    start = lines.index(f"{feature}:")
    title = next(x for x in lines[start:] if x.startswith("  title: "))
    return title.removeprefix("  title: ")


def test_random_histories_settle() -> None:
    run_histories(Machine, histories=25, steps=15)


def test_random_histories_of_clones_settle() -> None:
    run_histories(GitMachine, histories=3, steps=10)


@pytest.mark.ci
def test_many_random_histories_settle() -> None:
    run_histories(Machine, histories=200, steps=25)


@pytest.mark.ci
def test_many_random_histories_of_clones_settle() -> None:
    run_histories(GitMachine, histories=30, steps=15)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(4))
def test_two_thousand_random_histories_settle(number: int) -> None:
    run_histories(Machine, histories=500, steps=25, number=number)
