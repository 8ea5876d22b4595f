"""``ldmjira confirm``, and what ``check`` makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import write_mapping


def run(verb: str, folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, [verb, "--mappings", str(folder), *arguments]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_mapping(tmp_path)


def rules(folder: Path) -> set[tuple[str, str]]:
    result = run("check", folder, "--format", "json")
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return {(f["rule"], f["object"]) for f in found}


def test_link_is_confirmed_with_its_fingerprint(folder: Path) -> None:
    assert ("feature-by-proposal", "DM-AP-1") in rules(folder)
    result = run("confirm", folder, "DM-AP-1")
    assert result.exit_code == 0
    assert "DM-AP-1 -> DMS-REQ-0010: confirmed\n" in result.stdout
    assert "Wrote features/DM-AP.yaml." in result.stdout
    found = rules(folder)
    assert ("feature-by-proposal", "DM-AP-1") not in found
    assert not {r for r, _ in found if r.startswith("link-")}


def test_confirming_again_changes_no_byte(folder: Path) -> None:
    run("confirm", folder, "DM-AP-1")
    features = folder / "features" / "DM-AP.yaml"
    once = features.read_bytes()
    result = run("confirm", folder, "DM-AP-1", "DMS-REQ-0010")
    assert "Nothing to write." in result.stdout
    assert features.read_bytes() == once


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param(
            "features/DM-AP.yaml",
            "Image differencing",
            "Image subtraction",
            id="title of the feature",
        ),
        pytest.param(
            "catalog/requirements.csv",
            "Difference Exposures",
            "Difference Images",
            id="title of the requirement",
        ),
        pytest.param(
            "features/DM-AP.yaml",
            "LDM-564 1.6 line 11",
            "LDM-564 1.7 line 11",
            id="revision of the document",
        ),
    ],
)
def test_link_is_suspect_when_its_ground_moves(
    folder: Path, file: str, old: str, new: str
) -> None:
    run("confirm", folder, "DM-AP-1")
    path = folder / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert ("link-suspect", "DM-AP-1") in rules(folder)
    run("confirm", folder, "DM-AP-1")
    assert ("link-suspect", "DM-AP-1") not in rules(folder)


def test_another_line_of_the_same_revision_is_no_change(folder: Path) -> None:
    run("confirm", folder, "DM-AP-1")
    path = folder / "features" / "DM-AP.yaml"
    text = path.read_text(encoding="utf-8")
    moved = text.replace("1.6 line 11", "1.6 line 99")
    path.write_text(moved, encoding="utf-8")
    assert ("link-suspect", "DM-AP-1") not in rules(folder)


def test_dry_run_writes_nothing(folder: Path) -> None:
    path = folder / "features" / "DM-AP.yaml"
    before = path.read_bytes()
    result = run("confirm", folder, "DM-AP-1", "--dry-run")
    assert "Would write features/DM-AP.yaml." in result.stdout
    assert path.read_bytes() == before


def test_json(folder: Path) -> None:
    result = run("confirm", folder, "DM-AP-1", "--format", "json")
    assert json.loads(result.stdout) == {
        "links": [
            {
                "object": "DM-AP-1",
                "requirement": "DMS-REQ-0010",
                "before": "proposed",
                "changed": True,
            }
        ],
        "files": ["features/DM-AP.yaml"],
        "written": True,
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            ["DM-AP-1", "DMS-REQ-0011"],
            "DM-AP-1 has no link to DMS-REQ-0011; did you mean DMS-REQ-0010?",
            id="no such link",
        ),
        pytest.param(
            ["DM-AP-2"], "has no link to a requirement", id="no link at all"
        ),
        pytest.param(["DM-AP-7"], "did you mean", id="no such feature"),
    ],
)
def test_mistakes(folder: Path, arguments: list[str], says: str) -> None:
    result = run("confirm", folder, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_requirement_that_is_gone_cannot_be_confirmed(
    folder: Path,
) -> None:
    path = folder / "features" / "DM-AP.yaml"
    text = path.read_text(encoding="utf-8")
    wrong = text.replace("DMS-REQ-0010", "DMS-REQ-0012")
    path.write_text(wrong, encoding="utf-8")
    result = run("confirm", folder, "DM-AP-1")
    assert result.exit_code == 2
    assert "did you mean DMS-REQ-0010" in result.stderr
