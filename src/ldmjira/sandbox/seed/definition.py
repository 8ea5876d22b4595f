"""Rubin's site without an issue: projects, types, fields, people."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, uuid5

from ldmjira.sandbox.model import (
    ComponentDef,
    IssueTypeDef,
    LinkTypeDef,
    PriorityDef,
    ProjectDef,
    ResolutionDef,
    SiteDefinition,
    UserDef,
    VersionDef,
)

from .fields import CUSTOM_FIELDS, SCREENS, VERIFICATION_SCREENS
from .workflows import STATUSES, WORKFLOWS

__all__ = [
    "AUTOMATION",
    "PEOPLE",
    "RISK_VERIFICATION",
    "filled_definition",
    "site_definition",
]

RISK_VERIFICATION = "Risk Verification"
AUTOMATION = "sandbox-automation"
"""Who writes the verification elements: a tool, at Rubin."""
PEOPLE = tuple(f"sandbox-user-{number}" for number in range(1, 6))

_FIRST_OF_SEED = 90_001
"""Numbers of new keys in the filled site stay away from real ones."""


def _account(name: str) -> str:
    return f"712020:{uuid5(NAMESPACE_DNS, f'{name}.sandbox.invalid')}"


_USERS = (
    *(
        UserDef(name, _account(name), f"Sandbox User {number}")
        for number, name in enumerate(PEOPLE, 1)
    ),
    UserDef(AUTOMATION, _account(AUTOMATION), "Sandbox Automation"),
    UserDef(
        "sandbox-former-user",
        _account("sandbox-former-user"),
        "Former Sandbox User",
        active=False,
    ),
)

_ISSUE_TYPES = (
    IssueTypeDef("10000", "Epic", hierarchy_level=1),
    IssueTypeDef("10001", "Story"),
    IssueTypeDef("10002", "Task"),
    IssueTypeDef("10003", "Sub-task", subtask=True, hierarchy_level=-1),
    IssueTypeDef("10004", "Bug"),
    IssueTypeDef(
        "10042",
        "Verification",
        description="A separately testable aspect of a requirement.",
    ),
)

_PRIORITIES = (
    PriorityDef("1", "Blocker", "#d04437"),
    PriorityDef("2", "Critical", "#f15c75"),
    PriorityDef("3", "Major", "#f79232"),
    PriorityDef("4", "Minor", "#707070"),
    PriorityDef("5", "Trivial", "#999999"),
    PriorityDef("10101", "1a", "#d04437", "Needed for commissioning."),
    PriorityDef("10102", "1b", "#f15c75", "Needed for operations."),
    PriorityDef("10103", "2", "#f79232"),
    PriorityDef("10104", "3", "#707070"),
    PriorityDef("10000", "Undefined", "#cccccc"),
)

_RESOLUTIONS = (
    ResolutionDef("10000", "Done", "Work has been completed."),
    ResolutionDef("10001", "Won't Do", "This will not be done."),
    ResolutionDef("10002", "Duplicate", "Another issue covers it."),
    ResolutionDef("10003", "Cannot Reproduce"),
    ResolutionDef("10004", "Invalid"),
)

_LINK_TYPES = (
    LinkTypeDef("10000", "Blocks", "is blocked by", "blocks"),
    LinkTypeDef("10001", "Cloners", "is cloned by", "clones"),
    LinkTypeDef("10002", "Duplicate", "is duplicated by", "duplicates"),
    LinkTypeDef("10003", "Relates", "relates to", "relates to"),
    LinkTypeDef("10015", RISK_VERIFICATION, "verified by", "verifies"),
)


def _components(first: int, *names: str) -> tuple[ComponentDef, ...]:
    return tuple(
        ComponentDef(str(first + place), name)
        for place, name in enumerate(names)
    )


def site_definition(*, next_number: int = 1) -> SiteDefinition:
    """Describe Rubin's site without an issue.

    Parameters
    ----------
    next_number
        Number of the first key that the site gives away.
    """
    return SiteDefinition(
        projects=(_dm(next_number), _lvv(next_number)),
        issue_types=_ISSUE_TYPES,
        fields=CUSTOM_FIELDS,
        statuses=STATUSES,
        workflows=WORKFLOWS,
        priorities=_PRIORITIES,
        resolutions=_RESOLUTIONS,
        link_types=_LINK_TYPES,
        users=_USERS,
        categories=("Data Management", "Systems Engineering"),
    )


def _dm(next_number: int) -> ProjectDef:
    return ProjectDef(
        id="10071",
        key="DM",
        name="Data Management",
        lead=PEOPLE[0],
        issue_types=("Epic", "Story", "Task", "Bug", "Sub-task"),
        workflows={"": "DM Workflow"},
        screens=SCREENS,
        priorities=(
            "Blocker",
            "Critical",
            "Major",
            "Minor",
            "Trivial",
            "Undefined",
        ),
        default_priority="Undefined",
        components=_components(
            11001,
            "Alert Production",
            "Data Access",
            "Data Release Production",
            "Documentation",
            "Middleware",
            "Network",
            "Science Platform",
            "SQuaRE",
        ),
        versions=(
            VersionDef("10501", "v28.0.0", released=True),
            VersionDef("10502", "v29.0.0", released=True),
            VersionDef("10503", "v30.0.0"),
        ),
        category="Data Management",
        next_number=next_number,
    )


def _lvv(next_number: int) -> ProjectDef:
    return ProjectDef(
        id="10277",
        key="LVV",
        name="LSST Verification and Validation",
        lead=PEOPLE[1],
        issue_types=(
            "Verification",
            "Task",
            "Story",
            "Bug",
            "Epic",
            "Sub-task",
        ),
        workflows={
            "": "DM Workflow",
            "Verification": "Verification Element Workflow",
        },
        screens=VERIFICATION_SCREENS,
        default_priority="Undefined",
        components=_components(11101, "Camera", "DM", "EPO", "SE", "T&S"),
        category="Systems Engineering",
        next_number=next_number,
    )


def filled_definition() -> SiteDefinition:
    """Describe the site for the seed with issues."""
    return site_definition(next_number=_FIRST_OF_SEED)
