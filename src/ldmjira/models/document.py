"""What a reader of LDM-564 gives, and what an import decides with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .edits import Edit, Plain

__all__ = [
    "Change",
    "Counts",
    "ImportPlan",
    "Notice",
    "Occurrence",
    "Rejection",
    "ReleaseDocument",
    "ReleaseMilestone",
]

Action: TypeAlias = Literal["add", "change", "remove"]


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """Something that a reader of the document should know.

    Parameters
    ----------
    rule
        Name of the rule: ``cut-title``.
    object
        Code of a milestone or feature; empty if it is the document.
    message
        One sentence.
    line
        Line of the document; 0 if there is none.
    """

    rule: str
    object: str
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One mention of a feature in the list of a milestone."""

    code: str
    title: str
    due: dt.date | None
    completed: dt.date | None
    line: int


@dataclass(frozen=True, slots=True)
class ReleaseMilestone:
    """One section of the document: a milestone and what it delivers."""

    code: str
    title: str
    section: str
    due: dt.date | None
    completed: dt.date | None
    line: int
    occurrences: tuple[Occurrence, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """Codes of the features, each once, in the document's order."""
        return tuple(dict.fromkeys(o.code for o in self.occurrences))


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """Something that stands in the document and could not be read."""

    line: int
    kind: Literal["milestone", "feature", "due"]
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things there are of each kind.

    Features are counted once each, occurrences wherever they stand; a due
    clause is the ``Due: ...`` of a milestone or of an occurrence.
    """

    milestones: int = 0
    features: int = 0
    occurrences: int = 0
    due_clauses: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            milestones=self.milestones + other.milestones,
            features=self.features + other.features,
            occurrences=self.occurrences + other.occurrences,
            due_clauses=self.due_clauses + other.due_clauses,
        )


@dataclass(frozen=True)
class ReleaseDocument:
    """LDM-564, read: its milestones in the order of their sections.

    Parameters
    ----------
    document
        Handle, ``LDM-564``.
    version, date
        The newest of the change record; ``None`` if it has none.
    milestones
        What was read.
    rejected
        What stands there and could not be read.
    found, parsed, refused
        Counts: found independently of the reading, read, and rejected.
    notices
        What the reader noticed on the way.
    """

    document: str
    version: str | None
    date: dt.date | None
    milestones: tuple[ReleaseMilestone, ...]
    rejected: tuple[Rejection, ...] = ()
    found: Counts = field(default_factory=Counts)
    parsed: Counts = field(default_factory=Counts)
    refused: Counts = field(default_factory=Counts)
    notices: tuple[Notice, ...] = ()

    @property
    def features(self) -> Mapping[str, Occurrence]:
        """First mention of each feature, by code."""
        found: dict[str, Occurrence] = {}
        for milestone in self.milestones:
            for occurrence in milestone.occurrences:
                found.setdefault(occurrence.code, occurrence)
        return found

    def source_of(self, line: int) -> str:
        """Where an object comes from: document, revision and line.

        Parameters
        ----------
        line
            Line of the document.

        Returns
        -------
        str
            ``LDM-564 1.6 line 497``.
        """
        revision = f" {self.version}" if self.version else ""
        return f"{self.document}{revision} line {line}"


@dataclass(frozen=True)
class Change:
    """One difference between the mapping and the document.

    Parameters
    ----------
    object
        Code of a milestone or feature.
    action
        ``add`` is of a whole object.
    field
        Name of the value; empty for a whole object.
    before, after
        The values, dates as text.
    """

    object: str
    action: Action
    field: str = ""
    before: Plain = None
    after: Plain = None


@dataclass(frozen=True)
class ImportPlan:
    """What an import would write, and what it has to say."""

    document: ReleaseDocument
    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()
    notices: tuple[Notice, ...] = ()
