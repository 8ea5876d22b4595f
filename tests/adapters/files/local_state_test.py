"""What is kept for a site beside the mapping, and never committed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.files.local_state import LocalState, all_audits
from ldmjira.exceptions import ConfigurationError
from ldmjira.ports.site_state import KnownIssue

STRANGE = "one\u2028two\x85three\x1cfour"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".ldmjira" / "site"


def test_nothing_is_made_by_reading(folder: Path) -> None:
    state = LocalState(folder)
    assert state.keys() == {}
    assert state.journal() == []
    assert state.read_audit() == []
    assert not folder.exists()


def test_keys_are_kept(folder: Path) -> None:
    LocalState(folder).remember({"DM-AP-1": KnownIssue("1", "DM-7")})
    LocalState(folder).remember({"DM-AP-2": KnownIssue("2", "DM-8")})
    assert LocalState(folder).keys() == {
        "DM-AP-1": KnownIssue("1", "DM-7"),
        "DM-AP-2": KnownIssue("2", "DM-8"),
    }


def test_same_keys_write_no_file(folder: Path) -> None:
    state = LocalState(folder)
    state.remember({"DM-AP-1": KnownIssue("1", "DM-7")})
    before = (folder / "keys.json").stat().st_mtime_ns
    state.remember({"DM-AP-1": KnownIssue("1", "DM-7")})
    assert (folder / "keys.json").stat().st_mtime_ns == before


def test_entry_with_strange_line_ends_stays_one(folder: Path) -> None:
    state = LocalState(folder)
    state.note({"title": STRANGE})
    state.note({"title": "next"})
    assert state.journal() == [{"title": STRANGE}, {"title": "next"}]


def test_torn_entry_does_not_tear_the_next(folder: Path) -> None:
    state = LocalState(folder)
    state.note({"n": 1})
    with (folder / "journal.jsonl").open("a") as file:
        file.write('{"n": 2')
    state.note({"n": 3})
    assert state.journal() == [{"n": 1}, {"n": 3}]


def test_audit_names_the_site(tmp_path: Path) -> None:
    for name in ("a", "b"):
        state = LocalState(tmp_path / ".ldmjira" / name, site=name.upper())
        state.audit([{"object": "DM-AP-1"}])
    assert [record["site"] for record in all_audits(tmp_path)] == ["A", "B"]


def test_broken_file_is_told(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "keys.json").write_text("{")
    with pytest.raises(ConfigurationError, match=r"keys\.json cannot be read"):
        LocalState(folder).keys()


def test_folder_is_ignored_by_git(folder: Path) -> None:
    LocalState(folder).note({"n": 1})
    assert (folder.parent / ".gitignore").read_text().strip() == "*"
