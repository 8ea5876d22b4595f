"""``ldmjira testplan`` as a campaign lead calls it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldmjira.adapters.files.pulled_store import FilePulledStore
from ldmjira.cli.main import app
from tests.support.mapping_folder import committed_copy
from tests.support.plans import make_pulled

CODE = "LDM-503-EFDb"
FILES = ["p.md", "p.rst", "p.tex", "p.html", "p.json", "p.docx", "p.pdf"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("LDMJIRA_URL", raising=False)
    return committed_copy(tmp_path)


def run(folder: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(
        app,
        ["testplan", CODE, "--mappings", str(folder), *map(str, arguments)],
    )


def need(name: str) -> None:
    if name.endswith("docx"):
        pytest.importorskip("pypandoc")
    if name.endswith("pdf"):
        pytest.importorskip("typst")


def fill(path: Path) -> None:
    """Write a word into every region of a Markdown plan."""
    text = re.sub(r"(?m)^> \*\*TODO\*\*.*$", "Written.", path.read_text())
    path.write_text(text)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", [[], ["--report"]], ids=["plan", "report"])
def test_a_file_is_written_and_written_alike_again(
    folder: Path, tmp_path: Path, name: str, kind: list[str]
) -> None:
    need(name)
    path = tmp_path / name
    assert run(folder, "-o", path, *kind).exit_code == 0
    first = path.read_bytes()
    assert first
    before = sorted(tmp_path.iterdir())
    assert run(folder, "-o", path, *kind).exit_code == 0
    assert path.read_bytes() == first
    assert sorted(tmp_path.iterdir()) == before


def test_without_a_file_it_goes_to_standard_output(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0
    assert "# LDM-503-EFDb" in result.stdout
    assert "TODO" in result.stdout
    assert "To be written by a person" in result.stderr
    assert json.loads(run(folder, "--format", "json").stdout)["todo"]


def test_what_was_not_pulled_says_so(folder: Path) -> None:
    result = run(folder)
    assert "not pulled (LVV-T2338, steps)" in result.stdout
    assert "ldmjira pull LDM-503-EFDb" in result.stderr


def test_what_was_pulled_is_shown(folder: Path) -> None:
    store = FilePulledStore(folder.parent / ".ldmjira" / "site-1")
    store.save(make_pulled(milestone=CODE, is_embedded=True))
    result = run(folder)
    assert "Show that **alerts** arrive." in result.stdout
    assert "not pulled (LVV-P" not in result.stdout


def test_final_refuses_while_something_is_to_be_written(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.md"
    result = run(folder, "-o", path, "--final")
    assert result.exit_code == 1
    assert "TODO in 1.1 Objectives and scope" in result.stderr
    assert "TODO in 2.8 Deviations known beforehand" in result.stderr
    assert not path.exists()


def test_final_goes_through_when_all_is_written(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.md"
    run(folder, "-o", path)
    fill(path)
    assert run(folder, "-o", path, "--final").exit_code == 0
    assert "Written." in path.read_text()
    for name in FILES[4:]:
        need(name)
        other = tmp_path / name
        result = run(folder, "-o", other, "--prose", path, "--final")
        assert result.exit_code == 0, result.output
        assert other.exists()


def test_a_report_keeps_the_text_of_the_plan(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.md"
    run(folder, "-o", path)
    fill(path)
    run(folder, "-o", path, "--report")
    text = path.read_text()
    assert "Written." in text
    assert "begin assessment" not in text  # Zephyr's text, not pulled
    assert "begin approval-results" in text


def test_text_without_a_place_is_kept_and_told(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "p.md"
    run(folder, "-o", path, "--report")
    fill(path)
    result = run(folder, "-o", path)
    assert "no region approval-results any more" in result.stderr
    assert "ldmjira:begin approval-results" in path.read_text()


def test_a_foreign_file_is_left_alone(folder: Path, tmp_path: Path) -> None:
    for name, data in (
        ("p.md", b"# My own words\n"),
        ("p.pdf", b"something"),
        ("p.json", b"[1]"),
    ):
        need(name)
        path = tmp_path / name
        path.write_bytes(data)
        result = run(folder, "-o", path)
        assert result.exit_code == 2, name
        assert "left alone" in result.stderr
        assert path.read_bytes() == data


def test_prose_that_would_lose_text_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    path, other = tmp_path / "p.md", tmp_path / "q.md"
    run(folder, "-o", path)
    run(folder, "-o", other)
    fill(other)
    result = run(folder, "-o", other, "--prose", path)
    assert result.exit_code == 2
    assert "hand-written text" in result.stderr
    assert "Written." in other.read_text()


def test_a_template_of_ones_own(folder: Path, tmp_path: Path) -> None:
    template = tmp_path / "mine.jinja"
    template.write_text("{{ head.milestone }} {{ head.plan }}")
    result = run(folder, "--template", template)
    assert result.stdout == "LDM-503-EFDb LVV-P90\n"
    template.write_text("{% include '/etc/passwd' %}")
    result = run(folder, "--template", template)
    assert result.exit_code == 2
    assert "root:" not in result.output
    assert result.stdout == ""


def test_without_the_extra_one_line_says_what_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    monkeypatch.setitem(__import__("sys").modules, "pypandoc", None)
    for name in ("p.pdf", "p.docx"):
        result = run(folder, "-o", tmp_path / name)
        assert result.exit_code == 2
        assert "pip install 'ldmjira[documents]'" in result.stderr
        assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_named(
    folder: Path, tmp_path: Path
) -> None:
    result = run(folder, "-o", tmp_path / "none" / "p.md")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("code", "words"),
    [("LDM-503-99", "Nothing in the mapping"), ("DM-DAX-9", "is a feature")],
)
def test_other_codes_are_refused(folder: Path, code: str, words: str) -> None:
    result = CliRunner().invoke(
        app, ["testplan", code, "--mappings", str(folder)]
    )
    assert result.exit_code == 2
    assert words in result.stderr


def test_every_milestone_of_the_mapping_has_a_plan(folder: Path) -> None:
    for path in sorted((folder / "milestones").glob("*.yaml")):
        result = CliRunner().invoke(
            app, ["testplan", path.stem, "--mappings", str(folder)]
        )
        assert result.exit_code == 0, path.stem
        assert "2.7 Features and requirements under test" in result.stdout
