"""Inline text in each format, every value escaped for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .base import Writer
from .html import HtmlWriter
from .latex import LatexWriter
from .markdown import MarkdownWriter
from .rst import RstWriter
from .typst import TypstWriter

__all__ = ["WRITERS", "Writer"]

WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {
        writer.name: writer
        for writer in (
            MarkdownWriter(),
            RstWriter(),
            LatexWriter(),
            HtmlWriter(),
            TypstWriter(),
        )
    }
)
"""By the name of the format; ``typst`` is how a PDF is made."""
