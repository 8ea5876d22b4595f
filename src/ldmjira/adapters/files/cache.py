"""What files of a mapping held, by the hash of their content.

Parsing YAML is nine tenths of the time of a load. So the plain data of each
file and the lines of its parts are kept as JSON in a small database of the
user's. Nothing in it is trusted: it is validated like the file itself, and a
database that cannot be used is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from ldmjira.constants import VERSION
from ldmjira.models.keys import FeatureCode
from ldmjira.models.mapping import Feature, Milestone

from .folder import SourceFile
from .parsed_file import MILESTONES, ParsedFile

if TYPE_CHECKING:
    import sqlite3

__all__ = ["MappingCache", "default_file"]

MAX_BYTES: Final = 64 * 1024 * 1024
"""Size that the entries may have together; the oldest go first."""

WORTH_IT: Final = 512 * 1024
"""Size of a mapping below which parsing is quicker than asking."""

_FORMAT: Final = 1
_SCHEMA: Final = """
create table if not exists parsed (
    digest text primary key,
    used integer not null,
    data blob not null,
    lines blob not null
) without rowid
"""
_CHUNK: Final = 500
_PATIENCE: Final = 2.0


class MappingCache:
    """Keep what files held between runs.

    Parameters
    ----------
    locate
        Tells the file of the database, when it is first needed; its folder
        is made when there is something to keep.
    worth_it
        Size of all files together below which nothing is kept.
    """

    def __init__(
        self, locate: Callable[[], Path], *, worth_it: int = WORTH_IT
    ) -> None:
        self._locate = locate
        self._worth_it = worth_it
        self._found: dict[str, tuple[bytes, bytes]] = {}
        self._new: dict[str, tuple[bytes, bytes]] = {}
        self._in_use = False

    def open(self, sources: Sequence[SourceFile]) -> None:
        """Look up all files at once.

        Parameters
        ----------
        sources
            Files that will be asked for.
        """
        size = sum(len(source.data) for source in sources)
        self._in_use = size >= self._worth_it
        self._found, self._new = {}, {}
        if not self._in_use or not self._file.is_file():
            return
        digests = [_digest(source) for source in sources]
        with self._tolerant(), self._connection() as base:
            for start in range(0, len(digests), _CHUNK):
                part = digests[start : start + _CHUNK]
                marks = ",".join("?" * len(part))
                rows = base.execute(
                    "select digest, data, lines from parsed "  # noqa: S608
                    f"where digest in ({marks})",
                    part,
                )
                self._found |= {row[0]: (row[1], row[2]) for row in rows}

    def get(self, source: SourceFile) -> ParsedFile | None:
        """Give what a file holds, if it is known.

        Parameters
        ----------
        source
            One of the files that `open` was told of.

        Returns
        -------
        ParsedFile or None
            Without problems, since files with problems are not kept.
        """
        if not self._found:
            return None
        entry = self._found.get(_digest(source))
        if entry is None:
            return None
        try:
            return self._restored(source, *entry)
        except (ValueError, KeyError, RecursionError):
            return None

    def put(self, source: SourceFile, parsed: ParsedFile) -> None:
        """Remember what a file holds, until `close` writes it.

        Parameters
        ----------
        source
            The file.
        parsed
            What it holds; it has no problems.
        """
        if self._in_use:
            self._new[_digest(source)] = (
                _json(parsed.data),
                _json(parsed.lines),
            )

    def close(self) -> None:
        """Write what is new, and forget what is too old."""
        if not self._new:
            return
        with self._tolerant():
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._connection() as base:
                base.execute(_SCHEMA)
                self._write(base)
        self._new = {}

    @contextlib.contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Do without a database that cannot be used; remove a broken one."""
        import sqlite3  # noqa: PLC0415

        try:
            yield
        except (OSError, sqlite3.OperationalError):
            return  # locked, full, read-only: no reason to fail
        except sqlite3.Error:
            with contextlib.suppress(OSError):
                self._file.unlink()

    def _write(self, base: sqlite3.Connection) -> None:
        query = "select coalesce(max(used), 0) + 1 from parsed"
        (run,) = base.execute(query).fetchone()
        base.executemany(
            "insert or replace into parsed values (?, ?, ?, ?)",
            [(key, run, *entry) for key, entry in self._new.items()],
        )
        base.executemany(
            "update parsed set used = ? where digest = ?",
            [(run, key) for key in self._found],
        )
        size = "length(data) + length(lines)"
        base.execute(
            "delete from parsed where digest in (select digest from ("  # noqa: S608
            f"select digest, sum({size}) over (order by used desc, digest) "
            "as upto from parsed) where upto > ?)",
            (MAX_BYTES,),
        )

    @cached_property
    def _file(self) -> Path:
        return self._locate()

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        import sqlite3  # noqa: PLC0415  (most mappings are small)

        base = sqlite3.connect(self._file, timeout=_PATIENCE)
        try:
            with base:
                yield base
        finally:
            base.close()

    @cached_property
    def _features(self) -> TypeAdapter[dict[str, Feature]]:
        return TypeAdapter(dict[FeatureCode, Feature])

    def _restored(
        self, source: SourceFile, data: bytes, lines: bytes
    ) -> ParsedFile:
        parsed = ParsedFile(source.name, lines=_lines(lines))
        if source.name.startswith(f"{MILESTONES}/"):
            code = source.stem
            milestone = Milestone.model_validate_json(data)
            parsed.models = {code: milestone}
            parsed.mentions = [
                (feature, parsed.lines.get(f"{code}/features/{feature}", 1))
                for feature in milestone.features
            ]
        else:
            parsed.models = dict(self._features.validate_json(data))
        parsed.codes = {code: parsed.lines[code] for code in parsed.models}
        return parsed


def _digest(source: SourceFile) -> str:
    head = f"{_FORMAT} {VERSION} {source.name}\n".encode()
    return hashlib.sha256(head + source.data).hexdigest()


def _lines(text: bytes) -> dict[str, int]:
    data = json.loads(text)
    if not isinstance(data, dict) or not all(
        type(line) is int for line in data.values()
    ):
        raise ValueError("these are not the lines of a file")
    return data


def _json(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode("utf-8")


def default_file() -> Path:
    """Database of the user; ``LDMJIRA_CACHE`` names another folder."""
    import platformdirs  # noqa: PLC0415

    named = os.environ.get("LDMJIRA_CACHE")
    folder = Path(named) if named else platformdirs.user_cache_path("ldmjira")
    return folder / "mappings.sqlite3"
