"""The application: its help and its version."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldmjira.cli.main import app
from ldmjira.cli.verbs import VERBS, Verb
from ldmjira.constants import VERSION


def test_help_tells_of_every_verb_in_whole_words() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"})
    assert result.exit_code == 0
    for name, *_ in VERBS:
        assert f"\n  {name} " in result.stdout
    assert "...\n" not in result.stdout.partition("Commands:")[2]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_help_of_a_verb_begins_with_its_summary(verb: Verb) -> None:
    result = CliRunner().invoke(app, [verb.name, "--help"])
    _usage, first, *_ = result.stdout.split("\n\n")
    assert first.split("\n")[0].strip() == verb.summary


def test_a_list_of_the_verbs_imports_none() -> None:
    program = (
        "import sys; from ldmjira.cli.main import app\n"
        "app(['--help'], standalone_mode=False)\n"
        "heavy = {'pydantic', 'ldmjira.factory', 'rich'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert result.stdout == f"ldmjira {VERSION}\n"


def test_python_runs_the_package() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ldmjira", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"ldmjira {VERSION}\n"


def test_unknown_verb_is_a_usage_error() -> None:
    result = CliRunner().invoke(app, ["pusch"])
    assert result.exit_code == 2
    assert "pusch" in result.stderr


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="the system has no /dev/full"
)
def test_output_that_cannot_be_written_is_told_in_two_lines() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ldmjira", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: The output cannot be written")
    assert done.stderr.count("\n") == 2
