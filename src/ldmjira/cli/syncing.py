"""What push, pull, diff and sync share on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.options import OutputFormat

if TYPE_CHECKING:
    from ldmjira.models.report import SyncReport

__all__ = ["ask_first", "exit_of", "finish", "progress", "tell"]


def tell(line: str) -> None:
    """Print a line for people on stderr."""
    typer.echo(line, err=True)


def progress(line: str) -> None:
    """Tell what is going on, on a terminal only; notices always."""
    if line.startswith("No site configured") or sys.stderr.isatty():
        typer.echo(line, err=True)


def ask_first(report: SyncReport, *, yes: bool, is_embedded: bool) -> bool:
    """Show what would be written and ask, if somebody is there to answer.

    Parameters
    ----------
    report
        What would be written.
    yes
        Whether not to ask.
    is_embedded
        Whether the site is only the embedded sandbox.

    Returns
    -------
    bool
        Whether to go on.
    """
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if yes or is_embedded or not is_terminal or not report.outcomes:
        return True
    from ldmjira.formats.changeset import report_to_text  # noqa: PLC0415

    typer.echo(report_to_text(report), nl=False)
    return typer.confirm(f"Write this to {report.site}?")


def finish(report: SyncReport, output_format: OutputFormat) -> None:
    """Print a report and exit with its code.

    Parameters
    ----------
    report
        What became of the run.
    output_format
        Text or JSON.

    Raises
    ------
    Exit
        Unless all is done and agreed.
    """
    from ldmjira.formats.changeset import (  # noqa: PLC0415
        report_to_json,
        report_to_text,
    )

    as_json = output_format is OutputFormat.JSON
    typer.echo(
        (report_to_json if as_json else report_to_text)(report), nl=False
    )
    code = exit_of(report)
    if code is not ExitCode.DONE:
        raise typer.Exit(code)


def exit_of(report: SyncReport) -> ExitCode:
    """Exit code of a report.

    Parameters
    ----------
    report
        What became of the run.

    Returns
    -------
    ExitCode
        The first that applies of: remote trouble, a person has to settle
        something, done.
    """
    if report.is_remote_trouble:
        return ExitCode.REMOTE
    if report.needs_a_person:
        return ExitCode.CONFLICTS
    return ExitCode.DONE
