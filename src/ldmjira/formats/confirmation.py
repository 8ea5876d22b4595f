"""Confirmed links, as words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ldmjira.core.confirming import ConfirmedLink

__all__ = ["confirmation_to_json", "confirmation_to_text"]


def confirmation_to_text(
    links: Sequence[ConfirmedLink], files: Sequence[str], *, written: bool
) -> str:
    """Tell what was confirmed, with both titles to be read.

    Parameters
    ----------
    links
        Links, new and old.
    files
        Files that changed, or would.
    written
        Whether they were written.

    Returns
    -------
    str
        A few lines for each link.
    """
    lines = []
    for link in links:
        state = "confirmed already" if link.edit is None else "confirmed"
        lines.append(f"{link.owner} -> {link.requirement}: {state}")
        lines.append(f"    {link.owner_title}")
        lines.append(f"    {link.requirement_title or 'no title known'}")
        lines.append(f"    because: {link.reason}")
    verb = "Wrote" if written else "Would write"
    lines.extend(f"{verb} {file}." for file in files)
    if not files:
        lines.append("Nothing to write.")
    return "".join(f"{line}\n" for line in lines)


def confirmation_to_json(
    links: Sequence[ConfirmedLink], files: Sequence[str], *, written: bool
) -> str:
    """Tell the same to a program.

    Parameters
    ----------
    links, files, written
        As for `confirmation_to_text`.

    Returns
    -------
    str
        ``{"links": [{"object", "requirement", "before", "changed"}],
        "files": [...], "written": true}``.
    """
    document = {
        "links": [
            {
                "object": link.owner,
                "requirement": link.requirement,
                "before": link.was.value,
                "changed": link.edit is not None,
            }
            for link in links
        ],
        "files": list(files),
        "written": written,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
