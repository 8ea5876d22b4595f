from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.files.baseline_store import JsonBaselineStore
from ldmjira.exceptions import MappingError
from ldmjira.models.baseline import Baseline, Line

BASELINE = Baseline(
    "DM-AP-1", "10017", {"title": Line("Alerts", "p1"), "due": Line(None, "")}
)


@pytest.fixture
def store(tmp_path: Path) -> JsonBaselineStore:
    """Return a store in an empty folder."""
    return JsonBaselineStore(tmp_path)


def test_baseline_reads_back(store: JsonBaselineStore) -> None:
    store.write(BASELINE)
    assert store.read_all() == {"DM-AP-1": BASELINE}


def test_each_line_stands_on_a_line(
    store: JsonBaselineStore, tmp_path: Path
) -> None:
    store.write(BASELINE)
    text = (tmp_path / "baseline/DM-AP-1.json").read_text()
    rows = [row for row in text.splitlines() if "value" in row]
    assert len(rows) == len(BASELINE.lines)
    assert text.endswith("}\n")


def test_second_write_changes_no_byte(store: JsonBaselineStore) -> None:
    assert store.write(BASELINE)
    assert not store.write(BASELINE)


def test_baseline_is_removed_once(store: JsonBaselineStore) -> None:
    store.write(BASELINE)
    assert store.remove("DM-AP-1")
    assert not store.remove("DM-AP-1")
    assert store.read_all() == {}


def test_site_is_bound(store: JsonBaselineStore) -> None:
    assert store.read_site() is None
    assert store.write_site("https://example.org")
    assert not store.write_site("https://example.org")
    assert store.read_site() == "https://example.org"
    assert store.read_all() == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no baseline"),
        ("[]", "no baseline"),
        ('{"v": 9, "object": "DM-AP-1", "lines": {}}', "version 9"),
        ('{"v": 1, "object": "DM-AP-2", "lines": {}}', "another object"),
        ("<<<<<<< a\n{}\n=======\n{}\n>>>>>>> b\n", "merge conflict"),
        ("[" * 100_000, "DM-AP-1.json:1"),
    ],
    ids=["cut", "list", "version", "object", "conflict", "deep"],
)
def test_broken_baseline_is_told(
    store: JsonBaselineStore, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "baseline").mkdir()
    (tmp_path / "baseline/DM-AP-1.json").write_text(text)
    with pytest.raises(MappingError, match=words) as caught:
        store.read_all()
    assert "git" in caught.value.hint


@pytest.mark.parametrize("text", ["{", "[]", '{"v": 2, "site": "x"}'])
def test_broken_site_is_told(
    store: JsonBaselineStore, tmp_path: Path, text: str
) -> None:
    (tmp_path / "baseline").mkdir()
    (tmp_path / "baseline/site.json").write_text(text)
    with pytest.raises(MappingError, match=r"site\.json:1"):
        store.read_site()


@pytest.mark.parametrize("code", ["../x", "", "site", "a/b", ".x"])
def test_code_cannot_lead_elsewhere(
    store: JsonBaselineStore, code: str
) -> None:
    with pytest.raises(MappingError, match="no code"):
        store.file_of(code)
