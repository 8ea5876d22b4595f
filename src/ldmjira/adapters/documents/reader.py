"""Read LDM-564 from a file, in whichever of its forms it comes."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from ldmjira.exceptions import DocumentError
from ldmjira.models.document import ReleaseDocument

from .assemble import assemble
from .latex import outline_latex
from .markdown import outline_markdown
from .regions import DOCUMENT

__all__ = ["MAX_BYTES", "read_document", "read_text"]

MAX_BYTES: Final = 10_000_000
"""Size beyond which a file is not LDM-564, which has 26 kB."""

_TEX: Final = re.compile(
    r"^[ \t]*\\(?:documentclass|(?:sub)*section|begin|item|textit"
    r"|setDoc\w+|addtohist|input|include)\b",
    re.MULTILINE,
)
_HASHES: Final = re.compile(r"^ {0,3}#{1,6} *\d", re.MULTILINE)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LIGATURES: Final = str.maketrans(
    {
        chr(code): unicodedata.normalize("NFKC", chr(code))
        for code in range(0xFB00, 0xFB07)
    }
)
# Blanks of any width are blanks; what has no width is nothing.
_BLANKS: Final = re.compile(
    r"[^\S\n\t]|[\x0b\x0c\x85\u2028\u2029\u2800]",
)
_NOTHING: Final = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def read_document(path: Path) -> ReleaseDocument:
    """Read a document from a file.

    Parameters
    ----------
    path
        Markdown text of the published document, or its LaTeX list.

    Returns
    -------
    ReleaseDocument
        What it says, what could not be read, and the counts.

    Raises
    ------
    DocumentError
        If it cannot be read, is not LDM-564, or the counts do not add up.
    """
    name = path.name
    try:
        if not path.exists():
            raise DocumentError(f"Cannot read {path}: it does not exist")
        if path.is_dir():
            raise DocumentError(f"Cannot read {path}: it is a folder")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            f"Cannot read {path}: {error.strerror or error}"
        ) from error
    if len(data) > MAX_BYTES:
        raise DocumentError(
            f"{name} has more than the {MAX_BYTES:,} bytes that are read; "
            f"this is not {DOCUMENT}"
        )
    try:
        return read_text(_decoded(data))
    except DocumentError as error:
        raise DocumentError(
            f"{name}: {error.message}", hint=error.hint
        ) from None


def read_text(text: str) -> ReleaseDocument:
    """Read a document from its text.

    Parameters
    ----------
    text
        Markdown or LaTeX; which of them is told by what stands in it.

    Returns
    -------
    ReleaseDocument
        What it says, what could not be read, and the counts.

    Raises
    ------
    DocumentError
        If it is not LDM-564, or the counts do not add up.
    """
    text = _clean(text)
    if not text.strip():
        raise DocumentError("The document is empty")
    is_tex = _TEX.search(text) and not _HASHES.search(text)
    outline = outline_latex(text) if is_tex else outline_markdown(text)
    return assemble(outline)


def _decoded(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        raise DocumentError("This is a PDF file, and not its text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError("The text is in UTF-16; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(
            f"Line {line} is not UTF-8 text (byte 0x{data[error.start]:02x})"
        ) from None
    if control := _CONTROLS.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise DocumentError(
            f"Line {line} holds the control character "
            f"0x{ord(control[0]):02x}; this is not a text"
        )
    return text


def _clean(text: str) -> str:
    """One kind of line end and of blank; the number of lines is kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _NOTHING.sub("", _BLANKS.sub(" ", text))
    text = text.translate(_LIGATURES).replace("\u2011", "-")
    return unicodedata.normalize("NFC", text)
