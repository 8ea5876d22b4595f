"""What a site said of itself and of its issues: the snapshot's parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .slots import Value

__all__ = [
    "CreateOutcome",
    "IssueDraft",
    "IssueEdit",
    "LinkDraft",
    "LinkKind",
    "LogEntry",
    "Marker",
    "RemoteElement",
    "RemoteIssue",
    "RemoteLink",
    "RequestCounts",
    "Site",
]

LinkKind = Literal["blocks", "blocked-by", "relates"]
"""A link seen from one issue: it blocks the other, or is blocked by it.

The adapter alone knows the site's link types and their directions.
"""


@dataclass(frozen=True)
class Site:
    """Which site this is, by what it says of itself.

    ``identity`` does not depend on the address used: the base URL that
    ``serverInfo`` tells, or on loopback the title.
    """

    identity: str
    title: str
    deployment: Literal["cloud", "datacenter"]
    account: str
    """Stable id of the user we act as."""
    is_embedded: bool = False
    server_time: str = ""
    """The site's clock when it answered, ISO 8601; empty if it did not say."""


@dataclass(frozen=True)
class LogEntry:
    """One push, as remembered in the issue's property.

    ``values`` holds only the slots that this push wrote, by `Slot.name`.
    """

    id: str
    commit: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Marker:
    """Our property of an issue: whose it is, and the push log.

    ``issue_id`` is the id of the issue that it was written for: a clone or
    an import copies properties, and a copy must not pass for the original.
    ``dropped`` counts entries that have left the log.
    """

    kind: Literal["milestone", "feature"]
    code: str
    issue_id: str = ""
    log: tuple[LogEntry, ...] = ()
    dropped: int = 0


@dataclass(frozen=True, order=True)
class RemoteLink:
    """One link of an issue, seen from it."""

    kind: str
    other_key: str
    other_id: str = ""
    link_id: str = ""
    other_summary: str = ""


@dataclass(frozen=True)
class RemoteIssue:
    """One issue, in our words."""

    id: str
    key: str
    project: str
    type: str
    summary: str
    status: str
    is_done: bool
    """Whether the status is of Jira's category Done."""
    due: str | None
    description: str | None
    """Description as our Markdown subset, in normal form."""
    description_is_foreign: bool = False
    """Whether the description holds what we cannot write back."""
    labels: frozenset[str] = frozenset()
    links: tuple[RemoteLink, ...] = ()
    marker: Marker | None = None
    updated: str = ""
    """Instant of the last change, as the site writes it."""


@dataclass(frozen=True)
class RemoteElement:
    """One verification element, as far as the catalogue holds it."""

    id: str
    key: str
    name: str
    title: str
    requirement: str = ""
    document: str = ""
    priority: str = ""
    status: str = ""
    verified_by: tuple[str, ...] = ()
    """Keys of the elements that verify this one."""


@dataclass(frozen=True)
class LinkDraft:
    """A link to make from an issue to the issue with this key."""

    kind: LinkKind
    other_key: str


@dataclass(frozen=True)
class IssueDraft:
    """An issue to create, with its links and property in the request."""

    kind: Literal["milestone", "feature"]
    code: str
    summary: str
    due: str | None
    description: str | None
    labels: tuple[str, ...]
    links: tuple[LinkDraft, ...]
    marker: Marker


@dataclass(frozen=True)
class IssueEdit:
    """Everything to change in one issue, in one request.

    ``fields`` holds ``summary``, ``due`` and ``description`` in our words;
    a missing one is left alone, ``None`` empties it. Sets are changed by
    element, so that what others added stays. ``marker`` is the property
    after the edit.
    """

    key: str
    issue_id: str
    marker: Marker
    fields: Mapping[str, str | None] = field(default_factory=dict)
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    add_links: tuple[LinkDraft, ...] = ()


@dataclass(frozen=True)
class CreateOutcome:
    """What became of one draft: an id and a key, or why there is none."""

    code: str
    issue_id: str = ""
    key: str = ""
    error: str = ""
    is_ambiguous: bool = False
    """Whether the issue may exist all the same (no answer came)."""


@dataclass
class RequestCounts:
    """True counts of the requests sent, every attempt counted."""

    reads: int = 0
    writes: int = 0
    last_id: str = ""
    """Id under which the site logged the latest request, if it told one."""
