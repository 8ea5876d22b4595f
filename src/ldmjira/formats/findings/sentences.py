"""Clauses of findings as sentences, on one line each."""

from __future__ import annotations

__all__ = ["on_one_line", "sentence"]


def sentence(clause: str) -> str:
    """Close a clause with a full stop, unless it is closed already.

    Parameters
    ----------
    clause
        Message or cure of a finding.

    Returns
    -------
    str
        Empty if the clause is.
    """
    return clause if not clause or clause[-1] in ".?!" else f"{clause}."


def on_one_line(text: str) -> str:
    """Text without line breaks and control characters.

    Parameters
    ----------
    text
        Perhaps from a file that somebody else wrote.

    Returns
    -------
    str
        Fit for a terminal: it can neither fake a line nor colour one.
    """
    plain = (c if c.isprintable() else " " for c in text)
    return " ".join("".join(plain).split())
