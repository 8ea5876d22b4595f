"""Keep what a pull read of campaigns: in the mapping, and beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ldmjira.core.campaign.coverage import COVERAGE
from ldmjira.core.campaign.facts import catalog_with, news_of
from ldmjira.models.campaign_plan import CampaignDecision
from ldmjira.models.catalog import Catalog
from ldmjira.models.changeset import Outcome, Result
from ldmjira.models.pulled import PulledCampaign
from ldmjira.models.slots import Slot, Value
from ldmjira.ports.case_book import CaseBook
from ldmjira.ports.mapping_store import MappingStore

from .campaign_plan import CampaignPlan
from .campaign_pulling import Gatherer
from .campaign_reading import ReadCampaign
from .recording import Recorder
from .situation import Situation
from .workspace import Workspace

__all__ = ["keep_pulled", "plan_pull"]


def plan_pull(
    workspace: Workspace,
    situation: Situation,
    book: CaseBook,
    reads: Iterable[ReadCampaign],
    decisions: Iterable[CampaignDecision],
) -> CampaignPlan:
    """Gather what a pull keeps, and decide what of it is news.

    Parameters
    ----------
    workspace, situation, book
        The ports, and what was read of mapping and Jira.
    reads, decisions
        Each campaign as read, and what was decided about it.

    Returns
    -------
    CampaignPlan
        With edits of the mapping only where its keys are those of the site.
    """
    gatherer = Gatherer(workspace, book, situation)
    pulled: list[PulledCampaign] = []
    kept: list[CampaignDecision] = []
    for read, decision in zip(reads, decisions, strict=True):
        pulled.append(gatherer.gather(read, decision))
        kept.append(
            replace(decision, edits=())
            if situation.site.is_embedded
            else decision
        )
    store = situation.desk.pulled
    news = [
        change
        for one in pulled
        for change in news_of(
            store.load(one.milestone) if store is not None else None,
            one,
            elements=gatherer.elements,
        )
    ]
    return CampaignPlan(
        situation,
        tuple(kept),
        pulled=tuple(pulled),
        catalog=None
        if situation.site.is_embedded
        else _catalog(situation, gatherer, kept),
        news=tuple(news),
    )


def keep_pulled(
    store: MappingStore, plan: CampaignPlan | None
) -> tuple[list[Outcome], list[str]]:
    """Write what the book told: mapping, catalogue, and local copies.

    Parameters
    ----------
    store
        The mapping.
    plan
        What was decided for a pull.

    Returns
    -------
    tuple
        What became of each change, and files of the mapping to stage.
    """
    if plan is None or not plan.decisions:
        return [], []
    situation = plan.situation
    files = store.apply(
        [edit.edit for one in plan.decisions for edit in one.edits]
    )
    if plan.catalog is not None:
        files = [*files, *store.save_catalog(plan.catalog)]
    news: list[tuple[Slot, Value]] = []
    for decision in plan.decisions:
        news += _agreements(situation, decision)
    objects = Recorder(situation).record(news) if news else []
    files += [situation.desk.baseline.file_of(one) for one in objects]
    if situation.desk.pulled is not None:
        for one in plan.pulled:
            situation.desk.pulled.save(one)
    outcomes = [Outcome(change, Result.DONE) for change in plan.edits]
    return outcomes, files


def _catalog(
    situation: Situation,
    gatherer: Gatherer,
    decisions: Iterable[CampaignDecision],
) -> Catalog | None:
    """The catalogue with what the book told; None if that is no news."""
    found = list(decisions)
    new = catalog_with(
        situation.catalog,
        cases=gatherer.cases.values(),
        plans=[one.plan for one in found if one.plan is not None],
        cycles=[cycle for one in found for cycle in one.cycles],
        executions=[run for one in found for run in one.executions],
        elements=gatherer.elements,
    )
    return None if new == situation.catalog else new


def _agreements(
    situation: Situation, decision: CampaignDecision
) -> list[tuple[Slot, Value]]:
    """What both sides agree on and no line says yet."""
    values = dict(decision.agreed)
    for edit in decision.edits:
        if edit.change.slot.field == COVERAGE:
            values[edit.change.slot] = False
    found: list[tuple[Slot, Value]] = []
    for slot, value in values.items():
        line = situation.evidence.tree_line(slot)
        if line is None or not line.is_agreed or line.value != value:
            found.append((slot, value))
    return found
