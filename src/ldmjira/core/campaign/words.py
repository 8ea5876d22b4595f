"""What the mapping says of a campaign, in the words of the case book."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Mapping
from typing import Final

from ldmjira.constants import LABEL_PREFIX
from ldmjira.models.campaign import RemoteStep
from ldmjira.models.campaign_plan import CaseRef
from ldmjira.models.mapping import Campaign, DraftCase, Milestone

__all__ = [
    "campaign_cases",
    "case_label",
    "coverage_wanted",
    "draft_steps",
    "folder_of",
    "is_named_after",
    "plain_code",
    "plan_name",
    "to_html",
]

_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")


def plan_name(code: str, milestone: Milestone) -> str:
    """Name of a milestone's plan and cycle: label and title."""
    campaign = milestone.campaign or Campaign()
    return f"{code}: {campaign.name or milestone.title}"


def case_label(code: str, draft: str) -> str:
    """Label by which the case of a draft is known.

    Parameters
    ----------
    code, draft
        Milestone, and the draft's name in it.

    Returns
    -------
    str
        Without spaces; different for different drafts.
    """
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", draft)
    if slug != draft:
        digest = hashlib.sha256(draft.encode()).hexdigest()[:6]
        slug = f"{slug.strip('-')}-{digest}"
    return f"{LABEL_PREFIX}-case-{code}-{slug}"


def campaign_cases(
    code: str,
    milestones: Mapping[str, Milestone],
    feature_cases: Mapping[str, Collection[str]],
) -> tuple[str, ...]:
    """Cases of a milestone's campaign, in order.

    Parameters
    ----------
    code
        The milestone.
    milestones
        Milestones of the mapping.
    feature_cases
        Cases that each feature names.

    Returns
    -------
    tuple of str
        Those of the campaign; if it names none, those of the milestone and
        then of its features, in the document's order.
    """
    milestone = milestones[code]
    campaign = milestone.campaign or Campaign()
    if campaign.cases:
        return tuple(dict.fromkeys(campaign.cases))
    found = dict.fromkeys(milestone.cases)
    for feature in milestone.features:
        found.update(dict.fromkeys(feature_cases.get(feature, ())))
    return tuple(found)


def coverage_wanted(
    campaign: Campaign, keys: Mapping[str, str]
) -> dict[CaseRef, tuple[str, ...]]:
    """Coverage links that the mapping adds: elements by case.

    Parameters
    ----------
    campaign
        The campaign.
    keys
        Key of each draft's case, as far as there is one.

    Returns
    -------
    dict
        In the mapping's order.
    """
    found = {
        CaseRef(key=case): tuple(elements)
        for case, elements in campaign.coverage.items()
    }
    for name, draft in campaign.drafts.items():
        ref = CaseRef(key=keys.get(name, ""), draft=name)
        if ref.key:
            ref = CaseRef(key=ref.key)
        elements = (*found.get(ref, ()), *draft.elements)
        if elements:
            found[ref] = tuple(dict.fromkeys(elements))
    return found


def draft_steps(draft: DraftCase) -> tuple[RemoteStep, ...]:
    """Steps of a draft as the book keeps them."""
    return tuple(
        RemoteStep(
            to_html(step.description),
            to_html(step.data),
            to_html(step.expected),
        )
        for step in draft.steps
    )


def to_html(text: str) -> str:
    """Write plain text as the HTML that the book keeps."""
    lines = text.strip().splitlines()
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def folder_of(campaign: Campaign, default: str) -> str:
    """Path of the folder of what we make for a campaign."""
    parts = (campaign.folder or default).split("/")
    return "".join(f"/{part.strip()}" for part in parts if part.strip())


def is_named_after(name: str, code: str) -> bool:
    """Whether a plan's name begins with a milestone's label.

    Parameters
    ----------
    name
        Name of a plan or cycle.
    code
        The milestone.

    Returns
    -------
    bool
        True for ``LDM-503-05: Title``, also where the number was written
        without its zero.
    """
    label, sign, _ = name.partition(":")
    return bool(sign) and plain_code(label) == plain_code(code)


def plain_code(code: str) -> str:
    """Code without the zeros that older names leave out."""
    return _ZEROS.sub("", code.strip())
