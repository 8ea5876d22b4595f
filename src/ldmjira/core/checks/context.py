"""What every rule looks at: both sides, and the part that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ldmjira.core.coverage import FeatureState, Mode, Reach
from ldmjira.core.nearest import nearest_codes
from ldmjira.models.catalog import Catalog
from ldmjira.models.findings import Finding, Rule, Severity
from ldmjira.models.mapping import (
    Place,
    RequirementLink,
    VerificationMap,
)

__all__ = ["CheckContext", "Use"]

_NEAREST_LIMIT = 100


class Use(NamedTuple):
    """That an object of the mapping leads to a requirement or case.

    A plain tuple, since a large mapping has a hundred thousand of them.
    """

    owner: str
    below: tuple[str, ...]
    link: RequirementLink | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the owner down to the link."""
        return (self.owner, *self.below)

    @property
    def elements(self) -> tuple[str, ...]:
        """Elements to which the link is narrowed; none if it is not."""
        return (self.link.elements or ()) if self.link is not None else ()


class CheckContext:
    """Mapping, catalogue and selection, with the joins made once.

    Parameters
    ----------
    mapping
        Our side.
    catalog
        Jira's side.
    mode
        How strict the check is.
    codes
        Milestones and features to look at; none means all.
    """

    def __init__(
        self,
        mapping: VerificationMap,
        catalog: Catalog,
        *,
        mode: Mode = Mode.PLAN,
        codes: Sequence[str] = (),
    ) -> None:
        self.mapping = mapping
        self.catalog = catalog
        self.mode = mode
        self.reach = Reach(catalog, mode=mode)
        self.is_whole = not codes
        wanted = self._named = frozenset(codes)
        self.milestones = tuple(
            code
            for code in mapping.milestones
            if self.is_whole or code in wanted
        )
        chosen = {
            feature
            for code in self.milestones
            for feature in mapping.milestones[code].features
        }
        self.features = tuple(
            code
            for code in mapping.features
            if self.is_whole or code in wanted or code in chosen
        )
        self._nearest: dict[str, tuple[str, ...]] = {}

    @cached_property
    def states(self) -> Mapping[str, FeatureState]:
        """State of each feature that was asked for."""
        features = self.mapping.features
        return {
            code: self.reach.feature_state(features[code])
            for code in self.features
        }

    @cached_property
    def requirement_uses(self) -> Mapping[str, Sequence[Use]]:
        """Who leads to each requirement: features first, then milestones."""
        found: dict[str, list[Use]] = {}
        for code in self.features:
            links = self.mapping.features[code].requirements or {}
            for requirement, link in links.items():
                use = Use(code, ("requirements", requirement), link)
                found.setdefault(requirement, []).append(use)
        for code in self.milestones:
            milestone = self.mapping.milestones[code]
            for requirement, link in milestone.requirements.items():
                use = Use(code, ("requirements", requirement), link)
                found.setdefault(requirement, []).append(use)
            for requirement in self.reach.scope_requirements(milestone):
                use = Use(code, ("scope",))
                found.setdefault(requirement, []).append(use)
        return found

    @cached_property
    def links(self) -> Sequence[Use]:
        """Uses of requirements that are links: not those of a scope."""
        uses = self.requirement_uses.values()
        return [one for some in uses for one in some if one.link is not None]

    @cached_property
    def narrowed_links(self) -> Sequence[Use]:
        """Links that name some elements only; few of many do."""
        return [use for use in self.links if use.elements]

    @cached_property
    def case_uses(self) -> Mapping[str, Sequence[Use]]:
        """Who names each case itself."""
        found: dict[str, list[Use]] = {}
        for code in self.features:
            for case in self.mapping.features[code].cases or {}:
                use = Use(code, ("cases", case))
                found.setdefault(case, []).append(use)
        for code in self.milestones:
            milestone = self.mapping.milestones[code]
            for case in milestone.cases:
                use = Use(code, ("cases", case))
                found.setdefault(case, []).append(use)
            campaign = milestone.campaign
            for case in campaign.cases if campaign is not None else ():
                use = Use(code, ("campaign", "cases", case))
                found.setdefault(case, []).append(use)
        return found

    @cached_property
    def element_uses(self) -> Mapping[str, Use]:
        """The first use that leads to each verification element."""
        found: dict[str, Use] = {}
        for requirement, uses in self.requirement_uses.items():
            for use in uses:
                for element in self.reach.requirement_elements(
                    requirement, use.link
                ):
                    found.setdefault(element, use)
                if use.link is None or use.link.elements is None:
                    break  # the others lead to no more than this one
        return found

    def finding(
        self,
        rule: Rule,
        object_: str,
        message: str,
        fix: str,
        *path: str,
        severity: Severity | None = None,
        place: Place | None = None,
    ) -> Finding:
        """Make a finding of a rule.

        Parameters
        ----------
        rule
            Rule that found it.
        object_
            Code or key of what it is about.
        message, fix
            What is wrong and why; what to do.
        path
            Names from an object of the mapping down to the place.
        severity
            Instead of the rule's own in this mode.
        place
            Instead of the path.

        Returns
        -------
        Finding
            Ready for the report.
        """
        if place is None:
            place = self.mapping.place_of(*(path or (object_,)))
        return Finding(
            rule=rule.id,
            severity=severity or self.severity(rule),
            object=object_,
            file=place.file,
            line=place.line,
            message=message,
            fix=fix,
        )

    def severity(self, rule: Rule) -> Severity:
        """Severity of a rule in the mode of this check."""
        if self.mode is Mode.BASELINE and rule.baseline is not None:
            return rule.baseline
        return rule.severity

    def row_of(self, table: str, key: str) -> Place:
        """Place of a row of the catalogue, which is written in key order."""
        line = self._rows[table].get(key, 0)
        return Place(file=f"catalog/{table}.csv", line=line)

    def nearest(self, code: str, known: Sequence[str]) -> tuple[str, ...]:
        """Known codes that look like an unknown one, the best first.

        Only so many are looked up in one check: each costs a pass over all
        that is known.
        """
        found = self._nearest.get(code)
        if found is None:
            if len(self._nearest) >= _NEAREST_LIMIT:
                return ()
            found = self._nearest[code] = nearest_codes(code, known)
        return found

    def is_selected(self, code: str) -> bool:
        """Whether an object of the mapping was asked for."""
        return self.is_whole or code in self._selected

    def is_named(self, code: str) -> bool:
        """Whether an object was asked for by its own code, or everything."""
        return self.is_whole or code in self._named

    def reached_elements(self) -> Iterator[str]:
        """Elements in the part that was asked for, and what verifies them."""
        if self.is_whole:
            yield from self.catalog.elements
            return
        seen: set[str] = set()
        for element in self.element_uses:
            for key in self.reach.element_closure(element):
                if key not in seen:
                    seen.add(key)
                    yield key

    @cached_property
    def _selected(self) -> frozenset[str]:
        return frozenset(self.milestones) | frozenset(self.features)

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, int]]:
        catalog = self.catalog
        tables = {
            "requirements": list(catalog.requirements),
            "verification_elements": list(catalog.elements),
            "cases": list(catalog.cases),
            "coverage": [f"{c.element} {c.case}" for c in catalog.coverage],
        }
        return {
            table: {key: line for line, key in enumerate(keys, start=2)}
            for table, keys in tables.items()
        }
