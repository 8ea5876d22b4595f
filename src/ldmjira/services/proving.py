"""See what a write came to: what an issue shows, and what came between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ldmjira.core.identity import own_log, title_of
from ldmjira.core.richtext import normal_text
from ldmjira.core.views import DONE
from ldmjira.exceptions import RemoteError
from ldmjira.models.changeset import Change
from ldmjira.models.remote import RemoteIssue
from ldmjira.ports.tracker import Tracker

from .drafts import link_ids, link_of

__all__ = ["Edited", "overwritten", "shows"]

_NAMES: Final = {"title": "summary", "due": "due", "notes": "description"}


@dataclass(frozen=True)
class Edited:
    """An edit that was sent.

    Parameters
    ----------
    code
        The object.
    before
        Its issue, as read just before.
    entry
        Id of the log entry.
    changes
        What was written.
    """

    code: str
    before: RemoteIssue
    entry: str
    changes: tuple[Change, ...]


def shows(
    issue: RemoteIssue, change: Change, key_of: Callable[[str], str]
) -> bool:
    """Whether an issue shows what was to be written.

    Parameters
    ----------
    issue
        Issue, as read after the write.
    change
        What was to be written.
    key_of
        Key of the issue at the other end of a link.

    Returns
    -------
    bool
        True if it does.
    """
    slot, after = change.slot, change.after
    if change.is_create:
        return True
    if slot.field == "labels":
        return (slot.element in issue.labels) == bool(after)
    if slot.element:
        link = link_of(slot, key_of)
        return link is not None and bool(link_ids(issue, link)) == bool(after)
    if slot.field == "status":
        return issue.is_done or after != DONE
    shown = {
        "title": title_of(slot.object, issue.summary),
        "due": issue.due,
        "notes": normal_text(issue.description),
    }
    return shown[slot.field] == after


def overwritten(
    tracker: Tracker, edited: Edited, issue: RemoteIssue, *, account: str
) -> dict[Change, str]:
    """Find what others wrote between our last read and our write.

    Jira cannot compare and set; but its history shows what came between.

    Parameters
    ----------
    tracker
        The site.
    edited
        What we sent.
    issue
        The issue, as read after it.
    account
        Who we are.

    Returns
    -------
    dict
        What to tell of the changes concerned.
    """
    log = own_log(issue, edited.code) or ()
    if all(entry.id != edited.entry for entry in log):
        told = "another push wrote in the same moment; run the command again"
        return dict.fromkeys(edited.changes, told)
    scalars = {
        _NAMES[change.slot.field]: change
        for change in edited.changes
        if change.slot.field in _NAMES
    }
    if not scalars:
        return {}
    try:
        history = tracker.history(issue.key, since=edited.before.updated)
    except RemoteError:
        return {}  # the write is done; only the audit of it is not
    return {
        scalars[entry["field"]]: f"overwrote {entry['to']!r}, written in the "
        "same moment: see the issue's history"
        for entry in history
        if entry["field"] in scalars
        and entry["author"] != account
        and entry["to"] != _text(edited.before, entry["field"])
        # A history tells texts in another markup than we read them in.
        and (
            entry["field"] != "description"
            or entry["when"] > edited.before.updated
        )
    }


def _text(issue: RemoteIssue, name: str) -> str:
    """Value of a field as the history of an issue tells it."""
    value = {
        "summary": issue.summary,
        "due": issue.due,
        "description": issue.description,
    }[name]
    return value or ""
