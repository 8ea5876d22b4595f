"""What each side says of an object, in slots."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ldmjira.models.baseline import canonical
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import Feature, LinkStatus, Milestone
from ldmjira.models.remote import RemoteIssue
from ldmjira.models.slots import Slot, Value

from .identity import RETIRED, Kind, label_of, tidy_title, title_of
from .merge import SILENT, Silent
from .richtext import normal_text

__all__ = [
    "DONE",
    "SPEAKS_NOT",
    "Said",
    "elements_of_links",
    "feature_said",
    "issue_said",
    "milestone_said",
    "only",
    "requirements_behind",
    "retired_said",
    "slots_of",
]

DONE: Final = "done"
"""Value of the slot ``status`` of what is completed."""


@dataclass(frozen=True)
class Said:
    """What one side says of one object.

    Parameters
    ----------
    scalars
        Values by field; a missing field is one that the side is silent on.
    sets
        Members by field; the side says of every other element that it is
        none, except of those in ``silent``.
    silent
        Elements that the side does not speak about, by field.
    """

    scalars: Mapping[str, Value] = field(default_factory=dict)
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def value(self, slot: Slot) -> Value | Silent:
        """Value of one slot."""
        if not slot.element:
            return self.scalars.get(slot.field, SILENT)
        members = self.sets.get(slot.field)
        if members is None:
            return SILENT
        if slot.element in members:
            return True
        if slot.element in self.silent.get(slot.field, ()):
            return SILENT
        return False

    def canonical(self, slot: Slot) -> Value | Silent:
        """Value of one slot in the form in which values are compared."""
        value = self.value(slot)
        return value if isinstance(value, Silent) else canonical(value)


SPEAKS_NOT: Final = Said()
"""A side that says nothing at all."""


def feature_said(
    code: str,
    feature: Feature,
    *,
    blocks: Iterable[str],
    catalog: Catalog,
    with_proposed: bool = False,
) -> Said:
    """What the mapping says of a feature.

    Parameters
    ----------
    code, feature
        The feature.
    blocks
        Milestones whose list names it, as far as they have an issue.
    catalog
        Verification elements of requirements.
    with_proposed
        Whether proposed links speak.

    Returns
    -------
    Said
        Silent on what the file does not state.
    """
    scalars: dict[str, Value] = {"title": tidy_title(feature.title)}
    if "due" in feature.model_fields_set:
        scalars["due"] = None if feature.due is None else str(feature.due)
    if "notes" in feature.model_fields_set:
        scalars["notes"] = normal_text(feature.notes)
    if feature.completed is not None:
        scalars["status"] = DONE
    sets = {
        "labels": frozenset({label_of("feature", code)}),
        "blocks": frozenset(blocks),
    }
    silent: dict[str, frozenset[str]] = {}
    if feature.requirements is not None:
        sure, proposed = elements_of_links(feature, catalog)
        sets["relates"] = sure | proposed if with_proposed else sure
        silent["relates"] = proposed - sets["relates"]
    return Said(scalars, sets, silent)


def elements_of_links(
    feature: Feature | Milestone, catalog: Catalog
) -> tuple[frozenset[str], frozenset[str]]:
    """Verification elements that links to requirements stand for.

    Parameters
    ----------
    feature
        Its links, by requirement.
    catalog
        Verification elements of requirements.

    Returns
    -------
    tuple of frozenset
        Those of confirmed links, and those of proposed ones alone.
    """
    found: dict[LinkStatus, set[str]] = {one: set() for one in LinkStatus}
    for requirement, link in (feature.requirements or {}).items():
        elements = link.elements
        if elements is None:
            elements = catalog.elements_of.get(requirement, ())
        found[link.status].update(elements)
    sure = frozenset(found[LinkStatus.CONFIRMED])
    return sure, frozenset(found[LinkStatus.PROPOSED]) - sure


def requirements_behind(
    feature: Feature, catalog: Catalog, element: str
) -> tuple[str, ...]:
    """Requirements whose proposed link stands for an element.

    Parameters
    ----------
    feature
        Its links, by requirement.
    catalog
        Verification elements of requirements.
    element
        Key of a verification element.

    Returns
    -------
    tuple of str
        In the order of the mapping.
    """
    return tuple(
        requirement
        for requirement, link in (feature.requirements or {}).items()
        if link.status is LinkStatus.PROPOSED
        and element
        in (
            catalog.elements_of.get(requirement, ())
            if link.elements is None
            else link.elements
        )
    )


def milestone_said(
    code: str, milestone: Milestone, *, is_adopted: bool
) -> Said:
    """What the mapping says of a milestone.

    Parameters
    ----------
    code, milestone
        The milestone.
    is_adopted
        Whether its issue was there before us: such a one gets no label.

    Returns
    -------
    Said
        Title, due date, completion, and its test-plan ticket.
    """
    scalars: dict[str, Value] = {"title": tidy_title(milestone.title)}
    if "due" in milestone.model_fields_set:
        scalars["due"] = None if milestone.due is None else str(milestone.due)
    if milestone.completed is not None:
        scalars["status"] = DONE
    ticket = milestone.jira_testplan
    sets = {"testplan": frozenset({ticket} if ticket else ())}
    if not is_adopted:
        sets["labels"] = frozenset({label_of("milestone", code)})
    return Said(scalars, sets)


def issue_said(
    kind: Kind,
    code: str,
    issue: RemoteIssue,
    *,
    milestones: Mapping[str, str],
    elements: Collection[str],
    named: Collection[str],
    moved: Mapping[str, str],
) -> Said:
    """What Jira says of an object.

    Parameters
    ----------
    kind, code, issue
        The object and its issue.
    milestones
        Code of each milestone, by the id of its issue and by its key.
    elements
        Keys of all verification elements.
    named
        Keys that the mapping or its lines name, catalogue or not: elements
        of a feature, test-plan tickets of a milestone.
    moved
        Key by which we know an issue that has another one by now, by id.

    Returns
    -------
    Said
        Links to what is not ours to talk about are left out.
    """
    scalars: dict[str, Value] = {
        "title": title_of(code, issue.summary),
        "due": issue.due,
        "notes": normal_text(issue.description),
        "status": DONE if issue.is_done else issue.status,
    }
    ours = frozenset({label_of(kind, code), RETIRED})
    sets: dict[str, frozenset[str]] = {"labels": ours & issue.labels}
    if kind == "feature":
        blocked = (
            milestones.get(link.other_id) or milestones.get(link.other_key)
            for link in issue.links
            if link.kind == "blocks"
        )
        sets["blocks"] = frozenset(one for one in blocked if one)
        sets["relates"] = _related(issue, moved, elements, named)
    else:
        sets["testplan"] = _related(issue, moved, named)
    return Said(scalars, sets)


def retired_said(code: str) -> Said:
    """What is said of a feature that has left the mapping.

    Parameters
    ----------
    code
        The feature.

    Returns
    -------
    Said
        That it is linked to nothing, and labelled. It keeps its own label,
        by which it is found if it ever comes back.
    """
    return Said(
        sets={
            "labels": frozenset({RETIRED, label_of("feature", code)}),
            "blocks": frozenset(),
            "relates": frozenset(),
        }
    )


def only(said: Said, *fields: str) -> Said:
    """What is said of some sets alone.

    Parameters
    ----------
    said
        What a side says.
    fields
        Names of sets.

    Returns
    -------
    Said
        Silent on all else.
    """
    return Said(
        sets={name: said.sets[name] for name in fields if name in said.sets}
    )


def slots_of(code: str, *sides: Said) -> Iterator[Slot]:
    """Every slot that a side speaks of, scalars first, then by element.

    Parameters
    ----------
    code
        The object.
    sides
        What the sides say.

    Yields
    ------
    Slot
        Each once.
    """
    for name in ("title", "due", "notes", "status"):
        if any(name in side.scalars for side in sides):
            yield Slot(code, name)
    for name in ("labels", "testplan", "blocks", "relates"):
        members = {
            element for side in sides for element in side.sets.get(name, ())
        }
        for element in sorted(members):
            yield Slot(code, name, element)


def _related(
    issue: RemoteIssue, moved: Mapping[str, str], *known: Collection[str]
) -> frozenset[str]:
    keys = (
        moved.get(link.other_id, link.other_key)
        for link in issue.links
        if link.kind == "relates"
    )
    return frozenset(key for key in keys if any(key in one for one in known))
