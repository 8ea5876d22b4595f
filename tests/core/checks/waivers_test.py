"""Waivers: what they accept, and when they are void."""

from __future__ import annotations

import datetime as dt

import pytest

from ldmjira.core.checks import run_checks
from ldmjira.core.coverage import Mode
from ldmjira.models.findings import CheckReport
from tests.support.verification import (
    make_catalog,
    make_feature,
    make_map,
    make_milestone,
    rules_of,
)

CATALOG = make_catalog({"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}})


def report(*codes: str, mode: Mode = Mode.PLAN, **waiver: str) -> CheckReport:
    """Check an untested feature under one waiver."""
    values = {
        "rule": "feature-untested",
        "object": "DM-AP-1",
        "reason": "nothing to run",
        "until": "never",
        **waiver,
    }
    mapping = make_map(
        {
            "LDM-503-01": make_milestone(features=["DM-AP-1"]),
            "LDM-503-02": make_milestone(
                features=["DM-AP-2"], completed=dt.date(2020, 1, 1)
            ),
        },
        {
            "DM-AP-1": make_feature(),
            "DM-AP-2": make_feature(
                requirements={"DMS-REQ-0001": "proposed"},
                completed=dt.date(2019, 1, 1),
            ),
        },
        [values],
    )
    return run_checks(mapping, CATALOG, mode=mode, codes=codes)


@pytest.mark.parametrize("until", ["never", "LDM-503-01"])
def test_waiver_accepts_its_finding(until: str) -> None:
    done = report(until=until)
    assert "feature-untested" not in {f.rule for f in done.findings}
    (waived,) = done.waived
    assert waived.finding.object == "DM-AP-1"
    assert done.counts.waived == 1
    assert done.counts.error == 0


def test_waived_feature_still_counts_as_untested() -> None:
    assert report().features["untested"] == 1


def test_waiver_ends_when_its_milestone_completes() -> None:
    findings = rules_of(report(until="LDM-503-02").findings)
    assert ("waiver-expired", "DM-AP-1", "warning") in findings
    assert ("feature-untested", "DM-AP-1", "error") in findings


def test_expired_waiver_is_an_error_for_a_baseline() -> None:
    done = report(until="LDM-503-02", mode=Mode.BASELINE)
    assert ("waiver-expired", "DM-AP-1", "error") in rules_of(done.findings)


@pytest.mark.parametrize(
    ("waiver", "says"),
    [
        pytest.param(
            {"rule": "feature-untestd"},
            "did you mean feature-untested?",
            id="rule",
        ),
        pytest.param(
            {"rule": "schema"}, "one that cannot be waived", id="fixed rule"
        ),
        pytest.param(
            {"object": "DM-AP-11"}, "did you mean DM-AP-1?", id="object"
        ),
        pytest.param(
            {"until": "LDM-503-011"},
            "which is no milestone; did you mean LDM-503-01?",
            id="milestone",
        ),
    ],
)
def test_waiver_of_nothing_known(waiver: dict[str, str], says: str) -> None:
    done = report(**waiver)
    messages = [f.message for f in done.findings if f.rule == "waiver-unknown"]
    assert says in messages[0]
    assert not done.waived


def test_waiver_of_a_gap_that_is_closed() -> None:
    findings = report(object="DM-AP-2").findings
    assert ("waiver-unused", "DM-AP-2", "note") in rules_of(findings)


def test_part_of_the_mapping_says_nothing_of_unused_waivers() -> None:
    findings = report("DM-AP-2", object="DM-AP-2").findings
    assert "waiver-unused" not in {f.rule for f in findings}


def test_part_of_the_mapping_leaves_other_waivers_alone() -> None:
    findings = report("DM-AP-2", until="LDM-503-02").findings
    assert "waiver-expired" not in {f.rule for f in findings}
