"""A run that is asked to end gives back what it holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.checkout import Checkout
from tests.support.sandbox import Lever, SandboxServer

# Whoever runs the tests in the background may have these signals ignored.
START = """\
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
runpy.run_module("ldmjira", run_name="__main__", alter_sys=True)
"""


@pytest.fixture
def checkout(tmp_path: Path, sandbox: SandboxServer) -> Checkout:
    made = Checkout(tmp_path / "one", sandbox)
    (made.folder / "ldmjira.toml").write_text("[sync]\nlease = true\n")
    made.git("init", "-q", "-b", "main")
    (made.folder / ".gitignore").write_text(".ldmjira/\n")
    made.commit()
    return made


@pytest.fixture
def push(
    checkout: Checkout, sandbox: SandboxServer, tmp_path: Path
) -> Iterator[subprocess.Popen[str]]:
    """Start a push that the sandbox holds at its first create."""
    lever = Lever(sandbox)
    lever.fault("POST /issue/bulk hold-after")
    with subprocess.Popen(
        [sys.executable, "-c", START, "push", "LDM-503-17a"],
        cwd=checkout.folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LDMJIRA_URL": sandbox.url,
            "LDMJIRA_USER": sandbox.user,
            "LDMJIRA_TOKEN": sandbox.token,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        deadline = time.monotonic() + 30
        while lever.call("GET", "/__sandbox__/holding")["holding"] == 0:
            assert time.monotonic() < deadline
            assert process.poll() is None, process.communicate()
        yield process
        process.kill()


@pytest.mark.parametrize(
    "ending",
    [
        (signal.SIGINT, 130, "Interrupted; run the command again"),
        (signal.SIGTERM, 143, "Terminated; run the command again"),
        (signal.SIGHUP, 143, "Terminated; run the command again"),
    ],
    ids=["ctrl-c", "term", "hang up"],
)
def test_it_ends_with_one_line_and_leaves_neither_lock_nor_lease(
    push: subprocess.Popen[str],
    checkout: Checkout,
    sandbox: SandboxServer,
    ending: tuple[signal.Signals, int, str],
) -> None:
    number, code, told = ending
    push.send_signal(number)
    output, errors = push.communicate(timeout=30)
    Lever(sandbox).pull("release")
    assert push.returncode == code
    assert output == ""
    assert errors.startswith(told)
    assert errors.count("\n") == 1
    assert not (checkout.folder / ".ldmjira" / "lock.owner").exists()
    found = Lever(sandbox).call("GET", "/rest/api/3/project/DM/properties")
    assert found == {"keys": []}
    # And what was made is found, not made again.
    again = checkout.json("push", "LDM-503-17a")
    assert not any(one["field"] == "issue" for one in again["changes"])
