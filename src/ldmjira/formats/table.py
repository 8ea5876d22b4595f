"""Tables of plain text, their columns aligned."""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["aligned"]


def aligned(
    rows: Sequence[Sequence[str]], *, right: Collection[int] = ()
) -> list[str]:
    """Set rows as lines.

    Parameters
    ----------
    rows
        Cells; the first row may be the heading. All are equally long.
    right
        Places of the columns of numbers, which end together.

    Returns
    -------
    list of str
        Lines without spaces at their end.
    """
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(
                zip(row, widths, strict=True)
            )
        ).rstrip()
        for row in rows
    ]
