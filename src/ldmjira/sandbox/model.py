"""What a site is made of, as plain data: the words between seed and store.

The seed (`ldmjira.sandbox.seed`) fills a `SiteDefinition` and yields
`SeedIssue` objects; the loader writes both into a store.  Nothing here knows
about HTTP or SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .kinds import FieldKind

__all__ = [
    "ComponentDef",
    "FieldDef",
    "FieldKind",
    "IssueTypeDef",
    "LinkTypeDef",
    "OptionDef",
    "PriorityDef",
    "ProjectDef",
    "ResolutionDef",
    "ScreenDef",
    "SeedChange",
    "SeedChangeItem",
    "SeedComment",
    "SeedIssue",
    "SeedLink",
    "SeedRemoteLink",
    "SiteDefinition",
    "StatusDef",
    "TransitionDef",
    "UserDef",
    "VersionDef",
    "WorkflowDef",
]


@dataclass(frozen=True, slots=True)
class UserDef:
    """One account, always pseudonymous (``sandbox-user-1``)."""

    name: str
    """Login and key on Data Center."""
    account_id: str
    """Identifier on Cloud."""
    display_name: str
    email: str = ""
    active: bool = True
    time_zone: str = "America/Los_Angeles"
    groups: tuple[str, ...] = ("jira-software-users",)


@dataclass(frozen=True, slots=True)
class OptionDef:
    """One choice of a select field; ``children`` only for cascades."""

    id: str
    value: str
    disabled: bool = False
    children: tuple[OptionDef, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One field of the site."""

    id: str
    """System name, or the Cloud site's ``customfield_NNNNN``."""
    name: str
    kind: FieldKind
    custom_type: str = ""
    """Full custom type key; empty for system fields."""
    options: tuple[OptionDef, ...] = ()
    clause_names: tuple[str, ...] = ()
    """JQL names; empty means the name, and ``cf[NNNNN]`` if custom."""
    searchable: bool = True
    orderable: bool = True
    navigable: bool = True
    description: str = ""
    server_id: str = ""
    """Id on the Data Center form of the site, when it differs."""


@dataclass(frozen=True, slots=True)
class ScreenDef:
    """Fields that may be set on one issue type of one project.

    ``summary``, ``issuetype`` and ``project`` are always there and always
    required; name them or not.
    """

    create: tuple[str, ...]
    edit: tuple[str, ...]
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StatusDef:
    """One workflow status; category is new, indeterminate or done."""

    id: str
    name: str
    category: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class TransitionDef:
    """One arrow of a workflow."""

    id: str
    name: str
    to: str
    """Name of the status reached."""
    sources: tuple[str, ...] = ()
    """Names of the statuses it starts from; empty means any."""
    fields: tuple[str, ...] = ()
    """Field ids on its screen; empty means no screen."""
    required: frozenset[str] = frozenset()
    resolution: str | None = None
    """Resolution name set by a post function, when none is given."""
    clears_resolution: bool = False


@dataclass(frozen=True, slots=True)
class WorkflowDef:
    """Statuses and transitions of an issue type."""

    name: str
    initial: str
    """Name of the status of a new issue."""
    transitions: tuple[TransitionDef, ...]
    statuses: tuple[str, ...] = ()
    """Status names, in order; those of the transitions are implied."""


@dataclass(frozen=True, slots=True)
class IssueTypeDef:
    """One issue type of the site."""

    id: str
    name: str
    subtask: bool = False
    hierarchy_level: int = 0
    """1 for an epic, 0 for a standard type, -1 for a sub-task."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class PriorityDef:
    """One priority, in the site's order."""

    id: str
    name: str
    colour: str = "#cccccc"
    description: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionDef:
    """One resolution."""

    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class LinkTypeDef:
    """One link type; A `outward` B, B `inward` A."""

    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True, slots=True)
class ComponentDef:
    """One component of a project."""

    id: str
    name: str
    description: str = ""
    lead: str | None = None
    """User name."""


@dataclass(frozen=True, slots=True)
class VersionDef:
    """One version of a project."""

    id: str
    name: str
    description: str = ""
    released: bool = False
    archived: bool = False
    release_date: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectDef:
    """One project with what belongs to it."""

    id: str
    key: str
    name: str
    lead: str
    """User name."""
    issue_types: tuple[str, ...]
    """Names, in order."""
    workflows: Mapping[str, str] = field(default_factory=dict)
    """Issue type name to workflow name; key "" is the default."""
    screens: Mapping[str, ScreenDef] = field(default_factory=dict)
    """Issue type name to screens; key "" is the default."""
    priorities: tuple[str, ...] = ()
    """Priority names allowed here; empty means all of the site."""
    default_priority: str | None = None
    components: tuple[ComponentDef, ...] = ()
    versions: tuple[VersionDef, ...] = ()
    description: str = ""
    category: str | None = None
    next_number: int = 1
    """Number of the next key; the loader raises it past seeded issues."""


@dataclass(frozen=True, slots=True)
class SiteDefinition:
    """A whole site without issues."""

    projects: tuple[ProjectDef, ...]
    issue_types: tuple[IssueTypeDef, ...]
    fields: tuple[FieldDef, ...]
    statuses: tuple[StatusDef, ...]
    workflows: tuple[WorkflowDef, ...]
    priorities: tuple[PriorityDef, ...]
    resolutions: tuple[ResolutionDef, ...]
    link_types: tuple[LinkTypeDef, ...]
    users: tuple[UserDef, ...]
    categories: tuple[str, ...] = ()
    """Names of project categories."""
    next_issue_id: int = 400000
    """First numeric id of an issue made through the API."""


@dataclass(frozen=True, slots=True)
class SeedLink:
    """One link: the issue that holds it `outward` the ``target``.

    Give each link once, on the issue whose side reads as ``outward``: for
    "A verifies B", on A with target B.
    """

    type: str
    target: str
    """Key of the other issue."""
    id: str | None = None


@dataclass(frozen=True, slots=True)
class SeedChangeItem:
    """One changed field of a history entry, in Jira's words."""

    field: str
    field_id: str
    from_value: str | None
    from_text: str | None
    to_value: str | None
    to_text: str | None


@dataclass(frozen=True, slots=True)
class SeedChange:
    """One history entry."""

    author: str
    """User name."""
    created: datetime
    items: tuple[SeedChangeItem, ...]


@dataclass(frozen=True, slots=True)
class SeedComment:
    """One comment, body in wiki text."""

    author: str
    created: datetime
    body: str


@dataclass(frozen=True, slots=True)
class SeedRemoteLink:
    """One link to a page elsewhere."""

    url: str
    title: str
    global_id: str | None = None


@dataclass(frozen=True, slots=True)
class SeedIssue:
    """One issue as the seed tells it.

    ``fields`` holds everything that has no attribute of its own here, in the
    form in which Jira takes it on writing: ``{"value": "SL"}`` for an option,
    ``[{"name": "DM"}]`` for components, ``{"name": "1b"}`` for the priority,
    ISO strings for dates, wiki text for text areas (``description`` too).
    Keys are field ids of the `SiteDefinition`.
    """

    key: str
    id: str
    type: str
    """Issue type name."""
    summary: str
    status: str
    """Status name."""
    created: datetime
    updated: datetime
    reporter: str
    """User name."""
    assignee: str | None = None
    resolution: str | None = None
    resolved: datetime | None = None
    labels: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None
    """Key of the parent; must come earlier in the seed."""
    links: tuple[SeedLink, ...] = ()
    """Targets may come later in the seed."""
    history: tuple[SeedChange, ...] = ()
    comments: tuple[SeedComment, ...] = ()
    remote_links: tuple[SeedRemoteLink, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    old_keys: tuple[str, ...] = ()
