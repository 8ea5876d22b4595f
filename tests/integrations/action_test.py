"""The run steps of ``action.yml``, executed with bash as GitHub does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.mapping_folder import write_mapping

ACTION = Path(__file__).resolve().parents[2] / "action.yml"
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
# Writes down how it was called, and with which body.
STUB = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$CALLS"
for word in "$@"; do
  case $word in body=@*) cp "${word#body=@}" "$CALLS.body" ;; esac
done
if [[ "$*" == *--paginate* ]]; then printf '%s' "$OLD_COMMENT"; fi
exit "${STUB_STATUS:-0}"
"""

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None, reason="there is no bash here"
)


def action() -> Any:
    return yaml.safe_load(ACTION.read_text(encoding="utf-8"))


class Runner:
    """What GitHub gives a composite action to run in."""

    def __init__(self, root: Path, **inputs: str) -> None:
        self.root = root
        self.temp = root / "temp"
        self.temp.mkdir()
        self.calls = self.temp / "calls"
        tools = root / "tools"
        tools.mkdir()
        for name in ("gh", "python"):
            stub = tools / name
            stub.write_text(STUB, encoding="utf-8")
            stub.chmod(0o755)
        self.known = {
            f"inputs.{name}": inputs.get(name, str(given["default"]))
            for name, given in action()["inputs"].items()
        }
        self.known |= {
            "inputs.base": inputs.get("base", ""),
            "inputs.token": "made-up",
            "github.action_path": str(ACTION.parent),
            "github.event.pull_request.number": "7",
            "github.repository": "somebody/something",
        }
        self.environment = {
            **os.environ,
            "PATH": os.pathsep.join(
                [
                    str(tools),
                    str(Path(sys.executable).parent),
                    os.environ["PATH"],
                ]
            ),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            "GITHUB_OUTPUT": str(self.temp / "output"),
            "CALLS": str(self.calls),
            "OLD_COMMENT": "",
        }

    def run(
        self, name: str, extra: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one step, as ``shell: bash`` does."""
        (step,) = [s for s in action()["runs"]["steps"] if s["name"] == name]
        assert not EXPRESSION.search(step["run"]), "inject nothing"
        values = {
            key: EXPRESSION.sub(lambda m: self.known[m[1]], str(value))
            for key, value in step.get("env", {}).items()
        }
        done = subprocess.run(
            [
                "bash",
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "-c",
                step["run"],
            ],
            capture_output=True,
            check=False,
            cwd=self.root,
            env={**self.environment, **values, **(extra or {})},
            text=True,
        )
        output = self.temp / "output"
        if output.exists():
            for line in output.read_text(encoding="utf-8").splitlines():
                key, _, value = line.partition("=")
                self.known[f"steps.check.outputs.{key}"] = value
        return done


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose last commit confirms a link."""
    folder = write_mapping(tmp_path)
    features = folder / "features" / "DM-AP.yaml"
    for message, old, new in [
        ("Add the mapping", "", ""),
        ("Confirm", "proposed", "confirmed"),
    ]:
        text = features.read_text(encoding="utf-8")
        features.write_text(text.replace(old, new), encoding="utf-8")
        for arguments in (
            ["init", "-q", "-b", "main"],
            ["add", "mappings"],
            [
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.org",
                "commit",
                "-qm",
                message,
            ],
        ):
            subprocess.run(["git", *arguments], check=True, cwd=tmp_path)
    return tmp_path


def test_check_annotates_and_fails_the_job(root: Path) -> None:
    runner = Runner(root, base="HEAD~1")
    done = runner.run("Check")
    assert done.returncode == 0, done.stderr
    assert "::error file=mappings/features/DM-AP.yaml,line=" in done.stdout
    assert runner.known["steps.check.outputs.status"] == "1"
    log = json.loads(
        Path(runner.known["steps.check.outputs.sarif"]).read_text("utf-8")
    )
    assert log["version"] == "2.1.0"
    summary = (runner.temp / "summary").read_text(encoding="utf-8")
    assert "### ldmjira check failed" in summary
    assert "1 feature newly tested, 1 link confirmed." in summary
    assert runner.run("Result").returncode == 1


def test_check_of_a_good_mapping_passes(root: Path) -> None:
    features = root / "mappings" / "features" / "DM-AP.yaml"
    with features.open("a", encoding="utf-8") as stream:
        stream.write("  cases:\n    LVV-T36: {reason: by name}\n")
    runner = Runner(root)
    runner.run("Check")
    assert runner.run("Result").returncode == 0


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        pytest.param({"strict": "true"}, "1", id="strict"),
        pytest.param({"mappings": "nowhere"}, "2", id="no mapping"),
        pytest.param({"mappings": "$(touch pwned)"}, "2", id="injection"),
    ],
)
def test_inputs_reach_the_check(
    root: Path, inputs: dict[str, str], status: str
) -> None:
    runner = Runner(root, **inputs)
    assert runner.run("Check").returncode == 0
    assert runner.known["steps.check.outputs.status"] == status
    assert not (root / "pwned").exists()


def test_base_that_is_not_there_is_a_notice(root: Path) -> None:
    runner = Runner(root, base="0123456789")
    assert "::notice::The changes since" in runner.run("Check").stdout


@pytest.mark.parametrize(
    ("old", "call"),
    [
        pytest.param(
            "",
            "--method POST repos/somebody/something/issues/7/comments",
            id="first",
        ),
        pytest.param(
            "42\n",
            "--method PATCH repos/somebody/something/issues/comments/42",
            id="again",
        ),
    ],
)
def test_comment_is_written_once_and_then_changed(
    root: Path, old: str, call: str
) -> None:
    runner = Runner(root, base="HEAD~1")
    runner.run("Check")
    done = runner.run("Comment", {"OLD_COMMENT": old})
    assert done.returncode == 0, done.stderr
    assert call in runner.calls.read_text(encoding="utf-8")
    body = Path(f"{runner.calls}.body").read_text(encoding="utf-8")
    assert body.startswith("<!-- ldmjira check -->\n### ldmjira check failed")


def test_token_of_a_fork_does_not_fail_the_job(root: Path) -> None:
    runner = Runner(root)
    runner.run("Check")
    done = runner.run("Comment", {"STUB_STATUS": "1"})
    assert done.returncode == 0
    assert "::notice::The comment could not be written." in done.stdout


def test_install_takes_the_action_itself(root: Path) -> None:
    runner = Runner(root)
    assert runner.run("Install ldmjira").returncode == 0
    called = runner.calls.read_text(encoding="utf-8")
    assert called == f"-m pip install --quiet {ACTION.parent}\n"


def test_every_run_step_is_executed_here() -> None:
    steps = action()["runs"]["steps"]
    names = {step["name"] for step in steps if "run" in step}
    assert names == {"Install ldmjira", "Check", "Comment", "Result"}
    assert all(step["shell"] == "bash" for step in steps if "run" in step)
