"""Whether the codes that somebody named exist, and what they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ldmjira.core.nearest import nearest_codes
from ldmjira.exceptions import UnknownCodeError
from ldmjira.models.catalog import Catalog
from ldmjira.models.kinds import Kind
from ldmjira.models.mapping import VerificationMap

__all__ = ["kind_of", "known_objects", "require_known", "title_of"]


def require_known(codes: Sequence[str], known: Collection[str]) -> None:
    """Refuse a code that does not exist.

    Parameters
    ----------
    codes
        What somebody named.
    known
        What there is.

    Raises
    ------
    UnknownCodeError
        With all unknown codes, each with the nearest ones.
    """
    unknown = {
        code: nearest_codes(code, list(known))
        for code in codes
        if code not in known
    }
    if unknown:
        first, *others = unknown
        raise UnknownCodeError(
            first,
            nearest=unknown[first],
            others={code: unknown[code] for code in others},
        )


def known_objects(
    mapping: VerificationMap, catalog: Catalog
) -> dict[str, None]:
    """All codes and keys that mapping and catalogue know, in that order."""
    names: dict[str, None] = {}
    for table in (
        mapping.milestones,
        mapping.features,
        catalog.requirements,
        catalog.elements,
        catalog.cases,
        catalog.plans,
        catalog.cycles,
    ):
        names.update(dict.fromkeys(table))
    return names


def kind_of(
    code: str, mapping: VerificationMap, catalog: Catalog
) -> Kind | None:
    """What sort of object a code belongs to; ``None`` if to none."""
    tables = (
        (Kind.MILESTONE, mapping.milestones),
        (Kind.FEATURE, mapping.features),
        (Kind.REQUIREMENT, catalog.requirements),
        (Kind.ELEMENT, catalog.elements),
        (Kind.CASE, catalog.cases),
        (Kind.PLAN, catalog.plans),
        (Kind.CYCLE, catalog.cycles),
    )
    return next((kind for kind, table in tables if code in table), None)


def title_of(code: str, mapping: VerificationMap, catalog: Catalog) -> str:
    """Title of an object; empty if it has none or is not known."""
    titled = (
        mapping.milestones.get(code)
        or mapping.features.get(code)
        or catalog.requirements.get(code)
        or catalog.elements.get(code)
    )
    if titled is not None:
        return titled.title
    named = (
        catalog.cases.get(code)
        or catalog.plans.get(code)
        or catalog.cycles.get(code)
    )
    return named.name if named is not None else ""
