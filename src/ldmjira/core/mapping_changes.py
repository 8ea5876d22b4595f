"""What changed between two states, in words of the domain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from ldmjira.core.catalog_pair import CatalogPair
from ldmjira.core.coverage import Mode, Reach, StateCounts
from ldmjira.core.mapping_pair import MappingPair
from ldmjira.models.catalog import Catalog
from ldmjira.models.domain_change import DomainChange, Effect
from ldmjira.models.keys import natural_key
from ldmjira.models.kinds import Kind
from ldmjira.models.mapping import VerificationMap

__all__ = [
    "ChangeReport",
    "compare_states",
    "headline",
]


@dataclass(frozen=True)
class ChangeReport:
    """All changes between two states.

    Parameters
    ----------
    before, after
        Names of the two.
    changes
        Losses first, then gains, then the rest.
    counts_before, counts_after
        Features by state.
    """

    before: str
    after: str
    changes: tuple[DomainChange, ...]
    counts_before: StateCounts
    counts_after: StateCounts


# Told after what they bring about.
_DETAILS = ("link ", "case linked", "case unlinked")
_ORDER = {Effect.LOSS: 0, Effect.GAIN: 1, Effect.NEUTRAL: 2}


def compare_states(
    before: tuple[VerificationMap, Catalog],
    after: tuple[VerificationMap, Catalog],
    *,
    names: tuple[str, str] = ("", ""),
    mode: Mode = Mode.PLAN,
) -> ChangeReport:
    """Tell what changed, object by object.

    Parameters
    ----------
    before, after
        Mapping and catalogue of each side.
    names
        What to call the sides.
    mode
        What counts as live.

    Returns
    -------
    ChangeReport
        Empty if the two say the same.
    """
    then = Reach(before[1], mode=mode)
    now = Reach(after[1], mode=mode)
    mappings = MappingPair(before[0], after[0], then, now)
    catalogs = CatalogPair(then, now)
    changes = sorted(
        chain(mappings.changes(), catalogs.changes()),
        key=lambda c: (
            _ORDER[c.effect],
            list(Kind).index(c.kind),
            c.what.startswith(_DETAILS),
            c.what,
            natural_key(c.object),
            c.words,
        ),
    )
    return ChangeReport(
        before=names[0],
        after=names[1],
        changes=tuple(changes),
        counts_before=then.count(before[0].features.values()),
        counts_after=now.count(after[0].features.values()),
    )


def headline(report: ChangeReport) -> str:
    """Sum the changes up: ``2 features newly tested, 1 requirement ...``.

    Parameters
    ----------
    report
        Result of a comparison.

    Returns
    -------
    str
        A sentence.
    """
    counts = Counter(change.what for change in report.changes)
    if not counts:
        return "Nothing changed in milestones, features or their tests."
    parts = [_counted(what, number) for what, number in counts.items()]
    return f"{', '.join(parts)}."


# A noun at the head of a sort of change, and its plural.
_PLURALS = {
    "feature": "features",
    "milestone": "milestones",
    "requirement": "requirements",
    "link": "links",
    "case": "cases",
    "waiver": "waivers",
    "element": "elements",
    "title": "titles",
    "date": "dates",
    "campaign": "campaigns",
    "scope": "scopes",
    "note": "notes",
    "run": "runs",
}


def _counted(what: str, number: int) -> str:
    noun, _, rest = what.partition(" ")
    if number == 1:
        return f"1 {what}"
    rest = rest.replace("lost its only", "lost their only")
    return f"{number} {_PLURALS[noun]} {rest}"
