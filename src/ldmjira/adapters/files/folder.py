"""A folder of files: found safely, read whole, replaced atomically."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ldmjira.exceptions import MappingError, Problem

from .yaml_faults import MAX_BYTES, too_big

__all__ = ["Folder", "SourceFile", "digest_of"]

_TEMPORARY: Final = ".ldmjira-tmp"


def digest_of(data: bytes) -> str:
    """Fingerprint of a content."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file and what it held when it was read.

    Parameters
    ----------
    name
        Relative to the folder, with slashes.
    data
        Its bytes.
    """

    name: str
    data: bytes

    @property
    def stem(self) -> str:
        """Name without folder and extension."""
        return Path(self.name).stem


class Folder:
    """The folder of a mapping.

    Parameters
    ----------
    root
        Where it is. Problems name files relative to it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = os.path.realpath(root)

    def exists(self) -> bool:
        """Whether the folder is there."""
        return self.root.is_dir()

    def files(
        self, part: str, suffix: str, problems: list[Problem]
    ) -> list[SourceFile]:
        """Read all files of a part of the folder.

        Parameters
        ----------
        part
            Name of the folder inside the folder.
        suffix
            What the name of every file must end with.
        problems
            Where to add what is wrong with a file.

        Returns
        -------
        list of SourceFile
            By name; hidden files are passed over.
        """
        try:
            entries = sorted(os.scandir(self.root / part), key=_name)
        except FileNotFoundError:
            return []
        except NotADirectoryError:
            problems.append(Problem(part, 1, "this must be a folder"))
            return []
        found: list[SourceFile] = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            name = f"{part}/{entry.name}"
            if not entry.name.endswith(suffix):
                message = f"only {suffix} files belong here; move it away"
                problems.append(Problem(name, 1, message))
                continue
            source = self.read(name, problems)
            if source is not None:
                found.append(source)
        return found

    def read(
        self, name: str, problems: list[Problem], *, limit: int = MAX_BYTES
    ) -> SourceFile | None:
        """Read one file.

        Parameters
        ----------
        name
            Relative to the folder.
        problems
            Where to add what is wrong with it.
        limit
            Size above which the file is refused unread.

        Returns
        -------
        SourceFile or None
            ``None`` if it is not there or something is wrong with it.
        """
        path = self.root / name
        if not self._is_inside(path):
            message = "this link leads out of the mapping; put the file here"
            problems.append(Problem(name, 1, message))
            return None
        try:
            # Without O_NONBLOCK a named pipe would hold us up for ever.
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            problems.append(Problem(name, 1, message))
            return None
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            # Before it is made a stream: a folder cannot be one.
            os.close(handle)
            problems.append(Problem(name, 1, "this is not a file"))
            return None
        with os.fdopen(handle, "rb") as stream:
            if status.st_size > limit:
                fault = too_big(name, status.st_size, limit=limit)
                problems.append(fault)
                return None
            return SourceFile(name, stream.read(limit + 1))

    def content(self, name: str) -> bytes | None:
        """Bytes of a file, or ``None`` if it is not there."""
        try:
            return (self.root / name).read_bytes()
        except OSError:
            return None

    def identity(self, name: str) -> str:
        """What changes whenever a file is written, even with its own bytes."""
        try:
            status = (self.root / name).stat()
        except OSError:
            return ""
        return f"{status.st_ino}:{status.st_mtime_ns}:{status.st_size}"

    def remove(self, name: str) -> bool:
        """Remove a file for good; true if it was there.

        Raises
        ------
        MappingError
            If it cannot be removed.
        """
        path = self.root / name
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise MappingError(
                f"{path} cannot be removed: {error.strerror}"
            ) from error
        _sync_folder(path.parent)
        return True

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Replace files: all are written aside first, then put in place.

        Parameters
        ----------
        contents
            New content by name.

        Raises
        ------
        MappingError
            If a file cannot be written; then none has changed, unless the
            disk failed between two renames.
        """
        waiting: list[tuple[str, Path]] = []
        try:
            for name, data in contents.items():
                path = Path(os.path.realpath(self.root / name))
                if not self._is_inside(path):
                    raise MappingError(
                        f"{self.root / name} leads out of the mapping"
                    )
                waiting.append((self._write_aside(path, data), path))
            while waiting:
                temporary, path = waiting[0]
                os.replace(temporary, path)  # noqa: PTH105
                waiting.pop(0)
                _sync_folder(path.parent)
        except OSError as error:
            raise MappingError(
                f"{self.root} cannot be written: {error.strerror}",
                hint="Mend that (disk full, read-only?) and run it again.",
            ) from error
        finally:
            for temporary, _ in waiting:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)  # noqa: PTH108

    def _write_aside(self, path: Path, data: bytes) -> str:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        handle, temporary = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=_TEMPORARY
        )
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fchmod(stream.fileno(), _mode_for(path))
                os.fsync(stream.fileno())
        except BaseException:
            os.unlink(temporary)  # noqa: PTH108
            raise
        return temporary

    def _is_inside(self, path: Path) -> bool:
        real = os.path.realpath(path)
        return real.startswith(self._real + os.sep)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _mode_for(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove_leftovers(path: Path) -> None:
    """Remove what a killed run left beside a file."""
    for old in path.parent.glob(f".{path.name}.*{_TEMPORARY}"):
        with contextlib.suppress(OSError):
            old.unlink()


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
