"""Commands that need no Jira do not pay for its client."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
_PROGRAM = """
import sys
from ldmjira.cli.main import main
sys.argv = ["ldmjira", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
slow = {"jira", "requests", "ldmjira.adapters.jira"} & set(sys.modules)
sys.exit(f"imported: {sorted(slow)}" if slow else 0)
"""


@pytest.mark.parametrize(
    "arguments", [["check"], ["list"], ["show", "LDM-503-17a"], ["--help"]]
)
def test_client_is_not_imported(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
