"""Which links a person confirms, and what is written for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ldmjira.core.confirmation import confirm_titles
from ldmjira.core.nearest import did_you_mean, nearest_codes
from ldmjira.core.selection import require_known
from ldmjira.exceptions import UsageError
from ldmjira.models.catalog import Catalog
from ldmjira.models.edits import Plain, SetValue
from ldmjira.models.mapping import (
    LinkStatus,
    Milestone,
    RequirementLink,
    VerificationMap,
)

__all__ = ["ConfirmedLink", "decide_confirmation"]


@dataclass(frozen=True)
class ConfirmedLink:
    """One link to confirm.

    Parameters
    ----------
    owner, owner_title
        Feature or milestone that the link stands in.
    requirement, requirement_title
        Where it leads.
    reason
        Why it was proposed.
    was
        How it stood before: proposed, or confirmed.
    edit
        What to write; ``None`` if it stands there already.
    """

    owner: str
    owner_title: str
    requirement: str
    requirement_title: str
    reason: str
    was: LinkStatus
    edit: SetValue | None


def decide_confirmation(
    code: str,
    requirements: Sequence[str],
    mapping: VerificationMap,
    catalog: Catalog,
) -> tuple[ConfirmedLink, ...]:
    """Decide what confirming writes.

    Parameters
    ----------
    code
        Feature or milestone whose links are confirmed.
    requirements
        Which of its links; none means all.
    mapping, catalog
        Both sides.

    Returns
    -------
    tuple of ConfirmedLink
        In the order of the file.

    Raises
    ------
    UnknownCodeError
        If the object, a link of it or its requirement does not exist.
    UsageError
        If the object has no link to a requirement.
    """
    require_known([code], [*mapping.features, *mapping.milestones])
    owner = mapping.features.get(code) or mapping.milestones[code]
    links = owner.requirements or {}
    if not links:
        raise UsageError(
            f"{code} ({owner.title}) has no link to a requirement",
            hint=f"Propose one: `ldmjira suggest {code}`."
            if not isinstance(owner, Milestone)
            else "Write one under requirements: in its file.",
        )
    for requirement in requirements:
        if requirement not in links:
            near = did_you_mean(nearest_codes(requirement, list(links)))
            raise UsageError(
                f"{code} has no link to {requirement}{near}",
                hint=f"{code} has links to {', '.join(links)}.",
            )
    chosen = {
        key: link
        for key, link in links.items()
        if not requirements or key in requirements
    }
    require_known(list(chosen), catalog.requirements)
    return tuple(
        _link(code, key, link, mapping, catalog)
        for key, link in chosen.items()
    )


def _link(
    code: str,
    requirement: str,
    link: RequirementLink,
    mapping: VerificationMap,
    catalog: Catalog,
) -> ConfirmedLink:
    owner = mapping.features.get(code) or mapping.milestones[code]
    title = catalog.requirements[requirement].title
    confirmation = confirm_titles(
        feature=owner.title, requirement=title, source=owner.source
    )
    stands = (
        link.status is LinkStatus.CONFIRMED and link.confirmed == confirmation
    )
    path = ("requirements", requirement)
    confirmed = link.model_copy(
        update={"status": LinkStatus.CONFIRMED, "confirmed": confirmation}
    )
    return ConfirmedLink(
        owner=code,
        owner_title=owner.title,
        requirement=requirement,
        requirement_title=title,
        reason=link.reason,
        was=link.status,
        edit=None if stands else SetValue(code, path, _plain(confirmed)),
    )


def _plain(link: RequirementLink) -> Plain:
    values: dict[str, Plain] = {
        "status": link.status.value,
        "reason": link.reason,
    }
    if link.basis is not None:
        values["basis"] = link.basis.value
    if link.elements is not None:
        values["elements"] = list(link.elements)
    if link.confirmed is not None:
        confirmed = {"titles": link.confirmed.titles}
        if link.confirmed.revision:
            confirmed["revision"] = link.confirmed.revision
        values["confirmed"] = confirmed
    return values
