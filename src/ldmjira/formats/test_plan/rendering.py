"""Fill the template of a format with a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from jinja2 import Environment, TemplateError, TemplateSyntaxError

from ldmjira.exceptions import UsageError
from ldmjira.models.prose import Block, Cell, Paragraph
from ldmjira.models.test_plan import Doc, DocKind

from .environment import make_environment

__all__ = ["MAX_OUTPUT", "context_of", "fill", "render", "title_of"]

MAX_OUTPUT: Final = 64 * 1024 * 1024
"""Characters that a document may have."""


def title_of(doc: Doc) -> str:
    """Title of a document."""
    head = doc.facts.head
    return f"{head.milestone}: {head.title} {_noun(doc, title=True)}"


def render(doc: Doc, name: str) -> str:
    """Write a document with our own template.

    Parameters
    ----------
    doc
        The document.
    name
        Format: ``md``, ``rst``, ``latex``, ``html`` or ``typst``.

    Returns
    -------
    str
        The same for the same document.
    """
    return fill(make_environment(name), f"plan.{name}.jinja", doc)


def fill(environment: Environment, template: str, doc: Doc) -> str:
    """Fill a template.

    Parameters
    ----------
    environment
        Of the format.
    template
        Name of the template.
    doc
        The document.

    Returns
    -------
    str
        Lines without spaces at their end, but for those that a person
        wrote.

    Raises
    ------
    UsageError
        If the template has a fault, asks for what it may not have, or
        writes without end.
    """
    try:
        stream = environment.get_template(template).generate(context_of(doc))
        text = "".join(_bounded(stream, template))
    except TemplateSyntaxError as error:
        raise UsageError(
            f"Template {error.name or template}, line {error.lineno}: "
            f"{error.message}",
            hint="Mend the template; docs/testplan.md tells what it gets.",
        ) from None
    except TemplateError as error:
        raise UsageError(
            f"Template {template}: {error.message or type(error).__name__}",
            hint=(
                "A template sees the document and the files beside it, and "
                "nothing else; docs/testplan.md tells what it gets."
            ),
        ) from None
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise UsageError(
            f"Template {template}: {type(error).__name__}: {error}",
            hint="Mend the template; docs/testplan.md tells what it gets.",
        ) from None
    return "\n".join(_trimmed(text.split("\n"))).strip("\n") + "\n"


def context_of(doc: Doc) -> dict[str, Any]:
    """What a template sees."""
    front = doc.sections[0]
    abstract, rest = _abstract(front.blocks)
    owner = next((d.person for d in doc.facts.duties if d.is_named), "")
    return {
        "abstract": abstract,
        "author": owner,
        "doc": doc,
        "facts": doc.facts,
        "front": rest,
        "head": doc.facts.head,
        "noun": _noun(doc, title=False),
        "noun_title": _noun(doc, title=True),
        "title": title_of(doc),
    }


def _trimmed(lines: Iterable[str]) -> Iterator[str]:
    in_region = False
    for line in lines:
        if "ldmjira:begin " in line or "ldmjira:end " in line:
            in_region = "ldmjira:begin " in line
        yield line if in_region else line.rstrip()


def _noun(doc: Doc, *, title: bool) -> str:
    report = doc.facts.head.kind is DocKind.REPORT
    noun = "Test Plan and Report" if report else "Test Plan"
    return noun if title else noun.lower()


def _abstract(blocks: tuple[Block, ...]) -> tuple[Cell, tuple[Block, ...]]:
    if blocks and isinstance(blocks[0], Paragraph):
        return blocks[0].inlines, blocks[1:]
    return (), blocks


def _bounded(stream: Iterator[str], template: str) -> Iterator[str]:
    size = 0
    for part in stream:
        size += len(part)
        if size > MAX_OUTPUT:
            raise UsageError(
                f"Template {template} writes more than "
                f"{MAX_OUTPUT // 1024**2} MB",
                hint="Look for a loop that repeats too much.",
            )
        yield part
