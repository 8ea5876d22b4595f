"""A pull of which only one half was committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ldmjira.core.wording import listed
from ldmjira.models.findings import Finding, Rule, Severity
from ldmjira.models.mapping import Place

__all__ = ["RULES", "Half", "HalfPull", "findings_of_halves", "half_of"]

UNCOMMITTED = Rule(
    id="uncommitted",
    severity=Severity.ERROR,
    summary="Only one half of what a pull wrote is committed.",
    why=(
        "A pull writes a value into the mapping and a line into the "
        "baseline, which says that the value came from Jira. If only one of "
        "the two is committed, the next push takes a value of Jira for an "
        "edit of ours, or the reverse, and overwrites somebody's work."
    ),
    fix="Commit both files together: `git add` has been done by the pull.",
    can_be_waived=False,
)

RULES = (UNCOMMITTED,)


class Half(StrEnum):
    """Which half is committed."""

    MAPPING = "the value in the mapping"
    LINE = "the line in the baseline"


@dataclass(frozen=True)
class HalfPull:
    """Values of one object of which only one half is committed.

    Parameters
    ----------
    object
        Code of the object.
    committed
        The half that is committed.
    slots
        Names of the values.
    missing
        File that waits to be committed.
    """

    object: str
    committed: Half
    slots: tuple[str, ...]
    missing: Place


def half_of(
    *,
    now: object,
    then: object,
    line: object,
    line_then: object,
    has_line_then: bool,
) -> Half | None:
    """Tell whether one half of one value is committed.

    Parameters
    ----------
    now, then
        Value in the mapping: in the files, and at HEAD.
    line, line_then
        Value agreed: in the files, and at HEAD.
    has_line_then
        Whether HEAD has a line at all.

    Returns
    -------
    Half or None
        The committed half; ``None`` if both are, or neither.
    """
    if now != line:
        return None  # an edit of ours, which a push will send
    if line != line_then or not has_line_then:
        return Half.MAPPING if then == now else None
    return Half.LINE if then != now else None


def findings_of_halves(halves: Iterable[HalfPull]) -> Iterator[Finding]:
    """Tell half-committed pulls as findings.

    Parameters
    ----------
    halves
        One for each object and half.

    Yields
    ------
    Finding
        At the file that waits to be committed.
    """
    for half in halves:
        yield Finding(
            rule=UNCOMMITTED.id,
            severity=UNCOMMITTED.severity,
            object=half.object,
            file=half.missing.file,
            line=half.missing.line,
            message=(
                f"A pull of {half.object} ({listed(half.slots)}) is committed "
                f"by half: only {half.committed} is"
            ),
            fix=f"Commit {half.missing.file} too",
        )
