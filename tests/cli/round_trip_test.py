"""A campaign goes out, its results come in, and a report tells them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.mapping_folder import committed_copy

CODE = "LDM-503-17a"
CAMPAIGN = """campaign:
  document: DMTR-999
  objective: Show that the pipelines can be delivered.
  cases: [LVV-T1560]
  drafts:
    butler:
      name: The Butler answers
      objective: Show that it answers.
      steps: [{description: Ask it, expected: An answer}]
      elements: [LVV-71]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LDMJIRA_URL", "LDMJIRA_ZEPHYR_TOKEN", "ZEPHYR_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LDMJIRA_SANDBOX", str(tmp_path / "sandbox.db"))
    copy = committed_copy(tmp_path)
    path = copy / "milestones" / f"{CODE}.yaml"
    path.write_text(path.read_text() + CAMPAIGN)
    return copy


def run(folder: Path, verb: str, *arguments: str | Path) -> Result:
    result = CliRunner().invoke(
        app, [verb, *map(str, arguments), "--mappings", str(folder)]
    )
    assert result.exit_code == 0, result.output
    return result


def test_a_saved_campaign_is_applied_once(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "changes.json"
    run(folder, "push", CODE, "--out", file)
    applied = run(folder, "apply", file)
    assert "+ case 'butler', as a draft" in applied.stdout
    assert "Zephyr Scale cannot delete" in applied.stderr
    assert ", 0 writes," in run(folder, "push", CODE).output
    again = CliRunner().invoke(
        app, ["apply", str(file), "--mappings", str(folder)]
    )
    assert again.exit_code == 2


def test_push_results_pull_report_and_then_silence(
    folder: Path, tmp_path: Path
) -> None:
    run(folder, "push", CODE)
    run(folder, "pull", CODE)
    plan = tmp_path / "plan.md"
    run(folder, "testplan", CODE, "-o", plan)
    text = plan.read_text()
    assert "Show that the pipelines can be delivered." in text
    assert "Ask it" in text
    assert "not pulled" not in text

    results = tmp_path / "results.xml"
    results.write_text(
        '<testsuite timestamp="2026-03-01T10:00:00">'
        '<testcase name="test_LVV_T1560"><failure message="too slow"/>'
        "</testcase></testsuite>"
    )
    run(folder, "results", results, "--milestone", CODE)
    told = run(folder, "log", CODE).stdout
    assert " result/LVV-T1560: Not Executed -> Fail  to Sandbox" in told
    run(folder, "pull", CODE)
    report = tmp_path / "report.md"
    run(folder, "testplan", CODE, "--report", "-o", report)
    told = report.read_text()
    assert "| **Fail** | 2026-03-01 |" in told
    assert "too slow" in told

    assert ", 0 writes," in run(folder, "push", CODE).output
    run(folder, "pull", CODE)
    again = run(folder, "results", results, "--milestone", CODE)
    assert "there already" in again.stdout
    run(folder, "testplan", CODE, "--report", "-o", report)
    assert report.read_text() == told
