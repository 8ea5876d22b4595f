"""Whether the codes that somebody named exist."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ldmjira.core.nearest import nearest_codes
from ldmjira.exceptions import UnknownCodeError
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap

__all__ = ["known_objects", "require_known"]


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
        For the first unknown code, with the nearest ones.
    """
    for code in codes:
        if code not in known:
            nearest = nearest_codes(code, list(known))
            raise UnknownCodeError(code, nearest=nearest)


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
