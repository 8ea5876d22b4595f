"""What a sync looks at: both sides, as read in one go."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ldmjira.core.identity import Bound, Kind
from ldmjira.core.pair import Pair
from ldmjira.core.views import Said, issue_said
from ldmjira.models.baseline import Baseline, baseline_to_text
from ldmjira.models.catalog import Catalog
from ldmjira.models.changeset import Held
from ldmjira.models.mapping import VerificationMap
from ldmjira.models.remote import RemoteIssue, Site

from .evidence import Evidence
from .watermark import Recent
from .workspace import Desk

__all__ = ["Selection", "Situation", "fingerprint", "view_issue"]


@dataclass(frozen=True)
class Selection:
    """What a run is about.

    Parameters
    ----------
    codes
        Milestones; none means the open ones.
    every
        All milestones, complete ones too.
    with_proposed
        Whether proposed links speak.
    may_create
        Whether issues may have to be created.
    rebind
        Whether another site than the one bound to is accepted.
    is_recent
        Whether it is enough to look at what changed in Jira since the last
        complete pull.
    """

    codes: tuple[str, ...] = ()
    every: bool = False
    with_proposed: bool = False
    may_create: bool = False
    rebind: bool = False
    is_recent: bool = False


@dataclass(frozen=True)
class Situation:
    """Both sides, as read in one go."""

    site: Site
    desk: Desk
    mapping: VerificationMap
    catalog: Catalog
    selection: Selection
    milestones: tuple[str, ...]
    bounds: Mapping[str, Bound]
    pairs: tuple[Pair, ...]
    problems: tuple[Held, ...]
    issues: Mapping[str, RemoteIssue]
    """Issues by the key, or id, that was asked for."""
    evidence: Evidence
    recent: Recent | None = None
    """What alone was looked at; none means all."""

    def key_of(self, element: str) -> str:
        """Key of the issue at the other end of a link.

        Parameters
        ----------
        element
            Our code of a milestone, or a key.

        Returns
        -------
        str
            Empty for a milestone that has no issue.
        """
        bound = self.bounds.get(element)
        if bound is not None and bound.issue is not None:
            return bound.issue.key
        shown = self.issues.get(element)
        if shown is not None:
            return shown.key
        return "" if element in self.mapping.milestones else element

    def view(self, kind: Kind, code: str, issue: RemoteIssue) -> Said:
        """What Jira says of an object, by an issue as read just now.

        Parameters
        ----------
        kind, code, issue
            The object, and its issue.

        Returns
        -------
        Said
            As in the pairs.
        """
        return view_issue(
            kind,
            code,
            issue,
            bounds=self.bounds,
            catalog=self.catalog,
            issues=self.issues,
            named=self.evidence.related_ever(kind, code),
        )


def fingerprint(
    mapping: VerificationMap, baselines: Mapping[str, Baseline]
) -> str:
    """Hash over what a changeset is decided on.

    Parameters
    ----------
    mapping, baselines
        The mapping and its lines.

    Returns
    -------
    str
        The same for the same content.
    """
    digest = hashlib.sha256()
    for kind, objects in (("m", mapping.milestones), ("f", mapping.features)):
        for code, one in sorted(objects.items()):
            digest.update(f"{kind} {code} {one.model_dump_json()}\n".encode())
    for _, baseline in sorted(baselines.items()):
        digest.update(baseline_to_text(baseline).encode())
    return digest.hexdigest()


def view_issue(
    kind: Kind,
    code: str,
    issue: RemoteIssue,
    *,
    bounds: Mapping[str, Bound],
    catalog: Catalog,
    issues: Mapping[str, RemoteIssue],
    named: Collection[str],
) -> Said:
    """What Jira says of an object.

    Parameters
    ----------
    kind, code, issue
        The object, and its issue.
    bounds
        Objects with their issues, to know milestones by.
    catalog
        Verification elements.
    issues
        Issues by the key, or id, that was asked for.
    named
        Keys to which the mapping or its lines relate the object.

    Returns
    -------
    Said
        In our words.
    """
    return issue_said(
        kind,
        code,
        issue,
        milestones=_codes_by_issue(bounds.values()),
        elements=catalog.elements,
        named=named,
        moved={
            shown.id: key
            for key, shown in issues.items()
            if key not in {shown.id, shown.key}
        },
    )


def _codes_by_issue(bounds: Iterable[Bound]) -> dict[str, str]:
    found: dict[str, str] = {}
    for bound in bounds:
        if bound.kind == "milestone" and bound.issue is not None:
            found[bound.issue.id] = bound.code
            found[bound.issue.key] = bound.code
    return found
