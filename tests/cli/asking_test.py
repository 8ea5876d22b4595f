"""The question on a terminal before anything is written."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sandbox import Lever, SandboxServer

MAPPINGS = Path(__file__).parents[2] / "mappings"


def ask(
    server: SandboxServer, folder: Path, answer: str, *options: str
) -> tuple[str, str]:
    """Push on a terminal; return what it shows, and what stdout holds."""
    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from ldmjira.cli.main import main; main()",
            "push",
            "LDM-503-17a",
            *options,
        ],
        cwd=folder,
        env={
            **os.environ,
            "LDMJIRA_URL": server.url,
            "LDMJIRA_USER": server.user,
            "LDMJIRA_TOKEN": server.token,
        },
        stdin=terminal,
        stdout=terminal,
        stderr=subprocess.PIPE,
    )
    os.close(terminal)
    os.write(main, f"{answer}\n".encode())
    shown = b""
    try:
        while part := os.read(main, 4096):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(main)
    assert process.stderr is not None
    told = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == 0
    return told, shown.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(MAPPINGS, tmp_path / "mappings")
    return tmp_path


def test_no_writes_nothing(sandbox: SandboxServer, folder: Path) -> None:
    told, shown = ask(sandbox, folder, "n")
    assert "create DM-DAX-9: Butler" in told
    assert "Write this to Sandbox" in told
    assert told.endswith("Nothing was written.\n")
    assert "create" not in shown
    assert not any(entry["applied"] for entry in Lever(sandbox).log())


def test_yes_writes(sandbox: SandboxServer, folder: Path) -> None:
    _, shown = ask(sandbox, folder, "y")
    assert "create DM-90001  DM-DAX-9: Butler" in shown
    assert any(entry["applied"] for entry in Lever(sandbox).log())


def test_option_does_not_ask(sandbox: SandboxServer, folder: Path) -> None:
    told, shown = ask(sandbox, folder, "", "--yes")
    assert "Write this" not in told
    assert "create DM-90001" in shown


def test_json_stays_alone_on_stdout(
    sandbox: SandboxServer, folder: Path
) -> None:
    _, shown = ask(sandbox, folder, "n", "--format", "json")
    text = shown[shown.index("{") :]
    assert json.loads(text)["changes"][0]["result"] == "planned"
