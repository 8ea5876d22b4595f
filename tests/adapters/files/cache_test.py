from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ldmjira.adapters.files import cache as module
from ldmjira.adapters.files.cache import MappingCache, default_file
from ldmjira.adapters.files.mapping_store import FileMappingStore
from ldmjira.exceptions import MappingError
from ldmjira.models.mapping import VerificationMap

COMMITTED = Path(__file__).parents[3] / "mappings"
SAMPLE = Path(__file__).parents[2] / "data" / "looking" / "mappings"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return the file of a database that is not there yet."""
    return tmp_path / "cache" / "mappings.sqlite3"


def load(database: Path, folder: Path = SAMPLE) -> VerificationMap:
    cache = MappingCache(lambda: database, worth_it=0)
    return FileMappingStore(folder, cache=cache).load()


def rows(database: Path) -> int:
    with sqlite3.connect(database) as base:
        (count,) = base.execute("select count(*) from parsed").fetchone()
    base.close()
    return int(count)


def copy_of(folder: Path, to: Path) -> Path:
    for path in folder.glob("*/*.yaml"):
        target = to / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return to


@pytest.mark.parametrize("folder", [SAMPLE, COMMITTED], ids=["small", "real"])
def test_mapping_from_the_cache_is_that_of_the_files(
    folder: Path, database: Path
) -> None:
    plain = FileMappingStore(folder).load()
    first, second = load(database, folder), load(database, folder)
    for found in (first, second):
        assert found == plain
        assert dict(found.places) == dict(plain.places)
        assert list(found.features) == list(plain.features)
        assert found.milestones_of == plain.milestones_of


def test_cache_is_really_used(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database)

    def fail(_: object) -> None:
        raise AssertionError("a file was parsed that was known")

    monkeypatch.setattr(
        "ldmjira.adapters.files.mapping_reader.parse_features", fail
    )
    monkeypatch.setattr(
        "ldmjira.adapters.files.mapping_reader.parse_milestone", fail
    )
    assert load(database).features


def test_changed_file_is_read_anew(tmp_path: Path, database: Path) -> None:
    folder = copy_of(SAMPLE, tmp_path / "m")
    load(database, folder)
    path = folder / "features" / "DM-AP.yaml"
    path.write_text(path.read_text().replace("Alert stream", "Alerts"))
    assert load(database, folder).features["DM-AP-2"].title == "Alerts"
    assert rows(database) == 5


def test_file_with_problems_is_never_kept(
    tmp_path: Path, database: Path
) -> None:
    folder = copy_of(SAMPLE, tmp_path / "m")
    (folder / "features" / "DM-AP.yaml").write_text("DM-AP-1: {title: 1}\n")
    for _ in range(2):
        with pytest.raises(MappingError, match="must be text"):
            load(database, folder)
    assert rows(database) == 3


def test_problems_between_files_are_found_from_the_cache(
    tmp_path: Path, database: Path
) -> None:
    folder = copy_of(SAMPLE, tmp_path / "m")
    load(database, folder)
    milestone = folder / "milestones" / "LDM-503-5.yaml"
    milestone.write_text(f"{milestone.read_text()}  - DM-AP-9\n")
    for _ in range(2):
        with pytest.raises(MappingError) as caught:
            load(database, folder)
        (problem,) = caught.value.problems
        assert (problem.line, problem.value) == (5, "DM-AP-9")


@pytest.mark.parametrize(
    "content",
    [b"not a database" * 100, b"", b"SQLite format 3\x00" + b"\xff" * 200],
    ids=["text", "empty", "cut"],
)
def test_broken_database_is_replaced(database: Path, content: bytes) -> None:
    database.parent.mkdir()
    database.write_bytes(content)
    for _ in range(3):
        assert load(database).features
    assert rows(database) == 4


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", b"{"),
        ("data", b'{"DM-AP-1": {"title": 5}}'),
        ("data", b"[]"),
        ("lines", b"[]"),
        ("lines", b"{}"),
        ("lines", b'{"DM-AP-1": "x"}'),
        ("lines", b"[" * 100_000),
    ],
)
def test_entry_that_makes_no_sense_is_not_believed(
    database: Path, column: str, value: bytes
) -> None:
    plain = load(database)
    with sqlite3.connect(database) as base:
        base.execute(f"update parsed set {column} = ?", (value,))  # noqa: S608
    base.close()
    assert load(database) == plain


def test_old_entries_go_when_there_are_too_many(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of(SAMPLE, tmp_path / "m")
    load(database, folder)
    path = folder / "features" / "DM-AP.yaml"
    size = database.stat().st_size
    monkeypatch.setattr(module, "MAX_BYTES", 4000)
    for number in range(30):
        path.write_text(path.read_text() + f"# {number}\n")
        load(database, folder)
    assert rows(database) < 10
    assert database.stat().st_size < 3 * size


def test_small_mapping_is_not_kept(database: Path) -> None:
    cache = MappingCache(lambda: database)
    assert FileMappingStore(SAMPLE, cache=cache).load().features
    assert not database.exists()


def test_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert load(tmp_path / "file" / "mappings.sqlite3").features


def test_cache_is_private(database: Path) -> None:
    load(database)
    assert database.parent.stat().st_mode & 0o077 == 0


def test_folder_of_the_cache_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LDMJIRA_CACHE", str(tmp_path))
    assert default_file().parent == tmp_path
    monkeypatch.delenv("LDMJIRA_CACHE")
    assert default_file().parent.name == "ldmjira"
