"""Put what both sides say of an object beside each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ldmjira.core.identity import Bound, is_adopted, own_log
from ldmjira.core.merge import SILENT
from ldmjira.core.pair import Pair
from ldmjira.core.views import (
    Said,
    elements_of_links,
    feature_said,
    milestone_said,
    only,
    retired_said,
)
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap
from ldmjira.models.remote import Marker, RemoteIssue
from ldmjira.models.slots import Slot

from .evidence import Evidence
from .situation import view_issue

__all__ = ["Pairer", "markers_of"]


class Pairer:
    """Know what the mapping says, and what stands against it.

    Parameters
    ----------
    mapping, catalog
        The mapping.
    chosen
        Milestones that the run is about.
    bounds
        All objects with their issues.
    strays
        Features that only Jira links to those milestones: of them nothing
        but those links is looked at.
    with_proposed
        Whether proposed links speak.
    """

    def __init__(
        self,
        mapping: VerificationMap,
        catalog: Catalog,
        *,
        chosen: Collection[str],
        bounds: Mapping[str, Bound],
        strays: Collection[str],
        with_proposed: bool,
    ) -> None:
        self._mapping = mapping
        self._catalog = catalog
        self._chosen = chosen
        self._bounds = bounds
        self._strays = strays
        self._with_proposed = with_proposed
        self.said = {
            code: self._narrow(code, self._said(bound))
            for code, bound in bounds.items()
        }
        """What the mapping says, by object."""

    def pair(
        self,
        bound: Bound,
        issues: Mapping[str, RemoteIssue],
        evidence: Evidence,
    ) -> Pair:
        """Pair one object.

        Parameters
        ----------
        bound
            The object, and its issue.
        issues
            Issues that the site showed, by key.
        evidence
            Logs and lines.

        Returns
        -------
        Pair
            Both sides of it.
        """
        code, said = bound.code, self.said[bound.code]
        pair = Pair(
            code,
            bound.kind,
            mapping=said,
            missing=self._missing(code, said, issues),
            proposed=self._proposed(code),
        )
        if bound.issue is None:
            return pair
        pair = replace(
            pair,
            jira=view_issue(
                bound.kind,
                code,
                bound.issue,
                bounds=self._bounds,
                catalog=self._catalog,
                issues=issues,
                named=evidence.related_ever(bound.kind, code),
            ),
            issue=bound.issue,
            is_adopted=is_adopted(bound.issue, bound.kind, code),
        )
        if code in self._strays:
            return self._narrowed(pair)
        gone = [
            slot
            for slot in self.absent(bound, evidence)
            if pair.jira.value(slot) is False and self._is_shown(slot, issues)
        ]
        return replace(
            pair,
            sent=frozenset(
                slot.element for slot in gone if said.value(slot) is SILENT
            ),
            gone=frozenset(slot for slot in gone if said.value(slot) is False),
        )

    def absent(self, bound: Bound, evidence: Evidence) -> frozenset[Slot]:
        """Links that were there once, and that neither side shows now.

        Parameters
        ----------
        bound
            The object, and its issue.
        evidence
            Logs and lines.

        Returns
        -------
        frozenset of Slot
            Those of which this would be news. That the site shows their
            other ends is not asked: what is hidden is not removed.
        """
        code, issue = bound.code, bound.issue
        if issue is None or code in self._strays:
            return frozenset()
        said, proposed = self.said[code], self._proposed(code)
        linked = {link.other_key for link in issue.links}
        found = set()
        for field in ("testplan", "blocks", "relates"):
            for element in evidence.elements_ever(code, field):
                slot = Slot(code, field, element)
                is_proposed = field == "relates" and element in proposed
                if element not in linked and (
                    is_proposed
                    or (
                        said.value(slot) is False
                        and evidence.needs_line(slot, False)  # noqa: FBT003
                    )
                ):
                    found.add(slot)
        return frozenset(found)

    def _is_shown(self, slot: Slot, issues: Mapping[str, RemoteIssue]) -> bool:
        """Whether the site shows the other end of a link."""
        if slot.field != "blocks":
            return slot.element in issues
        bound = self._bounds.get(slot.element)
        return bound is not None and bound.issue is not None

    def _narrow(self, code: str, said: Said) -> Said:
        if code in self._strays and code in self._mapping.features:
            return only(said, "blocks")
        return said

    def _narrowed(self, pair: Pair) -> Pair:
        """A feature that only its links to milestones brought up."""
        if pair.code not in self._mapping.features:
            return replace(
                pair,
                jira=only(pair.jira, "labels", "blocks", "relates"),
                is_retired=True,
            )
        return replace(
            pair,
            jira=only(pair.jira, "blocks"),
            proposed=frozenset(),
        )

    def _said(self, bound: Bound) -> Said:
        code = bound.code
        if bound.kind == "milestone":
            adopted = bound.issue is not None and is_adopted(
                bound.issue, "milestone", code
            )
            return milestone_said(
                code, self._mapping.milestones[code], is_adopted=adopted
            )
        if code not in self._mapping.features:
            return retired_said(code)
        return feature_said(
            code,
            self._mapping.features[code],
            blocks=(
                one
                for one in self._mapping.milestones_of.get(code, ())
                if one in self._chosen or one in self._bounds
            ),
            catalog=self._catalog,
            with_proposed=self._with_proposed,
        )

    def _proposed(self, code: str) -> frozenset[str]:
        """Elements that are held back, since a link is only proposed."""
        feature = self._mapping.features.get(code)
        if feature is None or self._with_proposed:
            return frozenset()
        _, proposed = elements_of_links(feature, self._catalog)
        return proposed

    def _missing(
        self, code: str, said: Said, issues: Mapping[str, RemoteIssue]
    ) -> dict[Slot, str]:
        """Links whose other end the site does not show."""
        found: dict[Slot, str] = {}
        for milestone in said.sets.get("blocks", ()):
            problem = self._bounds[milestone].problem
            if problem is not None:
                found[Slot(code, "blocks", milestone)] = problem.detail
        for name in ("relates", "testplan"):
            for key in said.sets.get(name, ()):
                if key not in issues:
                    found[Slot(code, name, key)] = (
                        f"{key} is not shown by the site"
                    )
        return found


def markers_of(bounds: Iterable[Bound]) -> dict[str, Marker]:
    """Properties of the issues, those that are their own."""
    return {
        bound.code: bound.issue.marker
        for bound in bounds
        if bound.issue is not None
        and bound.issue.marker is not None
        and own_log(bound.issue, bound.code) is not None
    }
