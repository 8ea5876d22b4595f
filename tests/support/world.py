"""A mapping in git clones, one site in memory, and the hands at both."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from ldmjira.adapters.files.baseline_store import JsonBaselineStore
from ldmjira.adapters.files.local_state import LocalState, site_folder
from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.adapters.files.past import objects_in
from ldmjira.adapters.git.history import GitHistory, NoHistory
from ldmjira.adapters.memory.tracker import MemorySite, MemoryTracker
from ldmjira.models.remote import Site
from ldmjira.services.workspace import Desk, Workspace

__all__ = ["Clone", "git", "write_mapping"]

MILESTONE = """\
title: {title}
section: "3.1"
due: 2019-11-30
completed: null
features:
{features}
jira: null
"""
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
    for feature in dict.fromkeys(f for some in milestones.values() for f in some):
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


@dataclass
class Clone:
    """One work tree of the mapping, with a site."""

    folder: Path
    site: MemorySite
    in_git: bool = True
    waits: list[float] = field(default_factory=list)

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
            tracker=MemoryTracker(self.site),
            store=FileMappingStore(self.mappings),
            open_desk=open_desk,
            objects_in=objects_in,
            new_id=lambda: f"e{next(_IDS)}",
            sleep=self.waits.append,
        )

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
        return Clone(other, self.site, self.in_git)

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
            if path.is_file() and ".git" not in path.relative_to(self.folder).parts
        }


def new_clone(
    folder: Path,
    site: MemorySite,
    milestones: dict[str, list[str]],
    *,
    in_git: bool = True,
) -> Clone:
    """Make a mapping, and commit it."""
    clone = Clone(folder, site, in_git)
    folder.mkdir(parents=True, exist_ok=True)
    write_mapping(clone.mappings, milestones)
    if in_git:
        clone.git("init", "-q", "-b", "main")
        (folder / ".gitignore").write_text(".ldmjira/\n")
        clone.git("add", ".gitignore")
        clone.commit("start")
    return clone


_UNUSED = (Iterator, shutil, MILESTONE)
