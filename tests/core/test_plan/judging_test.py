"""Evidence classes follow from runs, and from nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.core.test_plan.judging import EvidenceClass, Judge
from ldmjira.models.catalog import Catalog, Run
from tests.support.verification import make_catalog

CASES = ["LVV-T1", "LVV-T2", "LVV-T3"]
STATUSES = [
    "Passed",
    "Pass w/Deviation",
    "Failed",
    "Blocked",
    "In Progress",
    "Not Executed",
]


def catalog(*results: str, statuses: dict[str, str] | None = None) -> Catalog:
    cases = CASES[: len(results)]
    return make_catalog(
        {"DMS-REQ-1": {"LVV-1": cases}},
        statuses=statuses,
        runs=[
            Run(case, "2024-01-01", result)
            for case, result in zip(cases, results, strict=True)
            if result
        ],
    )


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((), "Not Covered"),
        (("",), "Not Executed"),
        (("Passed",), "Verified"),
        (("Passed", "Pass w/Deviation"), "Verified w/ Deviation"),
        (("Passed", ""), "Partial"),
        (("Passed", "In Progress"), "Partial"),
        (("Passed", "Blocked"), "Blocked"),
        (("Failed", "Blocked"), "Failing"),
        (("Not Executed", ""), "Not Executed"),
    ],
)
def test_classes_of_an_element(
    results: tuple[str, ...], expected: str
) -> None:
    assert Judge(catalog(*results)).element("LVV-1") == expected
    assert Judge(catalog(*results)).requirement("DMS-REQ-1") == expected


def test_drafts_alone_are_planned() -> None:
    found = catalog("", statuses={"LVV-T1": "Draft"})
    assert Judge(found).element("LVV-1") is EvidenceClass.PLANNED
    run = catalog("Passed", statuses={"LVV-T1": "Draft"})
    assert Judge(run).element("LVV-1") is EvidenceClass.VERIFIED


def test_a_deprecated_case_does_not_count() -> None:
    found = catalog("Failed", "Passed", statuses={"LVV-T1": "Deprecated"})
    assert Judge(found).element("LVV-1") is EvidenceClass.VERIFIED


def test_the_latest_final_result_counts() -> None:
    base = catalog("Passed")
    runs = (
        Run("LVV-T1", "2024-01-01", "Failed", execution="LVV-E9"),
        Run("LVV-T1", "2024-01-01", "Passed", execution="LVV-E10"),
        Run("LVV-T1", "2024-06-01", "In Progress"),
        Run("LVV-T1", "", "Not Executed"),
    )
    assert Judge(replace(base, runs=runs)).case("LVV-T1") == "Pass"


def test_descoped_elements_leave_the_count() -> None:
    found = make_catalog(
        {"DMS-REQ-1": {"LVV-1": ["LVV-T1"], "LVV-2": []}},
        elements={"LVV-2": {"status": "Descoped"}},
        runs=[Run("LVV-T1", "2024-01-01", "Passed")],
    )
    assert Judge(found).requirement("DMS-REQ-1") is EvidenceClass.VERIFIED
    alone = Judge(found).requirement("DMS-REQ-1", ["LVV-2"])
    assert alone is EvidenceClass.DESCOPED


def test_one_element_without_a_case_makes_it_partial() -> None:
    found = make_catalog(
        {"DMS-REQ-1": {"LVV-1": ["LVV-T1"], "LVV-2": []}},
        runs=[Run("LVV-T1", "2024-01-01", "Passed")],
    )
    assert Judge(found).requirement("DMS-REQ-1") is EvidenceClass.PARTIAL


@given(
    st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3),
    st.text(max_size=12),
)
def test_the_workflow_status_never_enters(
    results: list[str], status: str
) -> None:
    plain = catalog(*results)
    elements = {
        key: replace(one, status=status if status != "Descoped" else "")
        for key, one in plain.elements.items()
    }
    told = replace(plain, elements=elements)
    assert Judge(plain).requirement("DMS-REQ-1") == Judge(told).requirement(
        "DMS-REQ-1"
    )


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3))
def test_the_order_of_cases_plays_no_part(results: list[str]) -> None:
    assert Judge(catalog(*results)).element("LVV-1") == Judge(
        catalog(*reversed(results))
    ).element("LVV-1")
