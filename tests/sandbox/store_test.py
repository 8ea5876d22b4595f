"""The store: what lasts, what is undone, who may have it open."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ldmjira.sandbox.store import Store, StoreBusyError, StoreError


def test_objects_last_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store(path) as store:
        store.put("thing", "1", {"a": 1}, parent="p")
    with Store(path) as store:
        assert store.get("thing", "1") == {"a": 1}
        assert store.children("thing", "p") == [{"a": 1}]


def _fail_inside(store: Store) -> None:
    with store.transaction():
        store.put("thing", "1", {"a": 2}, parent="p")
        store.put("thing", "2", {})
        raise ZeroDivisionError


def test_a_failed_transaction_leaves_nothing() -> None:
    store = Store()
    store.put("thing", "1", {"a": 1})
    with pytest.raises(ZeroDivisionError):
        _fail_inside(store)
    assert store.all("thing") == [{"a": 1}]
    assert store.children("thing", "p") == []


def test_an_inner_transaction_fails_alone() -> None:
    store = Store()
    with store.transaction():
        store.put("thing", "1", {"a": 1})
        with pytest.raises(ZeroDivisionError):
            _fail_inside(store)
    assert store.get("thing", "1") == {"a": 1}


def test_a_cached_value_is_built_again_after_a_change() -> None:
    store = Store()
    store.put("thing", "1", {})
    assert store.cached("count", lambda: store.count("thing"), "thing") == 1
    store.put("thing", "2", {})
    assert store.cached("count", lambda: store.count("thing"), "thing") == 2


def test_what_was_dumped_comes_back() -> None:
    store = Store()
    store.put("thing", "1", {"a": 1})
    held = store.dump()
    store.put("thing", "1", {"a": 2})
    store.put("thing", "2", {})
    store.restore(held)
    assert store.all("thing") == [{"a": 1}]


def test_a_second_process_is_told_who_is_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store(path), pytest.raises(StoreBusyError, match="in use"):
        Store(path, wait=0.01)


def test_a_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be read as one" * 99)
    with pytest.raises(StoreError, match="cannot be used"):
        Store(path)
    assert path.read_text().startswith("not a database")


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("create table theirs (x)")
    other.close()
    with pytest.raises(StoreError, match="not a sandbox's store"):
        Store(path)
