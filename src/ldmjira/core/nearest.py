"""Known codes that look like an unknown one: "did you mean"."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["did_you_mean", "nearest_codes"]

_CUTOFF = 0.6


def nearest_codes(
    code: str, known: Sequence[str], *, limit: int = 3
) -> tuple[str, ...]:
    """Known codes within a few slips of a code.

    Parameters
    ----------
    code
        What was written.
    known
        What there is.
    limit
        How many to give at most.

    Returns
    -------
    tuple of str
        The best first; those equally near in the order of ``known``. Only
        those as near as the best are given, so that a slip of one digit
        does not bring up the whole series.
    """
    found = _extract(code, known, limit)
    if not found and code != code.upper():
        found = _extract(code.upper(), known, limit)
    if not found:
        return ()
    best = found[0][1]
    return tuple(name for name, score, _ in found if score == best)


def did_you_mean(nearest: Sequence[str]) -> str:
    """Close a message: ``; did you mean LVV-T101?``, or nothing."""
    return f"; did you mean {' or '.join(nearest)}?" if nearest else ""


def _extract(
    code: str, known: Sequence[str], limit: int
) -> list[tuple[str, float, int]]:
    # Imported late: most checks find no unknown code, and the import takes
    # longer than the rest of a small check.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415

    return process.extract(
        code,
        known,
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=_CUTOFF,
        limit=limit,
    )
