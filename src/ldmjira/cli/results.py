"""``ldmjira results``: results of automatic tests, into a campaign."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.options import (
    DryRun,
    Format,
    Mappings,
    OutputFormat,
    Yes,
)
from ldmjira.cli.syncing import progress

if TYPE_CHECKING:
    from ldmjira.models.results import ResultsReport

__all__ = ["upload_results"]


def upload_results(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="JUnit XML files, of pytest or others.",
            metavar="FILE...",
            show_default=False,
        ),
    ],
    *,
    milestone: Annotated[
        str,
        typer.Option(
            "--milestone",
            help="Milestone whose campaign gets the results.",
            metavar="CODE",
            show_default=False,
            autocompletion=complete_codes,
        ),
    ],
    cycle: Annotated[
        str | None,
        typer.Option(
            "--cycle",
            help="Test cycle, where the campaign has several.",
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Write test results to the executions of a campaign, each once.

    A test names its case by a property, the marker lvv, or its name.
    """
    # Imported late: the other commands do without.
    from ldmjira.adapters.junit import read_junit  # noqa: PLC0415
    from ldmjira.core.results import match  # noqa: PLC0415

    with user_errors():
        factory = get_factory(ctx, mappings)
        service = factory.create_results_service()
        service.campaign(milestone)
        # All files are read before anything is written.
        outcomes = [one for path in files for one in read_junit(path)]
        matched = match(outcomes, project=factory.config.zephyr.project)
        with (
            factory.lock(tell=progress),
            factory.open_case_book(tell=progress) as book,
        ):
            report = service.decide(milestone, matched, book, cycle=cycle)
            if not dry_run and _may_write(
                report, yes=yes, is_embedded=factory.is_embedded
            ):
                report = service.apply(report, book)
        _print(report, output_format)
        if report.problem:
            typer.echo(f"Error: {report.problem}", err=True)
            typer.echo(
                "Hint: Run the command again; nothing is written twice.",
                err=True,
            )
            raise typer.Exit(ExitCode.REMOTE)
        if report.refused:
            typer.echo(
                "Hint: Put a case that was refused into the cycle by hand, "
                "in Zephyr Scale; then run the command again.",
                err=True,
            )
            raise typer.Exit(ExitCode.REMOTE)
        if report.has_findings:
            raise typer.Exit(ExitCode.FINDINGS)


def _may_write(report: ResultsReport, *, yes: bool, is_embedded: bool) -> bool:
    """Ask a person before results go to a real site."""
    writes = [one for one in report.uploads if not one.done and one.cycle]
    if not writes:
        return True
    if yes or is_embedded or not sys.stdin.isatty():
        return True
    return typer.confirm(f"Write {len(writes)} result(s)?", err=True)


def _print(report: ResultsReport, output_format: OutputFormat) -> None:
    from ldmjira.formats.results import (  # noqa: PLC0415
        results_to_json,
        results_to_text,
    )

    as_json = output_format is OutputFormat.JSON
    show = results_to_json if as_json else results_to_text
    typer.echo(show(report), nl=False)
