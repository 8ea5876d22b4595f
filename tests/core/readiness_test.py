"""A campaign is ready when nothing is open and nothing is unknown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from ldmjira.core.readiness import readiness
from ldmjira.core.test_plan import gather
from ldmjira.formats.readiness import readiness_to_text
from ldmjira.models.prose import Text
from ldmjira.models.readiness import Readiness, ReadyState
from ldmjira.models.test_plan import (
    Criterion,
    DocKind,
    Duty,
    Gap,
    Passage,
    PlanFacts,
    WaiverFacts,
)
from tests.support.plans import CODE, make_pulled, make_sources

TODAY = dt.date(2024, 1, 1)


def facts(**changes: Any) -> PlanFacts:
    """A campaign that is ready, changed."""
    found = gather(make_sources(pulled=make_pulled()), CODE, DocKind.PLAN)
    ready = replace(
        found,
        features=found.features[:1],
        cases=tuple(
            replace(one, status="Approved", steps=one.steps or ())
            for one in found.cases
        ),
        entry=(Criterion((Text("Installed"),), is_met=True),),
        contradictions=(),
    )
    return replace(ready, **changes)


def check(today: dt.date = TODAY, **changes: Any) -> Readiness:
    return readiness(facts(**changes), today=today)


def state(found: Readiness, name: str) -> ReadyState:
    (one,) = [check for check in found.checks if check.name == name]
    return one.state


def test_a_campaign_may_be_ready() -> None:
    found = check()
    assert found.is_ready, readiness_to_text(found)
    assert readiness_to_text(found).endswith("Ready.\n")


def test_a_feature_by_proposal_is_open_and_a_waived_one_is_not() -> None:
    (feature,) = facts().features
    weak = replace(feature, state="by proposal", gap="nobody confirmed it")
    assert state(check(features=(weak,)), "features") is ReadyState.OPEN
    waived = WaiverFacts("feature-untested", feature.code, "x", "never")
    found = check(features=(weak,), waivers=(waived,))
    assert state(found, "features") is ReadyState.DONE


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Approved", ReadyState.DONE),
        ("Defined", ReadyState.OPEN),
        ("Draft", ReadyState.OPEN),
        ("Deprecated", ReadyState.OPEN),
        ("", ReadyState.UNKNOWN),
    ],
)
def test_cases_must_be_approved(status: str, expected: ReadyState) -> None:
    first, *rest = facts().cases
    found = check(cases=(replace(first, status=status), *rest))
    assert state(found, "cases") is expected


def test_a_vanished_case_is_open() -> None:
    found = check(vanished=("LVV-T9",))
    assert state(found, "cases") is ReadyState.OPEN


def test_a_campaign_without_cases_is_not_ready() -> None:
    assert state(check(cases=()), "cases") is ReadyState.OPEN


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        ("not pulled (LVV-T1, 5 steps)", ReadyState.UNKNOWN),
        ("Zephyr Scale has none (LVV-T1, steps)", ReadyState.OPEN),
    ],
)
def test_steps_must_be_there(why: str, expected: ReadyState) -> None:
    first, *rest = facts().cases
    found = check(cases=(replace(first, steps=None, steps_missing=why), *rest))
    assert state(found, "steps") is expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("", ReadyState.OPEN),
        ("not pulled (LVV-P1, owner)", ReadyState.UNKNOWN),
    ],
)
def test_owners_must_be_named(person: str, expected: ReadyState) -> None:
    found = check(duties=(Duty("Owner of the plan", person, is_named=False),))
    assert state(found, "owners") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Passage(), ReadyState.OPEN),
        (Passage(missing="not pulled (LVV-P1, x)"), ReadyState.UNKNOWN),
    ],
)
def test_the_environment_must_be_named(
    text: Passage, expected: ReadyState
) -> None:
    assert state(check(environment=text), "environment") is expected


@pytest.mark.parametrize("is_met", [False, None])
def test_entry_criteria_must_be_ticked(*, is_met: bool | None) -> None:
    found = check(entry=(Criterion((Text("x"),), is_met),))
    assert state(found, "entry") is ReadyState.OPEN


def test_criteria_must_be_stated() -> None:
    found = check(entry=(), exit=())
    assert state(found, "entry") is ReadyState.OPEN
    assert state(found, "exit") is ReadyState.OPEN


@pytest.mark.parametrize(
    ("status", "today", "expected"),
    [
        ("Approved", dt.date(2030, 1, 1), ReadyState.DONE),
        ("Completed", dt.date(2030, 1, 1), ReadyState.DONE),
        ("Draft", dt.date(2024, 1, 15), ReadyState.DONE),
        ("Draft", dt.date(2024, 1, 16), ReadyState.DONE),
        ("Draft", dt.date(2024, 1, 17), ReadyState.OPEN),
    ],
)
def test_the_plan_is_due_45_days_before_the_milestone(
    status: str, today: dt.date, expected: ReadyState
) -> None:
    head = replace(facts().head, plan_status=status)
    assert state(check(today, head=head), "plan") is expected


def test_contradictions_are_open() -> None:
    found = check(contradictions=(Gap("LVV-1", "says both"),))
    assert state(found, "contradictions") is ReadyState.OPEN
    assert not found.is_ready


def test_one_screen_is_enough() -> None:
    head = facts().head
    cases = tuple(
        replace(facts().cases[0], key=f"LVV-T{n}\x1b[31m", status="Draft")
        for n in range(200)
    )
    text = readiness_to_text(check(cases=cases, head=head))
    assert len(text.splitlines()) <= 40
    assert "and 197 more" in text
    assert "\x1b" not in text
