"""Each fault at each kind of request of a push, over real HTTP."""

from __future__ import annotations

from base64 import b64encode
from time import sleep
from typing import Any

import pytest

from tests.faults.matrix import (
    FAULTS,
    KINDS,
    WRITES,
    Outcome,
    expected,
    order_of,
)
from tests.faults.stage import CREATED, EDITED, OTHER, REMOVED, Ran, Stage

_AT_WRITES = {
    "429, Retry-After a date",
    "connection reset before",
    "connection reset after",
}
_AT_ONE_READ = dict(zip(FAULTS, (*KINDS, *KINDS), strict=False))


def is_short(fault: str, kind: str) -> bool:
    """Whether a cell is of those that the default run tests."""
    return _AT_ONE_READ[fault] == kind or (
        kind in WRITES and fault in _AT_WRITES
    )


CELLS = [
    pytest.param(
        fault,
        kind,
        id=f"{fault}-{kind}".replace(" ", "_"),
        marks=() if is_short(fault, kind) else pytest.mark.ci,
    )
    for fault in FAULTS
    for kind in KINDS
]


def outcome_of(ran: Ran) -> Outcome:
    """What a run tells of itself."""
    if ran.code == 0:
        return Outcome.WAITS if ran.waits else Outcome.DONE
    if "Stopped:" in ran.output or ran.output.startswith("Error:"):
        return Outcome.STOPS
    return Outcome.OPEN if "it may exist" in ran.output else Outcome.ALONE


def check_talk(stage: Stage, ran: Ran) -> None:
    """No traceback, and no secret, in what a run printed."""
    assert ran.bug is None, ran
    assert "Traceback" not in ran.output
    token = stage.server.token
    pair = b64encode(f"{stage.server.user}:{token}".encode()).decode()
    assert token not in ran.output
    assert pair not in ran.output


def check_end(stage: Stage, wanted: dict[str, Any]) -> None:
    """The next run makes the rest, and the one after it writes nothing."""
    again = stage.run("push")
    assert again.code == 0, again
    for code in (EDITED, REMOVED, CREATED, OTHER):
        assert len(stage.keys_of(code)) == 1, (code, again)
    assert stage.ending() == wanted, again
    stage.lever.forget_requests()
    third = stage.run("push")
    assert third.code == 0, third
    assert not stage.writes(), third


@pytest.mark.parametrize(("fault", "kind"), CELLS)
def test_fault(
    stage: Stage, wanted: dict[str, Any], fault: str, kind: str
) -> None:
    for order in order_of(fault, kind):
        stage.lever.fault(order)
    is_slow = FAULTS[fault]["action"] == "slow"
    ran = stage.run("push", timeout=0.5) if is_slow else stage.run("push")
    struck = stage.lever.call("GET", "/__sandbox__/faults")[0]["hits"]
    assert struck == 1, ran
    check_talk(stage, ran)
    assert outcome_of(ran) is expected(fault, kind), ran
    assert (ran.code == 0) == (
        expected(fault, kind) in {Outcome.WAITS, Outcome.DONE}
    )
    stage.clear_faults()
    if is_slow:
        sleep(0.6)  # what was late is carried out in the end
    check_end(stage, wanted)


def test_waits_are_as_long_as_asked(stage: Stage) -> None:
    for fault, least in (
        ("429, Retry-After 7", 7.0),
        ("429, Retry-After a date", 8.0),
        ("503, Retry-After 5", 5.0),
    ):
        stage.go_back()
        for order in order_of(fault, "search"):
            stage.lever.fault(order)
        ran = stage.run("push")
        assert ran.code == 0, ran
        assert least <= sum(ran.waits) <= least + 3, fault


def test_a_day_is_not_waited_for(stage: Stage) -> None:
    for order in order_of("429, Retry-After 86400", "edit"):
        stage.lever.fault(order)
    ran = stage.run("push")
    assert ran.waits == ()
    assert "86400" in ran.output or "day" in ran.output or "24" in ran.output
