"""Changes in words of the domain."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from ldmjira.core.mapping_changes import (
    ChangeReport,
    compare_states,
    headline,
)
from ldmjira.models.catalog import Catalog, Run
from ldmjira.models.domain_change import Effect
from ldmjira.models.mapping import VerificationMap
from tests.support.verification import (
    make_catalog,
    make_feature,
    make_map,
    make_milestone,
)

CATALOG = make_catalog(
    {
        "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
        "DMS-REQ-0002": {"LVV-2": ["LVV-T2", "LVV-T3"]},
    }
)
P = {"DMS-REQ-0001": "proposed"}
C = {"DMS-REQ-0001": "confirmed"}


def mapping(feature: dict[str, Any], **milestone: Any) -> VerificationMap:
    return make_map(
        {"LDM-503-01": make_milestone(features=["DM-AP-1"], **milestone)},
        {"DM-AP-1": make_feature(**feature)},
    )


def compare(
    old: VerificationMap,
    new: VerificationMap,
    catalogs: tuple[Catalog, Catalog] = (CATALOG, CATALOG),
) -> ChangeReport:
    return compare_states((old, catalogs[0]), (new, catalogs[1]))


@pytest.mark.parametrize(
    ("old", "new", "whats"),
    [
        pytest.param({}, {}, set(), id="nothing"),
        pytest.param(
            {},
            {"requirements": C},
            {"feature newly tested", "link confirmed"},
            id="confirmed link",
        ),
        pytest.param(
            {},
            {"requirements": P},
            {"feature newly tested by proposal", "link proposed"},
            id="proposed link",
        ),
        pytest.param(
            {"requirements": P},
            {"requirements": C},
            {"feature newly tested", "link confirmed"},
            id="proposal confirmed",
        ),
        pytest.param(
            {"requirements": C},
            {"requirements": P},
            {"feature no longer tested", "link put in doubt"},
            id="confirmation taken back",
        ),
        pytest.param(
            {"requirements": P},
            {},
            {"feature newly untested", "link removed"},
            id="proposal removed",
        ),
        pytest.param(
            {"cases": ["LVV-T1"]},
            {"cases": ["LVV-T2"]},
            {"case linked", "case unlinked"},
            id="another case",
        ),
        pytest.param(
            {"title": "A"}, {"title": "B"}, {"title changed"}, id="title"
        ),
        pytest.param(
            {"due": dt.date(2030, 1, 1)},
            {"due": dt.date(2031, 1, 1)},
            {"date moved"},
            id="date",
        ),
        pytest.param(
            {},
            {"completed": dt.date(2030, 1, 1)},
            {"feature completed"},
            id="completed",
        ),
        pytest.param({}, {"notes": "so"}, {"note changed"}, id="notes"),
        pytest.param(
            {}, {"jira": "DM-1"}, {"feature bound to an issue"}, id="issue"
        ),
    ],
)
def test_changes_of_a_feature(
    old: dict[str, Any], new: dict[str, Any], whats: set[str]
) -> None:
    report = compare(mapping(old), mapping(new))
    assert {change.what for change in report.changes} == whats


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        pytest.param(
            {}, {"campaign": {"plan": "LVV-P1"}}, "campaign changed", id="plan"
        ),
        pytest.param(
            {"campaign": {"cases": []}},
            {"campaign": {"cases": ["LVV-T1"]}},
            "case linked",
            id="case of the campaign",
        ),
        pytest.param(
            {}, {"scope": {"priority": ["1a"]}}, "scope changed", id="scope"
        ),
        pytest.param(
            {},
            {"jira": "DM-1"},
            "milestone bound to another issue",
            id="issue",
        ),
        pytest.param(
            {},
            {"completed": dt.date(2030, 1, 1)},
            "milestone completed",
            id="completed",
        ),
    ],
)
def test_changes_of_a_milestone(
    old: dict[str, Any], new: dict[str, Any], what: str
) -> None:
    report = compare(mapping({}, **old), mapping({}, **new))
    assert {change.what for change in report.changes} == {what}


def test_objects_come_and_go() -> None:
    one = make_map(features={"DM-AP-1": make_feature()})
    none = make_map({})
    came = {c.what for c in compare(none, one).changes}
    went = {c.what for c in compare(one, none).changes}
    assert came == {"feature added", "milestone added"}
    assert went == {"feature removed", "milestone removed"}


def test_feature_moves_between_milestones() -> None:
    features = {"DM-AP-1": make_feature()}
    old = make_map(
        {"LDM-503-01": make_milestone(features=["DM-AP-1"])}, features
    )
    new = make_map({"LDM-503-01": make_milestone()}, features)
    (change,) = compare(old, new).changes
    assert change.what == "feature taken from a milestone"
    assert change.effect is Effect.LOSS


def test_requirement_loses_its_only_case() -> None:
    less = replace(
        CATALOG, cases={k: CATALOG.cases[k] for k in ("LVV-T2", "LVV-T3")}
    )
    same = mapping({"requirements": C})
    report = compare(same, same, (CATALOG, less))
    assert [(c.what, c.object) for c in report.changes] == [
        ("feature no longer tested", "DM-AP-1"),
        ("requirement lost its only case", "DMS-REQ-0001"),
        ("case removed", "LVV-T1"),
    ]
    assert headline(report) == (
        "1 feature no longer tested, 1 requirement lost its only case, "
        "1 case removed."
    )


def test_several_of_a_sort_are_counted_together() -> None:
    features = {f"DM-AP-{n}": make_feature() for n in (1, 2)}
    tested = {f"DM-AP-{n}": make_feature(cases=["LVV-T1"]) for n in (1, 2)}
    report = compare(make_map(features=features), make_map(features=tested))
    assert headline(report) == "2 features newly tested, 2 cases linked."


def test_case_retires_and_runs_are_recorded() -> None:
    cases = {
        **CATALOG.cases,
        "LVV-T2": replace(CATALOG.cases["LVV-T2"], status="Deprecated"),
        "LVV-T3": replace(CATALOG.cases["LVV-T3"], status="Draft"),
    }
    runs = (Run("LVV-T1", "2030-01-01", "Passed"),)
    later = replace(CATALOG, cases=cases, runs=runs)
    report = compare(make_map({}), make_map({}), (CATALOG, later))
    assert [(c.what, c.effect.value) for c in report.changes] == [
        ("case retired", "loss"),
        ("case with another status", "neutral"),
        ("run recorded", "neutral"),
    ]


def test_waivers() -> None:
    waiver = {
        "rule": "feature-untested",
        "object": "DM-AP-1",
        "reason": "so",
        "until": "never",
    }
    old = make_map({}, waivers=[waiver, {**waiver, "object": "DM-AP-2"}])
    new = make_map(
        {},
        waivers=[
            {**waiver, "reason": "thus"},
            {**waiver, "object": "DM-AP-3"},
        ],
    )
    assert [c.what for c in compare(old, new).changes] == [
        "waiver added",
        "waiver changed",
        "waiver removed",
    ]


def test_states_are_counted_on_both_sides() -> None:
    report = compare(mapping({}), mapping({"requirements": C}))
    assert report.counts_before.untested == 1
    assert report.counts_after.tested == 1


def test_nothing_changed() -> None:
    report = compare(mapping({}), mapping({}))
    assert "Nothing changed" in headline(report)
