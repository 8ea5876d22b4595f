"""``ldmjira results`` against the embedded sandbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import committed_copy

CODE = "LDM-503-EFDb"
PASSED = """<testsuite name="s" timestamp="2026-03-01T10:00:00">
<testcase classname="a" name="test_LVV_T2338"/>
<testcase classname="a" name="test_x &lt;script&gt; \\input{y}">
<properties><property name="lvv" value="LVV-T2339"/></properties>
</testcase>
</testsuite>"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LDMJIRA_URL", "LDMJIRA_ZEPHYR_TOKEN", "ZEPHYR_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LDMJIRA_SANDBOX", str(tmp_path / "sandbox.db"))
    return committed_copy(tmp_path)


def run(folder: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(
        app,
        [
            "results",
            *map(str, arguments),
            "--milestone",
            CODE,
            "--mappings",
            str(folder),
        ],
    )


def actions(result: Result) -> list[str]:
    return [one["action"] for one in json.loads(result.stdout)["cases"]]


def test_results_go_in_once(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.xml"
    path.write_text(PASSED)
    dry = run(folder, path, "--dry-run", "--format", "json")
    assert (dry.exit_code, actions(dry)) == (0, ["add", "add"])
    first = run(folder, path, "--format", "json")
    assert (first.exit_code, actions(first)) == (0, ["add", "add"])
    second = run(folder, path, "--format", "json")
    assert (second.exit_code, actions(second)) == (0, ["kept", "kept"])
    text = run(folder, path).stdout
    assert "there already" in text
    assert "test_x <script> \\input{y}" in text


def test_a_broken_file_writes_nothing(folder: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.xml", tmp_path / "b.xml"
    good.write_text(PASSED)
    bad.write_text('<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>')
    result = run(folder, good, bad)
    assert result.exit_code == 2
    assert "document type" in result.stderr
    assert not (tmp_path / "sandbox.db").exists()


def test_an_error_quotes_no_control_character(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "r.xml"
    path.write_text(
        '<testsuite><testcase name="a&#x9b;31mb&#x202e;"><properties>'
        '<property name="lvv" value="LVV-T1x"/></properties></testcase>'
        "</testsuite>"
    )
    result = run(folder, path)
    assert result.exit_code == 2
    assert "test ab names LVV-T1X" in result.stderr


def test_tests_without_a_case_are_listed(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.xml"
    path.write_text('<testsuite><testcase name="free"/></testsuite>')
    result = run(folder, path)
    assert result.exit_code == 1
    assert "free (passed, r.xml)" in result.stdout


def test_a_site_out_of_reach_is_an_error_of_the_site(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.xml"
    path.write_text(PASSED)
    monkeypatch.setenv("LDMJIRA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LDMJIRA_TOKEN", "t")
    result = run(folder, path)
    assert result.exit_code == 2
    assert "LDMJIRA_ZEPHYR_TOKEN" in result.stderr
