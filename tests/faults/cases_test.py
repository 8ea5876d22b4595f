"""Faults that are more than one request gone wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.cases import CASES, Case
from tests.faults.matrix_test import check_end
from tests.faults.stage import CREATED, EDITED, OTHER, REMOVED, Stage


@pytest.mark.parametrize(
    "case", CASES, ids=[case.name.replace(" ", "_") for case in CASES]
)
def test_case(stage: Stage, wanted: dict[str, Any], case: Case) -> None:
    case.play(stage)
    stage.clear_faults()
    if case.ends_alike:
        check_end(stage, wanted)
        return
    for code in (EDITED, REMOVED, CREATED, OTHER):
        assert len(stage.keys_of(code)) == 1
    stage.run("push")
    stage.lever.forget_requests()
    stage.run("push")
    assert not stage.writes()
