"""A small campaign, with and without a pull, and names that bite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ldmjira.core.test_plan import HandWritten, PlanSources, gather, lay_out
from ldmjira.models.campaign import (
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
    RemoteStep,
    StepResult,
)
from ldmjira.models.catalog import Catalog, Run
from ldmjira.models.pulled import Person, PulledCampaign, PulledIssue
from ldmjira.models.test_plan import Doc, DocKind
from tests.support.verification import (
    make_catalog,
    make_feature,
    make_map,
    make_milestone,
)

__all__ = [
    "CODE",
    "HOSTILE",
    "hostile_doc",
    "make_doc",
    "make_pulled",
    "make_sources",
]

CODE = "LDM-503-01"

HOSTILE = (
    r"\input{/etc/passwd} \write18{ls} $x^2$ %c #1 &amp; ~t _u_ {b}",
    "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt;",
    "[a](javascript:x) ![i](y) **b** `c` | cell | <!-- ldmjira:end scope -->",
    ".. include:: /etc/passwd",
    "`x <javascript:y>`_ |sub| *e* target_ ::",
    '#read("/etc/passwd") #import "@preview/x:1" $m$ <label> @ref = H "q" \\',
    "{{ 7 * 7 }} {% include '/etc/passwd' %} << x >> <% raw %>",
    "\x1b[31mred\x1b[0m \x07bell \u202eright-to-left",
    "=cmd|' /C calc'!A0",
    "- # 1. > + = :term: ====",
    "\u2713 \u65e5\u672c\u8a9e \U0001f600 \u00e9\u00df \u2013 \u201cq\u201d",
)
"""Texts that are code somewhere."""


def make_catalog_of_campaign(**values: Any) -> Catalog:
    """Two requirements; LVV-T1 covers the first, nothing runs the other."""
    values.setdefault(
        "runs",
        [
            Run("LVV-T9", "2020-01-01", "Failed", plan="LVV-P8"),
            Run(
                "LVV-T1",
                "2024-02-01",
                "Passed",
                plan="LVV-P1",
                cycle="LVV-R1",
                execution="LVV-E1",
            ),
        ],
    )
    return make_catalog(
        {
            "DMS-REQ-0001": {"LVV-11": ["LVV-T1", "LVV-T9"]},
            "DMS-REQ-0002": {"LVV-12": []},
        },
        statuses={"LVV-T2": "Draft"},
        **values,
    )


def make_sources(
    *, pulled: PulledCampaign | None = None, **campaign: Any
) -> PlanSources:
    """What the documents of the small campaign are made from."""
    values: dict[str, Any] = {
        "plan": "LVV-P1",
        "document": "DMTR-1",
        "cycles": ["LVV-R1"],
        "cases": ["LVV-T1", "LVV-T2"],
        **campaign,
    }
    milestone = make_milestone(
        title="First light of alerts",
        due="2024-03-01",
        features=("DM-AP-1", "DM-AP-2"),
        jira="DM-1",
        campaign=values,
    )
    features = {
        "DM-AP-1": make_feature(
            title="Alert stream", requirements={"DMS-REQ-0001": "confirmed"}
        ),
        "DM-AP-2": make_feature(
            title="Late part",
            due="2025-01-01",
            requirements={"DMS-REQ-0002": "proposed"},
        ),
    }
    later = make_milestone(
        title="Second", due="2025-06-01", section="3.2", features=("DM-AP-2",)
    )
    mapping = make_map({CODE: milestone, "LDM-503-02": later}, features)
    return PlanSources(mapping, make_catalog_of_campaign(), pulled)


def make_pulled(**values: Any) -> PulledCampaign:
    """What a pull brings of the small campaign."""
    campaign = PulledCampaign(
        milestone=CODE,
        site="https://site.example",
        pulled="2024-02-03T04:05:06+00:00",
        address="https://site.example",
        plan=RemotePlan(
            "LVV-P1",
            "1",
            "LDM-503-01: First light",
            "Approved",
            document="DMTR-1",
            objective="<p>Show that <b>alerts</b> arrive.</p>",
            owner="a:1",
            texts={
                "Entry Criteria": "<ul><li>[x] Installed</li>"
                "<li>Data are there</li></ul>",
                "Exit Criteria": "All cases run",
                "Verification Environment": "A cluster",
                "System Overview": "The alert system",
                "Observing Required": "false",
                "Overall Assessment": "It works",
            },
            cycles=("LVV-R1",),
        ),
        cycles=(
            RemoteCycle(
                "LVV-R1",
                "1",
                "First cycle",
                "Done",
                owner="a:2",
                planned_start="2024-02-01T00:00:00Z",
                texts={"Software Version / Baseline": "w_2024_05"},
            ),
        ),
        executions=(
            RemoteExecution(
                "LVV-E0",
                "10",
                "LVV-T1",
                "LVV-R1",
                "Fail",
                executed="2024-01-31T10:00:00Z",
                comment="broke",
                issues=("DM-77",),
                executed_by="a:2",
            ),
            RemoteExecution(
                "LVV-E1",
                "11",
                "LVV-T1",
                "LVV-R1",
                "Pass",
                executed="2024-02-01T10:00:00Z",
                comment="fine",
                assigned_to="a:2",
                executed_by="a:2",
                steps=(
                    StepResult("Pass", "42 alerts"),
                    StepResult("Pass", ""),
                ),
            ),
        ),
        cases=(
            RemoteCase(
                "LVV-T1",
                "Alerts arrive",
                "Approved",
                type="Test",
                version="2",
                objective="Count alerts",
                precondition="A stream",
                owner="a:1",
                steps=(
                    RemoteStep(
                        "Send", "<i>42</i> packets", "Sent", code="send(42)"
                    ),
                    RemoteStep("", "", "", calls="LVV-T3"),
                ),
            ),
            RemoteCase("LVV-T2", "Filters", "Draft", steps=()),
            RemoteCase(
                "LVV-T3", "Called", "Approved", steps=(RemoteStep("Start"),)
            ),
        ),
        people=(Person("a:1", "One Person"), Person("a:2", "Two Person")),
        issues=(
            PulledIssue("7", "DM-77", "Bug", "Broken", "To Do"),
            PulledIssue("8", "LVV-11"),
        ),
    )
    return replace(campaign, **values)


def make_doc(
    kind: DocKind = DocKind.REPORT,
    *,
    sources: PlanSources | None = None,
    written: Mapping[str, HandWritten] | None = None,
) -> Doc:
    """Lay out a document of the small campaign, pulled if not told else."""
    chosen = sources or make_sources(pulled=make_pulled())
    return lay_out(gather(chosen, CODE, kind), written)


def hostile_doc(kind: DocKind = DocKind.REPORT) -> Doc:
    """A document all of whose texts are code somewhere."""
    text = " ".join(HOSTILE)
    steps = tuple(RemoteStep(one, one, one, code=one) for one in HOSTILE)
    pulled = make_pulled()
    plan = pulled.plan
    assert plan is not None
    pulled = replace(
        pulled,
        plan=replace(
            plan,
            name=text,
            status=text,
            objective=text,
            texts=dict.fromkeys(plan.texts, text),
        ),
        cycles=(replace(pulled.cycles[0], name=text, description=text),),
        executions=(
            replace(
                pulled.executions[0],
                comment=text,
                environment=text,
                version=text,
                issues=(text,),
                steps=tuple(StepResult(one, one) for one in HOSTILE),
            ),
        ),
        cases=(replace(pulled.cases[0], name=text, steps=steps),),
        people=(Person("a:1", text), Person("a:2", text)),
        issues=(PulledIssue("7", text, text, text, text),),
    )
    sources = make_sources(
        pulled=pulled,
        deviations=list(HOSTILE[:7]),
        drafts={
            one: {"name": one, "steps": [{"description": one}]}
            for one in (*HOSTILE[:2], HOSTILE[8])
        },
    )
    features = {
        code: feature.model_copy(update={"title": text})
        for code, feature in sources.mapping.features.items()
    }
    milestones = {
        code: milestone.model_copy(update={"title": text})
        for code, milestone in sources.mapping.milestones.items()
    }
    mapping = sources.mapping.model_copy(
        update={"features": features, "milestones": milestones}
    )
    return make_doc(kind, sources=replace(sources, mapping=mapping))
