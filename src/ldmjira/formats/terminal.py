"""Text of others made safe for a terminal."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["safe_block", "safe_line"]

# Whole escape sequences go first: without their first character the rest
# would stand in the text as rubbish.
_SEQUENCES: Final = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # colours, cursor
    "|\x1b[\\]PX^_].*?(?:\x1b\\\\|\x07|$)"  # titles, links, strings
    "|\x1b[ -/]*[0-~]"
    "|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
# Controls, and the marks that make text run backwards over its neighbours.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e"
    "\u2066-\u2069\ud800-\udfff]"
)
_SPACES: Final = re.compile(r"\s+")


def safe_block(text: str) -> str:
    """Take control characters out; line breaks and tabs stay.

    Parameters
    ----------
    text
        Text from a file, from Jira or from a document.

    Returns
    -------
    str
        Text that moves no cursor, rings no bell and can be encoded.
    """
    text = text.replace("\r\n", "\n")
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))


def safe_line(text: str) -> str:
    """Make a text one line without control characters.

    Parameters
    ----------
    text
        Text from a file, from Jira or from a document.

    Returns
    -------
    str
        Its words, one space between them.
    """
    return _SPACES.sub(" ", safe_block(text)).strip()
