"""Account for everything that stands in the document."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal, TypeAlias

from ldmjira.exceptions import DocumentError
from ldmjira.models.document import Rejection

from .blocks import Block, Census
from .clauses import DUE

__all__ = ["Ledger", "Subject", "account_for"]

Subject: TypeAlias = Literal["milestone", "feature", "due"]

_NAMES: Final[dict[Subject, str]] = {
    "milestone": "milestones",
    "feature": "occurrences of features",
    "due": "due clauses",
}
_SHOWN: Final = 10


class Ledger:
    """What was accepted and what was rejected, with the lines of each."""

    def __init__(self) -> None:
        self.accepted: Counter[Subject] = Counter()
        self.refused: Counter[Subject] = Counter()
        self.rejected: list[Rejection] = []
        self.spans: dict[Subject, list[tuple[int, int]]] = {
            subject: [] for subject in _NAMES
        }

    def accept(self, subject: Subject, block: Block) -> None:
        """Book a block as read; a feature has its due clause with it.

        Parameters
        ----------
        subject
            What it is.
        block
            Where it stands.
        """
        for booked in (
            ("feature", "due") if subject == "feature" else (subject,)
        ):
            self.accepted[booked] += 1
            self.spans[booked].append((block.line, block.last))

    def reject(self, subject: Subject, block: Block, reason: str) -> None:
        """Book a block as one that cannot be read.

        Parameters
        ----------
        subject
            What it should be.
        block
            Where it stands, and what it says.
        reason
            Why it cannot be read.
        """
        if subject != "due":
            self.refused[subject] += 1
            self.spans[subject].append((block.line, block.last))
        self.refused["due"] += len(DUE.findall(block.text))
        self.spans["due"].append((block.line, block.last))
        self.rejected.append(
            Rejection(block.line, subject, block.text, reason)
        )

    def revoke(
        self, subject: Subject, line: int, text: str, reason: str
    ) -> None:
        """Reject what was accepted before.

        Parameters
        ----------
        subject
            What it is.
        line
            Where it stands.
        text
            What it says.
        reason
            Why it cannot be kept.
        """
        for booked in (
            ("feature", "due") if subject == "feature" else (subject,)
        ):
            self.accepted[booked] -= 1
            self.refused[booked] += 1
        self.rejected.append(Rejection(line, subject, text, reason))


def account_for(census: Census, ledger: Ledger) -> None:
    """Fail if anything that was counted was neither read nor rejected.

    Parameters
    ----------
    census
        What stands in the document, counted without reading it.
    ledger
        What was read and rejected.

    Raises
    ------
    DocumentError
        With the counts that do not add up, and the lines.
    """
    found: dict[Subject, tuple[int, ...]] = {
        "milestone": census.headings,
        "feature": census.items,
        "due": census.due_clauses,
    }
    faults = []
    for subject, lines in found.items():
        accepted, refused = ledger.accepted[subject], ledger.refused[subject]
        if len(lines) != accepted + refused:
            where = _unsettled(lines, ledger.spans[subject])
            faults.append(
                f"{_NAMES[subject]}: {len(lines)} found, {accepted} parsed, "
                f"{refused} rejected; see line {where}"
            )
    if faults:
        raise DocumentError(
            "The counts do not add up, so nothing was imported:\n"
            + "\n".join(f"  {fault}" for fault in faults),
            hint="Put these lines into the form of their neighbours.",
        )


def _unsettled(lines: tuple[int, ...], spans: list[tuple[int, int]]) -> str:
    """Lines that were counted only, or else read only."""
    covered = {n for first, last in spans for n in range(first, last + 1)}
    lost = [line for line in lines if line not in covered]
    counted = set(lines)
    surplus = [
        first
        for first, last in spans
        if counted.isdisjoint(range(first, last + 1))
    ]
    return ", ".join(map(str, (lost or surplus or lines)[:_SHOWN]))
