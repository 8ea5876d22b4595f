"""``ldmjira schema``, and the schemas that are committed."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner, Result

from ldmjira.adapters.files.strict_yaml import plain, read_bytes
from ldmjira.cli.main import app

ROOT = Path(__file__).parents[2]
NAMES = ("milestone", "feature", "waivers", "ldmjira")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["schema", *map(str, arguments)])


def validator(name: str) -> Draft7Validator:
    text = (ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text))


@pytest.mark.parametrize("name", NAMES)
def test_committed_schema_is_current(name: str) -> None:
    text = (ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    assert run(name).stdout == text, "run `ldmjira schema -o schemas`"


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_a_schema(name: str) -> None:
    Draft7Validator.check_schema(json.loads(run(name).stdout))


def test_all_schemas_are_printed_by_name() -> None:
    assert tuple(json.loads(run().stdout)) == NAMES


def test_schemas_are_written(tmp_path: Path) -> None:
    result = run("milestone", "waivers", "-o", tmp_path / "new")
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "milestone.json",
        "waivers.json",
    ]


def test_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("-o", tmp_path / "file")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("milestone", "milestones/*.yaml"),
        ("feature", "features/*.yaml"),
        ("waivers", "waivers.yaml"),
    ],
)
def test_committed_mapping_fits_its_schemas(name: str, pattern: str) -> None:
    files = list((ROOT / "mappings").glob(pattern))
    assert files
    for path in files:
        data = plain(read_bytes(path.read_bytes(), file=path.name).root)
        assert list(validator(name).iter_errors(data)) == []


def test_committed_settings_fit_their_schema() -> None:
    text = (ROOT / "ldmjira.toml").read_text(encoding="utf-8")
    assert validator("ldmjira").is_valid(tomllib.loads(text))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "mappings").glob("*/*.yaml")), ids=lambda p: p.stem
)
def test_each_file_names_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    head, _, target = first.partition("$schema=")
    assert head == "# yaml-language-server: "
    assert (path.parent / target).resolve().is_file()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("milestone", {"title": "x", "section": 3.1}),
        ("milestone", {"title": "x", "section": "3.1", "dew": None}),
        ("feature", {"AP-1": {"title": "x"}}),
        ("feature", {"DM-AP-1": {"title": "x", "cases": {"T1": {}}}}),
        ("waivers", [{"rule": "x", "object": "y", "until": "never"}]),
        ("ldmjira", {"sync": {"max_loss": 2}}),
    ],
)
def test_schema_refuses_what_the_loader_refuses(name: str, data: Any) -> None:
    assert not validator(name).is_valid(data)
