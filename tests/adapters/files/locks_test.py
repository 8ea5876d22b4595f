"""One run at a time on one mapping."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from ldmjira.adapters.files.locks import mapping_lock
from ldmjira.exceptions import ConfigurationError, UsageError


def test_second_run_waits_and_then_gives_up(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        mapping_lock(tmp_path),
        pytest.raises(UsageError, match="Another run works"),
        mapping_lock(tmp_path, patience=0.01, tell=told.append),
    ):
        pass
    assert told[0].startswith("Waiting for another run")
    assert f"process {os.getpid()} on {platform.node()}, since 20" in told[0]


def test_lock_is_free_again(tmp_path: Path) -> None:
    with mapping_lock(tmp_path):
        pass
    with mapping_lock(tmp_path, patience=0):
        pass
    assert (tmp_path / ".ldmjira" / ".gitignore").read_text() == "*\n"


def test_what_a_killed_run_left_is_no_hindrance(tmp_path: Path) -> None:
    folder = tmp_path / ".ldmjira"
    folder.mkdir()
    (folder / "lock").touch()
    (folder / "lock.owner").write_text("process 1 on x, since 1970\n")
    with mapping_lock(tmp_path, patience=0):
        assert f"process {os.getpid()}" in (folder / "lock.owner").read_text()
    assert not (folder / "lock.owner").exists()


def test_a_lock_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / ".ldmjira" / "lock").mkdir(parents=True)
    with (
        pytest.raises(ConfigurationError, match="cannot be locked"),
        mapping_lock(tmp_path),
    ):
        pass
