"""The chain in words."""

from __future__ import annotations

import pytest

from ldmjira.core.coverage import Mode
from ldmjira.core.trace import Step, Verdict, trace
from ldmjira.exceptions import UnknownCodeError
from ldmjira.models.catalog import Run
from ldmjira.models.kinds import Kind
from tests.support.verification import (
    make_catalog,
    make_feature,
    make_map,
    make_milestone,
)

CATALOG = make_catalog(
    {
        "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
        "DMS-REQ-0002": {"LVV-2": []},
        "DMS-REQ-0003": {"LVV-3": []},
    },
    statuses={"LVV-T2": "Deprecated"},
    verified_in={"LVV-3": ["LVV-1"]},
    requirements={
        "DMS-REQ-0001": {"priority": "1a"},
        "DMS-REQ-0002": {"priority": "1a"},
    },
    runs=[
        Run("LVV-T1", "2020-01-01", "Failed", plan="LVV-P1"),
        Run("LVV-T1", "2021-01-01", "Passed", plan="LVV-P2"),
    ],
    plans=["LVV-P1"],
)
MAPPING = make_map(
    {
        "LDM-503-01": make_milestone(
            features=["DM-AP-1", "DM-AP-2"], campaign={"plan": "LVV-P1"}
        ),
        "LDM-503-02": make_milestone(scope={"priority": ["1a"]}),
        "LDM-503-03": make_milestone(),
    },
    {
        "DM-AP-1": make_feature(
            requirements={
                "DMS-REQ-0001": "confirmed",
                "DMS-REQ-0002": "proposed",
            }
        ),
        "DM-AP-2": make_feature(cases=["LVV-T2"]),
        "DM-AP-3": make_feature(requirements={"DMS-REQ-0003": "proposed"}),
    },
)


def flat(step: Step) -> list[Step]:
    return [step, *(s for child in step.children for s in flat(child))]


def words(code: str) -> str:
    return " | ".join(f"{s.object} {s.words}" for s in flat(explain(code)))


def explain(code: str, mode: Mode = Mode.PLAN) -> Step:
    return trace(code, MAPPING, CATALOG, mode=mode)


@pytest.mark.parametrize(
    ("code", "verdict", "says"),
    [
        pytest.param(
            "DM-AP-1",
            Verdict.HOLDS,
            [
                "DM-AP-1 is tested; it belongs to LDM-503-01",
                "DMS-REQ-0001 confirmed (same words), reaches a live case",
                "LVV-T1 is Approved; last run 2021-01-01: Passed (LVV-P2)",
                "DMS-REQ-0002 proposed (same words), reaches none",
                "LVV-2 has no test case",
            ],
            id="feature tested",
        ),
        pytest.param(
            "DM-AP-2",
            Verdict.BREAKS,
            [
                "of the cases that it names none counts: LVV-T2 (Deprecated)",
                "LVV-T2 is Deprecated, and does not count; named directly",
            ],
            id="feature with a dead case",
        ),
        pytest.param(
            "DM-AP-3",
            Verdict.WEAK,
            [
                "tested by proposal only",
                "LVV-3 has 1 test case",
                "LVV-1 verifies it too",
            ],
            id="feature by proposal, verified in another element",
        ),
        pytest.param(
            "LDM-503-01",
            Verdict.WEAK,
            ["is partly tested: of its 2 features 1 is tested, 0 partly, "],
            id="milestone of features",
        ),
        pytest.param(
            "LDM-503-02",
            Verdict.WEAK,
            [
                "LDM-503-02 is partly tested by what it names itself",
                "chooses 2 requirements, of which 1 reach a live case",
            ],
            id="milestone with a scope",
        ),
        pytest.param(
            "LDM-503-03",
            Verdict.BREAKS,
            ["names nothing that could be tested"],
            id="empty milestone",
        ),
        pytest.param(
            "DMS-REQ-0001",
            Verdict.HOLDS,
            [
                "DM-AP-1 serves DMS-REQ-0001 (confirmed), and is tested",
                "LDM-503-02 has DMS-REQ-0001 in its scope",
            ],
            id="requirement",
        ),
        pytest.param(
            "LVV-2",
            Verdict.BREAKS,
            ["has no test case", "DMS-REQ-0002 is what it verifies"],
            id="element",
        ),
        pytest.param(
            "LVV-T1",
            Verdict.HOLDS,
            ["LVV-1 is covered by it", "DM-AP-1 serves DMS-REQ-0001"],
            id="case",
        ),
        pytest.param(
            "LVV-T2",
            Verdict.BREAKS,
            ["DM-AP-2 names LVV-T2 (by name)"],
            id="dead case",
        ),
        pytest.param(
            "LVV-P1",
            Verdict.NEUTRAL,
            ["belongs to the campaign of LDM-503-01"],
            id="plan",
        ),
    ],
)
def test_chain(code: str, verdict: Verdict, says: list[str]) -> None:
    assert explain(code).verdict is verdict
    for part in says:
        assert part in words(code)


def test_case_that_only_counts_in_a_plan_is_weak() -> None:
    catalog = make_catalog(
        {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}}, statuses={"LVV-T1": "Draft"}
    )
    plan = trace("LVV-T1", MAPPING, catalog)
    strict = trace("LVV-T1", MAPPING, catalog, mode=Mode.BASELINE)
    assert (plan.verdict, strict.verdict) == (Verdict.WEAK, Verdict.BREAKS)


def test_kind_is_told() -> None:
    assert explain("LVV-2").kind is Kind.ELEMENT


def test_unknown_object_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match="did you mean DM-AP-1"):
        explain("DM-AP-11")
