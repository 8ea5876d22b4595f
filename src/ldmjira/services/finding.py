"""Find issues of ours that a search does not show yet.

A site's index lags: that a search finds nothing is no proof. What was created
with links stands at their other ends at once, and what was created lately
under the newest keys; both are read by key, for which no index is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from ldmjira.core.identity import claims_of, summary_of
from ldmjira.models.remote import RemoteIssue
from ldmjira.ports.tracker import Tracker

from .workspace import Workspace

__all__ = ["await_created", "find_linked", "find_unindexed"]


def find_linked(
    tracker: Tracker,
    ends: Iterable[RemoteIssue],
    labels: Mapping[str, str],
    *,
    besides: Collection[str] = (),
) -> list[RemoteIssue]:
    """Look for labels among the issues that some issues link to.

    An issue whose label a person took off is known by its property.

    Parameters
    ----------
    tracker
        The site.
    ends
        Issues as just read, at which links of the wanted ones may end.
    labels
        Code of the object, by its label.
    besides
        Ids of issues that are known, and need not be read.

    Returns
    -------
    list of RemoteIssue
        In id order. Read only where a link's summary begins with a code.
    """
    starts = tuple(summary_of(code, "") for code in labels.values())
    wanted = {
        link.other_id or link.other_key
        for issue in ends
        for link in issue.links
        if link.other_summary.startswith(starts)
        and link.other_id not in besides
    }
    shown = tracker.fetch(sorted(wanted)) if wanted else {}
    found = {
        issue.id: issue
        for issue in shown.values()
        if not claims_of(issue).isdisjoint(labels)
    }
    return sorted(found.values(), key=lambda issue: int(issue.id))


def find_unindexed(
    tracker: Tracker,
    ends: Iterable[RemoteIssue],
    labels: Mapping[str, str],
) -> list[RemoteIssue]:
    """Look for labels where no index is asked.

    Parameters
    ----------
    tracker
        The site.
    ends
        Issues as just read, at which links of the wanted ones may end.
    labels
        Code of the object, by its label.

    Returns
    -------
    list of RemoteIssue
        Found by their links, or else among the newest of the project.
    """
    return find_linked(tracker, ends, labels) or tracker.find_newest(
        list(labels)
    )


def await_created(
    workspace: Workspace,
    ends: Iterable[RemoteIssue],
    labels: Mapping[str, str],
    begun: datetime,
) -> list[RemoteIssue]:
    """Look for what a run before this one may have created.

    Its create has no outcome in the journal, and the site may still be at
    it, so that we wait a while.

    Parameters
    ----------
    workspace
        The ports.
    ends
        Issues as just read, at which links of the wanted ones may end.
    labels
        Code of the object, by its label.
    begun
        When the newest of them was begun.

    Returns
    -------
    list of RemoteIssue
        Nothing, if nothing shows up within the time that we wait.
    """
    tracker = workspace.tracker
    ends = list(ends)
    age = (workspace.now() - begun).total_seconds()
    horizon = sum(workspace.search_waits)
    found = find_unindexed(tracker, ends, labels)
    for wait in workspace.search_waits:
        if found or age >= horizon:
            break
        workspace.tell(
            "a create of the last run has no outcome yet; looking again"
        )
        workspace.sleep(wait)
        age += wait
        again = tracker.fetch([issue.id for issue in ends])
        found = find_unindexed(tracker, again.values(), labels)
    return found
