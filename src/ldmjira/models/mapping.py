"""What people write: milestones, features, links and waivers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from .keys import (
    CaseKey,
    CycleKey,
    ElementKey,
    FeatureCode,
    IssueKey,
    MilestoneCode,
    PlanKey,
    RequirementId,
    natural_key,
)

__all__ = [
    "Basis",
    "Campaign",
    "CaseLink",
    "Confirmation",
    "DraftCase",
    "Feature",
    "LinkStatus",
    "Milestone",
    "Place",
    "RequirementLink",
    "Scope",
    "Step",
    "VerificationMap",
    "Waiver",
    "ordered_features",
]

Text = Annotated[str, StringConstraints(min_length=1, strict=True)]
Priority = Literal["1a", "1b", "2", "3"]


_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _whole_date(value: object) -> object:
    # Pydantic would take numbers for seconds since 1970, also in quotes.
    if isinstance(value, str) and _DATE.fullmatch(value):
        return dt.date.fromisoformat(value)
    return value if isinstance(value, dt.date) else ""


IsoDate = Annotated[
    dt.date,
    BeforeValidator(_whole_date),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A whole date, ``2019-02-25``, and nothing else."""


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkStatus(StrEnum):
    """Whether a person has agreed to a link."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


class Basis(StrEnum):
    """What a proposal rests on."""

    TITLE = "title"
    TESTPLAN = "testplan"
    DOCUMENT = "document"
    JIRA = "jira"


class Confirmation(_Frozen):
    """What both ends said when a person confirmed the link."""

    titles: Annotated[str, StringConstraints(min_length=1)] = Field(
        title="Fingerprint of both titles"
    )
    revision: str = Field("", title="Revision of the document at that time")


class RequirementLink(_Frozen):
    """That a feature (or milestone) serves a requirement."""

    status: LinkStatus = Field(title="proposed or confirmed")
    reason: Text = Field(title="Why, in a few words")
    basis: Basis | None = Field(None, title="What the link rests on")
    elements: tuple[ElementKey, ...] | None = Field(
        None, title="Only these verification elements of the requirement"
    )
    confirmed: Confirmation | None = Field(
        None, title="What was confirmed; written by `ldmjira confirm`"
    )


class CaseLink(_Frozen):
    """That a test case tests a feature (or milestone)."""

    reason: Text = Field(title="Why, in a few words")


class Step(_Frozen):
    """One step of a draft test case."""

    description: Text
    data: str = ""
    expected: str = ""


class DraftCase(_Frozen):
    """A test case that the mapping proposes to Zephyr Scale.

    The name of the draft is its key in the file, until a pull has brought
    the key that Zephyr gave it.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    key: CaseKey | None = Field(None, title="Key, once Zephyr has given one")
    objective: str = ""
    precondition: str = ""
    steps: tuple[Step, ...] = ()
    elements: tuple[ElementKey, ...] = Field(
        (), title="Verification elements that it covers"
    )


class Campaign(_Frozen):
    """The test of one milestone: a plan, its cycles, the cases in order."""

    plan: PlanKey | None = Field(None, title="Test plan, if there is one")
    name: str | None = Field(None, title="Name of the plan after the label")
    document: str | None = Field(None, title="Document handle, DMTR-331")
    folder: str | None = Field(None, title="Folder of plan and cycles")
    objective: str | None = Field(None, title="Why the campaign is run")
    environment: str | None = Field(None, title="Where it is run")
    owner: str | None = Field(None, title="Role that owns the plan")
    entry: tuple[Text, ...] = Field((), title="Entry criteria")
    exit: tuple[Text, ...] = Field((), title="Exit criteria")
    cycles: tuple[CycleKey, ...] = Field((), title="Test cycles")
    cases: tuple[CaseKey, ...] = Field((), title="Test cases, in order")
    coverage: Mapping[CaseKey, tuple[ElementKey, ...]] = Field(
        default_factory=dict,
        title="Coverage links to be made: elements by test case",
    )
    drafts: Mapping[str, DraftCase] = Field(
        default_factory=dict, title="Test cases to be made"
    )
    deviations: tuple[Text, ...] = Field(
        (), title="Deviations known beforehand"
    )
    source: str | None = Field(None, title="Where this is known from")


class Scope(_Frozen):
    """A milestone's requirements, as a selection of the catalogue."""

    priority: tuple[Priority, ...] = Field(
        min_length=1, title="Priorities that are in scope"
    )
    specification: tuple[Text, ...] = Field(
        (), title="Specifications that are in scope (none: all)"
    )


class Milestone(_Frozen):
    """A DM release or test milestone."""

    title: Text = Field(title="Title in LDM-564")
    section: Annotated[
        str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=40)
    ] = Field(title="Section of LDM-564", examples=["3.39"])
    due: IsoDate | None = Field(None, title="Due date")
    completed: IsoDate | None = Field(None, title="Date of completion")
    source: str | None = Field(
        None, title="Document, revision and line it comes from"
    )
    features: tuple[FeatureCode, ...] = Field(
        (), title="Features, in the document's order"
    )
    requirements: Mapping[RequirementId, RequirementLink] = Field(
        default_factory=dict, title="Requirements of the milestone itself"
    )
    cases: Mapping[CaseKey, CaseLink] = Field(
        default_factory=dict, title="Test cases of the milestone itself"
    )
    scope: Scope | None = Field(None, title="Selection of the catalogue")
    jira: IssueKey | None = Field(None, title="Issue of the milestone")
    jira_testplan: IssueKey | None = Field(
        None, title="Issue in which the test plan is prepared"
    )
    campaign: Campaign | None = Field(None, title="Test campaign")


class Feature(_Frozen):
    """One piece of functionality that milestones deliver."""

    title: Text = Field(title="Title in LDM-564")
    due: IsoDate | None = Field(None, title="Due date")
    completed: IsoDate | None = Field(None, title="Date of completion")
    source: str | None = Field(
        None, title="Document, revision and line it comes from"
    )
    jira: IssueKey | None = Field(
        None, title="Issue of the feature; written by pull"
    )
    requirements: Mapping[RequirementId, RequirementLink] | None = Field(
        None, title="Requirements that the feature serves"
    )
    cases: Mapping[CaseKey, CaseLink] | None = Field(
        None, title="Test cases that test the feature itself"
    )
    notes: str | None = Field(
        None, title="Free text; the description of the issue"
    )


class Waiver(_Frozen):
    """An accepted gap."""

    rule: Text = Field(title="Rule that is waived")
    object: Text = Field(title="Object that it is waived for")
    reason: Text = Field(title="Why the gap is accepted")
    until: Literal["never"] | MilestoneCode = Field(
        title="Milestone at whose completion the waiver ends, or never"
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file."""

    file: str
    line: int


class VerificationMap(BaseModel):
    """The whole mapping: what we say should be.

    Milestones stand in the order of their sections; features in the order
    of their first mention. ``places`` tells file and line of an object
    (``LDM-503-17a``) or of a part of it (``DM-DAX-9/requirements/X``).
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    milestones: Mapping[MilestoneCode, Milestone]
    features: Mapping[FeatureCode, Feature]
    waivers: tuple[Waiver, ...] = ()
    places: Mapping[str, Place] = Field(default_factory=dict)

    @cached_property
    def milestones_of(self) -> Mapping[str, tuple[str, ...]]:
        """Milestones that each feature belongs to, in section order."""
        found: dict[str, list[str]] = {code: [] for code in self.features}
        for code, milestone in self.milestones.items():
            for feature in milestone.features:
                found.setdefault(feature, []).append(code)
        return {code: tuple(served) for code, served in found.items()}

    def place_of(self, *path: str) -> Place:
        """Place of an object, or of the nearest thing above it.

        Parameters
        ----------
        path
            Names from the object down: ``"DM-DAX-9", "requirements"``.

        Returns
        -------
        Place
            File and line; an empty file name if nothing is known.
        """
        parts = list(path)
        while parts:
            place = self.places.get("/".join(parts))
            if place is not None:
                return place
            parts.pop()
        return Place(file="", line=0)

    def select(self, codes: tuple[str, ...]) -> Iterator[str]:
        """Milestones of the given codes, in section order.

        Parameters
        ----------
        codes
            Milestone codes; none means the open ones.

        Yields
        ------
        str
            Each code once.
        """
        for code, milestone in self.milestones.items():
            if code in codes or (not codes and milestone.completed is None):
                yield code


def ordered_features(
    milestones: Mapping[str, Milestone], features: Mapping[str, Feature]
) -> list[str]:
    """Features in the order of their first mention; the others after.

    Parameters
    ----------
    milestones
        In section order.
    features
        In any order.

    Returns
    -------
    list of str
        Each feature once.
    """
    order = dict.fromkeys(
        code
        for milestone in milestones.values()
        for code in milestone.features
        if code in features
    )
    rest = sorted((c for c in features if c not in order), key=natural_key)
    return [*order, *rest]
