"""No issue gets more writes than Jira takes."""

from __future__ import annotations

import pytest

from ldmjira.adapters.jira.pacing import WRITE_LIMITS, Pacer
from tests.support.trackers import FakeTime


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def pacer(time: FakeTime) -> Pacer:
    return Pacer(sleep=time.sleep, clock=time.clock)


def test_a_few_writes_do_not_wait(pacer: Pacer, time: FakeTime) -> None:
    for _ in range(20):
        pacer.wait(["DM-1"])
    assert time.waits == []


def test_the_twenty_first_waits(pacer: Pacer, time: FakeTime) -> None:
    for _ in range(21):
        pacer.wait(["DM-1"])
    assert time.waits == [2]


def test_other_issues_do_not_wait(pacer: Pacer, time: FakeTime) -> None:
    for number in range(100):
        pacer.wait([f"DM-{number}"])
    assert time.waits == []


def test_either_end_of_a_link_counts(pacer: Pacer, time: FakeTime) -> None:
    for number in range(21):
        pacer.wait([f"DM-{number}", "DM-MILESTONE"])
    assert len(time.waits) == 1


def test_no_span_holds_more_than_its_limit(
    pacer: Pacer, time: FakeTime
) -> None:
    moments = []
    for _ in range(250):
        pacer.wait(["DM-1"])
        moments.append(time.clock())
        time.now += 0.01
    for count, span in WRITE_LIMITS:
        for start in range(len(moments) - count):
            assert moments[start + count] - moments[start] >= span - 1e-9
