"""Clones, a site, the people at both, and the program between them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from unittest import mock

import requests
import yaml

from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.adapters.memory.site import MemorySite
from ldmjira.adapters.memory.tracker import MemoryTracker
from ldmjira.core.identity import label_of, title_of
from ldmjira.exceptions import LdmJiraError
from ldmjira.models.changeset import Result
from ldmjira.models.edits import RemoveValue, SetValue
from ldmjira.models.report import SyncReport
from ldmjira.models.slots import Slot, Value
from ldmjira.ports.tracker import Tracker
from ldmjira.services.resolve import Choice
from ldmjira.services.situation import Selection
from ldmjira.services.sync import SyncService
from tests.support.machine_truth import Knowledge, Truth, Values
from tests.support.mapping_folder import write_mapping
from tests.support.sandbox import Lever, SandboxServer
from tests.support.trackers import tracker_on
from tests.support.world import Clone

__all__ = [
    "FEATURES",
    "SLOTS",
    "InMemory",
    "InSandbox",
    "KilledError",
    "People",
    "Tree",
    "World",
    "killed_at_rename",
    "values_in",
]

FEATURES = ("DM-AP-1", "DM-DAX-1")
ELEMENTS = {"LVV-7": "DMS-REQ-0010", "LVV-8": "DMS-REQ-0020"}
SLOTS = tuple(
    slot
    for code in FEATURES
    for slot in (
        Slot(code, "title"),
        Slot(code, "due"),
        Slot(code, "notes"),
        *(Slot(code, "relates", element) for element in ELEMENTS),
    )
)
_APART = "# apart, so that git merges\n# two values each for itself\n#\n#\n"
_FEATURE = (
    "{code}:\n  title: A\n"
    + _APART
    + "  due: 2030-01-01\n"
    + _APART
    + "  completed: null\n"
    "  notes: N\n" + _APART + "  requirements:\n"
    "    DMS-REQ-0010: {{status: confirmed, reason: r}}\n"
)
_MILESTONE = (
    "title: Alert generation\nsection: '3.3'\ndue: 2030-11-30\n"
    "completed: null\nfeatures:\n  - DM-AP-1\n  - DM-DAX-1\n"
)


class KilledError(BaseException):
    """Stands for a kill of the process."""


class People(Protocol):
    """People in Jira, and the site."""

    def tracker(self) -> Tracker:
        """Return a new client of the site."""

    def write(self, key: str, slot: Slot, value: Value) -> None:
        """Edit an issue as a person does."""

    def label(self, key: str, label: str) -> None:
        """Add a label of people's own."""

    def kill_at(self, number: int) -> Any:
        """Kill the run at a call, within a context."""

    def calm(self) -> None:
        """Let the site be well."""

    def labels(self) -> list[str]:
        """Labels of all issues, each as often as it stands there."""


class InMemory:
    """A site in memory."""

    def __init__(self, site: MemorySite | None = None) -> None:
        self.site = site or MemorySite()
        if site is None:
            for element in ELEMENTS:
                self.site.add_issue(element, f"{element}: An element")

    def copy(self) -> InMemory:
        """Return another site with the same content."""
        return InMemory(deepcopy(self.site))

    def tracker(self) -> Tracker:
        """Return a new client of the site."""
        return MemoryTracker(self.site)

    def write(self, key: str, slot: Slot, value: Value) -> None:
        """Edit an issue as a person does."""
        if slot.element:
            change = self.site.link if value else self.site.unlink
            change(key, "relates", slot.element)
            return
        text = str(value)
        if slot.field == "title":
            self.site.human_edit(key, summary=f"{slot.object}: {text}")
        elif slot.field == "due":
            self.site.human_edit(key, due=text)
        else:
            self.site.human_edit(key, description=text)

    def label(self, key: str, label: str) -> None:
        """Add a label of people's own."""
        self.site.human_edit(key, add_labels=[label])

    @contextmanager
    def kill_at(self, number: int) -> Iterator[None]:
        """Kill the run before a call."""
        calls = count()

        def strike(_operation: str, _target: str) -> None:
            if next(calls) == number:
                raise KilledError

        self.site.on_call = strike
        try:
            yield
        finally:
            self.site.on_call = None

    def calm(self) -> None:
        """Let the site be well."""
        self.site.faults.clear()
        self.site.catch_up()

    def labels(self) -> list[str]:
        """Labels of all issues, each as often as it stands there."""
        return [label for one in self.site.issues for label in one.labels]


class InSandbox:
    """A sandbox behind HTTP."""

    def __init__(self, server: SandboxServer) -> None:
        self._server = server
        self.lever = Lever(server)

    def tracker(self) -> Tracker:
        """Return a new client of the site."""
        return tracker_on(self._server)

    def write(self, key: str, slot: Slot, value: Value) -> None:
        """Edit an issue as a person does."""
        if slot.element and value:
            self.lever.human(
                "POST",
                "/rest/api/3/issueLink",
                {
                    "type": {"name": "Relates"},
                    "inwardIssue": {"key": key},
                    "outwardIssue": {"key": slot.element},
                },
            )
        elif slot.element:
            self._unlink(key, slot.element)
        else:
            name, text = {
                "title": ("summary", f"{slot.object}: {value}"),
                "due": ("duedate", str(value)),
                "notes": ("description", str(value)),
            }[slot.field]
            self.lever.human_edit(key, fields={name: text})

    def _unlink(self, key: str, other: str) -> None:
        issue = self.lever.call(
            "GET", f"/rest/api/3/issue/{key}?fields=issuelinks"
        )
        for link in issue["fields"]["issuelinks"]:
            end = link.get("inwardIssue") or link["outwardIssue"]
            if link["type"]["name"] == "Relates" and end["key"] == other:
                path = f"/rest/api/3/issueLink/{link['id']}"
                self.lever.human("DELETE", path)

    def label(self, key: str, label: str) -> None:
        """Add a label of people's own."""
        self.lever.human_edit(key, update={"labels": [{"add": label}]})

    @contextmanager
    def kill_at(self, number: int) -> Iterator[None]:
        """Kill the run: at even numbers before a request, else after it."""
        calls = count()
        send = requests.Session.send

        def strike(session: Any, *args: Any, **more: Any) -> Any:
            if next(calls) == number:
                raise KilledError
            answer = send(session, *args, **more)
            if next(calls) == number:
                raise KilledError
            return answer

        with mock.patch.object(requests.Session, "send", strike):
            yield

    def calm(self) -> None:
        """Let the site be well."""
        self.lever.call("DELETE", "/__sandbox__/faults")

    def labels(self) -> list[str]:
        """Labels of all issues, each as often as it stands there."""
        return [
            label
            for issue in self._server.sandbox.control.content().values()
            for label in issue["fields"].get("labels", ())
        ]


@dataclass
class Tree:
    """A clone, and what it knows."""

    clone: Clone
    mind: Knowledge


class World:
    """Two clones of one mapping, and a site.

    Parameters
    ----------
    folder
        Where clones are made.
    people
        The site.
    """

    def __init__(self, folder: Path, people: People) -> None:
        self.folder = folder
        self.people = people
        self.truth = Truth()
        self.own_labels: set[tuple[str, str]] = set()
        self._runs = count(1)
        self.trees: list[Tree] = []

    @classmethod
    def begin(cls, folder: Path, people: People) -> World:
        """Make a mapping, push and pull it, and clone it."""
        world = cls(folder, people)
        clone = Clone(folder / "first", people)  # type: ignore[arg-type]
        clone.folder.mkdir(parents=True)
        write_mapping(clone.folder)
        mappings = clone.mappings
        (mappings / "milestones/LDM-503-03.yaml").write_text(_MILESTONE)
        for code in FEATURES:
            file = f"features/{code.rpartition('-')[0]}.yaml"
            (mappings / file).write_text(_FEATURE.format(code=code))
        clone.git("init", "-q", "-b", "main")
        (clone.folder / ".gitignore").write_text(".ldmjira/\n")
        clone.git("add", ".gitignore")
        first = Tree(clone, Knowledge())
        world.trees.append(first)
        for slot, value in values_in(clone).items():
            world.truth.author(first.mind, slot, value)
        world.commit(first)
        world.run(first, "push")
        world.run(first, "pull")
        world.commit(first)
        world.trees.append(Tree(clone.clone("second"), first.mind.copy()))
        return world

    def copy(self, folder: Path, people: People) -> World:
        """Return another world that begins where this one is."""
        other = World(folder, people)
        shutil.copytree(self.folder, folder, symlinks=True)
        other.truth = deepcopy(self.truth)
        other.own_labels = set(self.own_labels)
        other.trees = [
            Tree(
                Clone(folder / tree.clone.folder.name, people),  # type: ignore[arg-type]
                tree.mind.copy(),
            )
            for tree in self.trees
        ]
        return other

    # People.

    def author(self, tree: Tree, slot: Slot, value: Value) -> None:
        """Edit a mapping."""
        if tree.mind.values[slot].value == value:
            return
        store = FileMappingStore(tree.clone.mappings)
        store.load()
        edit: SetValue | RemoveValue
        if not slot.element:
            edit = SetValue(slot.object, (slot.field,), _plain(value))
        else:
            path = ("requirements", ELEMENTS[slot.element])
            edit = (
                SetValue(
                    slot.object, path, {"status": "confirmed", "reason": "r"}
                )
                if value
                else RemoveValue(slot.object, path)
            )
        store.apply([edit])
        if values_in(tree.clone)[slot] != tree.mind.values[slot].value:
            self.truth.author(tree.mind, slot, value)

    def human(self, slot: Slot, value: Value) -> None:
        """Edit an issue."""
        key = self._key_of(slot.object)
        if key and self.jira()[slot] != value:
            self.people.write(key, slot, value)
            self.truth.human(slot, value)

    def human_label(self, code: str, label: str) -> None:
        """Add a label of people's own."""
        key = self._key_of(code)
        if key:
            self.people.label(key, label)
            self.own_labels.add((code, label))

    def commit(self, tree: Tree) -> str:
        """Commit all that a tree holds."""
        head = tree.clone.commit()
        self.truth.commits[head] = tree.mind.copy()
        return head

    def revert(self, tree: Tree) -> None:
        """Revert the last commit."""
        self._must_be_clean(tree)
        parents = tree.clone.git("rev-list", "--parents", "-1", "HEAD")
        if len(parents.split()) != 2:
            return
        if not tree.clone.git("diff", "--name-only", "HEAD~1", "HEAD"):
            return
        tree.clone.git("revert", "--no-edit", "HEAD")
        for slot, value in values_in(tree.clone).items():
            if value != tree.mind.values[slot].value:
                self.truth.author(tree.mind, slot, value)
        head = tree.clone.git("rev-parse", "HEAD")
        self.truth.commits[head] = tree.mind.copy()

    def discard(self, tree: Tree) -> None:
        """Give up what is not committed."""
        head = tree.clone.git("rev-parse", "HEAD")
        tree.clone.git("reset", "-q", "--hard", "HEAD")
        tree.clone.git("clean", "-qfd", "mappings")
        perhaps = tree.mind.perhaps
        tree.mind = self.truth.commits[head].copy()
        for slot, writes in perhaps.items():
            tree.mind.perhaps[slot] |= writes

    def merge(self, tree: Tree, other: Tree, *, ours: bool) -> None:
        """Merge another clone's branch into this one's."""
        for one in (tree, other):
            self._must_be_clean(one)
        theirs = other.clone.git("rev-parse", "HEAD")
        tree.clone.git("fetch", "-q", str(other.clone.folder), "HEAD")
        side = "ours" if ours else "theirs"
        try:
            tree.clone.git(
                "merge", "-q", "--no-edit", "-X", side, "FETCH_HEAD"
            )
        except subprocess.CalledProcessError:
            _take_side(tree.clone, side)
        tree.mind = self.truth.merged(
            tree.mind, self.truth.commits[theirs], values_in(tree.clone)
        )
        head = tree.clone.git("rev-parse", "HEAD")
        self.truth.commits[head] = tree.mind.copy()

    def _must_be_clean(self, tree: Tree) -> None:
        if tree.clone.git("status", "--porcelain"):
            self.commit(tree)

    # The program.

    def run(
        self,
        tree: Tree,
        verb: str,
        *,
        weather: AbstractContextManager[None] | None = None,
        **options: Any,
    ) -> SyncReport | None:
        """Run a command, and judge what it did; None if it did not end."""
        work = {
            "push": lambda: tree.clone.push(**options),
            "pull": lambda: tree.clone.pull(allow_loss=True, **options),
            "sync": lambda: _sync(tree.clone),
        }[verb]

        def weathered() -> SyncReport:
            with weather or nullcontext():
                return work()

        return self._judged(tree, weathered, records=verb != "push")

    def ci_push(self, tree: Tree) -> None:
        """Push from a fresh checkout, which then vanishes."""
        fresh = tree.clone.clone(f"ci{next(self._runs)}")
        head = fresh.git("rev-parse", "HEAD")
        ci = Tree(fresh, self.truth.commits[head].copy())
        try:
            self._judged(ci, fresh.push, records=False)
        finally:
            shutil.rmtree(fresh.folder)

    def resolve(self, tree: Tree, code: str, choice: Choice) -> None:
        """Settle the conflicts of a feature."""
        before, jira = values_in(tree.clone), self.jira()
        try:
            report = tree.clone.resolve(code, choice)
        except LdmJiraError:
            report = None
        settled = (
            {one.change.slot for one in report.outcomes} if report else set()
        )
        now = values_in(tree.clone)
        for slot in SLOTS:
            if slot.object != code or slot not in jira:
                continue
            if now[slot] != before[slot] or slot in settled:
                self.truth.settle(
                    tree.mind,
                    slot,
                    now[slot],
                    for_jira=now[slot] == jira[slot],
                )

    def _judged(
        self, tree: Tree, work: Callable[[], SyncReport], *, records: bool
    ) -> SyncReport | None:
        head = tree.clone.git("rev-parse", "HEAD")
        source = self.truth.commits[head]
        jira, mapping = self.jira(), values_in(tree.clone)
        report: SyncReport | None = None
        try:
            report = work()
        except (LdmJiraError, KilledError) as error:
            self.truth.tell(f"  {type(error).__name__}")
        self.people.calm()
        now_jira, now = self.jira(), values_in(tree.clone)
        for slot in SLOTS:
            if now[slot] != mapping[slot]:
                self.truth.tell(f"  {slot} <- {now[slot]}")
                self.truth.pull(tree.mind, slot, now[slot])
            if slot in now_jira and now_jira[slot] != jira.get(slot, _NOTHING):
                self.truth.tell(f"  {slot} -> {now_jira[slot]}")
                self.truth.push(tree.mind, source, slot, now_jira[slot])
            if slot in now_jira and now_jira[slot] == now[slot]:
                is_told = records and report is not None
                self.truth.alike(tree.mind, slot, records=is_told)
        self._check_labels()
        if report is not None:
            self._check_report(report, now_jira)
        return report

    def _check_report(self, report: SyncReport, jira: Values) -> None:
        """What a run says that it wrote is there."""
        for outcome in report.outcomes:
            change = outcome.change
            if outcome.result is not Result.DONE or change.slot not in jira:
                continue
            assert jira[change.slot] == change.after, (change, self.truth.told)

    def _check_labels(self) -> None:
        labels = self.people.labels()
        for code in FEATURES:
            ours = label_of("feature", code)
            assert labels.count(ours) <= 1, (ours, self.truth.told)
        for _, label in self.own_labels:
            assert label in labels, (label, self.truth.told)

    def is_listed(self, report: SyncReport, slot: Slot) -> bool:
        """Whether a report speaks of a slot, or of its object as a whole."""
        spoken = {
            *(one.change.slot for one in report.outcomes),
            *(one.slot for one in report.waiting),
            *(one.slot for one in report.conflicts),
            *(one.slot for one in report.held),
        }
        return slot in spoken or Slot(slot.object, "issue") in spoken

    # Looking.

    def jira(self) -> Values:
        """What Jira holds."""
        found: Values = {}
        tracker = self.people.tracker()
        issues = tracker.find([label_of("feature", one) for one in FEATURES])
        for issue in issues:
            for code in FEATURES:
                if label_of("feature", code) not in issue.labels:
                    continue
                linked = {
                    link.other_key
                    for link in issue.links
                    if link.kind == "relates"
                }
                found |= {
                    Slot(code, "title"): title_of(code, issue.summary),
                    Slot(code, "due"): issue.due,
                    Slot(code, "notes"): issue.description,
                }
                for element in ELEMENTS:
                    slot = Slot(code, "relates", element)
                    found[slot] = element in linked
        return found

    def _key_of(self, code: str) -> str:
        found = self.people.tracker().find([label_of("feature", code)])
        return found[0].key if found else ""


_NOTHING = object()


def _take_side(clone: Clone, side: str) -> None:
    """Settle what one side deleted and the other changed."""
    for path in clone.git(
        "diff", "--name-only", "--diff-filter=U"
    ).splitlines():
        try:
            clone.git("checkout", f"--{side}", "--", path)
        except subprocess.CalledProcessError:  # that side deleted it
            clone.git("rm", "-q", "--", path)
        else:
            clone.git("add", "--", path)
    clone.git("commit", "-q", "--no-edit")


def values_in(clone: Clone) -> Values:
    """What the files of a mapping hold."""
    found: Values = {}
    for code in FEATURES:
        file = clone.mappings / f"features/{code.rpartition('-')[0]}.yaml"
        feature = yaml.load(file.read_text(), Loader=yaml.CSafeLoader)[code]
        found[Slot(code, "title")] = str(feature["title"])
        found[Slot(code, "due")] = str(feature["due"])
        found[Slot(code, "notes")] = str(feature["notes"])
        for element, requirement in ELEMENTS.items():
            held = requirement in (feature["requirements"] or {})
            found[Slot(code, "relates", element)] = held
    return found


@contextmanager
def killed_at_rename(number: int) -> Iterator[None]:
    """Kill a run at one of its renames of a file."""
    renames = count()
    replace = os.replace

    def strike(*args: Any) -> None:
        if next(renames) == number:
            raise KilledError
        replace(*args)

    with mock.patch.object(os, "replace", strike):
        yield


def _sync(clone: Clone) -> SyncReport:
    service = SyncService(clone.workspace())
    plan = service.decide(Selection(may_create=True))
    return service.apply(plan, allow_loss=True)


def _plain(value: Value) -> str | None:
    return None if value is None else str(value)
