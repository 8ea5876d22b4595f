"""What is remembered of a site between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.files.local_state import (
    LocalState,
    all_audits,
    site_folder,
)
from ldmjira.exceptions import ConfigurationError
from ldmjira.ports.site_state import KnownIssue

ISSUE = KnownIssue("400001", "DM-1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return site_folder(tmp_path, "https://Rubin.atlassian.net")


@pytest.fixture
def state(folder: Path) -> LocalState:
    return LocalState(folder)


def test_folder_is_readable_and_of_one_site(tmp_path: Path) -> None:
    one = site_folder(tmp_path, "https://rubin.atlassian.net")
    other = site_folder(tmp_path, "https://rubin.atlassian.net/jira")
    assert one.name.startswith("rubin.atlassian.net-")
    assert one != other
    assert site_folder(tmp_path, "../../x").parent == tmp_path / ".ldmjira"


def test_nothing_is_there_at_first(state: LocalState, folder: Path) -> None:
    assert state.keys() == {}
    assert state.journal() == []
    assert state.read_audit() == []
    assert dict(state.watermark()) == {}
    assert not folder.exists()


def test_keys_are_remembered(state: LocalState, folder: Path) -> None:
    state.remember({"DM-AP-1": ISSUE})
    before = (folder / "keys.json").stat().st_mtime_ns
    state.remember({"DM-AP-1": ISSUE})
    assert (folder / "keys.json").stat().st_mtime_ns == before
    assert LocalState(folder).keys() == {"DM-AP-1": ISSUE}


def test_git_ignores_all_of_it(state: LocalState, tmp_path: Path) -> None:
    state.note({"op": "create"})
    assert (tmp_path / ".ldmjira/.gitignore").read_text() == "*\n"


def test_torn_line_of_the_journal_is_left_out(
    state: LocalState, folder: Path
) -> None:
    state.note({"op": "create", "codes": ["DM-AP-1"]})
    with (folder / "journal.jsonl").open("a") as file:
        file.write('{"op": "cre')
    state.note({"op": "created"})
    assert [entry["op"] for entry in state.journal()] == ["create", "created"]
    state.clear_journal()
    assert state.journal() == []


@pytest.mark.parametrize(
    "torn",
    [
        '{"object": "Größe"}'.encode()[:15],
        b"null",
        b"\xff\x00",
        b"[" * 100_000,
    ],
    ids=["in a character", "no record", "rubbish", "deep"],
)
def test_a_torn_line_of_the_audit_hides_no_other(
    state: LocalState, folder: Path, torn: bytes
) -> None:
    state.audit([{"object": "DM-AP-1"}])
    with (folder / "audit.jsonl").open("ab") as file:
        file.write(torn)
    state.audit([{"object": "DM-AP-2"}])
    assert [record["object"] for record in state.read_audit()] == [
        "DM-AP-1",
        "DM-AP-2",
    ]


def test_broken_file_is_one_clear_error(
    state: LocalState, folder: Path
) -> None:
    state.remember({"DM-AP-1": ISSUE})
    (folder / "keys.json").write_text("{")
    with pytest.raises(ConfigurationError, match=r"keys\.json"):
        state.keys()


def test_audits_of_all_sites(tmp_path: Path) -> None:
    for name in ("a", "b"):
        LocalState(site_folder(tmp_path, name)).audit([{"object": name}])
    assert {record["object"] for record in all_audits(tmp_path)} == {"a", "b"}


@pytest.mark.parametrize(
    "text", ["", '{"DM-AP-1": ', '{"DM-AP-1": 3}', '{"DM-AP-1": {"id": "1"}}']
)
def test_keys_that_are_none_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(ConfigurationError, match=r"keys\.json") as caught:
        LocalState(tmp_path).keys()
    assert "Remove the file" in caught.value.hint
