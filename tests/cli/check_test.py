"""``ldmjira check`` as people and machines call it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import committed_copy, write_mapping


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def findings(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run("--mappings", folder, "--format", "json", *arguments)
    document = json.loads(result.stdout)
    found: list[dict[str, Any]] = document["findings"]
    return found


def change(path: Path, pattern: str, to: str) -> None:
    text = path.read_text(encoding="utf-8")
    new, number = re.subn(pattern, to, text, count=1, flags=re.MULTILINE)
    assert number == 1, pattern
    path.write_text(new, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_mapping(tmp_path)


def test_committed_mapping_has_no_error(tmp_path: Path) -> None:
    result = run("--mappings", committed_copy(tmp_path))
    assert result.exit_code == 0, result.stdout
    assert "73 features: " in result.stdout
    assert "\n0 errors, " in result.stdout


def test_committed_mapping_is_not_a_baseline_yet(tmp_path: Path) -> None:
    copy = committed_copy(tmp_path)
    assert run("--mappings", copy, "--mode", "baseline").exit_code == 1


def test_a_case_removed_from_the_catalogue_is_found(tmp_path: Path) -> None:
    copy = committed_copy(tmp_path)
    change(copy / "catalog" / "cases.csv", r"^LVV-T36,.*\n", "")
    found = findings(copy)
    assert ("catalog-dangling", "LVV-T36", "error") in {
        (f["rule"], f["object"], f["severity"]) for f in found
    }
    assert run("--mappings", copy).exit_code == 1


def test_a_requirement_link_removed_is_found(folder: Path) -> None:
    # The second feature gets a case first, so that all is well.
    features = folder / "features" / "DM-AP.yaml"
    with features.open("a", encoding="utf-8") as stream:
        stream.write("  cases:\n    LVV-T36: {reason: by name}\n")
    assert run("--mappings", folder).exit_code == 0
    change(features, r"^  requirements:\n    DMS-REQ-0010.*\n", "")
    result = run("--mappings", folder)
    assert result.exit_code == 1
    (error,) = [f for f in findings(folder) if f["severity"] == "error"]
    assert (error["rule"], error["object"]) == ("feature-untested", "DM-AP-1")


def test_json_has_the_fields_that_were_promised(folder: Path) -> None:
    result = run("--mappings", folder, "--format", "json")
    document = json.loads(result.stdout)
    assert set(document) == {"findings", "counts"}
    fields = {"rule", "severity", "object", "file", "line", "message", "fix"}
    assert all(set(finding) == fields for finding in document["findings"])
    assert document["counts"]["error"] == 1
    assert document["counts"]["features"] == {
        "tested": 0,
        "partly": 0,
        "by proposal": 1,
        "untested": 1,
        "total": 2,
    }


def test_finding_has_its_file_and_line(folder: Path) -> None:
    (error,) = [f for f in findings(folder) if f["severity"] == "error"]
    lines = Path(error["file"]).read_text(encoding="utf-8").splitlines()
    assert lines[error["line"] - 1] == "DM-AP-2:"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["DM-AP-1"], 0, id="a warning passes"),
        pytest.param(["DM-AP-1", "--strict"], 1, id="unless strict"),
        pytest.param(["DM-AP-1", "--mode", "baseline"], 1, id="baseline"),
        pytest.param(["DM-AP-2"], 1, id="untested feature"),
        pytest.param(["LDM-503-03"], 1, id="its milestone"),
        pytest.param(["DM-AP-3"], 2, id="no such feature"),
        pytest.param(["--format", "xml"], 2, id="no such format"),
    ],
)
def test_exit_code(folder: Path, arguments: list[str], code: int) -> None:
    assert run("--mappings", folder, *arguments).exit_code == code


def test_unknown_code_names_the_nearest(folder: Path) -> None:
    result = run("--mappings", folder, "DM-AP-3")
    assert "did you mean DM-AP-1, DM-AP-2?" in result.stderr


def test_names_are_relative_to_the_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    result = run()
    assert "mappings/features/DM-AP.yaml:9: error: DM-AP-2" in result.stdout


SPOILED = [
    pytest.param("features/DM-AP.yaml", "DM-AP-1:", "DM-AP-2:", id="twice"),
    pytest.param("features/DM-AP.yaml", "  title", "\ttitle", id="tab"),
    pytest.param(
        "features/DM-AP.yaml", "Image diff.*", "[1, 2]", id="wrong type"
    ),
    pytest.param(
        "features/DM-AP.yaml",
        "Image diff.*",
        "!!python/object/apply:os.getcwd []",
        id="tag",
    ),
    pytest.param(
        "milestones/LDM-503-03.yaml", "DM-AP-2", "DM-AP-9", id="lost"
    ),
    pytest.param(
        "features/DM-AP.yaml", "DMS-REQ-0010:", "dms req 10:", id="bad id"
    ),
    pytest.param("catalog/cases.csv", "^key,", "kee,", id="column"),
]


@pytest.mark.parametrize(("file", "pattern", "to"), SPOILED)
def test_files_that_cannot_be_read(
    folder: Path, file: str, pattern: str, to: str
) -> None:
    change(folder / file, pattern, to)
    result = run("--mappings", folder, "--format", "json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)["findings"]
    assert {f["rule"] for f in found} == {"schema"}
    assert any(f["file"].endswith(file) and f["line"] for f in found)
    assert "cannot be read" in result.stderr


def test_problems_of_all_files_are_told_together(folder: Path) -> None:
    change(folder / "features" / "DM-AP.yaml", "Image diff.*", "[1, 2]")
    change(folder / "milestones" / "LDM-503-03.yaml", "^due: .*", "due: soon")
    files = {Path(f["file"]).name for f in findings(folder)}
    assert files == {"DM-AP.yaml", "LDM-503-03.yaml"}


def test_links_to_nowhere_are_told_with_the_problems(folder: Path) -> None:
    change(folder / "milestones" / "LDM-503-03.yaml", "^due: .*", "due: soon")
    change(folder / "features" / "DM-AP.yaml", "DMS-REQ-0010", "DMS-REQ-0011")
    result = run("--mappings", folder, "--format", "json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)["findings"]
    assert {(f["rule"], f["object"]) for f in found} == {
        ("schema", "milestones/LDM-503-03.yaml"),
        ("unknown-requirement", "DMS-REQ-0011"),
    }
    assert "did you mean DMS-REQ-0010?" in result.stdout


def test_nothing_to_check_is_not_fine(tmp_path: Path) -> None:
    empty = tmp_path / "mappings"
    empty.mkdir()
    result = run("--mappings", empty)
    assert result.exit_code == 2
    assert "nothing to check" in result.stderr


def test_all_unknown_codes_are_told(folder: Path) -> None:
    result = run("--mappings", folder, "DM-AP-3", "LDM-503-04", "DM-AP-1")
    assert result.exit_code == 2
    assert "DM-AP-3" in result.stderr
    assert "LDM-503-04" in result.stderr


def test_a_requirement_is_not_checked_by_itself(folder: Path) -> None:
    result = run("--mappings", folder, "DMS-REQ-0010")
    assert result.exit_code == 2
    assert "takes milestones and features" in result.stderr
    assert "ldmjira why DMS-REQ-0010" in result.stderr


def test_check_needs_no_network_library(folder: Path) -> None:
    script = (
        "import sys\n"
        "from ldmjira.cli.main import app\n"
        f"sys.argv = ['ldmjira', 'check', '--mappings', {str(folder)!r}]\n"
        "try:\n"
        "    app()\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'jira', 'requests', 'urllib3', 'starlette', 'uvicorn',\n"
        "         'ldmjira.sandbox', 'ldmjira.adapters.jira'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr.strip() == "[]"
