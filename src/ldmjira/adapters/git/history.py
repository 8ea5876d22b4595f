"""History of the mapping, asked of ``git`` itself."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from ldmjira.exceptions import ConfigurationError
from ldmjira.ports.history import Version

__all__ = ["GitHistory", "NoHistory"]

_FIELDS: Final = 5
_MISSING: Final = "0" * 7
_INDEX: Final = "GIT_INDEX_FILE"
_OF_HOOKS: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX"})


class NoHistory:
    """Implement `~ldmjira.ports.history.History` outside version control."""

    is_kept = False
    is_shallow = False
    head = ""

    def changed_files(self) -> frozenset[str]:
        """None: nothing waits to be committed."""
        return frozenset()

    def at_head(self, file: str) -> str | None:  # noqa: ARG002
        """Nothing."""
        return None

    def at_commit(self, file: str) -> str | None:  # noqa: ARG002
        """Nothing."""
        return None

    def versions(self, file: str) -> tuple[Version, ...]:  # noqa: ARG002
        """No version."""
        return ()

    def is_known(self, commit: str) -> bool:  # noqa: ARG002
        """No commit is known."""
        return False

    def descends(self, commit: str, ancestor: str) -> bool:  # noqa: ARG002
        """No commit descends from another."""
        return False

    def stage(self, files: Collection[str]) -> None:
        """Do nothing."""


class GitHistory:
    """Implement `~ldmjira.ports.history.History` with git.

    Each question is asked when it is first needed, and once.

    Parameters
    ----------
    folder
        Folder of the mapping.
    """

    is_kept = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._versions: dict[str, dict[str, tuple[Version, ...]]] = {}
        self._ancestors: dict[str, frozenset[str]] = {}

    @classmethod
    def covers(cls, folder: Path) -> bool:
        """Whether a folder lies in the work tree of a repository.

        Parameters
        ----------
        folder
            Folder of the mapping.

        Returns
        -------
        bool
            False also if the folder is ignored.

        Raises
        ------
        ConfigurationError
            If it looks like a repository, and git will not say: without
            history, edits would be overwritten.
        """
        if not folder.is_dir():
            return False
        folder = folder.absolute()
        if not any(
            (parent / ".git").exists() for parent in (folder, *folder.parents)
        ):
            return False
        inside = _git(folder, "rev-parse", "--is-inside-work-tree")
        if inside is None or inside.strip() != b"true":
            return False
        ignored = _git(folder, "check-ignore", "-q", ".", check=False)
        return ignored is None

    @cached_property
    def is_shallow(self) -> bool:
        """Whether commits are missing."""
        answer = self._ask("rev-parse", "--is-shallow-repository")
        return answer.strip() == b"true"

    @cached_property
    def head(self) -> str:
        """Commit that is checked out; empty before the first one."""
        found = _git(
            self._folder, "rev-parse", "--verify", "-q", "HEAD", check=False
        )
        return "" if found is None else found.decode().strip()

    def changed_files(self) -> frozenset[str]:
        """Files that differ from HEAD, new and removed ones included."""
        return self._changed

    @cached_property
    def _changed(self) -> frozenset[str]:
        found = self._ask(
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--ignored=no",
            "--",
            ".",
        )
        prefix = self._prefix
        return frozenset(
            entry[3:].decode("utf-8", "surrogateescape")[len(prefix) :]
            for entry in found.split(b"\0")
            if entry
        )

    def at_head(self, file: str) -> str | None:
        """Content of a file at HEAD."""
        if not self.head:
            return None
        return self._read_blobs([f"{self.head}:{self._prefix}{file}"])[0]

    def at_commit(self, file: str) -> str | None:
        """Content of a file in the commit that is being made, or at HEAD.

        A hook runs before the commit is there: git tells it the index.
        """
        if _INDEX not in os.environ:
            return self.at_head(file)
        return self._read_blobs([f":{self._prefix}{file}"])[0]

    def versions(self, file: str) -> tuple[Version, ...]:
        """Content of a file at each commit that changed it, newest first.

        The first question about a folder reads all its files at once.
        """
        folder = file.rpartition("/")[0] or "."
        if folder not in self._versions:
            self._versions[folder] = self._load_versions(folder)
        return self._versions[folder].get(file, ())

    def is_known(self, commit: str) -> bool:
        """Whether a commit is HEAD or an ancestor of it."""
        return commit in self._parents

    def descends(self, commit: str, ancestor: str) -> bool:
        """Whether one known commit comes after another."""
        return ancestor in self._ancestors_of(commit)

    def stage(self, files: Collection[str]) -> None:
        """Put files into the index."""
        if files:
            self._ask("add", "--", *sorted(files))
            for name in ("_changed",):
                self.__dict__.pop(name, None)

    @cached_property
    def _prefix(self) -> str:
        found = self._ask("rev-parse", "--show-prefix")
        return found.decode("utf-8", "surrogateescape").strip("\n")

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        if not self.head:
            return {}
        rows = self._ask("rev-list", "--parents", self.head).decode()
        split = (row.split() for row in rows.splitlines())
        return {commit: tuple(parents) for commit, *parents in split}

    def _ancestors_of(self, commit: str) -> frozenset[str]:
        known = self._ancestors.get(commit)
        if known is None:
            seen: set[str] = set()
            waiting = list(self._parents.get(commit, ()))
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    waiting.extend(self._parents.get(one, ()))
            known = self._ancestors[commit] = frozenset(seen)
        return known

    def _load_versions(self, folder: str) -> dict[str, tuple[Version, ...]]:
        if not self.head:
            return {}
        # Full history: the default would drop side branches whose change a
        # merge did not take, and they hold agreements all the same.
        raw = self._ask(
            "log",
            "--full-history",
            "--topo-order",
            "-m",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--format=%x01%H",
            "-z",
            self.head,
            "--",
            folder,
        )
        found = list(_changes(raw))
        texts = self._read_blobs([blob for _, blob, _ in found])
        versions: dict[str, dict[str, Version]] = defaultdict(dict)
        for (commit, _, path), text in zip(found, texts, strict=True):
            name = path.removeprefix(self._prefix)
            versions[name].setdefault(commit, Version(commit, text))
        return {
            name: tuple(by_commit.values())
            for name, by_commit in versions.items()
        }

    def _read_blobs(self, names: Sequence[str]) -> list[str | None]:
        """Read objects by name, in one call; what is missing is None."""
        wanted = dict.fromkeys(n for n in names if not n.startswith(_MISSING))
        if not wanted:
            return [None] * len(names)
        answer = self._ask(
            "cat-file",
            "--batch",
            stdin="".join(f"{name}\n" for name in wanted).encode(
                "utf-8", "surrogateescape"
            ),
        )
        texts = dict(zip(wanted, _objects(answer), strict=True))
        return [texts.get(name) for name in names]

    def _ask(self, *arguments: str, stdin: bytes = b"") -> bytes:
        found = _git(self._folder, *arguments, stdin=stdin)
        return found if found is not None else b""


def _git(
    folder: Path, *arguments: str, stdin: bytes = b"", check: bool = True
) -> bytes | None:
    """Run git in a folder; None if it failed and need not succeed."""
    # Hooks and aliases play no part; a pager or a prompt must not wait.
    environment = {
        **_plain_environment(),
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603  (a list, and no shell)
            command,
            cwd=folder,
            input=stdin,
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError as error:
        if check:
            raise ConfigurationError(
                f"git cannot be run: {error}",
                hint="Install git; the history of the mapping is needed.",
            ) from None
        return None
    if done.returncode == 0:
        return done.stdout
    if not check:
        return None
    said = done.stderr.decode("utf-8", "replace").strip()
    raise ConfigurationError(
        f"git {arguments[0]} failed in {folder}: {said}",
        hint="Run the same git command by hand to see what is wrong.",
    )


def _plain_environment() -> dict[str, str]:
    """Our environment, as git needs it that runs in another folder.

    Within a hook it names what is relative to the folder of the hook.
    """
    found = {k: v for k, v in os.environ.items() if k not in _OF_HOOKS}
    if _INDEX in found:
        found[_INDEX] = str(Path(found[_INDEX]).absolute())
    return found


def _changes(raw: bytes) -> Iterable[tuple[str, str, str]]:
    """Commit, blob and path of each change in ``git log --raw -z``."""
    commit = ""
    blob = ""
    for part in raw.replace(b"\x01", b"\0\x01").split(b"\0"):
        text = part.decode("utf-8", "surrogateescape").strip("\n")
        if text.startswith("\x01"):
            commit = text[1:].strip()
            blob = ""
        elif text.startswith(":"):
            fields = text[1:].split()
            blob = fields[3] if len(fields) == _FIELDS else ""
        elif text and blob:
            yield commit, blob, text
            blob = ""


def _objects(answer: bytes) -> Iterable[str | None]:
    """Contents in the answer of ``git cat-file --batch``, in order."""
    position = 0
    while position < len(answer):
        end = answer.index(b"\n", position)
        header = answer[position:end].split()
        position = end + 1
        if header[-1] in {b"missing", b"ambiguous"}:
            yield None
            continue
        size = int(header[-1])
        body = answer[position : position + size]
        position += size + 1
        yield body.decode("utf-8", "replace")
