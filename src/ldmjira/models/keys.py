"""Keys as annotated types, so that a typo fails where it is read."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import StringConstraints

__all__ = [
    "CaseKey",
    "CycleKey",
    "ElementKey",
    "FeatureCode",
    "IssueKey",
    "MilestoneCode",
    "PlanKey",
    "RequirementId",
    "current_cycle_key",
    "natural_key",
    "product_of",
]

MilestoneCode = Annotated[
    str, StringConstraints(pattern=r"^LDM-[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")
]
"""A DM test milestone: ``LDM-503-17a``, ``LDM-GEN3``."""

FeatureCode = Annotated[
    str, StringConstraints(pattern=r"^DM-[A-Z]+(-[A-Z0-9]+)*$")
]
"""A piece of functionality: ``DM-AP-2``, ``DM-STAFF``."""

RequirementId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$")
]
"""A requirement of a specification: ``DMS-REQ-0010``."""

IssueKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*-[1-9][0-9]*$")
]
"""A Jira issue: ``DM-17143``."""

ElementKey = IssueKey
"""A verification element, which is a Jira issue: ``LVV-7``."""

CaseKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*-T[1-9][0-9]*$")
]
"""A Zephyr Scale test case: ``LVV-T36``."""

PlanKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*-P[1-9][0-9]*$")
]
"""A Zephyr Scale test plan: ``LVV-P90``."""

CycleKey = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*-[RC][1-9][0-9]*$")
]
"""A Zephyr Scale test cycle: ``LVV-R181`` (older texts: ``LVV-C181``)."""

_DIGITS: Final = re.compile(r"(\d+)")


def natural_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which ``LVV-9`` stands before ``LVV-10``.

    Parameters
    ----------
    code
        Any key or code.

    Returns
    -------
    tuple
        One triple per run of digits or of other characters.
    """
    parts = (part for part in _DIGITS.split(code) if part)
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in parts
    )


def current_cycle_key(key: str) -> str:
    """Key that a cycle has on Cloud.

    Parameters
    ----------
    key
        As a document prints it; the former server wrote ``LVV-C181``.

    Returns
    -------
    str
        ``LVV-R181``; a key of today as it is.
    """
    project, sign, rest = key.rpartition("-")
    return f"{project}-R{rest[1:]}" if sign and rest[:1] == "C" else key


def product_of(code: str) -> str:
    """Name of the product that a feature belongs to.

    Parameters
    ----------
    code
        Feature code, ``DM-DAX-9``.

    Returns
    -------
    str
        ``DM-DAX``; a code without a number is its own product.
    """
    stem, _, last = code.rpartition("-")
    return stem if stem and last.isdecimal() else code
