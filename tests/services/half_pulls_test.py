"""A pull of which only one half is committed is found by the check."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ldmjira.cli.main import app
from ldmjira.core.checks.commitment import Half, half_of
from ldmjira.models.baseline import Baseline, Line, baseline_to_text
from tests.support.mapping_folder import write_mapping


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *arguments], check=True, cwd=root)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A mapping in git, agreed with Jira on a title."""
    folder = write_mapping(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    agree(folder, "Image differencing")
    commit(folder, "mappings")
    return folder


def agree(folder: Path, title: str) -> None:
    line = Line(value=title, at="x1")
    text = baseline_to_text(Baseline("DM-AP-1", lines={"title": line}))
    path = folder / "baseline" / "DM-AP-1.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def retitle(folder: Path, title: str) -> None:
    path = folder / "features" / "DM-AP.yaml"
    text = path.read_text(encoding="utf-8")
    new = text.replace("Image differencing", title)
    path.write_text(new, encoding="utf-8")


def commit(folder: Path, *names: str) -> None:
    git(folder.parent, "add", *names)
    git(folder.parent, "commit", "-qm", "Change")


def found(folder: Path) -> list[dict[str, Any]]:
    result = CliRunner().invoke(
        app, ["check", "--mappings", str(folder), "--format", "json"]
    )
    findings = json.loads(result.stdout)["findings"]
    return [f for f in findings if f["rule"] == "uncommitted"]


def pull(folder: Path) -> None:
    retitle(folder, "Picture differencing")
    agree(folder, "Picture differencing")


def test_agreement_is_silent(folder: Path) -> None:
    assert found(folder) == []


def test_both_halves_uncommitted_are_silent(folder: Path) -> None:
    pull(folder)
    assert found(folder) == []


def test_both_halves_committed_are_silent(folder: Path) -> None:
    pull(folder)
    commit(folder, "mappings")
    assert found(folder) == []


def test_mapping_without_its_line(folder: Path) -> None:
    pull(folder)
    commit(folder, "mappings/features")
    (finding,) = found(folder)
    assert finding["object"] == "DM-AP-1"
    assert finding["file"].endswith("baseline/DM-AP-1.json")
    assert "only the value in the mapping is" in finding["message"]


def test_line_without_its_mapping(folder: Path) -> None:
    pull(folder)
    commit(folder, "mappings/baseline")
    (finding,) = found(folder)
    assert finding["file"].endswith("features/DM-AP.yaml")
    assert "only the line in the baseline is" in finding["message"]


def test_an_edit_of_ours_is_silent(folder: Path) -> None:
    retitle(folder, "Picture differencing")
    assert found(folder) == []


def test_a_first_line_waits_as_any_other(folder: Path) -> None:
    """Without it, the value that a person restores is taken for the base."""
    git(folder.parent, "rm", "-rq", "mappings/baseline")
    git(folder.parent, "commit", "-qm", "Forget")
    agree(folder, "Image differencing")
    (finding,) = found(folder)
    assert finding["file"].endswith("baseline/DM-AP-1.json")


def test_link_to_a_milestone_is_a_half_of_its_file(folder: Path) -> None:
    line = Line(value=False, at="x1")
    name = "blocks/LDM-503-03"
    text = baseline_to_text(Baseline("DM-AP-1", lines={name: line}))
    (folder / "baseline/DM-AP-1.json").write_text(text, encoding="utf-8")
    path = folder / "milestones" / "LDM-503-03.yaml"
    old = path.read_text(encoding="utf-8")
    path.write_text(old.replace("- DM-AP-1\n", ""), encoding="utf-8")
    assert found(folder) == []
    commit(folder, "mappings/baseline")
    (finding,) = found(folder)
    assert finding["file"].endswith("LDM-503-03.yaml")


def test_hook_looks_at_the_commit_that_is_being_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull(folder)
    commit(folder, "mappings/features")
    git(folder.parent, "add", "mappings/baseline")
    assert len(found(folder)) == 1
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert found(folder) == []


@pytest.mark.parametrize(
    ("now", "then", "line", "line_then", "half"),
    [
        pytest.param("b", "b", "b", "a", Half.MAPPING, id="line waits"),
        pytest.param("b", "a", "b", "b", Half.LINE, id="mapping waits"),
        pytest.param("b", "a", "b", "a", None, id="both wait"),
        pytest.param("b", "b", "b", "b", None, id="neither waits"),
        pytest.param("c", "b", "b", "b", None, id="edit"),
    ],
)
def test_half(
    now: str, then: str, line: str, line_then: str, half: Half | None
) -> None:
    assert half is half_of(
        now=now,
        then=then,
        line=line,
        line_then=line_then,
        has_line_then=True,
    )
