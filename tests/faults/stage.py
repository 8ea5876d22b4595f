"""The run that all faults strike: every kind of request is in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from typer.testing import CliRunner

from ldmjira.cli.main import app
from ldmjira.config.project import ProjectConfig
from ldmjira.config.site import SiteSettings
from ldmjira.factory import Factory
from ldmjira.ports.case_book import CaseBook
from ldmjira.ports.tracker import Tracker
from ldmjira.services.workspace import Workspace
from tests.support.killing import by_label, same_ids
from tests.support.mapping_folder import write_mapping
from tests.support.sandbox import Lever, SandboxServer
from tests.support.trackers import FakeTime, tracker_on
from tests.support.world import git

__all__ = ["CREATED", "EDITED", "OTHER", "REMOVED", "Ran", "Stage"]

MILESTONE = "LDM-503-03"
EDITED, REMOVED, CREATED = "DM-AP-1", "DM-AP-2", "DM-AP-3"
OTHER = "DM-AP-4"
FILE = "features/DM-AP.yaml"

_BEFORE = """\
DM-AP-1:
  title: Image differencing
  due: 2030-10-31
  completed: null
  requirements:
    DMS-REQ-0010: {status: confirmed, reason: difference images}

DM-AP-2:
  title: Wavefront acquisition
  due: 2030-10-31
  completed: null
  requirements:
    DMS-REQ-0010: {status: confirmed, reason: difference images}
    DMS-REQ-0020: {status: confirmed, reason: wavefronts}
"""
_AFTER = """\
DM-AP-1:
  title: Image differencing for alerts
  due: 2030-10-31
  completed: null
  requirements:
    DMS-REQ-0010: {status: confirmed, reason: difference images}
    DMS-REQ-0020: {status: confirmed, reason: wavefronts}

DM-AP-2:
  title: Wavefront acquisition
  due: 2030-10-31
  completed: null
  requirements:
    DMS-REQ-0020: {status: confirmed, reason: wavefronts}

DM-AP-3:
  title: Alert distribution
  due: 2030-11-15
  completed: 2030-11-20
  requirements:
    DMS-REQ-0010: {status: confirmed, reason: difference images}

DM-AP-4:
  title: Alert filtering
  due: 2030-11-15
  completed: null
"""
_TIMEOUT = 10.0
"""Seconds for an answer: no more than a busy machine may take."""


@dataclass(frozen=True)
class Ran:
    """How a run ended.

    Parameters
    ----------
    code, output
        Exit code, and what was printed.
    waits
        Seconds of each wait, none of which was waited.
    bug
        Exception that is none of ours.
    """

    code: int
    output: str
    waits: tuple[float, ...]
    bug: BaseException | None

    def __str__(self) -> str:
        return f"exit {self.code}, waits {self.waits}\n{self.output}"


class _TimelessFactory(Factory):
    """A factory whose runs wait on a clock that only they move."""

    def __init__(
        self, *, server: SandboxServer, folder: Path, timeout: float
    ) -> None:
        super().__init__(
            folder=folder / "mappings",
            root=folder,
            config=ProjectConfig(),
            settings=SiteSettings(
                LDMJIRA_URL=server.url,
                LDMJIRA_USER=server.user,
                LDMJIRA_TOKEN=SecretStr(server.token),
            ),
        )
        self._server = server
        self._timeout = timeout
        self.time = FakeTime()

    @contextmanager
    def open_site(
        self,
        *,
        tell: Callable[[str], None] = lambda _line: None,  # noqa: ARG002
    ) -> Iterator[tuple[Tracker, CaseBook | None]]:
        """Connect to the sandbox."""
        limits = (self._timeout, self._timeout)
        tracker = tracker_on(self._server, time=self.time, timeout=limits)
        try:
            yield tracker, None
        finally:
            tracker.close()

    @contextmanager
    def open_workspace(self, **more: Any) -> Iterator[Workspace]:
        """Wire what a sync works with, without its waits."""
        with super().open_workspace(**more) as workspace:
            yield replace(workspace, sleep=self.time.sleep)


class Stage:
    """A sandbox, a repository, and a push that is due.

    Due are an issue to create and to move to Done, an edit with a link to
    add, and a link to remove.
    """

    def __init__(self, folder: Path, server: SandboxServer) -> None:
        self.folder = folder / "work"
        self.server = server
        self.lever = Lever(server)
        self._kept = folder / "kept"
        self._prepare()

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True)
        write_mapping(self.folder)
        features = self.folder / "mappings" / FILE
        features.write_text(_BEFORE)
        (self.folder / ".gitignore").write_text(".ldmjira/\n")
        git(self.folder, "init", "-q", "-b", "main")
        self.commit("start")
        for verb in ("push", "pull"):
            done = self.run(verb)
            assert done.code == 0, done
        self.commit("keys and lines")
        keys = {
            line.strip()
            for line in features.read_text().splitlines()
            if line.startswith("  jira: ")
        }
        text = _AFTER
        for key in sorted(keys):
            # In the order in which the features were created.
            code = EDITED if key == min(keys) else REMOVED
            text = text.replace(f"{code}:\n", f"{code}:\n  {key}\n")
        features.write_text(text)
        milestone = self.folder / f"mappings/milestones/{MILESTONE}.yaml"
        milestone.write_text(
            milestone.read_text().replace(
                "  - DM-AP-2\n",
                "  - DM-AP-2\n  - DM-AP-3\n  - DM-AP-4\n",
            )
        )
        self.commit("what is due")
        shutil.copytree(self.folder, self._kept, symlinks=True)
        self.lever.call("POST", "/__sandbox__/snapshot", {"name": "due"})

    def go_back(self) -> None:
        """Make everything what it was before the push that is due."""
        self.clear_faults()
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder, symlinks=True)
        self.lever.call("POST", "/__sandbox__/restore", {"name": "due"})
        self.lever.forget_requests()

    def clear_faults(self) -> None:
        """Let the site be well again."""
        self.lever.call("DELETE", "/__sandbox__/faults")
        self.lever.call("POST", "/__sandbox__/lag", {"seconds": 0})

    def run(self, verb: str, *more: str, timeout: float = _TIMEOUT) -> Ran:
        """Run a command of ours on the sandbox, in this process."""
        factory = _TimelessFactory(
            server=self.server, folder=self.folder, timeout=timeout
        )
        arguments = [verb, MILESTONE, "--yes", *more]
        if verb == "push":
            arguments.append("--allow-loss")
        result = CliRunner(
            env={
                "HOME": str(self.folder),
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_SYSTEM": os.devnull,
            }
        ).invoke(app, arguments, obj=factory)
        bug = result.exception
        if isinstance(bug, SystemExit):
            bug = None
        return Ran(
            result.exit_code, result.output, tuple(factory.time.waits), bug
        )

    def commit(self, message: str) -> None:
        """Commit everything."""
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-qm", message, "--allow-empty")

    def content(self) -> dict[str, Any]:
        """What the sandbox holds, without the push logs."""
        found = self.server.sandbox.control.content()
        return {key: _without_log(issue) for key, issue in found.items()}

    def ending(self) -> dict[str, Any]:
        """Content by label: which issue got which key is chance."""
        return by_label(self.content())

    def writes(self) -> list[str]:
        """Requests that may change something, since the last start."""
        return [
            f"{one['method']} {one['path']}"
            for one in self.lever.log()
            if one["method"] != "GET"
            and not one["path"].endswith(("/bulkfetch", "/search/jql"))
        ]

    def key_of(self, code: str) -> str:
        """Key of the one issue of a feature."""
        [found] = self.keys_of(code)
        return found

    def keys_of(self, code: str) -> list[str]:
        """Keys of all issues that carry a feature's label."""
        return [
            key
            for key, issue in self.content().items()
            if f"ldmjira-feature-{code}" in issue["fields"].get("labels", ())
        ]


def _without_log(issue: dict[str, Any]) -> dict[str, Any]:
    """Content of an issue; a push that was repeated is logged twice."""
    issue = same_ids(issue)
    marker = issue["properties"].get("ldmjira")
    if isinstance(marker, dict):
        kept = {k: v for k, v in marker.items() if k not in ("log", "issue")}
        issue["properties"] = {**issue["properties"], "ldmjira": kept}
    return issue
