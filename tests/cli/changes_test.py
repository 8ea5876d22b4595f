"""``ldmjira changes`` on a real repository."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import write_mapping

AUTHOR = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", *arguments],
        capture_output=True,
        check=True,
        cwd=root,
        env={**os.environ, **AUTHOR},
    )


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["changes", "--mappings", str(folder), *arguments]
    )


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository: no mapping, the mapping, a confirmed link, no case."""
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Begin")
    folder = write_mapping(tmp_path)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Add the mapping")
    git(tmp_path, "tag", "first")
    replace(folder / "features" / "DM-AP.yaml", "proposed", "confirmed")
    git(tmp_path, "commit", "-qam", "Confirm")
    replace(folder / "catalog" / "cases.csv", "Approved", "Deprecated")
    git(tmp_path, "commit", "-qam", "Retire the case")
    return folder


def test_gain(folder: Path) -> None:
    result = run(folder, "first..first~0")
    assert "Nothing changed" in result.stdout
    result = run(folder, "first..HEAD~1")
    assert result.exit_code == 0
    assert result.stdout == (
        "1 feature newly tested, 1 link confirmed.\n"
        "+ feature DM-AP-1 (Image differencing) was by proposal, and is "
        "tested\n"
        "+ feature DM-AP-1 (Image differencing) serves DMS-REQ-0010, "
        "confirmed now\n"
        "Features: 1 tested (+1), 0 partly, 0 by proposal (-1), 1 untested, "
        "2 total.\n"
    )


def test_loss(folder: Path) -> None:
    result = run(folder, "HEAD~1..")
    assert result.stdout.startswith(
        "1 feature no longer tested, 1 requirement lost its only case, "
        "1 case retired.\n"
    )


def test_before_the_mapping_began(folder: Path) -> None:
    result = run(folder, "first~1..first")
    assert result.stdout.startswith("1 milestone added, 2 features added, ")


def test_a_single_revision_is_compared_with_the_files(folder: Path) -> None:
    assert "Nothing changed" in run(folder, "HEAD").stdout
    replace(folder / "features" / "DM-AP.yaml", "Image diff", "Picture diff")
    assert run(folder).stdout.startswith("1 title changed.\n")


def test_three_dots_begin_where_the_two_parted(folder: Path) -> None:
    root = folder.parent
    git(root, "checkout", "-q", "-b", "other", "HEAD~1")
    replace(folder / "features" / "DM-AP.yaml", "Wavefront", "Sensor")
    git(root, "commit", "-qam", "Rename")
    assert run(folder, "main...other").stdout.startswith("1 title changed.\n")
    assert "no longer tested" not in run(folder, "main..other").stdout
    assert "newly tested" in run(folder, "main..other").stdout


def test_json(folder: Path) -> None:
    result = run(folder, "first..HEAD~1", "--format", "json")
    document = json.loads(result.stdout)
    assert document["summary"] == "1 feature newly tested, 1 link confirmed."
    assert document["changes"][0] == {
        "what": "feature newly tested",
        "kind": "feature",
        "object": "DM-AP-1",
        "title": "Image differencing",
        "words": "was by proposal, and is tested",
        "effect": "gain",
    }
    assert document["features"]["after"]["tested"] == 1


def test_markdown(folder: Path) -> None:
    result = run(folder, "first..HEAD~1", "--format", "markdown")
    assert result.stdout.startswith(
        "### What this changes in verification\n\n1 feature newly tested"
    )
    assert "| tested | 0 | 1 |\n" in result.stdout
    assert "#### Gains (2)" in result.stdout


@pytest.mark.parametrize(
    ("revisions", "says"),
    [
        pytest.param("nowhere..HEAD", "no revision nowhere", id="unknown"),
        pytest.param("..", "names no revisions", id="empty"),
        pytest.param(
            "HEAD..--output=x", "cannot name a revision", id="option"
        ),
        pytest.param("HEAD:mappings..HEAD", "cannot name", id="file"),
        pytest.param("HEAD..a b", "cannot name a revision", id="blank"),
    ],
)
def test_mistakes(folder: Path, revisions: str, says: str) -> None:
    result = run(folder, revisions)
    assert result.exit_code == 2
    assert says in result.stderr


def test_mapping_that_has_been_removed(folder: Path) -> None:
    git(folder.parent, "rm", "-rq", "mappings")
    git(folder.parent, "commit", "-qm", "Remove the mapping")
    assert not folder.exists()
    result = run(folder, "HEAD~1..HEAD")
    assert result.exit_code == 0, result.stderr
    assert "2 features removed" in result.stdout


@pytest.mark.parametrize("name", [".mappings", "a b/mappings"])
def test_folder_of_any_name(folder: Path, name: str) -> None:
    (folder.parent / "a b").mkdir()
    git(folder.parent, "mv", "mappings", name)
    git(folder.parent, "commit", "-qm", "Move the mapping")
    result = run(folder.parent / name, "HEAD~1..HEAD")
    assert "2 features added" in result.stdout


def test_outside_a_repository(tmp_path: Path) -> None:
    result = run(write_mapping(tmp_path), "HEAD~1..HEAD")
    assert result.exit_code == 2
    assert "is in no git repository" in result.stderr


def test_mapping_that_was_broken_then(folder: Path) -> None:
    replace(folder / "features" / "DM-AP.yaml", "DM-AP-2:", "DM-AP-1:")
    git(folder.parent, "commit", "-qam", "Break it")
    result = run(folder, "first..HEAD")
    assert result.exit_code == 2
    assert "The mapping at HEAD cannot be read" in result.stderr


def test_links_in_a_commit_lead_nowhere(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("title: secret\n", encoding="utf-8")
    (folder / "features" / "DM-XX.yaml").symlink_to(secret)
    git(folder.parent, "add", "mappings")
    git(folder.parent, "commit", "-qm", "Add a link")
    result = run(folder, "HEAD~1..HEAD")
    assert "secret" not in result.stdout + result.stderr
