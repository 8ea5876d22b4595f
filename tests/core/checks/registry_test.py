"""The check as a whole: selection, order, places, and quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ldmjira.core.checks import run_checks
from ldmjira.core.checks.reading import findings_of_problems
from ldmjira.core.checks.relations import find_cycles
from ldmjira.core.coverage import Mode
from ldmjira.exceptions import Problem
from ldmjira.models.catalog import Coverage
from ldmjira.models.mapping import Place
from tests.support.verification import (
    check,
    make_catalog,
    make_feature,
    make_map,
    make_milestone,
    rules_of,
)

CATALOG = make_catalog({"DMS-REQ-0001": {"LVV-1": ["LVV-T1"], "LVV-2": []}})
MAPPING = make_map(
    {
        "LDM-503-01": make_milestone(features=["DM-AP-1"]),
        "LDM-503-02": make_milestone(features=["DM-AP-2", "DM-AP-3"]),
        "LDM-503-03": make_milestone(),
    },
    {
        "DM-AP-1": make_feature(),
        "DM-AP-2": make_feature(cases=["LVV-T9"]),
        "DM-AP-3": make_feature(cases=["LVV-T1"]),
    },
)


@pytest.mark.parametrize(
    ("codes", "objects"),
    [
        pytest.param(
            (), {"DM-AP-1", "DM-AP-2", "LDM-503-03"}, id="everything"
        ),
        pytest.param(("LDM-503-01",), {"DM-AP-1"}, id="one milestone"),
        pytest.param(("DM-AP-2",), {"DM-AP-2"}, id="one feature"),
        pytest.param(("DM-AP-3",), set(), id="a tested feature"),
    ],
)
def test_only_what_was_asked_for(
    codes: tuple[str, ...], objects: set[str]
) -> None:
    gaps = {"feature-untested", "milestone-empty"}
    findings = check(MAPPING, CATALOG, *codes)
    assert {f.object for f in findings if f.rule in gaps} == objects


def test_features_are_counted_in_the_selection() -> None:
    report = run_checks(MAPPING, CATALOG, codes=["LDM-503-02"])
    assert report.features == {
        "tested": 1,
        "partly": 0,
        "by proposal": 0,
        "untested": 1,
    }


def test_errors_come_first_and_nothing_twice() -> None:
    findings = check(MAPPING, CATALOG)
    ranks = [f.severity.rank for f in findings]
    assert ranks == sorted(ranks)
    assert len(set(findings)) == len(findings)


def test_finding_stands_at_the_link() -> None:
    mapping = make_map(
        features={
            "DM-AP-1": make_feature(requirements={"DMS-REQ-9": "proposed"})
        }
    )
    (found,) = [
        f for f in check(mapping, CATALOG) if f.rule == "unknown-requirement"
    ]
    assert (found.file, found.line) == ("features/DM-AP.yaml", 4)


def test_lost_case_is_found_at_its_coverage_row() -> None:
    whole = make_catalog({"DMS-REQ-0001": {"LVV-1": ["LVV-T1", "LVV-T2"]}})
    cases = {key: whole.cases[key] for key in ("LVV-T1",)}
    lost = replace(whole, cases=cases)
    mapping = make_map(
        features={
            "DM-AP-1": make_feature(requirements={"DMS-REQ-0001": "proposed"})
        }
    )
    assert "catalog-dangling" not in {f.rule for f in check(mapping, whole)}
    (found,) = [
        f for f in check(mapping, lost) if f.rule == "catalog-dangling"
    ]
    assert (found.object, found.file, found.line) == (
        "LVV-T2",
        "catalog/coverage.csv",
        3,
    )


def test_coverage_of_an_unknown_element_dangles() -> None:
    catalog = replace(CATALOG, coverage=(Coverage("LVV-7", "LVV-T1"),))
    findings = check(MAPPING, catalog)
    assert ("catalog-dangling", "LVV-7", "error") in rules_of(findings)


def test_a_case_that_counts_hides_no_other_gap() -> None:
    mapping = make_map(
        features={
            "DM-AP-1": make_feature(requirements={"DMS-REQ-0001": "confirmed"})
        }
    )
    assert rules_of(check(mapping, CATALOG)) == {
        ("element-without-case", "LVV-2", "note"),
        ("link-unsigned", "DM-AP-1", "note"),
    }


@pytest.mark.parametrize(
    ("graph", "cycles"),
    [
        pytest.param({}, [], id="empty"),
        pytest.param({"a": ["b"], "b": ["c"]}, [], id="chain"),
        pytest.param({"a": ["a"]}, [("a",)], id="itself"),
        pytest.param(
            {"a": ["b"], "b": ["c"], "c": ["b"]}, [("b", "c")], id="tail"
        ),
        pytest.param(
            {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []},
            [],
            id="diamond",
        ),
        pytest.param(
            {"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]},
            [("a", "b"), ("c", "d")],
            id="two",
        ),
    ],
)
def test_cycles(
    graph: dict[str, list[str]], cycles: list[tuple[str, ...]]
) -> None:
    assert find_cycles(graph) == cycles


def test_long_chain_does_not_recurse() -> None:
    graph = {str(i): [str(i + 1)] for i in range(20_000)}
    graph["20000"] = ["0"]
    assert len(find_cycles(graph)[0]) == 20_001


def test_problems_of_the_loader_are_findings() -> None:
    name = "features/DM-AP.yaml"
    about_a_code, about_a_value = findings_of_problems(
        [
            Problem(name, 3, "two files claim this feature", "DM-AP-2"),
            Problem(name, 7, "`due` must be a date", "7"),
        ]
    )
    assert about_a_code.rule == "schema"
    assert (about_a_code.object, about_a_code.line) == ("DM-AP-2", 3)
    assert (about_a_value.object, about_a_value.line) == (name, 7)
    assert about_a_value.message == "`due` must be a date (got 7)"


def test_feature_by_itself_keeps_its_dates() -> None:
    done = make_feature(completed=date(2020, 2, 1))
    mapping = make_map(
        {
            "LDM-503-01": make_milestone(
                features=["DM-AP-1", "DM-AP-2"], completed=date(2020, 1, 1)
            )
        },
        {"DM-AP-1": done, "DM-AP-2": done},
    )
    rule = "date-feature-after-milestone"
    found = [f for f in check(mapping, CATALOG, "DM-AP-1") if f.rule == rule]
    assert [f.object for f in found] == ["DM-AP-1"]


def test_draft_cases_are_told_without_the_dead_ones() -> None:
    catalog = make_catalog(
        {"DMS-REQ-0001": {"LVV-1": ["LVV-T1", "LVV-T2"]}},
        statuses={"LVV-T1": "Deprecated", "LVV-T2": "Draft"},
    )
    mapping = make_map(
        features={
            "DM-AP-1": make_feature(requirements={"DMS-REQ-0001": "confirmed"})
        }
    )
    (found,) = [
        f
        for f in check(mapping, catalog, mode=Mode.BASELINE)
        if f.rule == "feature-only-draft-cases"
    ]
    assert "LVV-T2 (Draft)" in found.message
    assert "LVV-T1" not in found.message


def test_empty_milestone_is_found_at_its_list_of_features() -> None:
    mapping = make_map({"LDM-503-01": make_milestone()})
    place = Place("milestones/x.yaml", 7)
    places = {**mapping.places, "LDM-503-01/features": place}
    mapping = mapping.model_copy(update={"places": places})
    (found,) = [
        f for f in check(mapping, CATALOG) if f.rule == "milestone-empty"
    ]
    assert (found.file, found.line) == ("milestones/x.yaml", 7)
