"""Snapshots: seeded once, copied afterwards, never trusted blindly."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ldmjira.sandbox.opening import open_site
from ldmjira.sandbox.site import SiteSettings


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of snapshots, empty and our own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "ldmjira" / "sandbox"


def _count(**options: object) -> int:
    opened = open_site(SiteSettings(), **options)  # type: ignore[arg-type]
    try:
        return opened.site.store.count("issue")
    finally:
        opened.site.store.close()


def test_seeding_and_copying_are_quick(cache: Path) -> None:
    start = time.perf_counter()
    count = _count()
    middle = time.perf_counter()
    assert _count() == count > 800
    end = time.perf_counter()
    assert middle - start < 3
    assert end - middle < 1
    assert len(list(cache.glob("*.sqlite"))) == 1


def test_a_broken_snapshot_is_made_again(cache: Path) -> None:
    count = _count()
    (path,) = cache.glob("*.sqlite")
    path.write_bytes(b"this is no database" * 1000)
    assert _count() == count


def test_a_file_is_filled_from_a_broken_snapshot_too(
    cache: Path, tmp_path: Path
) -> None:
    count = _count()
    (path,) = cache.glob("*.sqlite")
    path.write_bytes(b"this is no database" * 1000)
    assert _count(path=tmp_path / "store.db") == count


def test_without_a_cache_it_works_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert _count(seed="empty") == 0


def test_an_empty_site_has_no_issue(cache: Path) -> None:
    assert _count(seed="empty") == 0
    assert [p.name.split("-")[0] for p in cache.iterdir()] == ["empty"]
