"""Bring verification elements of Jira into the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ldmjira.models.catalog import Catalog, Element, Requirement
from ldmjira.models.remote import RemoteElement

__all__ = ["SOURCE", "with_elements"]

SOURCE: Final = "Jira"
"""What the rows that a refresh writes name as their source."""


def with_elements(
    catalog: Catalog, elements: Iterable[RemoteElement]
) -> Catalog:
    """Bring elements into the catalogue, and requirements that are new.

    What Jira says nothing of stays as it is, and so do rows of elements
    that it does not show: it may be hiding them.

    Parameters
    ----------
    catalog
        The catalogue as it stands.
    elements
        What Jira shows.

    Returns
    -------
    Catalog
        The same, with newer rows; equal if nothing is new.
    """
    rows = dict(catalog.elements)
    requirements = dict(catalog.requirements)
    for one in elements:
        rows[one.key] = _row(catalog.elements.get(one.key), one)
        if one.requirement and one.requirement not in requirements:
            requirements[one.requirement] = Requirement(
                id=one.requirement,
                title="",
                specification=one.document.partition(":")[0].strip(),
                priority=one.priority,
                source=SOURCE,
            )
    return replace(catalog, elements=rows, requirements=requirements)


def _row(old: Element | None, one: RemoteElement) -> Element:
    held = old or Element(key=one.key, name="", title="", requirement="")
    # Where no title is known, the summary is the requirement's number.
    title = one.title if one.title != one.requirement else ""
    new = replace(
        held,
        name=one.name or held.name,
        title=title or held.title,
        requirement=one.requirement or held.requirement,
        priority=one.priority or held.priority,
        status=one.status or held.status,
        verified_in=one.verified_by or held.verified_in,
        source=SOURCE,
    )
    if old is not None:
        same = set(new.verified_in) == set(old.verified_in)
        kept = replace(new, source=old.source)
        if same and replace(kept, verified_in=old.verified_in) == old:
            return old
    return new
