"""Take an issue that exists for the issue of an object of ours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ldmjira.constants import LABEL_PREFIX
from ldmjira.core.identity import (
    Kind,
    claims_of,
    label_of,
    looks_ours,
    own_log,
    title_of,
)
from ldmjira.core.nearest import nearest_codes
from ldmjira.exceptions import RemoteError, UnknownCodeError, UsageError
from ldmjira.models.edits import SetValue
from ldmjira.models.mapping import VerificationMap
from ldmjira.models.remote import IssueEdit, Marker, RemoteIssue, Site
from ldmjira.ports.site_state import KnownIssue

from .reading import check_site
from .workspace import Desk, Workspace

__all__ = ["AdoptService", "Adoption"]

_ALIKE = 60
"""Likeness of two titles, of 100, from which they are of one thing."""


@dataclass(frozen=True)
class Adoption:
    """An issue to adopt, and what speaks for and against it.

    Parameters
    ----------
    kind, code, title
        The object.
    issue
        The issue.
    doubt
        Why it may be another thing; empty if nothing says so.
    """

    site: Site
    desk: Desk
    kind: Kind
    code: str
    title: str
    issue: RemoteIssue
    doubt: str

    @property
    def is_done(self) -> bool:
        """Whether the issue carries our label and property already."""
        return (
            own_log(self.issue, self.code) is not None
            and label_of(self.kind, self.code) in self.issue.labels
        )


class AdoptService:
    """Look at an issue, and make it ours.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def decide(self, code: str, key: str) -> Adoption:
        """Look whether an issue can be that of an object.

        Parameters
        ----------
        code
            Milestone or feature.
        key
            Key of the issue.

        Returns
        -------
        Adoption
            What would be adopted, with the doubts.

        Raises
        ------
        UnknownCodeError
            If the mapping lacks the object.
        RemoteError
            If the site does not show the issue.
        UsageError
            If the issue is that of another object or a verification
            element, or the object has another issue.
        SiteMismatchError
            If the mapping's keys belong to another site.
        """
        mapping = self._workspace.store.load()
        kind, title, known = _object(mapping, code)
        tracker = self._workspace.tracker
        site = tracker.identify()
        desk = self._workspace.open_desk(site)
        check_site(site, desk, rebind=False)
        tracker.prepare(())
        kept = desk.state.keys()
        before = {known if not site.is_embedded else None}
        before.add(kept[code].id if code in kept else None)
        wanted = {key, *(one for one in before if one)}
        shown = tracker.fetch(sorted(wanted))
        issue = shown.get(key)
        if issue is None:
            raise RemoteError(
                f"{key} is not shown by {site.identity}",
                hint="Check the key, and that this account may see it.",
            )
        holders = {one.key for one in tracker.find([label_of(kind, code)])}
        holders |= {shown[one].key for one in before if one in shown}
        others = sorted(holders - {issue.key})
        if others:
            raise UsageError(
                f"{code} has an issue already: {', '.join(others)}",
                hint=(
                    "Take our label from that issue and its key from the "
                    "mapping first."
                ),
            )
        owners = {c for c, entry in kept.items() if entry.id == issue.id}
        owners |= _owners(mapping, issue.key, site)
        elements = self._workspace.store.load_catalog().elements
        _check_free(
            kind,
            code,
            issue,
            owners=owners - {code},
            is_element=issue.key in elements,
        )
        doubt = _doubt(kind, code, title, issue)
        if before - {None} - shown.keys():
            lost = known or kept[code].key
            doubt = (
                f"{code} had {lost}, which {site.identity} does not show: "
                "deleted, or hidden from this account"
            )
        return Adoption(site, desk, kind, code, title, issue, doubt)

    def apply(self, adoption: Adoption, *, force: bool = False) -> list[str]:
        """Mark the issue as ours, and note its key.

        Parameters
        ----------
        adoption
            What was decided.
        force
            Whether to go on in spite of a doubt.

        Returns
        -------
        list of str
            Files of the mapping that changed.

        Raises
        ------
        UsageError
            If the issue looks like another thing.
        """
        issue, code = adoption.issue, adoption.code
        if adoption.doubt and not force:
            raise UsageError(
                adoption.doubt,
                hint="If it is the same thing all the same, add --force.",
            )
        if not adoption.is_done:
            marker = Marker(
                adoption.kind,
                code,
                issue_id=issue.id,
                log=own_log(issue, code) or (),
            )
            self._workspace.tracker.edit(
                IssueEdit(
                    key=issue.key,
                    issue_id=issue.id,
                    marker=marker,
                    add_labels=(label_of(adoption.kind, code),),
                )
            )
            self._audit(adoption)
        adoption.desk.state.remember({code: KnownIssue(issue.id, issue.key)})
        if adoption.site.is_embedded:
            return []
        files = self._workspace.store.apply(
            [SetValue(code, ("jira",), issue.key)]
        )
        names = set(files)
        if adoption.desk.baseline.read_site() is None:
            adoption.desk.baseline.write_site(adoption.site.identity)
            names.add(adoption.desk.baseline.site_file)
        adoption.desk.history.stage(names)
        return files

    def _audit(self, adoption: Adoption) -> None:
        label = label_of(adoption.kind, adoption.code)
        when = self._workspace.now().isoformat(timespec="seconds")
        adoption.desk.state.audit(
            [
                {
                    "time": when,
                    "user": adoption.site.account,
                    "object": adoption.code,
                    "issue": adoption.issue.key,
                    "field": f"labels/{label}",
                    "before": False,
                    "after": True,
                    "direction": "push",
                    "commit": adoption.desk.history.head,
                }
            ]
        )


def _object(
    mapping: VerificationMap, code: str
) -> tuple[Kind, str, str | None]:
    if code in mapping.milestones:
        milestone = mapping.milestones[code]
        return "milestone", milestone.title, milestone.jira
    if code in mapping.features:
        feature = mapping.features[code]
        return "feature", feature.title, feature.jira
    known = [*mapping.milestones, *mapping.features]
    raise UnknownCodeError(code, nearest=nearest_codes(code, known))


def _owners(mapping: VerificationMap, key: str, site: Site) -> set[str]:
    """Objects to which the mapping gives an issue."""
    owners = {c for c, one in mapping.milestones.items() if one.jira == key}
    if not site.is_embedded:  # the keys of features are those of a real site
        owners |= {c for c, one in mapping.features.items() if one.jira == key}
    return owners


def _check_free(
    kind: Kind,
    code: str,
    issue: RemoteIssue,
    *,
    owners: Collection[str],
    is_element: bool,
) -> None:
    """Refuse an issue that is something else, whatever is forced."""
    claims = sorted(
        label
        for label in claims_of(issue)
        if label.startswith(f"{LABEL_PREFIX}-")
        and label != label_of(kind, code)
    )
    hint = "One issue is one object; choose another issue."
    if claims:
        raise UsageError(
            f"{issue.key} is marked as another object: {', '.join(claims)}",
            hint=hint,
        )
    if owners:
        raise UsageError(
            f"{issue.key} is the issue of {', '.join(sorted(owners))}",
            hint=hint,
        )
    if is_element:
        raise UsageError(
            f"{issue.key} is a verification element, which others write",
            hint=hint,
        )


def _doubt(kind: Kind, code: str, title: str, issue: RemoteIssue) -> str:
    """Why an issue may be another thing."""
    if looks_ours(issue, kind, code):
        return ""
    # Imported late: no other verb of the sync needs it.
    from rapidfuzz import fuzz  # noqa: PLC0415

    summary = title_of(code, issue.summary).casefold()
    if fuzz.token_set_ratio(summary, title.casefold()) >= _ALIKE:
        return ""
    return (
        f"{issue.key} is {issue.summary!r}, which does not look like "
        f"{code}: {title!r}"
    )
