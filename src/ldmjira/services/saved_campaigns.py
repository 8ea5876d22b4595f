"""Campaigns of a saved changeset: what was decided on what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ldmjira.models.campaign_plan import (
    CampaignDecision,
    CampaignOp,
    CampaignStep,
    CaseRef,
)
from ldmjira.models.pulled import PulledCampaign
from ldmjira.models.saved import SavedCampaign, SavedRun, SavedStep

from .campaign_plan import CampaignPlan

__all__ = ["moved_campaigns", "save_campaigns", "saved_part"]


def save_campaigns(
    plan: CampaignPlan | None, verb: str
) -> tuple[SavedCampaign, ...]:
    """What to save of the campaigns of a run.

    Parameters
    ----------
    plan
        What was decided; none of what could not be read.
    verb
        ``push``, ``pull`` or ``sync``: what it would write.

    Returns
    -------
    tuple of SavedCampaign
        By milestone, in order.
    """
    if plan is None:
        return ()
    kept = {one.milestone: one for one in plan.pulled}
    return tuple(
        SavedCampaign(
            milestone=one.code,
            state=_state(one, kept.get(one.code)),
            steps=()
            if verb == "pull"
            else tuple(SavedStep(s.change, _write(s)) for s in one.steps),
            pulled=()
            if verb == "push"
            else tuple(c for c in plan.edits if c.slot.object == one.code),
        )
        for one in plan.decisions
    )


def moved_campaigns(run: SavedRun, now: CampaignPlan) -> Iterable[str]:
    """What moved since a changeset was saved.

    Parameters
    ----------
    run
        What was saved.
    now
        What was decided again.

    Yields
    ------
    str
        Lines for the reader; none if all is as it was.
    """
    current = {one.milestone: one for one in save_campaigns(now, run.verb)}
    for saved in run.campaigns:
        code, found = saved.milestone, current.get(saved.milestone)
        if found is None:
            why = f": {now.notes[0]}" if now.notes else ""
            yield f"{code}: its campaign cannot be compared{why}"
        elif found.state != saved.state:
            yield f"{code}: its campaign was edited in Zephyr Scale"
        elif found != saved:
            yield f"{code}: its campaign's changes are not those of the file"


def saved_part(run: SavedRun, now: CampaignPlan) -> CampaignPlan:
    """Leave of a decision what was saved.

    Parameters
    ----------
    run
        What was saved, and did not move.
    now
        What was decided again.

    Returns
    -------
    CampaignPlan
        With a note about campaigns that could not be read back then.
    """
    codes = {one.milestone for one in run.campaigns}
    mapping = now.situation.mapping
    left = [
        code
        for code in now.situation.milestones
        if code not in codes and mapping.milestones[code].campaign is not None
    ]
    notes = now.notes
    if left:
        told = f"run `ldmjira {run.verb} {' '.join(left)}` for those."
        notes = (f"Campaigns that could not be read back then: {told}",)
    return replace(
        now,
        decisions=tuple(one for one in now.decisions if one.code in codes),
        pulled=tuple(one for one in now.pulled if one.milestone in codes),
        news=tuple(c for c in now.news if c.slot.object in codes),
        notes=notes,
    )


def _state(decision: CampaignDecision, pulled: PulledCampaign | None) -> str:
    """Hash of what the book said, however it was put in order."""
    told = [
        _plain(decision.plan),
        _plain(decision.cycles),
        _plain(decision.executions),
        _plain(decision.drafts),
        sorted(
            [slot.object, slot.name, value]
            for slot, value in decision.agreed.items()
        ),
        [_plain(pulled.cases), _plain(pulled.executions)] if pulled else None,
    ]
    text = json.dumps(told, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON can tell it."""
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.compare
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _write(step: CampaignStep) -> dict[str, str]:
    op: CampaignOp = step.op
    named = {one.name: getattr(op, one.name) for one in fields(op)}
    return {
        "kind": type(op).__name__,
        **{
            name: value.name if isinstance(value, CaseRef) else value
            for name, value in named.items()
        },
    }
