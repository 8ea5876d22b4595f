"""Completion offers what the mapping holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from ldmjira.cli.completion import (
    complete_codes,
    complete_features,
    complete_objects,
)
from ldmjira.cli.main import app
from tests.support.mapping_folder import write_mapping


def context(verb: str, folder: Path | None) -> typer.Context:
    made: Any = get_command(app).make_context(
        "ldmjira", ["--help"], resilient_parsing=True
    )
    context: typer.Context = typer.Context(
        get_command(app), parent=made, info_name=verb
    )
    context.params["mappings"] = folder
    return context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_mapping(tmp_path)


@pytest.mark.parametrize(
    ("verb", "incomplete", "found"),
    [
        ("check", "", ["DM-AP-1", "DM-AP-2", "LDM-503-03"]),
        ("check", "DM-AP-2", ["DM-AP-2"]),
        ("check", "ldm", ["LDM-503-03"]),
        ("push", "", ["LDM-503-03"]),
        ("check", "X", []),
    ],
)
def test_codes(
    folder: Path, verb: str, incomplete: str, found: list[str]
) -> None:
    assert complete_codes(context(verb, folder), incomplete) == found


def test_features_alone(folder: Path) -> None:
    found = complete_features(context("suggest", folder), "")
    assert found == ["DM-AP-1", "DM-AP-2"]


def test_objects_of_the_catalogue(folder: Path) -> None:
    found = complete_objects(context("why", folder), "LVV-")
    assert found == ["LVV-7", "LVV-8", "LVV-T36"]


def test_no_mapping_completes_nothing(tmp_path: Path) -> None:
    assert complete_codes(context("check", tmp_path / "none"), "") == []


def test_mapping_is_found_from_the_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    assert complete_codes(context("push", None), "") == ["LDM-503-03"]


def test_the_shell_is_given_the_codes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    result = CliRunner().invoke(
        app,
        [],
        prog_name="ldmjira",
        env={
            "_LDMJIRA_COMPLETE": "complete_bash",
            "COMP_WORDS": "ldmjira check DM",
            "COMP_CWORD": "2",
        },
    )
    assert result.stdout.split() == ["DM-AP-1", "DM-AP-2"]
