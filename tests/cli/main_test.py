"""The application: its help and its version."""

from __future__ import annotations

import subprocess
import sys

from typer.testing import CliRunner

from ldmjira.cli.main import VERBS, app
from ldmjira.constants import VERSION


def test_help_tells_of_every_verb_in_whole_words() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"})
    assert result.exit_code == 0
    for name, *_ in VERBS:
        assert f"\n  {name} " in result.stdout
    assert "...\n" not in result.stdout.partition("Commands:")[2]


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
