"""Characters that mean nothing in a text, and forms of the same ones."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["clean"]

_BREAKS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
_SILENT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Bring characters into the form in which texts are compared.

    A file of the mapping may hold nothing else, and a summary pasted into
    Jira may.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        Composed characters, newlines for all line breaks, and neither
        control characters nor byte order marks.
    """
    plain = _SILENT.sub("", _BREAKS.sub("\n", text))
    return unicodedata.normalize("NFC", plain)
