"""Whether a feature is tested."""

from __future__ import annotations

import pytest

from ldmjira.core.coverage import (
    CaseGrade,
    FeatureState,
    Mode,
    Reach,
    StateCounts,
    case_grade,
    feature_state,
)
from tests.support.verification import (
    make_catalog,
    make_feature,
    make_milestone,
)

CATALOG = make_catalog(
    {
        "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
        "DMS-REQ-0002": {"LVV-2": ["LVV-T2"]},
        "DMS-REQ-0003": {"LVV-3": ["LVV-T3"]},
        "DMS-REQ-0004": {"LVV-4": []},
        "DMS-REQ-0005": {},
        "DMS-REQ-0006": {"LVV-6": ["LVV-T6"]},
        "DMS-REQ-0007": {"LVV-7": [], "LVV-8": ["LVV-T1"]},
        "DMS-REQ-0008": {"LVV-9": []},
    },
    statuses={"LVV-T2": "Draft", "LVV-T3": "Deprecated", "LVV-T6": ""},
    verified_in={"LVV-9": ["LVV-1"]},
)

C = "confirmed"
P = "proposed"


@pytest.mark.parametrize(
    ("values", "plan", "baseline"),
    [
        pytest.param({}, "untested", "untested", id="nothing named"),
        pytest.param({"cases": ["LVV-T1"]}, "tested", "tested", id="case"),
        pytest.param(
            {"cases": ["LVV-T2"]}, "tested", "untested", id="draft case"
        ),
        pytest.param(
            {"cases": ["LVV-T3"]}, "untested", "untested", id="dead case"
        ),
        pytest.param(
            {"cases": ["LVV-T6"]}, "tested", "untested", id="no status"
        ),
        pytest.param(
            {"cases": ["LVV-T99"]}, "untested", "untested", id="no such case"
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0001": C}},
            "tested",
            "tested",
            id="confirmed",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0001": P}},
            "by proposal",
            "by proposal",
            id="proposed",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0001": C, "DMS-REQ-0004": C}},
            "partly",
            "partly",
            id="one of two",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0001": C, "DMS-REQ-0004": P}},
            "tested",
            "tested",
            id="an open proposal does not spoil it",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0004": C, "DMS-REQ-0001": P}},
            "by proposal",
            "by proposal",
            id="only the proposal carries",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0005": C}},
            "untested",
            "untested",
            id="no element",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0007": C}},
            "tested",
            "tested",
            id="any element is enough",
        ),
        pytest.param(
            {
                "requirements": {
                    "DMS-REQ-0007": {
                        "status": C,
                        "reason": "x",
                        "elements": ["LVV-7"],
                    }
                }
            },
            "untested",
            "untested",
            id="narrowed to the element without case",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0008": C}},
            "tested",
            "tested",
            id="verified in another element",
        ),
        pytest.param(
            {"requirements": {"DMS-REQ-0002": C}, "cases": ["LVV-T3"]},
            "tested",
            "untested",
            id="draft through the requirement",
        ),
    ],
)
def test_feature_state(
    values: dict[str, object], plan: str, baseline: str
) -> None:
    feature = make_feature(**values)
    assert feature_state(feature, CATALOG).value == plan
    assert feature_state(feature, CATALOG, mode=Mode.BASELINE) == baseline


@pytest.mark.parametrize(
    ("case", "grade"),
    [
        ("LVV-T1", CaseGrade.LIVE),
        ("LVV-T2", CaseGrade.DRAFT),
        ("LVV-T3", CaseGrade.DEAD),
        ("LVV-T6", CaseGrade.UNKNOWN),
        ("LVV-T99", CaseGrade.MISSING),
    ],
)
def test_grade_of_a_case(case: str, grade: CaseGrade) -> None:
    assert case_grade(case, CATALOG) is grade


def test_a_circle_of_elements_ends() -> None:
    catalog = make_catalog(
        {"DMS-REQ-0001": {"LVV-1": [], "LVV-2": ["LVV-T1"]}},
        verified_in={"LVV-1": ["LVV-2"], "LVV-2": ["LVV-1"]},
    )
    assert Reach(catalog).element_cases("LVV-1") == ("LVV-T1",)


SCOPED = make_catalog(
    {
        "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
        "DMS-REQ-0002": {"LVV-2": []},
        "DMS-REQ-0003": {"LVV-3": ["LVV-T3"]},
        "DMS-REQ-0004": {"LVV-4": []},
    },
    requirements={
        "DMS-REQ-0001": {"priority": "1a"},
        "DMS-REQ-0002": {"priority": "1b"},
        "DMS-REQ-0003": {"priority": "1a", "specification": "LDM-554"},
        "DMS-REQ-0004": {"priority": "1a", "descoped": True},
    },
)


@pytest.mark.parametrize(
    ("scope", "chosen", "state"),
    [
        pytest.param(
            {"priority": ["1a"]},
            ("DMS-REQ-0001", "DMS-REQ-0003"),
            "tested",
            id="one priority, descoped left out",
        ),
        pytest.param(
            {"priority": ["1a", "1b"]},
            ("DMS-REQ-0001", "DMS-REQ-0002", "DMS-REQ-0003"),
            "partly",
            id="two priorities",
        ),
        pytest.param(
            {"priority": ["1a"], "specification": ["LDM-554"]},
            ("DMS-REQ-0003",),
            "tested",
            id="one specification",
        ),
        pytest.param({"priority": ["3"]}, (), None, id="nothing chosen"),
    ],
)
def test_scope_of_a_milestone(
    scope: dict[str, object], chosen: tuple[str, ...], state: str | None
) -> None:
    milestone = make_milestone(scope=scope)
    reach = Reach(SCOPED)
    assert reach.scope_requirements(milestone) == chosen
    assert reach.own_state(milestone) == state


def test_cases_of_a_campaign_count() -> None:
    milestone = make_milestone(campaign={"cases": ["LVV-T1"]})
    assert Reach(CATALOG).own_state(milestone) is FeatureState.TESTED


@pytest.mark.parametrize(
    ("features", "state"),
    [
        pytest.param([], "untested", id="nothing at all"),
        pytest.param(["DM-AP-1"], "tested", id="one tested"),
        pytest.param(["DM-AP-1", "DM-AP-2"], "partly", id="one of two"),
        pytest.param(["DM-AP-2", "DM-AP-3"], "by proposal", id="proposal"),
        pytest.param(["DM-AP-2", "DM-AP-99"], "untested", id="unknown"),
    ],
)
def test_milestone_joins_its_features(features: list[str], state: str) -> None:
    known = {
        "DM-AP-1": make_feature(cases=["LVV-T1"]),
        "DM-AP-2": make_feature(),
        "DM-AP-3": make_feature(requirements={"DMS-REQ-0001": P}),
    }
    milestone = make_milestone(features=features)
    assert Reach(CATALOG).milestone_state(milestone, known) == state


def test_features_are_counted_by_state() -> None:
    features = [make_feature(cases=["LVV-T1"]), make_feature()]
    counts = Reach(CATALOG).count(features)
    assert counts == StateCounts(tested=1, untested=1)
    assert counts.total == 2
