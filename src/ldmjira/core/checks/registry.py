"""All rules, and the one function that runs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from ldmjira.core.checks import (
    chains,
    commitment,
    dates,
    gaps,
    links,
    reading,
    relations,
    suspect,
    unknown,
    waivers,
)
from ldmjira.core.checks.context import CheckContext
from ldmjira.core.coverage import FeatureState, Mode, count_states
from ldmjira.models.catalog import Catalog
from ldmjira.models.findings import CheckReport, Finding, Rule
from ldmjira.models.keys import natural_key
from ldmjira.models.mapping import VerificationMap

__all__ = ["RULES", "find_lost_links", "run_checks", "sort_findings"]

_FAMILIES: Final = (gaps, chains, unknown, links, relations, suspect, dates)

RULES: Final[Mapping[str, Rule]] = {
    rule.id: rule
    for family in (*_FAMILIES, commitment, waivers, reading)
    for rule in family.RULES
}
"""Every rule by its id, in the order of the docs."""


def run_checks(
    mapping: VerificationMap,
    catalog: Catalog,
    *,
    mode: Mode = Mode.PLAN,
    codes: Sequence[str] = (),
    extra: Iterable[Finding] = (),
) -> CheckReport:
    """Look at mapping and catalogue with every rule.

    Parameters
    ----------
    mapping
        Our side.
    catalog
        Jira's side.
    mode
        How strict to be.
    codes
        Milestones and features to look at; none means all.
    extra
        Findings made elsewhere, to be sifted and sorted with the rest.

    Returns
    -------
    CheckReport
        Findings, worst first; those accepted; features by state.
    """
    context = CheckContext(mapping, catalog, mode=mode, codes=codes)
    found = chain.from_iterable(family.find(context) for family in _FAMILIES)
    sifted = waivers.sift(context, chain(found, extra), RULES)
    counts = count_states(context.states.values())
    return CheckReport(
        findings=sort_findings(sifted.findings),
        waived=sifted.waived,
        features={
            FeatureState.TESTED.value: counts.tested,
            FeatureState.PARTLY.value: counts.partly,
            FeatureState.PROPOSED.value: counts.proposed,
            FeatureState.UNTESTED.value: counts.untested,
        },
    )


def find_lost_links(
    mapping: VerificationMap, catalog: Catalog
) -> tuple[Finding, ...]:
    """Find links to nowhere in what can be read of a mapping.

    Parameters
    ----------
    mapping
        As much of it as can be read.
    catalog
        Jira's side.

    Returns
    -------
    tuple of Finding
        Sorted. The other rules wait for a whole mapping, since half of one
        would look like gaps.
    """
    return sort_findings(unknown.find(CheckContext(mapping, catalog)))


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by rule, place and object; each once."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda f: (
                f.severity.rank,
                f.rule,
                f.file,
                f.line,
                natural_key(f.object),
                f.message,
            ),
        )
    )
