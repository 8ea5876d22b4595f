"""``ldmjira testplan``: the test plan or report of a milestone."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.files import read_text, write_file
from ldmjira.cli.options import Mappings
from ldmjira.exceptions import UsageError

if TYPE_CHECKING:
    from ldmjira.formats.test_plan.fences import Found
    from ldmjira.models.test_plan import Doc

__all__ = ["write_plan"]

PlanCode = Annotated[
    str,
    typer.Argument(
        help="Milestone, by code.",
        metavar="CODE",
        show_default=False,
        autocompletion=complete_codes,
    ),
]


class PlanFormat(StrEnum):
    """What a plan is written in."""

    MD = "md"
    RST = "rst"
    LATEX = "latex"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"


_BINARY = frozenset({PlanFormat.DOCX, PlanFormat.PDF})
# What the document is written in first.
_SOURCES = {PlanFormat.DOCX: "html", PlanFormat.PDF: "typst"}


def write_plan(
    ctx: typer.Context,
    code: PlanCode,
    *,
    output_format: Annotated[
        PlanFormat | None,
        typer.Option(
            "--format",
            help="How to write it (default: by the name of FILE, else md).",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="File to write; hand-written text in it is kept.",
            show_default=False,
        ),
    ] = None,
    final: Annotated[
        bool,
        typer.Option("--final", help="Refuse while a TODO remains (exit 1)."),
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Write the test report.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="PATH",
            help="Your Jinja2 template, or a folder of them.",
            show_default=False,
        ),
    ] = None,
    prose: Annotated[
        Path | None,
        typer.Option(
            "--prose",
            metavar="FILE",
            help="Earlier plan to take hand-written text from.",
            show_default=False,
        ),
    ] = None,
    mappings: Mappings = None,
) -> None:
    """Write the test plan of a milestone, or its report.

    Works offline, on the mapping and on what was pulled last.
    """
    # Imported late: the other commands do without.
    from ldmjira.formats.test_plan import fences  # noqa: PLC0415
    from ldmjira.models.test_plan import DocKind  # noqa: PLC0415

    with user_errors():
        chosen = output_format or _format_of(output)
        name = _SOURCES.get(chosen, str(chosen))
        service = get_factory(ctx, mappings).create_plan_service()
        source, found = _prose(output, prose, chosen)
        written = {}
        if found is not None and source is not None:
            syntax = fences.syntax_of(source.name, read_text(source, "plan"))
            written = fences.hand_written(
                found.texts, syntax=syntax, wanted=name, source=str(source)
            )
        kind = DocKind.REPORT if report else DocKind.PLAN
        doc = service.make(code, kind, written)
        if found is not None:
            _tell_of(found)
        if final and _refuse(doc):
            raise typer.Exit(ExitCode.FINDINGS)
        data = _written(doc, chosen, name, template)
        _put(data, output, chosen)
        _tell(doc, output)


def _format_of(output: Path | None) -> PlanFormat:
    suffixes = {
        ".markdown": PlanFormat.MD,
        ".tex": PlanFormat.LATEX,
        ".htm": PlanFormat.HTML,
        ".txt": PlanFormat.RST,
    }
    if output is None:
        return PlanFormat.MD
    suffix = output.suffix.casefold()
    if suffix in suffixes:
        return suffixes[suffix]
    if suffix.lstrip(".") in set(PlanFormat):
        return PlanFormat(suffix.lstrip("."))
    return PlanFormat.MD


def _prose(
    output: Path | None, prose: Path | None, chosen: PlanFormat
) -> tuple[Path | None, Found | None]:
    """Hand-written text of the file named, or of the one replaced."""
    from ldmjira.formats.test_plan.fences import (  # noqa: PLC0415
        is_ours,
        read_regions,
    )

    replaced: Found | None = None
    if (
        output is not None
        and output.exists()
        and chosen not in _BINARY
        and chosen is not PlanFormat.JSON
    ):
        text = read_text(output, "plan")
        if text.strip() and not is_ours(text):
            raise UsageError(
                f"{output} was not made by ldmjira, and is left alone",
                hint="Give another name with -o, or remove the file.",
            )
        replaced = read_regions(text)
    if prose is None:
        return output, replaced
    named = read_regions(read_text(prose, "plan"))
    if replaced is not None:
        lost = [
            name
            for name, text in replaced.texts.items()
            if named.texts.get(name, text) != text or name not in named.texts
        ]
        if lost and output is not None and output != prose:
            raise UsageError(
                f"{output} holds hand-written text that {prose} lacks or "
                f"has otherwise: {', '.join(lost)}",
                hint="Leave out --prose, or give another name with -o.",
            )
    return prose, named


def _refuse(doc: Doc) -> bool:
    remaining = [region for region in doc.regions if region.is_open]
    remaining += [region for region in doc.lost if region.is_open]
    for region in remaining:
        place = region.title or f"region {region.id}"
        task = f": {region.task}" if region.task else ""
        typer.echo(f"TODO in {place}{task}", err=True)
    if remaining:
        typer.echo(
            f"Error: {len(remaining)} part(s) still to be written; nothing "
            "was written.",
            err=True,
        )
    return bool(remaining)


def _written(
    doc: Doc, chosen: PlanFormat, name: str, template: Path | None
) -> bytes:
    from ldmjira.formats.test_plan import binary  # noqa: PLC0415
    from ldmjira.formats.test_plan.json_ import doc_to_json  # noqa: PLC0415
    from ldmjira.formats.test_plan.rendering import render  # noqa: PLC0415

    if chosen is PlanFormat.JSON:
        if template is not None:
            raise UsageError("JSON has no template")
        return doc_to_json(doc).encode()
    if template is None:
        text = render(doc, name)
    else:
        from ldmjira.formats.test_plan.user_template import (  # noqa: PLC0415
            render_with,
        )

        text = render_with(template, doc, name)
    match chosen:
        case PlanFormat.PDF:
            return binary.to_pdf(text)
        case PlanFormat.DOCX:
            return binary.to_docx(text)
        case _:
            return text.encode()


def _put(data: bytes, output: Path | None, chosen: PlanFormat) -> None:
    if output is not None:
        _check_replaceable(output, chosen)
        write_file(output, data)
        return
    if chosen in _BINARY and sys.stdout.isatty():
        raise UsageError(
            f"{chosen} is no text for a terminal",
            hint="Name a file with -o.",
        )
    typer.echo(data, nl=False)


def _check_replaceable(output: Path, chosen: PlanFormat) -> None:
    """A file of another kind is not what a plan may replace."""
    starts = {PlanFormat.PDF: b"%PDF", PlanFormat.DOCX: b"PK\x03\x04"}
    wanted = starts.get(chosen, b"{" if chosen is PlanFormat.JSON else b"")
    try:
        with output.open("rb") as stream:
            head = stream.read(4)
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(
            f"{output} cannot be replaced: {error.strerror}",
            hint="Give another name with -o.",
        ) from None
    if head and not head.startswith(wanted):
        raise UsageError(
            f"{output} is no {chosen} file, and is left alone",
            hint="Give another name with -o, or remove the file.",
        )


def _tell_of(found: Found) -> None:
    for name in found.unclosed:
        typer.echo(
            f"Warning: region {name} had no end; what followed was taken for "
            "its text.",
            err=True,
        )


def _tell(doc: Doc, output: Path | None) -> None:
    if output is not None:
        typer.echo(f"Wrote {output}", err=True)
    for region in doc.lost:
        typer.echo(
            f"Warning: the document has no region {region.id} any more; the "
            "text written there stands at its end.",
            err=True,
        )
    remaining = sum(region.is_open for region in doc.regions)
    if remaining:
        typer.echo(
            f"To be written by a person: {remaining} part(s).", err=True
        )
    if not doc.facts.head.pulled and doc.facts.head.plan:
        typer.echo(
            "Not pulled: texts, steps and people are missing; run `ldmjira "
            f"pull {doc.facts.head.milestone}`.",
            err=True,
        )
