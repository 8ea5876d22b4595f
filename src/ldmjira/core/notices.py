"""What a reader of LDM-564 should know, decided from the document alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ldmjira.models.document import (
    Notice,
    Occurrence,
    ReleaseDocument,
    ReleaseMilestone,
)

__all__ = ["TITLE_LIMIT", "notices_of", "why_cut"]

TITLE_LIMIT: Final = 120
"""Characters that the schedule's tool keeps of the name of an activity."""

_ENDS: Final = (".", "!", "?", ")", '"')
_HANGING: Final = re.compile(
    r"(?:[,;:(/&\-\N{EN DASH}—]|…|\.\.\.)$"
    r"|(?<=\s)(?:a|an|and|as|at|by|for|from|in|including|into|of|on|or|per|the"
    r"|to|via|which|with)$"
)


def notices_of(document: ReleaseDocument) -> list[Notice]:
    """Everything odd in what the document says, in its order.

    Parameters
    ----------
    document
        The document, read.

    Returns
    -------
    list of Notice
        Sorted by line, what the reader noticed included.
    """
    found = [*document.notices]
    if document.date is None:
        found.append(
            Notice(
                "no-revision",
                "",
                "there is no change record: sources name no revision, and "
                "dates cannot be compared with it",
            )
        )
    seen: dict[str, Occurrence] = {}
    for milestone in document.milestones:
        found += _of_title(milestone)
        found += _of_revision(document, milestone)
        found += _of_state(milestone)
        for occurrence in milestone.occurrences:
            found += _of_pair(milestone, occurrence)
            first = seen.setdefault(occurrence.code, occurrence)
            if first is occurrence:
                found += _of_title(occurrence)
                found += _of_revision(document, occurrence)
            else:
                found += _of_disagreement(first, occurrence)
    return sorted(set(found), key=lambda n: (n.line, n))


def why_cut(title: str) -> str:
    """Say why a title seems to be cut off; empty if it does not.

    The schedule's tool keeps 120 characters of a name and says nothing. A
    title of that length (or one less: the cut may leave a blank) without a
    full stop was cut. At any length one that stops at a comma, at a word
    such as "of", or within brackets was.

    Parameters
    ----------
    title
        Title of a milestone or feature.

    Returns
    -------
    str
        The reason, to stand behind "the title seems to be cut:".
    """
    if match := _HANGING.search(title):
        return f"it ends with '{match[0]}'"
    if title.count("(") > title.count(")"):
        return "a bracket is not closed"
    if TITLE_LIMIT - 1 <= len(title) <= TITLE_LIMIT and not title.endswith(
        _ENDS
    ):
        return (
            f"it has {len(title)} characters, where the schedule keeps "
            f"{TITLE_LIMIT}, and no full stop"
        )
    return ""


def _of_title(item: ReleaseMilestone | Occurrence) -> Iterator[Notice]:
    if reason := why_cut(item.title):
        yield Notice(
            "cut-title",
            item.code,
            f"the title seems to be cut: {reason}",
            item.line,
        )


def _of_revision(
    document: ReleaseDocument, item: ReleaseMilestone | Occurrence
) -> Iterator[Notice]:
    """A forecast lies ahead of the revision; what is done cannot."""
    if document.date and item.completed and item.completed > document.date:
        yield Notice(
            "date-after-revision",
            item.code,
            f"completed {item.completed}, after the document's last "
            f"revision of {document.date}",
            item.line,
        )


def _of_state(milestone: ReleaseMilestone) -> Iterator[Notice]:
    occurrences = milestone.occurrences
    if (
        milestone.completed is None
        and occurrences
        and all(o.completed for o in occurrences)
    ):
        names = ", ".join(dict.fromkeys(o.code for o in occurrences))
        yield Notice(
            "milestone-not-closed",
            milestone.code,
            f"incomplete, but all its features are complete ({names})",
            milestone.line,
        )


def _of_pair(
    milestone: ReleaseMilestone, feature: Occurrence
) -> Iterator[Notice]:
    if milestone.completed is not None and feature.completed is None:
        yield Notice(
            "feature-incomplete",
            feature.code,
            f"incomplete, but its milestone {milestone.code} was completed "
            f"{milestone.completed}",
            feature.line,
        )
    if (
        milestone.completed is not None
        and feature.completed is not None
        and feature.completed > milestone.completed
    ):
        yield Notice(
            "feature-completed-late",
            feature.code,
            f"completed {feature.completed}, after its milestone "
            f"{milestone.code} ({milestone.completed})",
            feature.line,
        )
    if milestone.due and feature.due and feature.due > milestone.due:
        yield Notice(
            "feature-due-late",
            feature.code,
            f"due {feature.due}, after its milestone {milestone.code} "
            f"({milestone.due})",
            feature.line,
        )


def _of_disagreement(
    first: Occurrence, second: Occurrence
) -> Iterator[Notice]:
    for name, before, after in (
        ("title", first.title, second.title),
        ("due date", first.due, second.due),
        ("completed date", first.completed, second.completed),
    ):
        if before != after:
            yield Notice(
                "occurrences-disagree",
                second.code,
                f"the {name} here is {_shown(after)}; {_shown(before)} on "
                f"line {first.line} is taken",
                second.line,
            )


def _shown(value: object) -> str:
    if value is None:
        return "none"
    return f"'{value}'" if isinstance(value, str) else str(value)
