"""The hook for other repositories, run by ``pre-commit`` itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.mapping_folder import write_mapping

HOOKS = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"


def hook() -> dict[str, Any]:
    (one,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    found: dict[str, Any] = one
    return found


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, cwd=root)


def pre_commit(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the hook as it stands; only its environment is this one."""
    local = {**hook(), "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    path = root / ".pre-commit-config.yaml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    git(root, "add", ".")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color=never"],
        capture_output=True,
        check=False,
        cwd=root,
        env={
            **os.environ,
            "PATH": os.pathsep.join(
                [str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "PRE_COMMIT_HOME": str(root.parent / "cache"),
        },
        text=True,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    return root


def test_hook_stops_a_commit_with_an_untested_feature(root: Path) -> None:
    write_mapping(root)
    done = pre_commit(root)
    assert done.returncode == 1
    assert "error: DM-AP-2 [feature-untested]" in done.stdout


def test_hook_lets_a_good_mapping_pass(root: Path) -> None:
    folder = write_mapping(root)
    features = folder / "features" / "DM-AP.yaml"
    with features.open("a", encoding="utf-8") as stream:
        stream.write("  cases:\n    LVV-T36: {reason: by name}\n")
    done = pre_commit(root)
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_hook_is_skipped_where_no_mapping_changes(root: Path) -> None:
    (root / "notes.txt").write_text("x\n", encoding="utf-8")
    assert "Skipped" in pre_commit(root).stdout


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("mappings/features/DM-AP.yaml", True),
        ("verification/mappings/catalog/cases.csv", True),
        ("ldmjira.toml", True),
        ("src/mappings.py", False),
        ("README.md", False),
    ],
)
def test_files_that_wake_the_hook(name: str, *, wanted: bool) -> None:
    assert bool(re.search(hook()["files"], name)) is wanted
