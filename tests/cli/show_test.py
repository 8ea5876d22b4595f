"""``ldmjira show`` on a small mapping, with golden output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app

SAMPLE = Path(__file__).parents[1] / "data" / "looking"
COMMITTED = Path(__file__).parents[2] / "mappings"
ALL_KINDS = (
    "LDM-503-3",
    "LDM-503-4",
    "DM-AP-1",
    "DM-AP-2",
    "DM-AP-3",
    "DMS-REQ-0010",
    "DMS-REQ-0020",
    "LVV-7",
    "LVV-8",
    "LVV-9",
    "LVV-T1",
    "LVV-T2",
    "LVV-P1",
    "LVV-R1",
)


@pytest.fixture(autouse=True)
def _beside_the_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["show", *arguments])


def shown(*arguments: str) -> Any:
    result = run("--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_kind_of_object_is_shown() -> None:
    result = run(*ALL_KINDS)
    assert result.exit_code == 0
    assert result.stdout == (SAMPLE / "show.txt").read_text(encoding="utf-8")


def test_whole_mapping_is_shown_without_codes() -> None:
    assert run().stdout == (SAMPLE / "show-all.txt").read_text("utf-8")


def test_json_of_the_whole_mapping_has_the_fields_that_were_promised() -> None:
    assert shown() == {
        "milestones": [
            {
                "code": "LDM-503-3",
                "title": "Alert generation validation",
                "section": "3.9",
                "due": "2017-11-30",
                "completed": "2017-12-01",
                "features": ["DM-AP-2", "DM-AP-1"],
            },
            {
                "code": "LDM-503-4",
                "title": "All 1a requirements verified",
                "section": "3.10",
                "due": "2025-02-27",
                "completed": None,
                "features": [],
            },
            {
                "code": "LDM-503-5",
                "title": "Rehearsal",
                "section": "3.11",
                "due": None,
                "completed": None,
                "features": ["DM-AP-1"],
            },
        ],
        "features": [
            {
                "code": "DM-AP-2",
                "title": "Alert stream",
                "due": None,
                "completed": None,
                "milestones": ["LDM-503-3"],
                "requirements": [],
                "cases": [{"key": "LVV-T1", "reason": "alert distribution"}],
            },
            {
                "code": "DM-AP-1",
                "title": "Difference imaging",
                "due": "2017-10-01",
                "completed": None,
                "milestones": ["LDM-503-3", "LDM-503-5"],
                "requirements": [
                    {
                        "id": "DMS-REQ-0010",
                        "status": "proposed",
                        "reason": "difference imaging makes difference "
                        "exposures",
                    },
                    {
                        "id": "DMS-REQ-0099",
                        "status": "confirmed",
                        "reason": "unknown one",
                    },
                ],
                "cases": [],
            },
            {
                "code": "DM-AP-3",
                "title": "Retired",
                "due": None,
                "completed": None,
                "milestones": [],
                "requirements": [],
                "cases": [],
            },
        ],
    }


def test_json_of_objects_stands_under_their_kinds() -> None:
    found = shown(*ALL_KINDS)
    assert {
        kind: [one.get("code") or one.get("id") or one["key"] for one in ones]
        for kind, ones in found.items()
    } == {
        "milestones": ["LDM-503-3", "LDM-503-4"],
        "features": ["DM-AP-2", "DM-AP-1", "DM-AP-3"],
        "requirements": ["DMS-REQ-0010", "DMS-REQ-0020"],
        "elements": ["LVV-7", "LVV-8", "LVV-9"],
        "cases": ["LVV-T1", "LVV-T2"],
        "plans": ["LVV-P1"],
        "cycles": ["LVV-R1"],
    }


def test_json_of_an_object_says_more_than_that_of_the_whole() -> None:
    (feature,) = shown("DM-AP-1")["features"]
    assert feature["state"] == "by proposal"
    assert feature["notes"] == "Two lines\nof notes.\n"
    assert feature["file"] == "mappings/features/DM-AP.yaml"
    (milestone,) = shown("LDM-503-3")["milestones"]
    assert milestone["campaign"]["cases"] == ["LVV-T1"]
    (case,) = shown("LVV-T1")["cases"]
    assert [link["object"] for link in case["links"]] == [
        "LDM-503-3",
        "DM-AP-2",
    ]


@pytest.mark.parametrize(
    ("code", "nearest"),
    [("DM-AP-9", "DM-AP-2"), ("LVV-T11", "LVV-T1"), ("LDM-503-33", "LDM-")],
)
def test_unknown_code_is_an_error_with_the_nearest(
    code: str, nearest: str
) -> None:
    result = run(code)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"called {code}; did you mean {nearest}" in result.stderr


def test_broken_mapping_prints_nothing_on_stdout(tmp_path: Path) -> None:
    (tmp_path / "milestones").mkdir()
    (tmp_path / "milestones" / "LDM-1.yaml").write_text("a: *x\n")
    result = run("--mappings", str(tmp_path))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "milestones/LDM-1.yaml:1: aliases are refused" in result.stderr


def test_escape_sequences_do_not_reach_the_terminal(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog"
    catalog.mkdir()
    (catalog / "cycles.csv").write_text(
        "key,name,status,plan,document,source\n"
        "LVV-R1,\u202ereversed\u202c,,,,\n",
        encoding="utf-8",
    )
    result = run("--mappings", str(tmp_path), "LVV-R1")
    assert result.stdout.startswith("LVV-R1  reversed\n")


def test_committed_mapping_has_all_of_the_document() -> None:
    found = shown("--mappings", str(COMMITTED))
    assert len(found["milestones"]) == 40
    assert len(found["features"]) == 73
    sections = [
        [int(number) for number in one["section"].split(".")]
        for one in found["milestones"]
    ]
    assert sections == sorted(sections)
