"""Bring mapping and catalogue up to what the last pull of a campaign told.

A pull from the embedded sandbox leaves the mapping alone, and a catalogue is
refreshed less often than a campaign is pulled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ldmjira.core.campaign.words import case_label
from ldmjira.models.campaign import RemoteCase
from ldmjira.models.catalog import Case, Catalog, Coverage
from ldmjira.models.mapping import Campaign, VerificationMap
from ldmjira.models.pulled import PulledCampaign

from .sources import PlanSources

__all__ = ["with_pull"]


def with_pull(sources: PlanSources, code: str) -> PlanSources:
    """Add to mapping and catalogue what is known besides.

    Parameters
    ----------
    sources
        As they are kept.
    code
        Code of the milestone.

    Returns
    -------
    PlanSources
        With the keys that drafts were given, with the cases and coverage
        links that were pulled, and with the links that the mapping adds.
    """
    mapping = _with_keys(sources.mapping, code, sources.pulled)
    campaign = mapping.milestones[code].campaign or Campaign()
    catalog = sources.catalog
    if sources.pulled is not None:
        catalog = _with_cases(catalog, sources.pulled)
    return replace(
        sources, mapping=mapping, catalog=_with_links(catalog, campaign)
    )


def _with_keys(
    mapping: VerificationMap, code: str, pulled: PulledCampaign | None
) -> VerificationMap:
    """Give drafts the keys under which their cases were pulled."""
    milestone = mapping.milestones[code]
    campaign = milestone.campaign
    if campaign is None or pulled is None:
        return mapping
    labelled = {
        label: case.key for case in pulled.cases for label in case.labels
    }
    drafts = {
        name: draft.model_copy(
            update={"key": labelled.get(case_label(code, name))}
        )
        if draft.key is None
        else draft
        for name, draft in campaign.drafts.items()
    }
    campaign = campaign.model_copy(update={"drafts": drafts})
    milestone = milestone.model_copy(update={"campaign": campaign})
    milestones = {**mapping.milestones, code: milestone}
    return mapping.model_copy(update={"milestones": milestones})


def _with_cases(catalog: Catalog, pulled: PulledCampaign) -> Catalog:
    cases = {
        **catalog.cases,
        **{
            case.key: _case(case, catalog.cases.get(case.key))
            for case in pulled.cases
        },
    }
    keys = {issue.id: issue.key for issue in pulled.issues}
    links = (
        Coverage(keys[link.issue_id], case.key)
        for case in pulled.cases
        for link in case.links or ()
        if keys.get(link.issue_id) in catalog.elements
    )
    return _extended(replace(catalog, cases=cases), links)


def _case(case: RemoteCase, known: Case | None) -> Case:
    base = known or Case(case.key, case.name)
    return replace(
        base,
        name=case.name or base.name,
        status=case.status or base.status,
        priority=case.priority or base.priority,
        type=case.type or base.type,
        version=case.version or base.version,
    )


def _with_links(catalog: Catalog, campaign: Campaign) -> Catalog:
    """The catalogue with the coverage links that the mapping adds."""
    links = [
        Coverage(element, case)
        for case, elements in campaign.coverage.items()
        for element in elements
    ]
    links += [
        Coverage(element, draft.key)
        for draft in campaign.drafts.values()
        if draft.key is not None
        for element in draft.elements
    ]
    return _extended(catalog, iter(links))


def _extended(catalog: Catalog, links: Iterator[Coverage]) -> Catalog:
    known = {(one.element, one.case) for one in catalog.coverage}
    added: dict[tuple[str, str], Coverage] = {}
    for link in links:
        pair = (link.element, link.case)
        if pair not in known:
            added[pair] = link
    if not added:
        return catalog
    return replace(catalog, coverage=(*catalog.coverage, *added.values()))
