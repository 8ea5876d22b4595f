"""What is there to be seen: milestones with the state of their tests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ldmjira.core.coverage import FeatureState, Reach, StateCounts
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import Milestone, VerificationMap

__all__ = ["MilestoneList", "MilestoneRow", "View", "list_milestones"]


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone, and how far it is tested.

    Parameters
    ----------
    code, milestone
        Which one.
    counts
        Its features by state.
    state
        All that it names taken together, its own requirements, cases,
        scope and campaign too.
    """

    code: str
    milestone: Milestone
    counts: StateCounts
    state: FeatureState


@dataclass(frozen=True)
class MilestoneList:
    """Milestones in section order.

    Parameters
    ----------
    rows
        One per milestone.
    features
        Their features by state, each counted once.
    """

    rows: tuple[MilestoneRow, ...]
    features: StateCounts


@dataclass(frozen=True)
class View:
    """What somebody wants to see, with all that it refers to.

    Parameters
    ----------
    mapping, catalog
        Both sides.
    codes
        Objects to be shown, each once; none means the whole mapping.
    """

    mapping: VerificationMap
    catalog: Catalog
    codes: tuple[str, ...] = ()


def list_milestones(
    mapping: VerificationMap,
    catalog: Catalog,
    *,
    codes: Collection[str] = (),
    open_only: bool = False,
) -> MilestoneList:
    """List milestones with the state of their tests.

    Parameters
    ----------
    mapping, catalog
        Both sides.
    codes
        Milestones to list; none means all.
    open_only
        Whether to leave out those that are complete.

    Returns
    -------
    MilestoneList
        In section order.
    """
    reach = Reach(catalog)
    chosen = {
        code: milestone
        for code, milestone in mapping.milestones.items()
        if (not codes or code in codes)
        and not (open_only and milestone.completed)
    }
    rows = tuple(
        MilestoneRow(
            code=code,
            milestone=milestone,
            counts=reach.count(
                mapping.features[feature] for feature in milestone.features
            ),
            state=reach.milestone_state(milestone, mapping.features),
        )
        for code, milestone in chosen.items()
    )
    features = dict.fromkeys(
        feature
        for milestone in chosen.values()
        for feature in milestone.features
    )
    counts = reach.count(mapping.features[code] for code in features)
    return MilestoneList(rows=rows, features=counts)
