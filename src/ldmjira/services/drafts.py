"""Turn changes of one object into what a tracker writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ldmjira.constants import SUMMARY_LIMIT, TEXT_LIMIT
from ldmjira.core.identity import (
    CREATED,
    Kind,
    label_of,
    own_log,
    summary_of,
)
from ldmjira.core.pushlog import UNLINKED, with_entry
from ldmjira.models.changeset import Change
from ldmjira.models.remote import (
    IssueDraft,
    IssueEdit,
    LinkDraft,
    LinkKind,
    RemoteIssue,
)
from ldmjira.models.slots import Slot, Value

__all__ = [
    "Entry",
    "draft_of",
    "edit_of",
    "link_ids",
    "link_of",
    "too_long",
]

_KINDS: dict[str, LinkKind] = {
    "blocks": "blocks",
    "relates": "relates",
    "testplan": "relates",
}
_FIELDS = {"title": "summary", "due": "due", "notes": "description"}


@dataclass(frozen=True)
class Entry:
    """A push that is about to be logged."""

    id: str
    commit: str


def link_of(slot: Slot, key_of: Callable[[str], str]) -> LinkDraft | None:
    """Link that a slot of a set stands for.

    Parameters
    ----------
    slot
        Element of a set.
    key_of
        Key of an element's issue; empty if it has none (yet).

    Returns
    -------
    LinkDraft or None
        None for a slot that is no link, or whose other end has no issue.
    """
    kind = _KINDS.get(slot.field)
    key = key_of(slot.element) if kind else ""
    return LinkDraft(kind, key) if kind and key else None


def too_long(code: str, changes: Iterable[Change]) -> str:
    """Why the values do not fit into Jira; empty if they do."""
    for change in changes:
        text = change.after
        if (
            change.slot.field == "notes"
            and isinstance(text, str)
            and len(text) > TEXT_LIMIT
        ):
            return (
                f"the notes have {len(text)} characters, and Jira takes "
                f"{TEXT_LIMIT}: shorten them"
            )
        is_title = change.slot.field in {"title", CREATED}
        if is_title and isinstance(change.after, str):
            summary = (
                change.after
                if change.is_create
                else summary_of(code, change.after)
            )
            if len(summary) > SUMMARY_LIMIT:
                return (
                    f"the summary would have {len(summary)} characters, "
                    f"and Jira takes {SUMMARY_LIMIT}: shorten the title"
                )
    return ""


def draft_of(
    kind: Kind,
    code: str,
    title: str,
    changes: Sequence[Change],
    *,
    entry: Entry,
    key_of: Callable[[str], str],
) -> tuple[IssueDraft, dict[Slot, Value]]:
    """Draft of an issue, and the values that its log entry holds.

    Parameters
    ----------
    kind, code, title
        The object.
    changes
        Its changes, the creation among them.
    entry
        Log entry of this push.
    key_of
        Key of an element's issue.

    Returns
    -------
    tuple
        The draft, and the value of each slot that it writes. A link whose
        other end has no issue is left out.
    """
    values: dict[Slot, Value] = {
        Slot(code, CREATED): True,
        Slot(code, "title"): title,
        Slot(code, "due"): None,
        Slot(code, "notes"): None,
    }
    links: list[LinkDraft] = []
    for change in changes:
        slot = change.slot
        if change.is_create:
            continue
        if slot.field in _KINDS:
            link = link_of(slot, key_of)
            if link is None:
                continue
            links.append(link)
        values[slot] = change.after
    due, notes = values[Slot(code, "due")], values[Slot(code, "notes")]
    draft = IssueDraft(
        kind=kind,
        code=code,
        summary=summary_of(code, title),
        due=due if isinstance(due, str) else None,
        description=notes if isinstance(notes, str) else None,
        labels=(label_of(kind, code),),
        links=tuple(links),
        marker=with_entry(
            None,
            kind=kind,
            code=code,
            issue_id="",
            entry_id=entry.id,
            commit=entry.commit,
            values={slot.name: value for slot, value in values.items()},
        ),
    )
    return draft, values


def edit_of(
    kind: Kind,
    code: str,
    issue: RemoteIssue,
    changes: Sequence[Change],
    *,
    entry: Entry,
    key_of: Callable[[str], str],
) -> tuple[IssueEdit, dict[Slot, Value], list[str]]:
    """Edit of an issue, with its log entry.

    Parameters
    ----------
    kind, code
        The object.
    issue
        Its issue, as read just before.
    changes
        What to write.
    entry
        Log entry of this push.
    key_of
        Key of an element's issue.

    Returns
    -------
    tuple
        The edit, the value of each slot that the push writes, and the ids
        of links to remove after it.
    """
    fields: dict[str, str | None] = {}
    values: dict[Slot, Value] = {}
    add_links: list[LinkDraft] = []
    remove_links: list[str] = []
    add_labels: list[str] = []
    remove_labels: list[str] = []
    for change in changes:
        slot = change.slot
        if slot.field in _KINDS:
            link = link_of(slot, key_of)
            if link is None:
                continue
            if change.after is True:
                add_links.append(link)
            else:
                remove_links += link_ids(issue, link)
        elif slot.field == "labels":
            labels = add_labels if change.after is True else remove_labels
            labels.append(slot.element)
        elif slot.field == "title":
            fields["summary"] = summary_of(code, str(change.after))
        elif slot.field in _FIELDS:
            text = change.after
            fields[_FIELDS[slot.field]] = (
                text if isinstance(text, str) else None
            )
        values[slot] = change.after
    logged = {slot.name: value for slot, value in values.items()}
    logged |= {f"{UNLINKED}/{link}": False for link in remove_links}
    edit = IssueEdit(
        key=issue.key,
        issue_id=issue.id,
        marker=with_entry(
            issue.marker if own_log(issue, code) is not None else None,
            kind=kind,
            code=code,
            issue_id=issue.id,
            entry_id=entry.id,
            commit=entry.commit,
            values=logged,
        ),
        fields=fields,
        add_labels=tuple(add_labels),
        remove_labels=tuple(remove_labels),
        add_links=tuple(add_links),
    )
    return edit, values, remove_links


def link_ids(issue: RemoteIssue, link: LinkDraft) -> list[str]:
    """Ids of the links of an issue that are as a draft says."""
    return [
        one.link_id
        for one in issue.links
        if one.kind == link.kind
        and link.other_key in {one.other_key, one.other_id}
        and one.link_id
    ]
