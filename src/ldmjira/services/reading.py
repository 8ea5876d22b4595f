"""Read everything that a sync looks at: mapping, site, and what is kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from ldmjira.core.identity import (
    Bound,
    Kind,
    bind,
    claims_of,
    feature_code_of,
    label_of,
)
from ldmjira.core.nearest import nearest_codes
from ldmjira.core.views import elements_of_links
from ldmjira.exceptions import SiteMismatchError, UnknownCodeError
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap
from ldmjira.models.remote import RemoteIssue, Site

from .evidence import Evidence
from .finding import await_created, find_linked
from .journal import open_creates
from .pairing import Pairer, markers_of
from .situation import Selection, Situation, fingerprint
from .watermark import Recent, look_back, site_time
from .workspace import Desk, Workspace

__all__ = ["check_site", "choose", "read_situation"]

_FEATURE: Final = re.compile(r"DM-[A-Z]+(-[A-Z0-9]+)*:")


def read_situation(workspace: Workspace, selection: Selection) -> Situation:
    """Read mapping, site, and what is kept for the site.

    Parameters
    ----------
    workspace
        The ports.
    selection
        What the run is about.

    Returns
    -------
    Situation
        Both sides of every object concerned.

    Raises
    ------
    UnknownCodeError
        If a milestone is not in the mapping.
    SiteMismatchError
        If the mapping's keys belong to another site.
    """
    mapping = workspace.store.load()
    catalog = workspace.store.load_catalog()
    chosen = choose(mapping, selection)
    site = workspace.tracker.identify()
    desk = workspace.open_desk(site)
    check_site(site, desk, rebind=selection.rebind)
    recent = None
    if selection.is_recent:
        recent = look_back(
            workspace.tracker,
            desk.state,
            fingerprint=fingerprint(mapping, desk.baseline.read_all()),
            chosen=chosen,
            now=site_time(site, workspace.now()),
        )
    reader = _Reader(
        workspace,
        selection,
        mapping=mapping,
        catalog=catalog,
        site=site,
        desk=desk,
        recent=recent,
    )
    return reader.read(chosen)


def choose(mapping: VerificationMap, selection: Selection) -> tuple[str, ...]:
    """Milestones that a run is about, in section order.

    Parameters
    ----------
    mapping
        The mapping.
    selection
        Codes; none means the open ones.

    Returns
    -------
    tuple of str
        Codes of milestones.

    Raises
    ------
    UnknownCodeError
        If one is not in the mapping, or is no milestone.
    """
    for code in selection.codes:
        if code in mapping.features:
            serves = mapping.milestones_of.get(code, ())
            raise UnknownCodeError(
                f"{code} (a feature; name its milestones instead)",
                nearest=serves,
            )
        if code not in mapping.milestones:
            raise UnknownCodeError(
                code, nearest=nearest_codes(code, list(mapping.milestones))
            )
    if selection.every and not selection.codes:
        return tuple(mapping.milestones)
    return tuple(mapping.select(selection.codes))


def check_site(site: Site, desk: Desk, *, rebind: bool) -> None:
    """Refuse a site that is not the one to which the mapping's keys belong.

    Parameters
    ----------
    site, desk
        The site, and what is kept for it.
    rebind
        Whether another site is accepted.

    Raises
    ------
    SiteMismatchError
        If they belong to another site.
    """
    if site.is_embedded or rebind:
        return
    bound = desk.baseline.read_site()
    if bound is not None and bound != site.identity:
        raise SiteMismatchError(
            f"The mapping's keys belong to {bound}, and this is "
            f"{site.identity}; nothing was sent"
        )


class _Reader:
    """Read the site, and pair what both sides say."""

    def __init__(
        self,
        workspace: Workspace,
        selection: Selection,
        *,
        mapping: VerificationMap,
        catalog: Catalog,
        site: Site,
        desk: Desk,
        recent: Recent | None,
    ) -> None:
        self._recent = recent
        self._tracker = workspace.tracker
        self._workspace = workspace
        self._selection = selection
        self._mapping = mapping
        self._catalog = catalog
        self._site = site
        self._desk = desk
        self._kept = desk.state.keys()

    def read(self, chosen: tuple[str, ...]) -> Situation:
        mapping = self._mapping
        features = self._features_of(chosen)
        if self._recent is not None:
            features &= self._recent.codes
            if self._recent.codes.isdisjoint({*features, *chosen}):
                chosen = ()  # nothing to look at
        others = tuple(
            code
            for code in mapping.milestones
            if code not in chosen
            and self._known("milestone", code)
            and not features.isdisjoint(mapping.milestones[code].features)
        )
        objects: list[tuple[Kind, str]] = [
            *(("milestone", code) for code in (*chosen, *others)),
            *(
                ("feature", code)
                for code in mapping.features
                if code in features
            ),
        ]
        known = {code: self._known(kind, code) for kind, code in objects}
        if objects:
            self._tracker.prepare(self._kinds_to_create(objects, known))
        issues, labelled = self._ask_site(objects, known, chosen, features)
        bounds = {
            code: bind(
                kind,
                code,
                known=known[code],
                key=self._key_of(code, known[code]),
                shown=issues,
                labelled=labelled.get(label_of(kind, code), ()),
            )
            for kind, code in objects
        }
        strays = self._strays(chosen, bounds)
        bounds.update(strays)
        pairer = Pairer(
            mapping,
            self._catalog,
            chosen=chosen,
            bounds=bounds,
            strays=strays,
            with_proposed=self._selection.with_proposed,
        )
        evidence = Evidence(
            self._workspace,
            self._desk,
            mapping=mapping,
            catalog=self._catalog,
            with_proposed=self._selection.with_proposed,
            said=pairer.said,
            markers=markers_of(bounds.values()),
        )
        # Not seen is not removed: the other end must at least be shown.
        ends = {
            slot.element
            for bound in bounds.values()
            for slot in pairer.absent(bound, evidence)
            if slot.field != "blocks"
        }
        issues |= self._fetch(ends - issues.keys())
        return Situation(
            site=self._site,
            desk=self._desk,
            mapping=mapping,
            catalog=self._catalog,
            selection=self._selection,
            milestones=chosen,
            bounds=bounds,
            pairs=tuple(
                pairer.pair(bound, issues, evidence)
                for code, bound in bounds.items()
                if code not in others and bound.problem is None
            ),
            problems=tuple(
                bound.problem
                for code, bound in bounds.items()
                if bound.problem is not None and code not in others
            ),
            issues=issues,
            evidence=evidence,
            recent=self._recent,
        )

    def _fetch(self, keys: Collection[str]) -> dict[str, RemoteIssue]:
        return self._tracker.fetch(sorted(keys)) if keys else {}

    def _strays(
        self, chosen: Iterable[str], bounds: Mapping[str, Bound]
    ) -> dict[str, Bound]:
        """Features of ours that Jira links to a milestone, unlike the mapping.

        A person linked them, or they have left the milestone, or all of the
        mapping.
        """
        seen = {b.issue.id for b in bounds.values() if b.issue is not None}
        wanted: dict[str, None] = {}
        for code in chosen:
            issue = bounds[code].issue
            for link in issue.links if issue is not None else ():
                if (
                    link.kind == "blocked-by"
                    and link.other_id not in seen
                    and _FEATURE.match(link.other_summary)
                ):
                    wanted[link.other_id or link.other_key] = None
        found = self._tracker.fetch(list(wanted)) if wanted else {}
        strays: dict[str, Bound] = {}
        for issue in sorted(found.values(), key=lambda one: one.key):
            code = feature_code_of(issue)
            if code and code not in bounds and code not in strays:
                strays[code] = Bound("feature", code, issue=issue)
        return strays

    def _features_of(self, chosen: Iterable[str]) -> frozenset[str]:
        milestones = self._mapping.milestones
        return frozenset(
            feature for code in chosen for feature in milestones[code].features
        )

    def _known(self, kind: Kind, code: str) -> str:
        """Key or id under which an object's issue is known; or nothing."""
        key = (
            self._mapping.milestones[code].jira
            if kind == "milestone"
            else self._mapping.features[code].jira
        )
        kept = self._kept.get(code)
        if kind == "feature" and self._site.is_embedded:
            key = None  # the mapping's keys are those of the real site
        if key is not None:
            return kept.id if kept and kept.key == key else key
        return kept.id if kept else ""

    def _key_of(self, code: str, known: str) -> str:
        """Key to show to people of an issue that is known by its id."""
        kept = self._kept.get(code)
        return kept.key if kept and kept.id == known else ""

    def _kinds_to_create(
        self, objects: Iterable[tuple[Kind, str]], known: Mapping[str, str]
    ) -> Collection[Kind]:
        if not self._selection.may_create:
            return ()
        missing = {kind for kind, code in objects if not known[code]}
        return sorted(missing)

    def _ask_site(
        self,
        objects: Iterable[tuple[Kind, str]],
        known: Mapping[str, str],
        chosen: Iterable[str],
        features: Collection[str],
    ) -> tuple[dict[str, RemoteIssue], dict[str, list[RemoteIssue]]]:
        wanted = {key for key in known.values() if key}
        for code in chosen:
            ticket = self._mapping.milestones[code].jira_testplan
            wanted.update({ticket} if ticket else ())
        for code in features:
            sure, proposed = elements_of_links(
                self._mapping.features[code], self._catalog
            )
            wanted |= sure
            if self._selection.with_proposed:
                wanted |= proposed
        issues = self._tracker.fetch(sorted(wanted)) if wanted else {}
        labels = [label_of(kind, code) for kind, code in objects]
        found = self._tracker.find(labels) if labels else []
        seen = {label for issue in found for label in issue.labels}
        missing = {
            label_of(kind, code): code
            for kind, code in objects
            if not known[code] and label_of(kind, code) not in seen
        }
        ends = [*issues.values(), *found]
        found += find_linked(self._tracker, ends, missing) if missing else []
        found += self._await_created(ends, missing, found)
        labelled: dict[str, list[RemoteIssue]] = {}
        for issue in found:
            # By its property as well, where no label of its kind was found.
            for label in issue.labels | (claims_of(issue) & missing.keys()):
                labelled.setdefault(label, []).append(issue)
        return issues, labelled

    def _await_created(
        self,
        ends: Iterable[RemoteIssue],
        missing: Mapping[str, str],
        found: Iterable[RemoteIssue],
    ) -> list[RemoteIssue]:
        """Look for what a run before this one began to create."""
        if not self._selection.may_create:
            return []
        started = open_creates(self._desk.state.journal())
        seen = {label for issue in found for label in claims_of(issue)}
        labels = {
            label: code
            for label, code in missing.items()
            if code in started and label not in seen
        }
        if not labels:
            return []
        newest = max(started[code] for code in labels.values())
        return await_created(self._workspace, ends, labels, newest)
