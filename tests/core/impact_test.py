"""Who is hurt if something goes."""

from __future__ import annotations

import pytest

from ldmjira.core.impact import find_impact
from ldmjira.exceptions import UnknownCodeError
from tests.support.verification import (
    make_catalog,
    make_feature,
    make_map,
    make_milestone,
)

CATALOG = make_catalog(
    {
        "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
        "DMS-REQ-0002": {"LVV-2": ["LVV-T1", "LVV-T2"]},
        "DMS-REQ-0003": {"LVV-3": []},
    },
    verified_in={"LVV-3": ["LVV-1"]},
    plans=["LVV-P1"],
)
MAPPING = make_map(
    {
        "LDM-503-01": make_milestone(features=["DM-AP-1", "DM-AP-2"]),
        "LDM-503-02": make_milestone(
            features=["DM-AP-2"], campaign={"plan": "LVV-P1"}
        ),
    },
    {
        "DM-AP-1": make_feature(requirements={"DMS-REQ-0001": "confirmed"}),
        "DM-AP-2": make_feature(requirements={"DMS-REQ-0002": "confirmed"}),
    },
)


@pytest.mark.parametrize(
    ("code", "hurt"),
    [
        pytest.param(
            "LVV-T1",
            {
                ("LVV-1", "has a live case", "has no live case"),
                ("LVV-3", "has a live case", "has no live case"),
                ("DMS-REQ-0001", "has a live case", "has no live case"),
                ("DMS-REQ-0003", "has a live case", "has no live case"),
                ("DM-AP-1", "tested", "untested"),
                ("LDM-503-01", "tested", "partly"),
            },
            id="the only case of a requirement",
        ),
        pytest.param("LVV-T2", set(), id="one of two cases"),
        pytest.param(
            "LVV-2",
            {
                ("DMS-REQ-0002", "has a live case", "has no live case"),
                ("DM-AP-2", "tested", "untested"),
                ("LDM-503-01", "tested", "partly"),
                ("LDM-503-02", "tested", "untested"),
            },
            id="element",
        ),
        pytest.param(
            "DMS-REQ-0002",
            {
                ("LVV-2", "has a live case", "gone"),
                ("DM-AP-2", "tested", "untested"),
                ("LDM-503-01", "tested", "partly"),
                ("LDM-503-02", "tested", "untested"),
            },
            id="requirement",
        ),
        pytest.param(
            "DM-AP-2", {("LDM-503-02", "tested", "untested")}, id="feature"
        ),
        pytest.param(
            "LDM-503-01",
            {("DM-AP-1", "tested", "in no milestone")},
            id="milestone",
        ),
        pytest.param("LVV-P1", set(), id="plan"),
    ],
)
def test_hurt(code: str, hurt: set[tuple[str, str, str]]) -> None:
    impact = find_impact(code, MAPPING, CATALOG)
    found = {(e.object, e.before, e.after) for e in impact.hurt}
    assert found == hurt


def test_what_is_left_is_told() -> None:
    impact = find_impact("LVV-T2", MAPPING, CATALOG)
    (element,) = [e for e in impact.effects if e.object == "LVV-2"]
    assert element.left == "1 live case left"


def test_the_object_itself_is_not_listed() -> None:
    impact = find_impact("DMS-REQ-0002", MAPPING, CATALOG)
    assert "DMS-REQ-0002" not in {e.object for e in impact.effects}


def test_unknown_object() -> None:
    with pytest.raises(UnknownCodeError):
        find_impact("LVV-99", MAPPING, CATALOG)
