"""Turn changes that Jira made into edits of the mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ldmjira.models.catalog import Catalog
from ldmjira.models.changeset import Change
from ldmjira.models.edits import Edit, Plain, RemoveValue, SetValue
from ldmjira.models.keys import natural_key
from ldmjira.models.mapping import (
    Basis,
    LinkStatus,
    RequirementLink,
    VerificationMap,
)

__all__ = ["LINK_REASON", "cannot_pull", "edits_of"]

LINK_REASON: Final = "linked in Jira"
"""Reason of a requirement's link that a person made in Jira."""

_SCALARS: Final = frozenset({"title", "due", "notes"})


def cannot_pull(
    change: Change, mapping: VerificationMap, catalog: Catalog
) -> str:
    """Why the mapping has no place for a value; empty if it has.

    Parameters
    ----------
    change
        What Jira changed.
    mapping, catalog
        Where it would have to stand.

    Returns
    -------
    str
        A reason for people.
    """
    slot = change.slot
    element = catalog.elements.get(slot.element)
    match slot.field:
        case "title" if not change.after:
            return "a title cannot be empty"
        case "blocks" if slot.element not in mapping.milestones:
            return f"{slot.element} is not in the mapping"
        case "relates" if change.after is True and not (
            element is not None and element.requirement
        ):
            return f"no requirement is known for {slot.element}"
        case "status" | "labels":
            return f"{slot.field} is not kept in the mapping"
    return ""


def edits_of(
    changes: Sequence[Change], mapping: VerificationMap, catalog: Catalog
) -> list[Edit]:
    """Edits that bring values of Jira into the mapping.

    Parameters
    ----------
    changes
        Changes of Jira's, each with the value that the mapping shall have.
    mapping
        The mapping as it stands.
    catalog
        Requirement of each verification element.

    Returns
    -------
    list of Edit
        In order.
    """
    edits: list[Edit] = []
    related: dict[str, dict[str, bool]] = {}
    for change in changes:
        slot, after = change.slot, change.after
        if slot.field in _SCALARS:
            edits.append(SetValue(slot.object, (slot.field,), after))
        elif slot.field == "blocks":
            path = ("features", slot.object)
            edits.append(
                SetValue(slot.element, path, slot.object)
                if after is True
                else RemoveValue(slot.element, path)
            )
        elif slot.field == "testplan":
            edits.append(
                SetValue(
                    slot.object,
                    ("jira_testplan",),
                    slot.element if after is True else None,
                )
            )
        elif slot.field == "relates":
            some = related.setdefault(slot.object, {})
            some[slot.element] = after is True
    for code, elements in related.items():
        edits += _link_edits(code, elements, mapping, catalog)
    return edits


def _link_edits(
    code: str,
    elements: Mapping[str, bool],
    mapping: VerificationMap,
    catalog: Catalog,
) -> Iterator[Edit]:
    """Edits of a feature's requirements for elements that came or went."""
    links = mapping.features[code].requirements or {}
    gone = {key for key, linked in elements.items() if not linked}
    named = {
        requirement: _named(requirement, link, catalog)
        for requirement, link in links.items()
    }
    comes: dict[str, list[str]] = {}
    for key in elements.keys() - gone:
        requirement = catalog.elements[key].requirement
        comes.setdefault(requirement, []).append(key)
    # What went leaves every link that names it, whosever element it is: one
    # that still named it would send it again.
    losing = {one for one, keys in named.items() if not gone.isdisjoint(keys)}
    for requirement in sorted(comes.keys() | losing, key=natural_key):
        every = catalog.elements_of.get(requirement, ())
        link = links.get(requirement)
        has: tuple[str, ...] = ()
        # A proposed link that only loses elements stays a proposal.
        if link is not None and (
            link.status is LinkStatus.CONFIRMED or requirement not in comes
        ):
            has = named[requirement]
        wants = {*has, *comes.get(requirement, ())} - gone
        wanted = [key for key in dict.fromkeys((*every, *has)) if key in wants]
        path = ("requirements", requirement)
        if not wanted:
            yield RemoveValue(code, path)
            continue
        values: dict[str, Plain] = {
            "status": LinkStatus.CONFIRMED.value,
            "reason": LINK_REASON,
            "basis": Basis.JIRA.value,
        }
        if link is not None and has:
            values = link.model_dump(mode="json", exclude_none=True)
        values.pop("elements", None)
        if wanted != list(every):
            values["elements"] = wanted
        yield SetValue(code, path, _in_order(values))


def _named(
    requirement: str, link: RequirementLink, catalog: Catalog
) -> tuple[str, ...]:
    if link.elements is not None:
        return link.elements
    return tuple(catalog.elements_of.get(requirement, ()))


def _in_order(values: Mapping[str, Plain]) -> dict[str, Plain]:
    order = ("status", "reason", "basis", "elements", "confirmed")
    return {name: values[name] for name in order if name in values}
