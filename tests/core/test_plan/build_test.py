"""What a plan and a report tell, and of what they say that it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ldmjira.core.campaign.words import case_label
from ldmjira.core.test_plan import PlanSources, gather
from ldmjira.models.campaign import CoverageLink, RemoteStep
from ldmjira.models.catalog import Case, Run
from ldmjira.models.prose import Region, Section, Table, words_of
from ldmjira.models.pulled import PulledIssue
from ldmjira.models.test_plan import Doc, DocKind, PlanFacts
from tests.support.plans import (
    CODE,
    make_doc,
    make_pulled,
    make_sources,
)
from tests.support.verification import make_map, make_milestone


def facts_of(
    kind: DocKind = DocKind.REPORT, *, sources: PlanSources | None = None
) -> PlanFacts:
    return gather(sources or make_sources(pulled=make_pulled()), CODE, kind)


def walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from walk(section.sections)


def titles(doc: Doc) -> list[str]:
    return [f"{one.number} {one.title}" for one in walk(doc.sections)]


def test_every_section_is_there() -> None:
    plan = titles(make_doc(DocKind.PLAN))
    for title in (
        "1.1 Objectives and scope",
        "1.2 System overview and applicable documents",
        "1.3 Document overview",
        "1.4 References",
        "2.1 Data collection",
        "2.2 Verification environment",
        "2.3 Entry criteria",
        "2.4 Exit criteria",
        "2.5 Related documentation",
        "2.6 PMCS activity",
        "2.7 Features and requirements under test",
        "2.8 Deviations known beforehand, risks and limits of the data",
        "3 Personnel",
        "4.1 Summary",
        "4.2 Effect on verification",
        "5.1 Test cycle LVV-R1",
        "5.2 LVV-T1: Alerts arrive",
        "A.1 From features and requirements to test cases",
        "A.2 From test cases to requirements and features",
        "B Change record and approval",
    ):
        assert title in plan
    assert not [title for title in plan if "assessment" in title]


def test_a_report_adds_results() -> None:
    report = titles(make_doc(DocKind.REPORT))
    assert "4.2 Overall assessment" in report
    assert "4.3 Recommended improvements" in report
    assert "4.4.2 Exit criteria met" in report
    assert "5 Detailed test results" in report


def test_the_same_sources_give_the_same_document() -> None:
    assert make_doc() == make_doc()


def test_features_tell_state_gap_and_where_they_went() -> None:
    first, second = facts_of().features
    assert (first.state, first.gap, first.later) == ("tested", "", "")
    assert second.state == "untested"
    assert second.later == "LDM-503-02"


def test_requirements_tell_why_they_are_under_test() -> None:
    first, second = facts_of().requirements
    assert (first.id, first.link, first.via) == (
        "DMS-REQ-0001",
        "confirmed",
        ("DM-AP-1",),
    )
    assert first.elements[0].planned == ("LVV-T1",)
    assert second.link == "proposed"
    assert "no test case" in second.gap


def test_a_case_leads_to_a_requirement_that_nobody_named() -> None:
    sources = make_sources()
    milestone = make_milestone(campaign={"cases": ["LVV-T1"]})
    sources = replace(sources, mapping=make_map({CODE: milestone}))
    (found,) = facts_of(sources=sources).requirements
    assert (found.id, found.link, found.via) == (
        "DMS-REQ-0001",
        "case",
        ("LVV-T1",),
    )


def test_gaps_name_what_nobody_runs() -> None:
    gaps = {gap.object: gap.words for gap in facts_of().gaps}
    assert set(gaps) == {"DM-AP-2", "DMS-REQ-0002"}


def test_a_dead_case_is_a_gap() -> None:
    sources = make_sources()
    cases = dict(sources.catalog.cases)
    cases["LVV-T2"] = Case("LVV-T2", "Old", "Deprecated")
    catalog = replace(sources.catalog, cases=cases)
    facts = facts_of(sources=replace(sources, catalog=catalog))
    assert [gap.words for gap in facts.gaps if gap.object == "LVV-T2"] == [
        "is Deprecated, and tests nothing any more"
    ]


def test_waivers_of_what_is_under_test_are_told() -> None:
    sources = make_sources()
    mapping = make_map(
        sources.mapping.milestones,
        sources.mapping.features,
        [
            {
                "rule": "feature-untested",
                "object": "DM-AP-2",
                "reason": "later",
                "until": "never",
            },
            {
                "rule": "feature-untested",
                "object": "DM-AP-99",
                "reason": "elsewhere",
                "until": "never",
            },
        ],
    )
    facts = facts_of(sources=replace(sources, mapping=mapping))
    assert [one.object for one in facts.waivers] == ["DM-AP-2"]


def test_texts_steps_and_people_come_from_the_pull() -> None:
    facts = facts_of()
    case = facts.cases[0]
    assert case.owner == "One Person"
    assert case.version == "2"
    assert case.steps is not None
    first, second = case.steps
    assert words_of(first.data) == "42 packets"
    assert first.code == "send(42)"
    assert second.calls == "LVV-T3"
    assert [one.person for one in facts.duties] == ["One Person", "Two Person"]


def test_a_case_that_a_step_calls_is_shown_too() -> None:
    assert [(one.key, one.origin) for one in facts_of().cases] == [
        ("LVV-T1", "campaign"),
        ("LVV-T2", "campaign"),
        ("LVV-T3", "called"),
    ]


def test_cases_that_call_each_other_end() -> None:
    pulled = make_pulled()
    calls = tuple(
        replace(case, steps=(RemoteStep(calls=other),))
        for case, other in zip(
            pulled.cases, ("LVV-T3", "LVV-T1", "LVV-T1"), strict=True
        )
    )
    sources = make_sources(pulled=replace(pulled, cases=calls))
    assert len(facts_of(sources=sources).cases) == 3


def test_what_was_not_pulled_says_so() -> None:
    sources = make_sources()
    cases = {
        key: replace(case, steps="5")
        for key, case in sources.catalog.cases.items()
    }
    catalog = replace(sources.catalog, cases=cases)
    facts = facts_of(sources=replace(sources, catalog=catalog))
    assert facts.cases[0].steps_missing == "not pulled (LVV-T1, 5 steps)"
    assert facts.cases[0].objective.missing == "not pulled (LVV-T1, objective)"
    assert facts.objective.missing == "not pulled (LVV-P1, objective)"
    assert facts.entry_missing == "not pulled (LVV-P1, entry criteria)"
    assert facts.duties[0].person == "not pulled (LVV-P1, owner)"


def test_what_vanished_says_so() -> None:
    pulled = make_pulled(plan=None, cases=(), missing=("LVV-P1", "LVV-T1"))
    facts = facts_of(sources=make_sources(pulled=pulled))
    assert facts.objective.missing == (
        "the site does not show it (LVV-P1, objective)"
    )
    assert "LVV-T1" in facts.cases[0].steps_missing
    assert facts.vanished == ("LVV-P1", "LVV-T1")


def test_what_zephyr_leaves_empty_says_so() -> None:
    case = facts_of().cases[1]
    assert case.steps_missing == "Zephyr Scale has none (LVV-T2, steps)"
    assert (
        case.objective.missing == "Zephyr Scale has none (LVV-T2, objective)"
    )


def test_no_cell_of_a_case_is_blank() -> None:
    for pulled in (None, make_pulled()):
        doc = make_doc(sources=make_sources(pulled=pulled))
        for section in walk(doc.sections):
            assert section.blocks or section.sections, section.title


def test_criteria_are_ticked_in_text() -> None:
    found = facts_of().entry
    assert [(words_of(one.text), one.is_met) for one in found] == [
        ("Installed", True),
        ("Data are there", None),
    ]


def test_criteria_of_the_mapping_come_first_and_once() -> None:
    sources = make_sources(
        pulled=make_pulled(), exit=["[ ] Report signed", "all cases run"]
    )
    assert [words_of(one.text) for one in facts_of(sources=sources).exit] == [
        "Report signed",
        "all cases run",
    ]


def test_results_keep_earlier_failures() -> None:
    (cycle,) = facts_of().cycles
    assert [(one.key, one.status) for one in cycle.results] == [
        ("LVV-E0", "Fail"),
        ("LVV-E1", "Pass"),
    ]
    regions = {one.id for one in make_doc().regions}
    assert "reruns" in regions


def test_results_without_a_pull_are_the_committed_ones() -> None:
    (cycle,) = facts_of(sources=make_sources()).cycles
    (result,) = cycle.results
    assert (result.key, result.status, result.date) == (
        "LVV-E1",
        "Pass",
        "2024-02-01",
    )


def test_a_cycle_is_known_by_its_former_key() -> None:
    sources = make_sources(pulled=make_pulled(), cycles=["LVV-C1"])
    (cycle,) = facts_of(sources=sources).cycles
    assert cycle.key == "LVV-R1"
    assert len(cycle.results) == 2


def test_the_effect_of_a_plan_is_what_would_follow() -> None:
    rows = {one.object: one for one in facts_of(DocKind.PLAN).effect}
    assert rows["LVV-11"].before == "Failing"  # LVV-T9 failed elsewhere
    assert rows["DMS-REQ-0002"].after == "Not Covered"


def test_the_effect_of_a_report_is_what_followed() -> None:
    sources = make_sources(pulled=make_pulled())
    runs = tuple(run for run in sources.catalog.runs if run.case != "LVV-T9")
    later = Run("LVV-T9", "2024-06-01", "Passed", plan="LVV-P9")
    before = {
        one.object: one
        for one in facts_of(
            sources=replace(
                sources, catalog=replace(sources.catalog, runs=runs)
            )
        ).effect
    }
    assert before["LVV-11"].before == "Not Executed"
    assert before["LVV-11"].after == "Partial"
    with_later = replace(sources.catalog, runs=(*runs, later))
    after = {
        one.object: one
        for one in facts_of(
            sources=replace(sources, catalog=with_later)
        ).effect
    }
    assert after["LVV-11"].after == "Partial"  # later runs are not its effect


def test_a_draft_would_cover_what_it_is_to_cover() -> None:
    sources = make_sources(
        pulled=make_pulled(),
        drafts={"new": {"name": "New", "elements": ["LVV-12"]}},
    )
    facts = facts_of(DocKind.PLAN, sources=sources)
    rows = {one.object: one for one in facts.effect}
    assert (rows["LVV-12"].before, rows["LVV-12"].after) == (
        "Not Covered",
        "Verified",
    )
    assert facts.cases[2].origin == "draft"
    assert facts.requirements[1].elements[0].planned == ("new",)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("Verified", "Jira says Verified, but by all its executions"),
        ("Covered", ""),
    ],
)
def test_contradictions_with_the_workflow_are_told(
    status: str, words: str
) -> None:
    sources = make_sources(pulled=make_pulled())
    elements = {
        key: replace(element, status=status)
        for key, element in sources.catalog.elements.items()
    }
    catalog = replace(sources.catalog, elements=elements)
    found = facts_of(sources=replace(sources, catalog=catalog)).contradictions
    if words:
        assert words in found[0].words
    else:
        assert found == ()


def test_a_deviation_without_an_issue_is_a_contradiction() -> None:
    pulled = make_pulled()
    executions = (replace(pulled.executions[1], status="Pass w/ Deviation"),)
    sources = make_sources(pulled=replace(pulled, executions=executions))
    (found,) = facts_of(sources=sources).contradictions
    assert found.object == "LVV-E1"
    assert "no issue of that type" in found.words


def test_a_pass_with_an_open_report_is_a_contradiction() -> None:
    pulled = make_pulled()
    executions = (replace(pulled.executions[1], issues=("DM-77",)),)
    sources = make_sources(pulled=replace(pulled, executions=executions))
    (found,) = facts_of(sources=sources).contradictions
    assert "DM-77 is still open" in found.words


def test_issues_that_executions_name_are_listed() -> None:
    (issue,) = facts_of().issues
    assert (issue.key, issue.kind, issue.is_done) == ("DM-77", "Bug", False)
    assert issue.executions == ("LVV-E0",)


def test_without_a_campaign_the_reachable_cases_are_shown() -> None:
    sources = make_sources()
    milestone = sources.mapping.milestones[CODE].model_copy(
        update={"campaign": None}
    )
    mapping = sources.mapping.model_copy(
        update={"milestones": {CODE: milestone}}
    )
    facts = facts_of(sources=replace(sources, mapping=mapping))
    assert [(one.key, one.origin) for one in facts.cases] == [
        ("LVV-T1", "reached"),
        ("LVV-T9", "reached"),
    ]
    assert "no test case for its campaign" in facts.gaps[0].words


def test_links_lead_to_a_real_site_only() -> None:
    sources = make_sources(pulled=make_pulled())
    assert facts_of(sources=sources).head.browse == "https://site.example"
    sources = make_sources(pulled=make_pulled(is_embedded=True))
    assert facts_of(sources=sources).head.browse == ""
    sources = make_sources(pulled=make_pulled(site='https://x"onclick='))
    assert facts_of(sources=sources).head.browse == ""


def test_the_plan_is_due_45_days_before() -> None:
    assert facts_of().head.plan_due == "2024-01-16"


def test_every_region_names_its_section() -> None:
    doc = make_doc()
    for region in doc.regions:
        assert isinstance(region, Region)
        assert region.title[0].isalnum()
        assert region.task.endswith((".", "?"))
    assert len({region.id for region in doc.regions}) == len(doc.regions)


def test_a_campaign_without_cases_runs_those_of_its_features() -> None:
    sources = make_sources(cases=[])
    features = {
        code: feature.model_copy(
            update={"cases": {"LVV-T2": {"reason": "by name"}}}
        )
        for code, feature in sources.mapping.features.items()
    }
    mapping = sources.mapping.model_copy(update={"features": features})
    facts = facts_of(sources=replace(sources, mapping=mapping))
    assert [one.key for one in facts.cases] == ["LVV-T2"]


def test_coverage_that_the_mapping_adds_counts() -> None:
    sources = make_sources(coverage={"LVV-T2": ["LVV-12"]})
    second = facts_of(sources=sources).requirements[1]
    assert second.elements[0].planned == ("LVV-T2",)
    assert second.gap == ""


def test_results_of_steps_stand_beside_what_was_expected() -> None:
    pulled = make_pulled()
    steps = (
        RemoteStep(calls="LVV-T3"),
        RemoteStep("Send", expected="Sent"),
        RemoteStep("Count", expected="Counted"),
    )
    cases = (replace(pulled.cases[0], steps=steps), *pulled.cases[1:])
    doc = make_doc(sources=make_sources(pulled=replace(pulled, cases=cases)))
    (section,) = [one for one in walk(doc.sections) if one.id == "case-LVV-T1"]
    table = section.blocks[-1]
    assert isinstance(table, Table)
    rows = [tuple(words_of(cell) for cell in row) for row in table.rows]
    assert rows == [
        ("2", "Sent", "42 alerts", "Pass"),
        ("3", "Counted", "nothing recorded", "Pass"),
    ]


def test_a_draft_is_known_by_its_label_once_it_was_pulled() -> None:
    pulled = make_pulled()
    made = replace(
        pulled.cases[0],
        key="LVV-T500",
        name="Made",
        labels=frozenset({case_label(CODE, "new")}),
    )
    sources = make_sources(
        pulled=replace(pulled, cases=(*pulled.cases, made)),
        drafts={"new": {"name": "New", "elements": ["LVV-12"]}},
    )
    facts = facts_of(sources=sources)
    assert [one.key for one in facts.cases][:3] == [
        "LVV-T1",
        "LVV-T2",
        "LVV-T500",
    ]
    assert facts.requirements[1].elements[0].planned == ("LVV-T500",)
    assert not [gap for gap in facts.gaps if gap.object == "LVV-T500"]


def test_links_that_were_pulled_count() -> None:
    pulled = make_pulled()
    linked = replace(pulled.cases[1], links=(CoverageLink("LVV-T2", "9"),))
    sources = make_sources(
        pulled=replace(
            pulled,
            cases=(pulled.cases[0], linked, pulled.cases[2]),
            issues=(*pulled.issues, PulledIssue("9", "LVV-12")),
        )
    )
    second = facts_of(sources=sources).requirements[1]
    assert second.elements[0].planned == ("LVV-T2",)
