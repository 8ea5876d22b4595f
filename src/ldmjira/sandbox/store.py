"""What a sandbox remembers: JSON objects in one SQLite file.

Every object has a kind (``issue``, ``comment``, ``zephyr.case``), an id within
its kind, and perhaps a parent (the issue of a comment).  All of them are held
in memory, parsed on first use; the file is written at the end of each
transaction, so that memory and file always say the same.

Another part of the sandbox adds its own kinds (with a prefix of its own), or
its own tables through `Store.connection`.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from filelock import FileLock, Timeout

__all__ = ["Row", "Store", "StoreBusyError", "StoreError"]

T = TypeVar("T")

Row = dict[str, Any]
"""One object.  Never change one in place: put a changed copy."""

_SCHEMA = """
create table if not exists object (
    seq integer primary key autoincrement,
    kind text not null,
    id text not null,
    parent text,
    body text not null,
    unique (kind, id)
);
"""
_APPLICATION_ID = 0x6C646D6A
_SAVE = (
    "insert into object (kind, id, parent, body) values (?, ?, ?, ?) "
    "on conflict (kind, id) do update set "
    "parent = excluded.parent, body = excluded.body"
)


class StoreError(Exception):
    """The file cannot be used as a sandbox's store."""


class StoreBusyError(StoreError):
    """Another process has the store open."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The sandbox store {path} is in use by another process. Wait "
            "until it has ended, or name another file."
        )
        self.path = path


class Store:
    """Keep objects in memory and in an SQLite file.

    Parameters
    ----------
    path
        The file; made if missing.  None keeps everything in memory.
    wait
        Seconds to wait for another process that has the file open.
    source
        Finished store to start from, a file or the connection of one.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        wait: float = 5.0,
        source: Path | sqlite3.Connection | None = None,
    ) -> None:
        self.path = path
        self._lock: FileLock | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(f"{path}.lock", timeout=wait)
            try:
                self._lock.acquire()
            except Timeout as exc:
                raise StoreBusyError(path) from exc
        try:
            self.connection = self._open(path)
            if source is not None:
                _copy(source, self.connection)
            self._load()
        except BaseException:
            if self._lock is not None:
                self._lock.release()
            raise
        self.version = 0
        """Raised by every committed transaction that wrote something."""
        self._undo: list[tuple[str, str, tuple[str | None, Any] | None]] = []
        self._dirty: dict[tuple[str, str], None] = {}
        self._depth = 0
        self._cached: dict[str, tuple[int, Any]] = {}
        self._kind_versions: dict[str, int] = {}
        self._listeners: list[Callable[[str, str, str | None], None]] = []

    # -- reading ----------------------------------------------------------

    def get(self, kind: str, id_: str) -> Row | None:
        """Return one object, or None."""
        held = self._rows.get(kind, {}).get(id_)
        if held is None:
            return None
        body = held[1]
        if isinstance(body, str):
            body = json.loads(body)
            self._rows[kind][id_] = (held[0], body)
        return body  # type: ignore[no-any-return]

    def ids(self, kind: str) -> list[str]:
        """Return the ids of a kind, oldest first."""
        return list(self._rows.get(kind, ()))

    def count(self, kind: str) -> int:
        """Return how many objects of a kind there are."""
        return len(self._rows.get(kind, ()))

    def all(self, kind: str) -> list[Row]:
        """Return all objects of a kind, oldest first."""
        return [row for i in self.ids(kind) if (row := self.get(kind, i))]

    def children(self, kind: str, parent: str) -> list[Row]:
        """Return the objects of a kind that have this parent."""
        ids = self._children.get((kind, parent), ())
        return [row for i in list(ids) if (row := self.get(kind, i))]

    def parent(self, kind: str, id_: str) -> str | None:
        """Return the parent of an object, or None."""
        held = self._rows.get(kind, {}).get(id_)
        return None if held is None else held[0]

    def kind_version(self, *kinds: str) -> int:
        """Return a number that rises when objects of these kinds change."""
        return sum(self._kind_versions.get(kind, 0) for kind in kinds)

    def cached(self, name: str, build: Callable[[], T], *kinds: str) -> T:
        """Return a value built from objects of some kinds, kept until then.

        Parameters
        ----------
        name
            Name of the value.
        build
            Makes the value anew.
        kinds
            Kinds whose change makes the value stale.
        """
        version = self.kind_version(*kinds)
        held = self._cached.get(name)
        if held is None or held[0] != version:
            held = (version, build())
            self._cached[name] = held
        return held[1]

    # -- writing ----------------------------------------------------------

    def put(
        self, kind: str, id_: str, body: Row, *, parent: str | None = None
    ) -> Row:
        """Add or replace one object."""
        rows = self._rows.setdefault(kind, {})
        old = rows.get(id_)
        self._undo.append((kind, id_, old))
        self._set(kind, id_, old, (parent, body))
        self._touched(kind, id_, parent)
        return body

    def delete(self, kind: str, id_: str) -> None:
        """Remove one object, if it is there."""
        old = self._rows.get(kind, {}).get(id_)
        if old is None:
            return
        self._undo.append((kind, id_, old))
        self._set(kind, id_, old, None)
        self._touched(kind, id_, old[0])

    def next_id(self, counter: str, start: int = 10000) -> str:
        """Take the next number of a counter."""
        held = self.get("counter", counter) or {"next": start}
        self.put("counter", counter, {"next": held["next"] + 1})
        return str(held["next"])

    def meta(self, name: str, default: Any = None) -> Any:
        """Return a single value of the site."""
        held = self.get("meta", name)
        return default if held is None else held["value"]

    def set_meta(self, name: str, value: Any) -> None:
        """Set a single value of the site."""
        self.put("meta", name, {"value": value})

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes inside last, or none of them.

        Transactions nest: an inner one that fails undoes its own changes
        only, if the caller goes on.
        """
        mark = len(self._undo)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._roll_back(mark)
            self._depth -= 1
            if not self._depth:
                self._dirty.clear()
            raise
        self._depth -= 1
        if not self._depth:
            self._commit()

    def on_change(
        self, listener: Callable[[str, str, str | None], None]
    ) -> None:
        """Call ``listener(kind, id, parent)`` at every change."""
        self._listeners.append(listener)

    def fill_from(self, source: Path | sqlite3.Connection) -> None:
        """Take over all objects of a finished store, into an empty one."""
        _copy(source, self.connection)
        if self.path is not None:
            self.connection.execute("pragma journal_mode=wal")
        self._load()

    def dump(self) -> dict[str, dict[str, tuple[str | None, Any]]]:
        """Return all objects, to `restore` later."""
        return {kind: dict(rows) for kind, rows in self._rows.items()}

    def restore(
        self, held: dict[str, dict[str, tuple[str | None, Any]]]
    ) -> None:
        """Make all objects what they were when they were dumped."""
        with self.transaction():
            for kind, rows in list(self._rows.items()):
                for id_ in list(rows):
                    if id_ not in held.get(kind, {}):
                        self.delete(kind, id_)
            for kind, rows in held.items():
                for id_, (parent, body) in rows.items():
                    if self._rows.get(kind, {}).get(id_) != (parent, body):
                        self.put(kind, id_, body, parent=parent)

    def close(self) -> None:
        """Give back the file."""
        self.connection.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # -- inside -----------------------------------------------------------

    @staticmethod
    def _open(path: Path | None) -> sqlite3.Connection:
        """Open the file, or refuse it when it is something else."""
        try:
            connection = sqlite3.connect(
                path or ":memory:",
                isolation_level=None,
                check_same_thread=False,
            )
            (mark,) = connection.execute("pragma application_id").fetchone()
            (tables,) = connection.execute(
                "select count(*) from sqlite_master"
            ).fetchone()
            if tables and mark != _APPLICATION_ID:
                raise StoreError(
                    f"{path} is an SQLite file, but not a sandbox's store. "
                    "Name another file."
                )
            if path is not None:
                connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=normal")
            connection.execute(f"pragma application_id={_APPLICATION_ID}")
            connection.executescript(_SCHEMA)
        except sqlite3.DatabaseError as exc:
            raise StoreError(
                f"{path} cannot be used as a sandbox's store: {exc}. Name "
                "another file."
            ) from exc
        return connection

    def _load(self) -> None:
        self._rows: dict[str, dict[str, tuple[str | None, Any]]] = {}
        self._children: dict[tuple[str, str], dict[str, None]] = {}
        for kind, id_, parent, body in self.connection.execute(
            "select kind, id, parent, body from object order by seq"
        ):
            self._rows.setdefault(kind, {})[id_] = (parent, body)
            if parent is not None:
                self._children.setdefault((kind, parent), {})[id_] = None

    def _set(
        self,
        kind: str,
        id_: str,
        old: tuple[str | None, Any] | None,
        new: tuple[str | None, Any] | None,
    ) -> None:
        rows = self._rows.setdefault(kind, {})
        moved = old is not None and (new is None or new[0] != old[0])
        if old is not None and old[0] is not None and moved:
            self._children.get((kind, old[0]), {}).pop(id_, None)
        if new is None:
            rows.pop(id_, None)
            return
        rows[id_] = new
        if new[0] is not None:
            self._children.setdefault((kind, new[0]), {})[id_] = None

    def _touched(self, kind: str, id_: str, parent: str | None) -> None:
        self._dirty[kind, id_] = None
        self._kind_versions[kind] = self._kind_versions.get(kind, 0) + 1
        for listener in self._listeners:
            listener(kind, id_, parent)
        if not self._depth:
            self._commit()

    def _roll_back(self, mark: int) -> None:
        for kind, id_, old in reversed(self._undo[mark:]):
            now = self._rows.get(kind, {}).get(id_)
            self._set(kind, id_, now, old)
            self._kind_versions[kind] = self._kind_versions.get(kind, 0) + 1
            parent = (old or now or (None,))[0]
            for listener in self._listeners:
                listener(kind, id_, parent)
        del self._undo[mark:]

    def _commit(self) -> None:
        try:
            self._write()
        except BaseException:
            self._roll_back(0)
            self._dirty.clear()
            raise
        self._undo.clear()

    def _write(self) -> None:
        """Bring the file up to date with memory."""
        if not self._dirty:
            return
        saved = []
        removed = []
        for kind, id_ in self._dirty:
            held = self._rows.get(kind, {}).get(id_)
            if held is None:
                removed.append((kind, id_))
                continue
            parent, body = held
            text = body if isinstance(body, str) else _dump(body)
            saved.append((kind, id_, parent, text))
        self.connection.execute("begin immediate")
        try:
            self.connection.executemany(_SAVE, saved)
            self.connection.executemany(
                "delete from object where kind = ? and id = ?", removed
            )
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")
        self._dirty.clear()
        self.version += 1


def _copy(
    source: Path | sqlite3.Connection, target: sqlite3.Connection
) -> None:
    if isinstance(source, sqlite3.Connection):
        source.backup(target)
        return
    with contextlib.closing(
        sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    ) as opened:
        opened.backup(target)


def _dump(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
