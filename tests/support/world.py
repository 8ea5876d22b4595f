"""A mapping in git clones, one site in memory, and the hands at both."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from ldmjira.adapters.files.baseline_store import JsonBaselineStore
from ldmjira.adapters.files.local_state import LocalState, site_folder
from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.adapters.files.past import objects_in
from ldmjira.adapters.git.history import GitHistory, NoHistory
from ldmjira.adapters.memory.tracker import MemorySite, MemoryTracker
from ldmjira.core.identity import title_of
from ldmjira.models.remote import Site
from ldmjira.models.report import SyncReport
from ldmjira.ports.mapping_store import MappingStore
from ldmjira.ports.tracker import Tracker
from ldmjira.services.pull import PullService
from ldmjira.services.push import PushService
from ldmjira.services.resolve import Choice, ResolveService
from ldmjira.services.situation import Selection
from ldmjira.services.workspace import Desk, Workspace
from tests.support.sandbox import Lever, SandboxServer
from tests.support.trackers import tracker_on

__all__ = [
    "Clone",
    "Hands",
    "MemoryHands",
    "SandboxHands",
    "git",
    "new_clone",
    "write_mapping",
]

FEATURE = """\
{code}:
  title: {title}
  due: {due}
  completed: {completed}
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git with a neutral author and no configuration of the user."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_NAME": "author",
            "GIT_AUTHOR_EMAIL": "author@localhost",
            "GIT_COMMITTER_NAME": "author",
            "GIT_COMMITTER_EMAIL": "author@localhost",
        },
    )
    return done.stdout.strip()


def write_mapping(
    folder: Path,
    milestones: dict[str, list[str]],
    *,
    titles: dict[str, str] | None = None,
) -> None:
    """Write a small mapping: milestones and the features of each."""
    titles = titles or {}
    (folder / "milestones").mkdir(parents=True, exist_ok=True)
    (folder / "features").mkdir(exist_ok=True)
    for number, (code, features) in enumerate(milestones.items(), start=1):
        listed = "".join(f"  - {feature}\n" for feature in features)
        (folder / "milestones" / f"{code}.yaml").write_text(
            f"title: {titles.get(code, 'A milestone')}\n"
            f'section: "3.{number}"\n'
            "due: 2019-11-30\ncompleted: null\n"
            + (f"features:\n{listed}" if features else "features: []\n")
        )
    by_file: dict[str, list[str]] = {}
    for feature in dict.fromkeys(
        f for some in milestones.values() for f in some
    ):
        by_file.setdefault(feature.rpartition("-")[0], []).append(feature)
    for product, features in by_file.items():
        (folder / "features" / f"{product}.yaml").write_text(
            "".join(
                FEATURE.format(
                    code=code,
                    title=titles.get(code, f"Feature {code}"),
                    due="2019-06-01",
                    completed="null",
                )
                for code in features
            )
        )


_IDS = count(1)


class Hands(Protocol):
    """What people do in Jira, and what they see there."""

    def tracker(self) -> Tracker:
        """Return a new client of the site."""

    def set_title(self, code: str, title: str) -> None:
        """Edit the title of an object."""

    def title(self, code: str) -> str:
        """Return the title of an object."""

    def set_due(self, code: str, due: str) -> None:
        """Edit the due date of an object."""


class MemoryHands:
    """Hands on a site in memory."""

    def __init__(self) -> None:
        self.site = MemorySite()

    def tracker(self) -> Tracker:
        """Return a new client of the site."""
        return MemoryTracker(self.site)

    def set_title(self, code: str, title: str) -> None:
        """Edit the title of an object."""
        self.site.human_edit(self._key(code), summary=f"{code}: {title}")

    def set_due(self, code: str, due: str) -> None:
        """Edit the due date of an object."""
        self.site.human_edit(self._key(code), due=due)

    def title(self, code: str) -> str:
        """Return the title of an object."""
        return title_of(code, self.site[self._key(code)].summary)

    def _key(self, code: str) -> str:
        [found] = [
            one.key
            for one in self.site.issues
            if any(label.endswith(f"-{code}") for label in one.labels)
        ]
        return found


class SandboxHands:
    """Hands on a sandbox behind HTTP."""

    def __init__(self, server: SandboxServer) -> None:
        self._server = server
        self._lever = Lever(server)

    def tracker(self) -> Tracker:
        """Return a new client of the site."""
        return tracker_on(self._server)

    def set_title(self, code: str, title: str) -> None:
        """Edit the title of an object."""
        self._edit(code, summary=f"{code}: {title}")

    def set_due(self, code: str, due: str) -> None:
        """Edit the due date of an object."""
        self._edit(code, duedate=due)

    def title(self, code: str) -> str:
        """Return the title of an object."""
        return title_of(code, self._issue(code)["fields"]["summary"])

    def _edit(self, code: str, **fields: str) -> None:
        self._lever.human_edit(self._issue(code)["key"], fields=fields)

    def _issue(self, code: str) -> Any:
        kind = "milestone" if code.startswith("LDM") else "feature"
        found = self._lever.call(
            "POST",
            "/rest/api/3/search/jql",
            {
                "jql": f'labels = "ldmjira-{kind}-{code}"',
                "fields": ["summary"],
            },
        )
        [issue] = found["issues"]
        return issue


@dataclass
class Clone:
    """One work tree of the mapping, with a site."""

    folder: Path
    hands: Hands
    in_git: bool = True
    waits: list[float] = field(default_factory=list)
    wrap_store: Callable[[MappingStore], MappingStore] = lambda store: store

    @property
    def mappings(self) -> Path:
        """Folder of the mapping."""
        return self.folder / "mappings"

    def workspace(self) -> Workspace:
        """Wire the ports anew, as a new run of the program does."""

        def open_desk(site: Site) -> Desk:
            local = site_folder(self.folder, site.identity)
            state = LocalState(local)
            if not self.in_git:
                return Desk(JsonBaselineStore(local), None, NoHistory(), state)
            return Desk(
                JsonBaselineStore(self.mappings),
                JsonBaselineStore(local),
                GitHistory(self.mappings),
                state,
            )

        return Workspace(
            tracker=self.hands.tracker(),
            store=self.wrap_store(FileMappingStore(self.mappings)),
            open_desk=open_desk,
            objects_in=objects_in,
            new_id=lambda: f"e{next(_IDS)}",
            sleep=self.waits.append,
        )

    def push(self, **selection: Any) -> SyncReport:
        """Push as a new run of the program does."""
        service = PushService(self.workspace())
        plan = service.decide(Selection(may_create=True, **selection))
        return service.apply(plan, allow_loss=True)

    def pull(
        self, *, allow_loss: bool = False, **selection: Any
    ) -> SyncReport:
        """Pull as a new run of the program does."""
        service = PullService(self.workspace())
        selection = {"is_recent": True, **selection}
        plan = service.decide(Selection(**selection))
        return service.apply(plan, allow_loss=allow_loss)

    def resolve(self, code: str, choice: Choice) -> SyncReport:
        """Settle the conflicts of an object."""
        service = ResolveService(self.workspace())
        plan = service.decide(code)
        return service.resolve(plan, service.conflicts(plan, code, ""), choice)

    def git(self, *arguments: str) -> str:
        """Run git here."""
        return git(self.folder, *arguments)

    def commit(self, message: str = "change") -> str:
        """Commit everything."""
        self.git("add", "-A", "mappings")
        self.git("commit", "-qm", message, "--allow-empty")
        return self.git("rev-parse", "HEAD")

    def clone(self, name: str) -> Clone:
        """Clone this repository beside it."""
        other = self.folder.parent / name
        git(self.folder.parent, "clone", "-q", str(self.folder), str(other))
        return Clone(other, self.hands, self.in_git)

    def edit(self, file: str, old: str, new: str) -> None:
        """Edit a mapping file as an author does."""
        path = self.mappings / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def files(self) -> dict[str, bytes]:
        """Bytes of every file of the mapping."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
            and ".git" not in path.relative_to(self.folder).parts
        }


def new_clone(
    folder: Path,
    hands: Hands,
    milestones: dict[str, list[str]],
    *,
    in_git: bool = True,
) -> Clone:
    """Make a mapping, and commit it."""
    clone = Clone(folder, hands, in_git)
    folder.mkdir(parents=True, exist_ok=True)
    write_mapping(clone.mappings, milestones)
    if in_git:
        clone.git("init", "-q", "-b", "main")
        (folder / ".gitignore").write_text(".ldmjira/\n")
        clone.git("add", ".gitignore")
        clone.commit("start")
    return clone
