"""Random histories of agreed values: fields, clones, crashes and faults.

All begins agreed, and few values come back again and again, which is what a
base must get right; ``tests/support/machine_truth.py`` judges it. After each
step nothing may be lost that was not told; in the end, all of it settles, and
stays as it is.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from ldmjira.adapters.memory.site import Fault, Operation
from ldmjira.models.report import SyncReport
from ldmjira.models.slots import Slot, Value
from ldmjira.services.resolve import Choice
from tests.support.machine_world import (
    FEATURES,
    SLOTS,
    InMemory,
    InSandbox,
    Tree,
    World,
    killed_at_rename,
    values_in,
)
from tests.support.random_histories import run_histories
from tests.support.sandbox import SandboxServer

SCRATCH = next((p for p in ("/dev/shm",) if os.access(p, os.W_OK)), None)  # noqa: S108
"""Where files are in memory, if there is such a place: git is faster."""

VALUES: dict[str, tuple[Value, ...]] = {
    "title": ("A", "B", "C"),
    "due": ("2030-01-01", "2030-02-02", "2030-03-03"),
    "notes": ("N", "O", "P"),
    "relates": (True, False),
}
"""Few, so that earlier values come back."""

mostly = st.sampled_from([True, True, False])
numbers = st.integers(0, 1)
places = st.integers(0, 2)
verbs = st.sampled_from(["push", "pull", "sync"])
operations: st.SearchStrategy[Operation] = st.sampled_from(
    ["create", "edit", "fetch", "find", "remove_link", "identify", "finish"]
)
effects: st.SearchStrategy[Any] = st.sampled_from(
    ["refused", "lost", "unsent", "denied"]
)


class Machine(RuleBasedStateMachine):
    """Authors in two clones, people in Jira, the program, and bad luck."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="history-", dir=SCRATCH))
        self.world = self.fresh_world()
        self.truth = self.world.truth
        self.truth.told.clear()

    def fresh_world(self) -> World:
        """Return a world in which all is agreed, made once and copied."""
        world, people = begun_in_memory()
        return world.copy(self.folder / "world", people.copy())

    def teardown(self) -> None:
        try:
            settle(self.world)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def tree(self, number: int) -> Tree:
        """Return one of the two clones."""
        return self.world.trees[number]

    @initialize(slots=st.lists(st.sampled_from(SLOTS), min_size=1, max_size=3))
    def begin(self, slots: list[Slot]) -> None:
        """Choose what the history is about: else edits hardly ever meet."""
        self.slots = slots
        self.truth.tell(f"about {[f'{s.object} {s.name}' for s in slots]}")

    def slot(self, place: int) -> Slot:
        """Return one of the slots that the history is about."""
        return self.slots[place % len(self.slots)]

    # People.

    @rule(number=numbers, which=places, place=places, commits=mostly)
    def author_edits(
        self, number: int, which: int, place: int, *, commits: bool
    ) -> None:
        slot = self.slot(which)
        value = value_at(slot, place)
        self.truth.tell(f"author {number} {slot.name} {value} {commits}")
        self.world.author(self.tree(number), slot, value)
        if commits:
            self.world.commit(self.tree(number))

    @rule(which=places, place=places)
    def human_edits(self, which: int, place: int) -> None:
        slot = self.slot(which)
        value = value_at(slot, place)
        self.truth.tell(f"human {slot.object} {slot.name} {value}")
        self.world.human(slot, value)

    @rule(code=st.sampled_from(FEATURES), number=numbers)
    def human_labels(self, code: str, number: int) -> None:
        self.world.human_label(code, f"theirs-{number}")

    @rule(number=numbers)
    def commit(self, number: int) -> None:
        self.truth.tell(f"commit {number}")
        self.world.commit(self.tree(number))

    @rule(number=numbers)
    def revert(self, number: int) -> None:
        self.truth.tell(f"revert {number}")
        self.world.revert(self.tree(number))

    @rule(number=numbers)
    def discard(self, number: int) -> None:
        self.truth.tell(f"discard {number}")
        self.world.discard(self.tree(number))

    @rule(number=numbers, ours=st.booleans())
    def merge(self, number: int, *, ours: bool) -> None:
        self.truth.tell(f"merge {number} {'ours' if ours else 'theirs'}")
        self.world.merge(self.tree(number), self.tree(1 - number), ours=ours)

    @rule(
        number=numbers,
        code=st.sampled_from(FEATURES),
        choice=st.sampled_from([Choice.MAPPING, Choice.JIRA]),
    )
    def resolve(self, number: int, code: str, choice: Choice) -> None:
        self.truth.tell(f"resolve {number} {code} {choice}")
        self.world.resolve(self.tree(number), code, choice)

    # The program.

    @rule(number=numbers)
    def push(self, number: int) -> None:
        self.truth.tell(f"push {number}")
        report = self.world.run(self.tree(number), "push")
        if report is not None and not report.is_stopped:
            self.all_is_listed(report, self.tree(number))

    @rule(number=numbers, commits=mostly)
    def pull(self, number: int, *, commits: bool) -> None:
        self.truth.tell(f"pull {number} {commits}")
        self.world.run(self.tree(number), "pull")
        if commits:
            self.world.commit(self.tree(number))

    @rule(number=numbers)
    def sync(self, number: int) -> None:
        self.truth.tell(f"sync {number}")
        self.world.run(self.tree(number), "sync")

    @rule(number=numbers)
    def ci_push(self, number: int) -> None:
        self.truth.tell(f"ci push {number}")
        self.world.ci_push(self.tree(number))

    @rule(number=numbers, verb=verbs, call=st.integers(0, 14))
    def killed_at_a_call(self, number: int, verb: str, call: int) -> None:
        self.truth.tell(f"{verb} {number} killed at call {call}")
        kill = self.world.people.kill_at(call)
        self.world.run(self.tree(number), verb, weather=kill)

    @rule(number=numbers, verb=verbs, rename=st.integers(0, 6))
    def killed_at_a_file(self, number: int, verb: str, rename: int) -> None:
        self.truth.tell(f"{verb} {number} killed at rename {rename}")
        kill = killed_at_rename(rename)
        self.world.run(self.tree(number), verb, weather=kill)

    @rule(
        number=numbers,
        verb=st.sampled_from(["push", "sync"]),
        operation=operations,
        effect=effects,
        skip=st.integers(0, 2),
    )
    def fault(
        self,
        number: int,
        verb: str,
        operation: Operation,
        effect: Any,
        skip: int,
    ) -> None:
        self.truth.tell(f"{verb} {number}, {operation} {effect} {skip}")
        bad = self.fault_of(operation, effect, skip)
        self.world.run(self.tree(number), verb, weather=bad)

    @contextmanager
    def fault_of(
        self, operation: Operation, effect: Any, skip: int
    ) -> Iterator[None]:
        """Let something go wrong meanwhile."""
        people = self.world.people
        assert isinstance(people, InMemory)
        people.site.faults.append(Fault(operation, effect, skip=skip))
        yield

    def all_is_listed(self, report: SyncReport, tree: Tree) -> None:
        """What differs after a run is told by it."""
        mapping = values_in(tree.clone)
        for slot, value in self.world.jira().items():
            if mapping[slot] != value:
                assert self.world.is_listed(report, slot), (
                    slot,
                    self.truth.told,
                )


class SandboxMachine(Machine):
    """The same over HTTP: slower, with the adapter in between."""

    def fresh_world(self) -> World:
        world, server = begun_in_sandbox()
        people = InSandbox(server)
        people.lever.call("POST", "/__sandbox__/restore", {"name": "begun"})
        return world.copy(self.folder / "world", people)

    @contextmanager
    def fault_of(
        self, operation: Operation, effect: Any, skip: int
    ) -> Iterator[None]:
        people = self.world.people
        assert isinstance(people, InSandbox)
        method, path = {
            "create": ("POST", "/issue/bulk"),
            "edit": ("PUT", "/issue/*"),
            "fetch": ("POST", "/issue/bulkfetch"),
            "find": ("POST", "/search/jql"),
            "remove_link": ("DELETE", "/issueLink/*"),
            "identify": ("GET", "/serverInfo"),
            "finish": ("POST", "/issue/*/transitions"),
        }[operation]
        action = {
            "refused": "400",
            "lost": "reset-after",
            "unsent": "reset-before",
            "denied": "401",
        }[effect]
        people.lever.fault(
            {
                "action": action,
                "method": method,
                "path": path,
                "nth": skip + 1,
            }
        )
        yield


@cache
def begun_in_memory() -> tuple[World, InMemory]:
    people = InMemory()
    return World.begin(kept_folder(), people), people


@cache
def begun_in_sandbox() -> tuple[World, SandboxServer]:
    server = SandboxServer()
    server.start()
    people = InSandbox(server)
    world = World.begin(kept_folder(), people)
    people.lever.call("POST", "/__sandbox__/snapshot", {"name": "begun"})
    return world, server


def kept_folder() -> Path:
    """Make a folder that is removed when all histories are over."""
    home = Path(tempfile.mkdtemp(prefix="histories-", dir=SCRATCH))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home / "begun"


def value_at(slot: Slot, place: int) -> Value:
    values = VALUES[slot.field]
    return values[place % len(values)]


def settle(world: World) -> None:
    """In calm weather all comes together, and then stays as it is."""
    truth = world.truth
    truth.tell("settle")
    world.people.calm()
    first, second = world.trees
    world.merge(first, second, ours=True)
    report = None
    for choice in (Choice.JIRA, Choice.MAPPING, Choice.JIRA, Choice.JIRA):
        pulled = world.run(first, "pull", is_recent=False)
        assert pulled is not None
        for code in sorted({one.slot.object for one in pulled.conflicts}):
            world.resolve(first, code, choice)
        world.commit(first)
        report = world.run(first, "push")
        if report is not None and is_quiet(report):
            break
    assert report is not None
    assert not report.conflicts, (report.conflicts, truth.told)
    assert not report.held, (report.held, truth.told)
    assert not report.waiting, (report.waiting, truth.told)
    assert values_in(first.clone) == world.jira(), truth.told
    world.merge(second, first, ours=True)
    # What its pushes found alike, a pull writes into the files.
    assert not second.clone.pull(is_recent=False).outcomes, truth.told
    world.commit(second)
    for tree in (first, second):
        before = mapping_files(tree)
        again = tree.clone.push()
        assert again.writes == 0, (again, truth.told)
        assert not again.conflicts, (again, truth.told)
        pulled = tree.clone.pull(is_recent=False)
        assert not pulled.outcomes, (pulled, truth.told)
        assert mapping_files(tree) == before, truth.told


def is_quiet(report: SyncReport) -> bool:
    return not (
        report.outcomes or report.conflicts or report.held or report.waiting
    )


def mapping_files(tree: Tree) -> dict[str, bytes]:
    return {
        name: data
        for name, data in tree.clone.files().items()
        if name.startswith("mappings")
    }


def test_random_histories_settle() -> None:
    run_histories(Machine, histories=30, steps=10)


@pytest.mark.ci
def test_many_random_histories_settle() -> None:
    run_histories(Machine, histories=200, steps=16)


@pytest.mark.ci
def test_random_histories_over_http_settle() -> None:
    run_histories(SandboxMachine, histories=30, steps=12)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(2))
def test_a_thousand_random_histories_settle(number: int) -> None:
    run_histories(Machine, histories=500, steps=16, number=number)
