"""Runs of the real command that are killed at a place, by SIGKILL."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from tests.support.sandbox import Lever, SandboxServer
from tests.support.world import git

__all__ = ["Done", "Kill", "Runner", "Site", "by_label", "same_ids"]

_SERVER = Path(__file__).with_name("killing_server.py")
_MAPPINGS = Path(__file__).parents[2] / "mappings"


@dataclass(frozen=True)
class Kill:
    """Where a run is killed.

    Parameters
    ----------
    number
        Which request, or which change of a file, from 1.
    side
        Before it, or once its answer is in.
    what
        What is counted: requests; all that changes a file; or only what
        puts one in its place, and ``git add``.
    """

    number: int
    side: Literal["before", "after"] = "before"
    what: Literal["request", "file", "rename"] = "request"


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    output: str
    errors: str
    requests: int
    files: int

    @property
    def was_killed(self) -> bool:
        """Whether it was ended by SIGKILL."""
        return self.code == -signal.SIGKILL

    def __str__(self) -> str:
        return f"exit {self.code}\n{self.output}{self.errors}"


class Runner:
    """Run commands, each in a child of a process that imported it all.

    So that a run costs what it does, and not the second that Python takes
    to import it. The child is a process of its own, and the kill a real one.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ldmjira-runs-"))
        self._server = subprocess.Popen(
            [sys.executable, str(_SERVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(_MAPPINGS.parent)},
        )
        assert self._answer() == "ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._server.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(
        self,
        *arguments: str,
        folder: Path,
        env: Mapping[str, str],
        kill: Kill | None = None,
    ) -> Done:
        """Run ``ldmjira`` with arguments in a folder, to its end."""
        names = {
            name: str(self._folder / name) for name in ("stdout", "stderr")
        }
        order: dict[str, Any] = {
            "arguments": arguments,
            "cwd": str(folder),
            "env": dict(env),
            **names,
        }
        if kill is not None:
            order |= {
                "what": kill.what,
                "number": kill.number,
                "side": kill.side,
            }
        assert self._server.stdin is not None
        self._server.stdin.write(f"{json.dumps(order)}\n")
        self._server.stdin.flush()
        reply = json.loads(self._answer())
        return Done(
            output=Path(names["stdout"]).read_text(),
            errors=Path(names["stderr"]).read_text(),
            **reply,
        )

    def _answer(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline()


class Site:
    """A sandbox, and a repository that holds a copy of our mapping.

    Parameters
    ----------
    folder
        Where the repository is made.
    server
        A running sandbox.
    runner
        Runs the commands.
    """

    def __init__(
        self, folder: Path, server: SandboxServer, runner: Runner
    ) -> None:
        self.folder = folder
        self.server = server
        self.lever = Lever(server)
        self._kept = folder.with_name(f"{folder.name}-kept")
        self._runner = runner
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "LDMJIRA_URL": server.url,
            "LDMJIRA_USER": server.user,
            "LDMJIRA_TOKEN": server.token,
            "LDMJIRA_AUTH": "basic",
            "COLUMNS": "80",
        }
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".git").exists():
            shutil.copytree(_MAPPINGS, folder / "mappings")
            shutil.rmtree(folder / "mappings" / "baseline", ignore_errors=True)
            (folder / ".gitignore").write_text(".ldmjira/\n")
            git(folder, "init", "-q", "-b", "main")
            self.commit("start")

    def run(self, *arguments: str, kill: Kill | None = None) -> Done:
        """Run ``ldmjira`` against the sandbox."""
        return self._runner.run(
            *arguments, folder=self.folder, env=self.env, kill=kill
        )

    def edit(self, file: str, old: str, new: str) -> None:
        """Edit a file of the mapping as an author does."""
        path = self.folder / "mappings" / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def remember(self) -> None:
        """Keep the sandbox and the repository as they are now."""
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(self.folder, self._kept, symlinks=True)
        self.lever.call("POST", "/__sandbox__/snapshot", {"name": "kept"})

    def go_back(self) -> None:
        """Make sandbox and repository what they were when remembered."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder, symlinks=True)
        self.lever.call("POST", "/__sandbox__/restore", {"name": "kept"})
        self.lever.call("DELETE", "/__sandbox__/faults")
        self.lever.forget_requests()

    def key_of(self, label: str) -> str:
        """Key of the one issue that carries a label."""
        [found] = [
            key
            for key, issue in self.content().items()
            if label in issue["fields"].get("labels", ())
        ]
        return found

    def commit(self, message: str = "change") -> None:
        """Commit everything."""
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-qm", message, "--allow-empty")

    def writes(self) -> list[str]:
        """Requests so far that may change something."""
        return [
            f"{one['method']} {one['path']}"
            for one in self.lever.log()
            if one["method"] in {"PUT", "DELETE"}
            or (
                one["method"] == "POST"
                and not one["path"].endswith(
                    ("/bulkfetch", "/search", "/search/jql")
                )
            )
        ]

    def content(self) -> dict[str, Any]:
        """What the sandbox holds, with ids of the log that do not vary."""
        found = self.server.sandbox.control.content()
        return {key: same_ids(one) for key, one in found.items()}

    def audited(self) -> Counter[str]:
        """Writes of which the audit was told: what was written where."""
        [path] = self.folder.glob(".ldmjira/*/audit.jsonl")
        names = ("object", "field", "after", "direction")
        return Counter(
            json.dumps([json.loads(line)[name] for name in names])
            for line in path.read_text().splitlines()
        )

    def files(self) -> dict[str, bytes]:
        """Bytes of every file of the mapping."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted((self.folder / "mappings").rglob("*"))
            if path.is_file()
        }


def same_ids(issue: dict[str, Any]) -> dict[str, Any]:
    """An issue's content, its log entries named by their place.

    Ids are random, and commits differ between repositories made at
    different moments.
    """
    properties = dict(issue["properties"])
    marker = properties.get("ldmjira")
    if isinstance(marker, dict):
        log = [
            {**entry, "id": place, "commit": bool(entry.get("commit"))}
            for place, entry in enumerate(marker.get("log", ()))
        ]
        properties["ldmjira"] = {**marker, "log": log}
    return {**issue, "properties": properties}


def by_label(content: dict[str, Any]) -> dict[str, Any]:
    """Content with our issues under their labels, whatever their keys are."""
    names = {
        key: label
        for key, issue in content.items()
        for label in issue["fields"].get("labels", ())
        if label.startswith("ldmjira-")
    }
    return {
        names.get(key, key): {
            **issue,
            "links": sorted(
                [kind, names.get(other, other)]
                for kind, other in issue["links"]
            ),
        }
        for key, issue in content.items()
    }
