"""The tables of `docs/reliability.md`, made from the tests' own tables.

``python -m tests.faults.page`` writes them anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.faults.cases import CASES
from tests.faults.matrix import FAULTS, KINDS, Outcome, expected

__all__ = ["PAGE", "with_tables"]

PAGE: Final = Path(__file__).parents[2] / "docs" / "reliability.md"
_BEGIN: Final = "<!-- made by tests/faults/page.py: begin -->\n"
_END: Final = "<!-- made by tests/faults/page.py: end -->\n"

_WORDS: Final = {
    Outcome.WAITS: "waits",
    Outcome.DONE: "done",
    Outcome.OPEN: "open",
    Outcome.ALONE: "alone",
    Outcome.STOPS: "stops",
}


def with_tables(page: str) -> str:
    """Give a page with its tables made anew; the prose stays.

    Parameters
    ----------
    page
        Text with the two marks between which the tables stand.

    Returns
    -------
    str
        The page.
    """
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{_matrix()}\n{_stories()}\n{_END}{after}"


def _matrix() -> str:
    rows = [
        "| fault | " + " | ".join(KINDS) + " |",
        "| --- |" + " --- |" * len(KINDS),
    ]
    rows += [
        f"| {fault} | "
        + " | ".join(_WORDS[expected(fault, kind)] for kind in KINDS)
        + " |"
        for fault in FAULTS
    ]
    return "".join(f"{row}\n" for row in rows)


def _stories() -> str:
    rows = ["| what happens | what comes of it |", "| --- | --- |"]
    rows += [f"| {case.name} | {case.outcome} |" for case in CASES]
    return "".join(f"{row}\n" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
