"""What we use of a site, by name: ids differ from site to site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["JiraNames", "Kind"]

Kind = Literal["milestone", "feature"]
"""What we create."""


@dataclass(frozen=True)
class JiraNames:
    """Names of projects, types, link types, statuses and fields.

    Parameters
    ----------
    project
        Key of the project that milestones and features are made in.
    elements_project
        Key of the project of verification elements, which are linked to.
    types
        Issue type of each kind that we create.
    blocks, relates
        Link types: a feature blocks its milestone; anything relates.
    done
        Status that a completed feature gets, if its workflow offers it;
        else any status of category Done.
    done_resolution
        Resolution, where a transition's screen requires one.
    element_type, verifies
        Issue type of verification elements, and the link type by which one
        verifies another.
    requirement_field, document_field, priority_field
        Fields of verification elements.
    create_fields
        Values of further fields for each kind, by the field's name.
    """

    project: str = "DM"
    elements_project: str = "LVV"
    types: Mapping[Kind, str] = field(
        default_factory=lambda: {"milestone": "Epic", "feature": "Story"}
    )
    blocks: str = "Blocks"
    relates: str = "Relates"
    done: str = "Done"
    done_resolution: str = "Done"
    element_type: str = "Verification"
    verifies: str = "Risk Verification"
    requirement_field: str = "Requirement ID"
    document_field: str = "Requirement Document"
    priority_field: str = "Requirement Priority"
    create_fields: Mapping[Kind, Mapping[str, Any]] = field(
        default_factory=dict
    )
