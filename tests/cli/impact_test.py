"""``ldmjira impact``."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import write_mapping


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["impact", "--mappings", str(folder), *arguments]
    )


def test_who_is_hurt(tmp_path: Path) -> None:
    result = run(write_mapping(tmp_path), "LVV-T36")
    assert result.exit_code == 0
    assert result.stdout == (
        "If test case LVV-T36 (Verify difference exposures) goes, 4 are "
        "hurt:\n"
        "  verification element LVV-7 (Difference Exposures): has a live "
        "case -> has no live case; 0 live cases left\n"
        "  requirement DMS-REQ-0010 (Difference Exposures): has a live case "
        "-> has no live case; 1 verification element left\n"
        "  feature DM-AP-1 (Image differencing): by proposal -> untested\n"
        "  milestone LDM-503-03 (Alert generation): by proposal -> "
        "untested\n"
    )


def test_nobody_is_hurt(tmp_path: Path) -> None:
    result = run(write_mapping(tmp_path), "LVV-8")
    assert "requirement DMS-REQ-0020" in result.stdout
    assert "nobody is hurt" in result.stdout


def test_json(tmp_path: Path) -> None:
    result = run(write_mapping(tmp_path), "LVV-T36", "--format", "json")
    document = json.loads(result.stdout)
    assert document["hurt"] == 4
    assert document["effects"][0]["object"] == "LVV-7"


def test_unknown_object(tmp_path: Path) -> None:
    assert run(write_mapping(tmp_path), "LVV-999").exit_code == 2
