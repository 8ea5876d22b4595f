"""Gather what a test plan or report tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from ldmjira.models.mapping import Campaign, Milestone
from ldmjira.models.test_plan import (
    CaseFacts,
    DocKind,
    Head,
    Passage,
    PlanFacts,
)

from .catching_up import with_pull
from .effect import contradictions, effect
from .html_text import html_blocks
from .runs import CampaignRuns
from .sources import PlanSources
from .texts import Pulled, criteria, draft_steps
from .under_test import UnderTest

__all__ = ["PLAN_DAYS", "gather", "plan_due"]

PLAN_DAYS: Final = 45
"""Days before the milestone at which the test plan is due."""

_ADDRESS: Final = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?(/[\w./-]*)?")


def plan_due(milestone: Milestone) -> dt.date | None:
    """Date at which the test plan of a milestone is due."""
    if milestone.due is None:
        return None
    return milestone.due - dt.timedelta(days=PLAN_DAYS)


def gather(sources: PlanSources, code: str, kind: DocKind) -> PlanFacts:
    """Gather what a document tells.

    Parameters
    ----------
    sources
        What it is made from.
    code
        Code of the milestone; the mapping has it.
    kind
        Plan or report.

    Returns
    -------
    PlanFacts
        The same for the same sources, whatever the day.
    """
    sources = with_pull(sources, code)
    milestone = sources.mapping.milestones[code]
    campaign = milestone.campaign or Campaign()
    pulled = Pulled(sources.pulled)
    under_test = UnderTest(code, sources.mapping, sources.catalog)
    runs = CampaignRuns(
        milestone.campaign, under_test.planned, sources.catalog, pulled
    )
    plan = runs.plan
    entry = pulled.plan_text(plan, "entry criteria", "Entry Criteria")
    leaving = pulled.plan_text(plan, "exit criteria", "Exit Criteria")
    return PlanFacts(
        head=_head(sources, code, kind, runs),
        objective=pulled.plan_text(plan, "objective", ours=campaign.objective),
        overview=pulled.plan_text(plan, "system overview", "System Overview"),
        environment=pulled.plan_text(
            plan,
            "verification environment",
            "Verification Environment",
            ours=campaign.environment,
        ),
        observing=_observing(pulled, plan),
        related=pulled.plan_text(
            plan,
            "related documentation",
            "Related Documentation",
            "Verification Artifacts",
        ),
        pmcs=pulled.plan_text(plan, "PMCS activity", "PMCS Activity"),
        assessment=pulled.plan_text(
            plan, "overall assessment", "Overall Assessment"
        ),
        improvements=pulled.plan_text(
            plan, "recommended improvements", "Recommended Improvements"
        ),
        entry=criteria(campaign.entry, entry),
        exit=criteria(campaign.exit, leaving),
        entry_missing=entry.missing,
        exit_missing=leaving.missing,
        deviations=campaign.deviations,
        features=under_test.features,
        requirements=under_test.requirements,
        cases=tuple(_cases(under_test, pulled)),
        cycles=runs.cycles(),
        duties=runs.duties(),
        gaps=tuple(under_test.gaps()),
        waivers=under_test.waivers(),
        effect=effect(kind, under_test, runs),
        contradictions=tuple(
            contradictions(under_test.requirements, runs, pulled)
        ),
        issues=runs.issues(),
        vanished=sources.pulled.missing if sources.pulled else (),
    )


def _head(
    sources: PlanSources, code: str, kind: DocKind, runs: CampaignRuns
) -> Head:
    milestone = sources.mapping.milestones[code]
    campaign = milestone.campaign or Campaign()
    pulled = sources.pulled
    plan = runs.pulled.plan
    known = sources.catalog.plans.get(runs.plan)
    due = plan_due(milestone)
    browse = pulled.site if pulled and not pulled.is_embedded else ""
    return Head(
        kind=kind,
        milestone=code,
        title=milestone.title,
        section=milestone.section,
        due=str(milestone.due or ""),
        completed=str(milestone.completed or ""),
        plan_due=str(due or ""),
        issue=milestone.jira or "",
        ticket=milestone.jira_testplan or "",
        document=(plan.document if plan else "")
        or campaign.document
        or (known.document if known else ""),
        plan=runs.plan,
        plan_name=(plan.name if plan else "")
        or (known.name if known else "")
        or campaign.name
        or "",
        plan_status=(plan.status if plan else "")
        or (known.status if known else ""),
        site=pulled.site if pulled else "",
        pulled=pulled.pulled if pulled else "",
        is_sandbox=pulled is not None and pulled.is_embedded,
        revision=sources.revision,
        browse=browse.rstrip("/") if _ADDRESS.fullmatch(browse) else "",
    )


def _observing(pulled: Pulled, plan: str) -> Passage:
    """Whether observing is needed; Zephyr Scale holds a yes or no."""
    told = pulled.plan_text(plan, "data collection", "Data Collection")
    if told.blocks:
        return told
    flag = pulled.plan_text(plan, "data collection", "Observing Required")
    words = "".join(
        inline.text
        for block in flag.blocks
        for inline in getattr(block, "inlines", ())
        if inline.kind == "text"
    )
    match words.strip().casefold():
        case "true" | "yes":
            return Passage(
                html_blocks("Observing is required for this campaign.")
            )
        case "false" | "no":
            return Passage(
                html_blocks("Observing is not required for this campaign.")
            )
        case _:
            return flag


def _cases(under_test: UnderTest, pulled: Pulled) -> Iterator[CaseFacts]:
    """Cases of the campaign, drafts, reached ones, those that steps call."""
    told: dict[str, CaseFacts] = {}
    for key in under_test.planned:
        told[key] = _case(key, "campaign", under_test, pulled)
    for name in under_test.drafts:
        told[name] = _draft(name, under_test)
    if not told:
        for key in under_test.reached:
            told[key] = _case(key, "reached", under_test, pulled)
    waiting = list(told.values())
    while waiting:
        for step in waiting.pop(0).steps or ():
            if step.calls and step.calls not in told:
                called = _case(step.calls, "called", under_test, pulled)
                told[step.calls] = called
                waiting.append(called)
    yield from told.values()


def _case(
    key: str, origin: str, under_test: UnderTest, pulled: Pulled
) -> CaseFacts:
    known = under_test.catalog.cases.get(key)
    case = pulled.cases.get(key)
    steps, why = pulled.case_steps(key, known.steps if known else "")
    return CaseFacts(
        key=key,
        name=case.name if case else known.name if known else "",
        status=case.status if case else known.status if known else "",
        version=(case.version if case else "")
        or (known.version if known else ""),
        method=(case.type if case else "") or (known.type if known else ""),
        priority=(case.priority if case else "")
        or (known.priority if known else ""),
        origin=origin,
        owner=pulled.person(case.owner) if case else "",
        objective=pulled.case_text(key, "objective"),
        precondition=pulled.case_text(key, "precondition"),
        steps=steps,
        steps_missing=why,
        elements=under_test.elements_of_case(key),
    )


def _draft(name: str, under_test: UnderTest) -> CaseFacts:
    draft = under_test.drafts[name]
    steps = draft_steps(draft)
    return CaseFacts(
        key=name,
        name=draft.name,
        status="Draft",
        version="",
        method="",
        priority="",
        origin="draft",
        owner="",
        objective=_ours(draft.objective, f"{name}, objective"),
        precondition=_ours(draft.precondition, f"{name}, precondition"),
        steps=steps,
        steps_missing="" if steps else f"the mapping has none ({name}, steps)",
        elements=draft.elements,
    )


def _ours(text: str, what: str) -> Passage:
    blocks = html_blocks(text)
    return Passage(
        blocks, missing="" if blocks else f"the mapping has none ({what})"
    )
