"""``ldmjira list`` on a small mapping, with golden output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app

SAMPLE = Path(__file__).parents[1] / "data" / "looking"


def run(*arguments: str) -> Result:
    folder = str(SAMPLE / "mappings")
    return CliRunner().invoke(app, ["list", "--mappings", folder, *arguments])


def test_milestones_are_a_table() -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stdout == (SAMPLE / "list.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ([], ["LDM-503-3", "LDM-503-4", "LDM-503-5"]),
        (["--all"], ["LDM-503-3", "LDM-503-4", "LDM-503-5"]),
        (["--open"], ["LDM-503-4", "LDM-503-5"]),
        (["LDM-503-5", "LDM-503-3"], ["LDM-503-3", "LDM-503-5"]),
    ],
    ids=["default", "all", "open", "named"],
)
def test_milestones_can_be_chosen(
    arguments: list[str], codes: list[str]
) -> None:
    found = json.loads(run("--format", "json", *arguments).stdout)
    assert [one["code"] for one in found["milestones"]] == codes


def test_json_tells_the_state_and_the_tests() -> None:
    found = json.loads(run("--format", "json", "LDM-503-3").stdout)
    assert found == {
        "milestones": [
            {
                "code": "LDM-503-3",
                "title": "Alert generation validation",
                "due": "2017-11-30",
                "completed": "2017-12-01",
                "state": "complete",
                "features": {
                    "total": 2,
                    "tested": 1,
                    "partly": 0,
                    "proposed": 1,
                    "untested": 0,
                },
                "tested": "partly",
            }
        ],
        "features": {
            "total": 2,
            "tested": 1,
            "partly": 0,
            "proposed": 1,
            "untested": 0,
        },
    }


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("LDM-503-33", "did you mean LDM-503-3"),
        ("DM-AP-1", "DM-AP-1 is a feature"),
    ],
)
def test_what_is_no_milestone_is_an_error(code: str, words: str) -> None:
    result = run(code)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr


def test_missing_mapping_says_what_to_do(tmp_path: Path) -> None:
    folder = str(tmp_path / "none")
    result = CliRunner().invoke(app, ["list", "--mappings", folder])
    assert result.exit_code == 2
    assert "There is no mapping in" in result.stderr
    assert "--mappings" in result.stderr
