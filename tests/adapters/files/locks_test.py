"""One run at a time on one mapping."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.adapters.files.locks import mapping_lock
from ldmjira.exceptions import UsageError


def test_second_run_waits_and_then_gives_up(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        mapping_lock(tmp_path),
        pytest.raises(UsageError, match="Another run works"),
        mapping_lock(tmp_path, patience=0.01, tell=told.append),
    ):
        pass
    assert told[0].startswith("Waiting for another run")


def test_lock_is_free_again(tmp_path: Path) -> None:
    with mapping_lock(tmp_path):
        pass
    with mapping_lock(tmp_path, patience=0):
        pass
    assert (tmp_path / ".ldmjira" / ".gitignore").read_text() == "*\n"
