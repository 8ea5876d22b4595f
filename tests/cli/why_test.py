"""``ldmjira why``."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import write_mapping


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["why", "--mappings", str(folder), *arguments]
    )


def test_chain_is_told_in_words(tmp_path: Path) -> None:
    result = run(write_mapping(tmp_path), "DM-AP-1")
    assert result.exit_code == 0
    assert result.stdout == (
        "DM-AP-1 (Image differencing) is tested by proposal only: nobody "
        "confirmed a link; it belongs to LDM-503-03.\n"
        "  ~ DMS-REQ-0010 (Difference Exposures) proposed (difference "
        "images), reaches a live case.\n"
        "      + LVV-7 (Difference Exposures) has 1 test case, status "
        "Covered.\n"
        "          + LVV-T36 (Verify difference exposures) is Approved.\n"
    )


def test_chain_is_a_tree_in_json(tmp_path: Path) -> None:
    result = run(write_mapping(tmp_path), "DM-AP-2", "--format", "json")
    tree = json.loads(result.stdout)
    assert tree["verdict"] == "breaks"
    assert tree["object"] == "DM-AP-2"
    assert tree["children"] == []


def test_unknown_object(tmp_path: Path) -> None:
    result = run(write_mapping(tmp_path), "LVV-T37")
    assert result.exit_code == 2
    assert "did you mean LVV-T36?" in result.stderr
