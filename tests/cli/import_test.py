"""The command ``import``, as people run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ldmjira.cli.main import app
from tests.support.documents import Entry, Part, as_markdown

DATA = Path(__file__).parents[1] / "data" / "documents"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "m"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


def _report(*arguments: object) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(
        _run(*arguments, "--format", "json").stdout
    )
    return report


def test_report_says_what_was_done(folder: Path) -> None:
    result = _run(DATA / "oddities.md", "--mappings", folder)
    assert result.exit_code == 0
    assert result.stdout == (DATA / "oddities.txt").read_text()


def test_second_run_says_why_nothing_changed(folder: Path) -> None:
    _run(DATA / "oddities.md", "--mappings", folder)
    result = _run(DATA / "oddities.md", "--mappings", folder)
    assert result.stdout.endswith(
        "\n0 files changed: the mapping says the same as the document\n"
    )


def test_newer_document_is_reported_value_by_value(
    tmp_path: Path, folder: Path
) -> None:
    file = tmp_path / "LDM-564.md"
    parts = [Part(entries=(Entry(), Entry("DM-TOY-2")))]
    file.write_text(as_markdown(parts))
    _run(file, "--mappings", folder)
    parts = [Part(title="Second light", entries=(Entry("DM-X"), Entry()))]
    file.write_text(as_markdown(parts))
    result = _run(file, "--mappings", folder)
    changes = result.stdout.split("\n\n")[2].split("\n")
    assert changes == [
        "Added (1): DM-X",
        "Changed (3):",
        "  LDM-503-01 title: First light -> Second light",
        "  LDM-503-01 features: -DM-TOY-2 +DM-X",
        "  source of 1 object",
    ]


def test_dry_run_writes_nothing(folder: Path) -> None:
    result = _run(DATA / "oddities.md", "--mappings", folder, "--dry-run")
    assert result.stdout.endswith(
        "\n0 files changed: 6 files would change (dry run)\n"
    )
    assert not folder.exists()


def test_json_holds_the_counts(folder: Path) -> None:
    report = _report(DATA / "list.tex", "--mappings", folder)
    counts = {
        "milestones": 3,
        "features": 3,
        "occurrences": 4,
        "due_clauses": 7,
    }
    assert report["counts"] == {
        "found": counts,
        "parsed": counts,
        "rejected": dict.fromkeys(counts, 0),
    }
    assert (report["document"], report["revision"]) == ("LDM-564", None)


def test_json_holds_every_change(folder: Path) -> None:
    report = _report(DATA / "list.tex", "--mappings", folder)
    assert [change["object"] for change in report["changes"]] == [
        "LDM-503-01",
        "LDM-GEN9",
        "LDM-503-02a",
        "DM-CREW",
        "DM-TOY-1",
        "DM-TOY-2",
    ]
    assert report["files"] == sorted(report["files"])
    assert len(report["files"]) == 5


def test_warnings_leave_the_exit_code_alone(folder: Path) -> None:
    report = _report(DATA / "oddities.md", "--mappings", folder)
    assert {
        key: report["warnings"][0][key] for key in ("rule", "object", "line")
    } == {"rule": "contents-differ", "object": "LDM-503-88", "line": 20}


def test_revision_of_a_bare_list_can_be_given(folder: Path) -> None:
    report = _report(
        DATA / "list.tex", "--mappings", folder, "--revision", "1.7"
    )
    assert report["changes"][0]["after"]["source"] == "LDM-564 1.7 line 2"


def test_rejection_is_reported_and_fails(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "LDM-564.md"
    file.write_text(
        as_markdown([Part(entries=(Entry(),))]).replace(
            "DM-TOY-1: ", "DM-TOY-1 "
        )
    )
    result = _run(file, "--mappings", folder)
    assert result.exit_code == 2
    assert (
        "  line 30: feature: no colon between the code and the title: "
        "DM-TOY-1 Levers (Due: 2020-01-31; currently incomplete)\n"
    ) in result.stdout
    assert result.stderr == (
        "Error: 1 thing in the document could not be read (line 30), so "
        "nothing was imported\n"
        "Hint: The report says why; mend these lines and import again.\n"
    )
    assert not folder.exists()


def test_rejection_is_in_the_json(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "LDM-564.md"
    file.write_text(as_markdown([Part()]).replace("*Due", "*Until"))
    report = _report(file, "--mappings", folder)
    assert report["counts"]["rejected"]["milestones"] == 1
    assert [r["line"] for r in report["rejected"]] == [26]


def test_other_document_fails_with_one_message(
    tmp_path: Path, folder: Path
) -> None:
    file = tmp_path / "README.md"
    file.write_text("# Toys\n\nNothing else.\n")
    result = _run(file, "--mappings", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: README.md: This is not LDM-564: it has no section on the "
        "functionality in releases, and no heading that ends with the label "
        "of a milestone, as in ': LDM-503-01'\n"
        "Hint: Give the text of LDM-564: its Markdown form or its LaTeX "
        "list.\n"
    )


def test_broken_mapping_stops_the_import(folder: Path) -> None:
    broken = folder / "milestones" / "LDM-503-01.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("titel: Toys\n")
    result = _run(DATA / "oddities.md", "--mappings", folder)
    assert result.exit_code == 2
    assert "LDM-503-01.yaml:1" in result.stderr
    assert broken.read_text() == "titel: Toys\n"


def test_published_document_gives_40_milestones(
    shared: Path, folder: Path
) -> None:
    report = _report(shared / "documents" / "LDM-564.md", "--mappings", folder)
    assert report["counts"]["parsed"] == {
        "milestones": 40,
        "features": 73,
        "occurrences": 79,
        "due_clauses": 119,
    }
    assert report["rejected"] == []
    assert len(list((folder / "milestones").iterdir())) == 40
