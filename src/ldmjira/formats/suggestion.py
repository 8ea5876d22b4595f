"""Candidates for links, as words with a patch, and as JSON."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from ldmjira.core.suggest import Candidate, CandidateKind, Suggestion

__all__ = [
    "Change",
    "patch_text",
    "suggestions_to_json",
    "suggestions_to_text",
]

_NO_END = "\\ No newline at end of file"
_HEADINGS = {
    CandidateKind.REQUIREMENT: "Requirements that it may serve",
    CandidateKind.CASE: "Test cases that may test it",
}


class Change(Protocol):
    """One file before and after."""

    @property
    def name(self) -> str:
        """Name of the file, seen from where the patch is applied."""

    @property
    def before(self) -> str:
        """Its text now."""

    @property
    def after(self) -> str:
        """Its text with the patch."""


def suggestions_to_text(
    suggestions: Sequence[Suggestion],
    changes: Sequence[Change],
    *,
    written: Sequence[str] | None = None,
) -> str:
    """Tell the candidates with their reasons, then the patch.

    Parameters
    ----------
    suggestions
        Candidates for each feature.
    changes
        Files before and after.
    written
        Files that were written; ``None`` if nobody asked for it.

    Returns
    -------
    str
        For people; what is in the patch is marked with a star.
    """
    lines: list[str] = []
    for suggestion in suggestions:
        lines.append(f"{suggestion.feature}: {suggestion.title}")
        if suggestion.linked:
            lines.append(f"  Linked already: {', '.join(suggestion.linked)}.")
        for kind, heading in _HEADINGS.items():
            some = [c for c in suggestion.candidates if c.kind is kind]
            lines.append(f"  {heading}:" if some else f"  {heading}: none.")
            for candidate in some:
                lines.extend(_lines(candidate))
        lines.append("")
    text = "".join(f"{line}\n" for line in lines)
    if written is None:
        text += "".join(patch_text(changes))
        text += (
            "\nNothing was written; --accept writes this patch, --pick ID "
            "chooses what is in it.\n"
            if changes
            else "Nothing to propose; --pick ID chooses a candidate.\n"
        )
    else:
        text += "".join(f"Wrote {name}.\n" for name in written)
        text += "" if written else "Nothing to write.\n"
    return text


def suggestions_to_json(
    suggestions: Sequence[Suggestion],
    changes: Sequence[Change],
    *,
    written: Sequence[str] | None = None,
) -> str:
    """Tell the same to a program.

    Parameters
    ----------
    suggestions, changes, written
        As for `suggestions_to_text`.

    Returns
    -------
    str
        ``{"features": [{"code", "title", "linked", "candidates": [{"kind",
        "id", "title", "score", "reasons", "picked"}]}], "patch",
        "written"}``.
    """
    document = {
        "features": [
            {
                "code": suggestion.feature,
                "title": suggestion.title,
                "linked": list(suggestion.linked),
                "candidates": [
                    {
                        "kind": candidate.kind.value,
                        "id": candidate.key,
                        "title": candidate.title,
                        "score": candidate.score,
                        "reasons": list(candidate.reasons),
                        "picked": candidate.is_picked,
                    }
                    for candidate in suggestion.candidates
                ],
            }
            for suggestion in suggestions
        ],
        "patch": "".join(patch_text(changes)),
        "written": list(written or ()),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def patch_text(changes: Iterable[Change]) -> Iterator[str]:
    """Show changes as a patch that ``git apply`` takes.

    Parameters
    ----------
    changes
        Files before and after.

    Yields
    ------
    str
        Lines of a unified diff.
    """
    for change in changes:
        for line in difflib.unified_diff(
            change.before.splitlines(keepends=True),
            change.after.splitlines(keepends=True),
            fromfile=f"a/{change.name}",
            tofile=f"b/{change.name}",
        ):
            yield line if line.endswith("\n") else f"{line}\n{_NO_END}\n"


def _lines(candidate: Candidate) -> Iterator[str]:
    mark = "*" if candidate.is_picked else " "
    title = candidate.title or "no title known"
    yield f"  {mark} {candidate.score:4.0%} {candidate.key}  {title}"
    yield f"         {'; '.join(candidate.reasons)}"
