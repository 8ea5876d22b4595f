"""What a person confirmed, and whether it still stands."""

from __future__ import annotations

import hashlib
import re

from ldmjira.models.mapping import Confirmation

__all__ = ["confirm_titles", "document_revision", "title_fingerprint"]

_LINE = re.compile(r",?\s+line\s+\d+.*$")
_LENGTH = 16


def title_fingerprint(feature: str, requirement: str) -> str:
    """Fingerprint of both titles, blind to white space at the ends.

    Parameters
    ----------
    feature, requirement
        Titles of the two ends of a link.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    text = "\n".join(
        " ".join(title.split()) for title in (feature, requirement)
    )
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def document_revision(source: str | None) -> str:
    """Document and revision of a source, without the line.

    Parameters
    ----------
    source
        As the importer writes it: ``LDM-564 1.6 line 497``.

    Returns
    -------
    str
        ``LDM-564 1.6``; empty if the source says nothing.
    """
    return _LINE.sub("", source or "").strip()


def confirm_titles(
    *, feature: str, requirement: str, source: str | None
) -> Confirmation:
    """What to remember when a person confirms a link now.

    Parameters
    ----------
    feature, requirement
        Titles of the two ends.
    source
        Source of the feature.

    Returns
    -------
    Confirmation
        Fingerprint of both titles, and the document's revision.
    """
    return Confirmation(
        titles=title_fingerprint(feature, requirement),
        revision=document_revision(source),
    )
