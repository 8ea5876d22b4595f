"""``ldmjira ready``: one screen, one exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import committed_copy


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("LDMJIRA_URL", raising=False)
    return committed_copy(tmp_path)


def run(folder: Path, code: str, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["ready", code, "--mappings", str(folder), *arguments]
    )


def test_what_is_open_is_on_one_screen(folder: Path) -> None:
    result = run(folder, "LDM-503-17a")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) <= 40
    assert "[ ]  Features mapped" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Not ready: ")


def test_programs_get_every_check(folder: Path) -> None:
    result = run(folder, "LDM-503-EFDb", "--format", "json")
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["ready"] is False
    assert {one["name"] for one in record["checks"]} == {
        "features",
        "cases",
        "steps",
        "owners",
        "environment",
        "entry",
        "exit",
        "plan",
        "contradictions",
    }


def test_an_unknown_milestone_is_a_usage_error(folder: Path) -> None:
    assert run(folder, "LDM-503-99").exit_code == 2
