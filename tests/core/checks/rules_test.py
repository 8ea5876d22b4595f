"""Every rule, both ways: it speaks where it should, and is silent else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from ldmjira.core.checks import RULES
from ldmjira.core.confirmation import title_fingerprint
from ldmjira.core.coverage import Mode
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap
from tests.support.verification import (
    check,
    make_catalog,
    make_feature,
    make_map,
    make_milestone,
    rules_of,
)

CHAIN = make_catalog({"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}})
LINKED = {"DMS-REQ-0001": "confirmed"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def one(**values: Any) -> VerificationMap:
    """A mapping of one feature."""
    return make_map(features={"DM-AP-1": make_feature(**values)})


def owner(**values: Any) -> VerificationMap:
    """A mapping of one milestone without features."""
    return make_map({"LDM-503-01": make_milestone(**values)})


def link(**values: Any) -> dict[str, Any]:
    return {"status": "confirmed", "reason": "same words", **values}


def dated(
    milestone: tuple[str | None, str | None],
    feature: tuple[str | None, str | None],
) -> VerificationMap:
    """A milestone and its feature, each with due and completed date."""
    days = [day(text) if text else None for text in (*milestone, *feature)]
    return make_map(
        {
            "LDM-503-01": make_milestone(
                features=["DM-AP-1"], due=days[0], completed=days[1]
            )
        },
        {"DM-AP-1": make_feature(due=days[2], completed=days[3])},
    )


@dataclass(frozen=True)
class Both:
    """A mapping in which a rule speaks, and one in which it is silent."""

    rule: str
    object: str
    bad: VerificationMap
    good: VerificationMap
    catalog: Catalog = CHAIN
    good_catalog: Catalog | None = None
    mode: Mode = Mode.PLAN
    severity: str = "error"
    says: tuple[str, ...] = field(default=())


CASES = [
    Both(
        "milestone-empty",
        "LDM-503-01",
        owner(),
        owner(campaign={"plan": "LVV-P1"}),
        says=("neither feature, requirement, case, scope nor campaign",),
    ),
    Both(
        "milestone-empty",
        "LDM-503-01",
        owner(campaign={"objective": "to be planned"}),
        owner(campaign={"cycles": ["LVV-R1"]}),
    ),
    Both(
        "milestone-untested",
        "LDM-503-01",
        owner(campaign={"plan": "LVV-P1"}),
        owner(campaign={"cases": ["LVV-T1"]}),
        severity="warning",
    ),
    Both(
        "milestone-untested",
        "LDM-503-01",
        owner(requirements={"DMS-REQ-0002": "confirmed"}),
        owner(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}, "DMS-REQ-0002": {}}
        ),
        mode=Mode.BASELINE,
    ),
    Both(
        "feature-untested",
        "DM-AP-1",
        one(requirements={"DMS-REQ-0002": "confirmed"}),
        one(requirements=LINKED),
        catalog=make_catalog(
            {
                "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
                "DMS-REQ-0002": {"LVV-2": []},
            }
        ),
        says=("DM-AP-1", "LVV-2 has no test case", "ldmjira suggest"),
    ),
    Both(
        "feature-only-draft-cases",
        "DM-AP-1",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            statuses={"LVV-T1": "Draft"},
        ),
        good_catalog=CHAIN,
        severity="note",
    ),
    Both(
        "feature-only-draft-cases",
        "DM-AP-1",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            statuses={"LVV-T1": "Draft"},
        ),
        good_catalog=CHAIN,
        mode=Mode.BASELINE,
    ),
    Both(
        "feature-partly-tested",
        "DM-AP-1",
        one(requirements={**LINKED, "DMS-REQ-0002": "confirmed"}),
        one(requirements={**LINKED, "DMS-REQ-0002": "proposed"}),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}, "DMS-REQ-0002": {}}
        ),
        severity="warning",
        says=("1 of 2 confirmed requirements",),
    ),
    Both(
        "feature-by-proposal",
        "DM-AP-1",
        one(requirements={"DMS-REQ-0001": "proposed"}),
        one(requirements=LINKED),
        severity="warning",
        says=("ldmjira confirm DM-AP-1",),
    ),
    Both(
        "feature-by-proposal",
        "DM-AP-1",
        one(requirements={"DMS-REQ-0001": "proposed"}),
        one(requirements=LINKED),
        mode=Mode.BASELINE,
    ),
    Both(
        "feature-without-requirement",
        "DM-AP-1",
        one(cases=["LVV-T1"]),
        one(requirements=LINKED),
        severity="warning",
    ),
    Both(
        "requirement-without-element",
        "DMS-REQ-0002",
        one(requirements={"DMS-REQ-0002": "proposed"}),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}, "DMS-REQ-0002": {}}
        ),
        severity="warning",
    ),
    Both(
        "element-without-case",
        "LVV-2",
        one(requirements={"DMS-REQ-0002": "proposed"}),
        one(requirements=LINKED),
        catalog=make_catalog(
            {
                "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
                "DMS-REQ-0002": {"LVV-2": []},
            }
        ),
        severity="warning",
    ),
    Both(
        "element-without-case",
        "LVV-2",
        one(requirements=LINKED),
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-1"])}),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"], "LVV-2": []}}
        ),
        severity="note",
    ),
    Both(
        "case-status-unknown",
        "LVV-T1",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            statuses={"LVV-T1": ""},
        ),
        good_catalog=CHAIN,
        severity="note",
        says=("pull --catalog",),
    ),
    Both(
        "catalog-missing",
        "catalog",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=Catalog(),
        good_catalog=CHAIN,
    ),
    Both(
        "unknown-requirement",
        "DMS-REQ-00O1",
        one(requirements={"DMS-REQ-00O1": "proposed"}),
        one(requirements=LINKED),
        says=("did you mean DMS-REQ-0001?", "Write DMS-REQ-0001"),
    ),
    Both(
        "unknown-requirement",
        "DMS-REQ-0001-V-01",
        one(requirements={"DMS-REQ-0001-V-01": "proposed"}),
        one(requirements=LINKED),
        says=("the name of verification element LVV-1", "Link DMS-REQ-0001"),
    ),
    Both(
        "unknown-element",
        "LVV-10",
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-10"])}),
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-1"])}),
        says=("did you mean LVV-1?",),
    ),
    Both(
        "unknown-element",
        "LVV-99",
        owner(
            campaign={"drafts": {"a": {"name": "A", "elements": ["LVV-99"]}}}
        ),
        owner(
            campaign={"drafts": {"a": {"name": "A", "elements": ["LVV-1"]}}}
        ),
    ),
    Both(
        "unknown-case",
        "LVV-T12",
        one(cases=["LVV-T12"]),
        one(cases=["LVV-T1"]),
        says=("did you mean LVV-T1?",),
    ),
    Both(
        "unknown-plan",
        "LVV-P9",
        owner(campaign={"plan": "LVV-P9"}),
        owner(campaign={"plan": "LVV-P1", "cycles": ["LVV-C1"]}),
        catalog=make_catalog(
            {"DMS-REQ-0001": {}}, plans=["LVV-P1"], cycles=["LVV-R1"]
        ),
        severity="warning",
    ),
    Both(
        "unknown-plan",
        "LVV-R9",
        owner(campaign={"cycles": ["LVV-R9"]}),
        owner(campaign={"cycles": ["LVV-R1"]}),
        catalog=make_catalog(
            {"DMS-REQ-0001": {}}, plans=["LVV-P1"], cycles=["LVV-R1"]
        ),
        severity="warning",
    ),
    Both(
        "element-elsewhere",
        "LVV-2",
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-2"])}),
        one(requirements={"DMS-REQ-0002": link(elements=["LVV-2"])}),
        catalog=make_catalog(
            {
                "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
                "DMS-REQ-0002": {"LVV-2": ["LVV-T2"]},
            }
        ),
        says=("belongs to DMS-REQ-0002",),
    ),
    Both(
        "link-deprecated",
        "LVV-T2",
        one(cases=["LVV-T1", "LVV-T2"]),
        one(cases=["LVV-T1"]),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1", "LVV-T2"]}},
            statuses={"LVV-T2": "Deprecated"},
        ),
        severity="warning",
    ),
    Both(
        "link-deprecated",
        "DMS-REQ-0001",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            requirements={"DMS-REQ-0001": {"descoped": True}},
        ),
        good_catalog=CHAIN,
        severity="warning",
    ),
    Both(
        "link-deprecated",
        "LVV-1",
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-1"])}),
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-1"])}),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            elements={"LVV-1": {"status": "Descoped"}},
        ),
        good_catalog=CHAIN,
        severity="warning",
    ),
    Both(
        "link-deprecated",
        "LVV-T2",
        owner(campaign={"cases": ["LVV-T2"]}, completed=day("2020-01-01")),
        owner(campaign={"cases": ["LVV-T1"]}, completed=day("2020-01-01")),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1", "LVV-T2"]}},
            statuses={"LVV-T2": "Deprecated"},
        ),
        severity="note",
        says=("the campaign is past",),
    ),
    Both(
        "link-duplicate",
        "LVV-T1",
        owner(campaign={"cases": ["LVV-T1", "LVV-T1"]}),
        owner(campaign={"cases": ["LVV-T1"]}),
        severity="warning",
        says=("2 times under campaign.cases",),
    ),
    Both(
        "link-duplicate",
        "LVV-1",
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-1", "LVV-1"])}),
        one(requirements={"DMS-REQ-0001": link(elements=["LVV-1"])}),
        severity="warning",
    ),
    Both(
        "link-ambiguous",
        "LVV-1",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {
                "DMS-REQ-0001": {"LVV-1": ["LVV-T1"]},
                "DMS-REQ-0002": {"LVV-2": ["LVV-T1"]},
            },
            elements={"LVV-2": {"name": "DMS-REQ-0001-V-01"}},
        ),
        good_catalog=CHAIN,
        severity="warning",
    ),
    Both(
        "feature-orphaned",
        "DM-AP-1",
        make_map({}, {"DM-AP-1": make_feature(requirements=LINKED)}),
        one(requirements=LINKED),
        severity="warning",
    ),
    Both(
        "case-orphaned",
        "LVV-T2",
        one(cases=["LVV-T2"]),
        one(cases=["LVV-T1"]),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            statuses={"LVV-T2": "Approved"},
        ),
        severity="note",
    ),
    Both(
        "verified-in-cycle",
        "LVV-1",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"], "LVV-2": []}},
            verified_in={"LVV-1": ["LVV-2"], "LVV-2": ["LVV-1"]},
        ),
        good_catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"], "LVV-2": []}},
            verified_in={"LVV-2": ["LVV-1"]},
        ),
        says=("LVV-1 -> LVV-2 -> LVV-1",),
    ),
    Both(
        "catalog-dangling",
        "LVV-1",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            verified_in={"LVV-1": ["LVV-9"]},
        ),
        good_catalog=CHAIN,
        says=("LVV-9",),
    ),
    Both(
        "catalog-dangling",
        "LVV-1",
        one(requirements=LINKED),
        one(requirements=LINKED),
        catalog=make_catalog(
            {"DMS-REQ-0001": {"LVV-1": ["LVV-T1"]}},
            elements={"LVV-1": {"requirement": "DMS-REQ-0003"}},
        ),
        good_catalog=CHAIN,
    ),
    Both(
        "link-suspect",
        "DM-AP-1",
        one(
            requirements={"DMS-REQ-0001": link(confirmed={"titles": "0" * 16})}
        ),
        one(
            requirements={
                "DMS-REQ-0001": link(
                    confirmed={
                        "titles": title_fingerprint(
                            "Alert stream", "Title of DMS-REQ-0001"
                        )
                    }
                )
            }
        ),
        severity="warning",
        says=("a title has changed", "ldmjira confirm DM-AP-1 DMS-REQ-0001"),
    ),
    Both(
        "link-unsigned",
        "DM-AP-1",
        one(requirements=LINKED),
        one(requirements={"DMS-REQ-0001": "proposed"}),
        severity="note",
    ),
    Both(
        "date-feature-after-milestone",
        "DM-AP-1",
        dated((None, "2020-01-01"), (None, "2020-01-02")),
        dated((None, "2020-01-01"), (None, "2020-01-01")),
        severity="warning",
        says=("2020-01-02, after its milestone LDM-503-01 on 2020-01-01",),
    ),
    Both(
        "date-feature-open",
        "DM-AP-1",
        dated((None, "2020-01-01"), ("2020-01-01", None)),
        dated((None, None), ("2020-01-01", None)),
        severity="warning",
    ),
    Both(
        "date-milestone-open",
        "LDM-503-01",
        dated(("2020-01-01", None), (None, "2020-01-01")),
        dated(("2020-01-01", "2020-01-01"), (None, "2020-01-01")),
        severity="note",
    ),
    Both(
        "date-due-after-milestone",
        "DM-AP-1",
        dated(("2030-01-01", None), ("2030-01-02", None)),
        dated(("2030-01-01", None), ("2030-01-01", None)),
        severity="note",
    ),
]


def ids(cases: list[Both]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for case in cases:
        seen[case.rule] = seen.get(case.rule, 0) + 1
        names.append(f"{case.rule}-{seen[case.rule]}")
    return names


@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_rule_speaks(case: Both) -> None:
    findings = check(case.bad, case.catalog, mode=case.mode)
    assert (case.rule, case.object, case.severity) in rules_of(findings)
    (found,) = {
        f for f in findings if (f.rule, f.object) == (case.rule, case.object)
    }
    assert found.file
    for words in case.says:
        assert words in f"{found.message} {found.fix}"


@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_rule_is_silent(case: Both) -> None:
    catalog = case.good_catalog or case.catalog
    findings = check(case.good, catalog, mode=case.mode)
    assert case.rule not in {f.rule for f in findings}


def test_every_rule_is_tested_here_or_with_the_waivers() -> None:
    elsewhere = {
        "schema",
        "waiver-expired",
        "waiver-unknown",
        "waiver-unused",
        "uncommitted",
    }
    assert {case.rule for case in CASES} == set(RULES) - elsewhere


def test_rule_ids_are_the_keys_of_the_registry() -> None:
    assert all(rule.id == key for key, rule in RULES.items())
    assert all(
        text.endswith(".")
        for rule in RULES.values()
        for text in (rule.summary, rule.why, rule.fix)
    )
