"""``ldmjira suggest``: shows a patch, and writes it only when asked."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import write_mapping


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["suggest", "--mappings", str(folder), *arguments]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_mapping(tmp_path)


def text_of(folder: Path) -> str:
    return (folder / "features" / "DM-AP.yaml").read_text(encoding="utf-8")


LINK = (
    '    DMS-REQ-0020: {status: proposed, basis: title, reason: "same words: '
    'wavefront"}\n'
)


def test_candidates_are_shown_and_nothing_is_written(folder: Path) -> None:
    before = text_of(folder)
    result = run(folder, "DM-AP-2")
    assert result.exit_code == 0
    assert "  * 100% DMS-REQ-0020  Wavefront Data\n" in result.stdout
    assert "         same words: wavefront\n" in result.stdout
    assert "Nothing was written" in result.stdout
    assert text_of(folder) == before


def test_patch_is_one_that_git_takes(folder: Path) -> None:
    patch = json.loads(run(folder, "DM-AP-2", "--format", "json").stdout)
    subprocess.run(
        ["git", "apply", "-"],
        check=True,
        cwd=folder.parent,
        input=patch["patch"].encode(),
    )
    assert LINK in text_of(folder)


def test_text_is_a_patch_at_the_root_of_the_repository(
    tmp_path: Path,
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    deep = tmp_path / "some" / "where"
    deep.mkdir(parents=True)
    folder = write_mapping(deep)
    text = run(folder, "DM-AP-2").stdout
    assert "+++ b/some/where/mappings/features/DM-AP.yaml\n" in text
    subprocess.run(
        ["git", "apply", "-"], check=True, cwd=tmp_path, input=text.encode()
    )
    assert LINK in text_of(folder)


def test_patch_of_a_file_without_a_last_line_break(folder: Path) -> None:
    features = folder / "features" / "DM-AP.yaml"
    features.write_text(text_of(folder).rstrip("\n"), encoding="utf-8")
    text = run(folder, "DM-AP-2").stdout
    subprocess.run(
        ["git", "apply", "-"],
        check=True,
        cwd=folder.parent,
        input=text.encode(),
    )
    assert LINK.rstrip("\n") in text_of(folder)


def test_accept_writes_the_patch_that_was_shown(folder: Path) -> None:
    shown = json.loads(run(folder, "DM-AP-2", "--format", "json").stdout)
    result = run(folder, "DM-AP-2", "--accept")
    assert "Wrote features/DM-AP.yaml." in result.stdout
    assert LINK in text_of(folder)
    assert LINK in shown["patch"].replace("\n+", "\n")
    assert run(folder, "DM-AP-1", "DM-AP-2").exit_code == 0


def test_accepting_twice_writes_once(folder: Path) -> None:
    run(folder, "DM-AP-2", "--accept")
    once = text_of(folder)
    run(folder, "DM-AP-2", "--accept")
    assert text_of(folder) == once


def test_a_case_is_written_when_it_is_picked(folder: Path) -> None:
    features = folder / "features" / "DM-AP.yaml"
    text = text_of(folder).replace("Wavefront acq", "Difference of wavefront")
    features.write_text(text, encoding="utf-8")
    run(folder, "DM-AP-2", "--pick", "LVV-T36", "--accept")
    assert "    LVV-T36: {reason: " in text_of(folder)
    assert "DMS-REQ-0020" not in text_of(folder)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["DM-AP-9"], "did you mean", id="no such feature"),
        pytest.param(
            ["DM-AP-2", "--pick", "DMS-REQ-0021"],
            "DMS-REQ-0021 is not among the candidates; did you mean "
            "DMS-REQ-0020?",
            id="no candidate",
        ),
        pytest.param(
            ["DM-AP-1", "--pick", "DMS-REQ-0010"],
            "DMS-REQ-0010 is linked already",
            id="a link that there is",
        ),
    ],
)
def test_mistakes(folder: Path, arguments: list[str], says: str) -> None:
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
