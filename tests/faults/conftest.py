"""Fixtures of the fault tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.stage import Stage
from tests.support.sandbox import SandboxServer


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Stage, dict[str, Any]]]:
    """Return a stage, and what an undisturbed push makes of it."""
    with SandboxServer() as server:
        stage = Stage(Path(tmp_path_factory.mktemp("stage")), server)
        stage.go_back()
        done = stage.run("push")
        assert done.code == 0, done
        yield stage, stage.ending()


@pytest.fixture
def stage(prepared: tuple[Stage, dict[str, Any]]) -> Stage:
    """Return a stage on which the push is due."""
    stage, _ = prepared
    stage.go_back()
    return stage


@pytest.fixture
def wanted(prepared: tuple[Stage, dict[str, Any]]) -> dict[str, Any]:
    """Return what the sandbox shall hold in the end."""
    return prepared[1]
