"""The mapping at a revision, read with ``git`` itself."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from ldmjira.exceptions import MappingError, UsageError
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap
from ldmjira.ports.mapping_revisions import MappingState
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["GitMappingRevisions"]

# What may name a revision. No dash in front: git would take it for an
# option; no colon: that names a file, not a commit.
_REVISION: Final = re.compile(r"[A-Za-z0-9_@.^~{}/+#=,][^\s:\x00-\x1f\x7f]*")
_NOW: Final = "the working tree"


class GitMappingRevisions:
    """Read the mapping at revisions of its git repository.

    Parameters
    ----------
    folder
        Folder of the mapping.
    open_store
        Makes the store of a folder.
    """

    def __init__(
        self, folder: Path, open_store: Callable[[Path], MappingStore]
    ) -> None:
        self._folder = folder
        # A revision may hold the mapping though it has been removed since.
        full = folder.absolute()
        self._anchor = next(f for f in (full, *full.parents) if f.is_dir())
        self._open_store = open_store

    def load(self, revision: str) -> MappingState:
        """Read mapping and catalogue as a revision has them."""
        if not revision:
            store = self._open_store(self._folder)
            return MappingState(_NOW, store.load(), store.load_catalog())
        commit = self._commit(revision)
        tree = f"{commit}:{self._path()}"
        if not self._exists(tree):  # the mapping had not begun
            empty = VerificationMap(milestones={}, features={})
            return MappingState(revision, empty, Catalog())
        top = self._git("rev-parse", "--show-toplevel").decode().rstrip("\n")
        # From the top: below it, git looks for our folder in the archive.
        archive = self._git("archive", "--format=tar", tree, folder=Path(top))
        with tempfile.TemporaryDirectory(prefix="ldmjira-") as name:
            folder = Path(name).resolve()
            _unpack(archive, folder)
            store = self._open_store(folder)
            try:
                mapping, catalog = store.load(), store.load_catalog()
            except MappingError as error:
                raise MappingError(
                    f"The mapping at {revision} cannot be read",
                    error.problems,
                    hint="Choose a revision at which `check` can read it.",
                ) from error
        return MappingState(revision, mapping, catalog)

    def _path(self) -> str:
        """Path of the mapping, as git names it from the top."""
        above = self._git("rev-parse", "--show-prefix").decode().rstrip("\n")
        below = self._folder.absolute().relative_to(self._anchor.absolute())
        path = (PurePosixPath(above) / below.as_posix()).as_posix()
        return "" if path == "." else path

    def common_base(self, one: str, other: str) -> str:
        """Commit from which two revisions parted."""
        commits = [self._commit(one), self._commit(other)]
        found = self._run("merge-base", *commits)
        if found.returncode:
            raise UsageError(
                f"{one} and {other} have no commit in common",
                hint="A shallow clone may lack it: fetch the whole history.",
            )
        return found.stdout.decode().strip()

    def _commit(self, revision: str) -> str:
        if not _REVISION.fullmatch(revision):
            raise UsageError(
                f"{revision!r} cannot name a revision",
                hint="Give commits, branches or tags: main..HEAD.",
            )
        found = self._run(
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
        )
        if found.returncode:
            self._require_repository()
            raise UsageError(
                f"There is no revision {revision} in this repository",
                hint="See `git log`; a shallow clone lacks older ones "
                "(fetch-depth: 0).",
            )
        return found.stdout.decode().strip()

    def _exists(self, tree: str) -> bool:
        found = self._run("cat-file", "-e", tree)
        return found.returncode == 0

    def _require_repository(self) -> None:
        found = self._run("rev-parse", "--show-prefix")
        if found.returncode:
            said = found.stderr.decode("utf-8", "replace").strip()
            raise UsageError(
                f"{self._folder} is in no git repository that can be read: "
                f"{said}",
                hint="`changes` compares commits; put the mapping into git.",
            )

    def _git(self, *arguments: str, folder: Path | None = None) -> bytes:
        found = self._run(*arguments, folder=folder)
        if found.returncode:
            said = found.stderr.decode("utf-8", "replace").strip()
            raise UsageError(f"git {arguments[0]} failed: {said}")
        return found.stdout

    def _run(
        self, *arguments: str, folder: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        environment = {
            **os.environ,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }
        try:
            return subprocess.run(  # noqa: S603
                ["git", "-C", str(folder or self._anchor), *arguments],  # noqa: S607
                capture_output=True,
                check=False,
                env=environment,
                stdin=subprocess.DEVNULL,
            )
        except FileNotFoundError:
            raise UsageError(
                "There is no git on this machine",
                hint="Install git; `changes` reads revisions with it.",
            ) from None


def _unpack(archive: bytes, folder: Path) -> None:
    # Plain files only, and inside: what a commit holds must not lead us
    # elsewhere. (`tarfile` filters are too new for Python 3.11.0.)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            path = Path(os.path.normpath(folder / member.name))
            if content is not None and path.is_relative_to(folder):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
