"""The marker brings keys of cases into the results file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ldmjira.adapters.junit import read_junit
from ldmjira.core.results import match

GOOD = """
import pytest

@pytest.mark.lvv("LVV-T1", "LVV-T2", deviation="DM-1", comment="weak")
def test_pass():
    pass

@pytest.mark.lvv("LVV-T3")
@pytest.mark.skip(reason="no data")
def test_skipped():
    pass

@pytest.mark.lvv("LVV-T4")
class TestClass:
    @pytest.mark.parametrize("number", [1, 2])
    def test_each(self, number):
        assert number == 1

def test_free():
    pass
"""


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\naddopts=--strict-markers\n")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--junit-xml=r.xml",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_markers_become_results(tmp_path: Path) -> None:
    run(tmp_path, GOOD)
    found = match(read_junit(tmp_path / "r.xml"), project="LVV")
    statuses = {one.case: str(one.status) for one in found.results}
    assert statuses == {
        "LVV-T1": "Pass w/ Deviation",
        "LVV-T2": "Pass w/ Deviation",
        "LVV-T3": "Not Executed",
        "LVV-T4": "Fail",
    }
    assert [one.name for one in found.unmatched] == ["test_free"]
    assert found.results[0].contributions[0].comment == "weak"


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("lvv", "names no test case"),
        ('lvv("LVV-101")', "is no key"),
        ('lvv("LVV-T1", deviaton="x")', "does not know deviaton"),
    ],
)
def test_a_typo_is_told_at_once(
    tmp_path: Path, marker: str, words: str
) -> None:
    done = run(
        tmp_path,
        f"import pytest\n@pytest.mark.{marker}\ndef test_x(): pass\n",
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert words in done.stdout + done.stderr
