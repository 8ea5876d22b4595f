"""Read both sides and decide: the same for every verb of the sync."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ldmjira.core.ordering import in_order
from ldmjira.core.reconcile import Found, Reconciler
from ldmjira.exceptions import ConfigurationError
from ldmjira.models.changeset import (
    Change,
    Changeset,
    Direction,
    Expectation,
    Held,
    HeldReason,
)
from ldmjira.models.slots import Slot, Value

from .broken import finish_broken_pushes
from .campaign import CampaignPlan
from .evidence import Evidence
from .reading import read_situation
from .situation import Selection, Situation, fingerprint
from .workspace import Workspace

__all__ = ["Plan", "decide"]

_SHALLOW: Final = (
    "The mapping differs from Jira, and git's history is cut off here, so "
    "that nobody can tell which side changed"
)


_PULL_FIRST: Final = (
    "a push found an agreement that the baseline lacks: `ldmjira pull`, "
    "commit, then push"
)


@dataclass(frozen=True)
class Plan:
    """What was read and what was decided.

    Parameters
    ----------
    situation
        Both sides.
    changeset
        What would bring them together.
    agreed
        Slots of merged fields on which both sides agree, with the value.
    news
        Those of them that no line and no log tells yet.
    campaigns
        What the campaigns need; ``None`` if nobody asked.
    """

    situation: Situation
    changeset: Changeset
    agreed: Mapping[Slot, Value]
    news: tuple[tuple[Slot, Value], ...]
    campaigns: CampaignPlan | None = None

    def changes(self, direction: Direction) -> tuple[Change, ...]:
        """Changes of one direction."""
        return tuple(
            change
            for change in self.changeset.changes
            if change.direction is direction
        )


def decide(workspace: Workspace, selection: Selection) -> Plan:
    """Read mapping and site, and decide slot by slot.

    Parameters
    ----------
    workspace
        The ports.
    selection
        What the run is about.

    Returns
    -------
    Plan
        Everything that was read, and what follows from it.

    Raises
    ------
    ConfigurationError
        In a shallow clone, if the sides differ.
    LdmJiraError
        If mapping or site cannot be read.
    """
    situation = read_situation(workspace, selection)
    evidence = situation.evidence
    reconciler = Reconciler(
        authority=workspace.authority,
        bases_of=evidence.bases_of,
        is_committed=evidence.is_committed,
    )
    found = reconciler.reconcile(situation.pairs)
    finish_broken_pushes(workspace, situation, found)
    found.held = [_told(held, evidence) for held in found.held]
    _check_depth(situation, found)
    return Plan(
        situation=situation,
        changeset=_changeset(situation, found),
        agreed=dict(found.agreed),
        news=tuple(
            (slot, value)
            for slot, value in found.agreed
            if evidence.needs_line(slot, value)
        ),
    )


def _told(held: Held, evidence: Evidence) -> Held:
    """Say what to do where there is nothing to commit yet.

    A push noted an agreement beside the mapping; only a pull can bring it
    into the baseline.
    """
    is_kept_back = held.reason is HeldReason.UNCOMMITTED
    if not is_kept_back or held.slot.object not in evidence.pending:
        return held
    return replace(held, detail=_PULL_FIRST)


def _changeset(situation: Situation, found: Found) -> Changeset:
    return Changeset(
        site=situation.site.identity,
        head=situation.desk.history.head,
        fingerprint=fingerprint(situation.mapping, situation.evidence.tree),
        changes=in_order(found.changes),
        conflicts=tuple(found.conflicts),
        held=(*situation.problems, *found.held),
        expectations=tuple(_expectations(situation)),
        agreed=found.agreed_count,
    )


def _expectations(situation: Situation) -> Iterable[Expectation]:
    for pair in situation.pairs:
        if pair.issue is not None:
            yield Expectation(pair.code, pair.issue.id, pair.issue.updated)


def _check_depth(situation: Situation, found: Found) -> None:
    if not situation.desk.history.is_shallow:
        return
    created = {c.slot.object for c in found.changes if c.is_create}
    differs = any(
        change.slot.object not in created
        and change.direction is not Direction.DRIFT
        for change in found.changes
    )
    if differs or found.conflicts:
        raise ConfigurationError(
            _SHALLOW,
            hint=(
                "Fetch the whole history: `git fetch --unshallow`, or in CI "
                "`fetch-depth: 0` for the checkout step."
            ),
        )
