"""What push, pull, diff and sync share on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.options import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldmjira.models.report import SyncReport
    from ldmjira.services.deciding import Plan

__all__ = [
    "Out",
    "Steal",
    "ask",
    "ask_first",
    "exit_of",
    "finish",
    "progress",
    "save_plan",
    "warn",
]

_NOTICES: Final = ("No site configured", "Waiting ")

Steal = Annotated[
    bool,
    typer.Option(
        "--steal", help="Take over the lease of the site from another run."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Save the changeset for `ldmjira apply`; write nothing.",
        show_default=False,
    ),
]


def progress(line: str) -> None:
    """Tell what is going on, on a terminal only; notices always."""
    if line.startswith(_NOTICES) or sys.stderr.isatty():
        typer.echo(line, err=True)


def warn(lines: Iterable[str]) -> None:
    """Print lines on standard error, whoever reads it."""
    from ldmjira.formats.terminal import safe_block  # noqa: PLC0415

    for line in lines:
        typer.echo(safe_block(line), err=True)


def ask_first(
    report: SyncReport,
    output_format: OutputFormat,
    *,
    yes: bool,
    is_embedded: bool,
) -> bool:
    """Show what would be written and ask, if somebody is there to answer.

    Parameters
    ----------
    report
        What would be written.
    output_format
        How the result is printed.
    yes
        Whether not to ask.
    is_embedded
        Whether the site is only the embedded sandbox.

    Returns
    -------
    bool
        Whether to go on.

    Raises
    ------
    Exit
        If the answer is no, and all has been shown.
    """
    if yes or is_embedded or not _is_terminal() or not report.outcomes:
        return True
    from ldmjira.formats.changeset import report_to_text  # noqa: PLC0415

    typer.echo(report_to_text(report), nl=False, err=True)
    if typer.confirm(f"Write this to {report.site}?", err=True):
        return True
    typer.echo("Nothing was written.", err=True)
    if output_format is OutputFormat.TEXT:
        raise typer.Exit(ExitCode.DONE)
    return False


def ask(question: str, *, yes: bool, is_embedded: bool) -> bool:
    """Ask whether to go on, if somebody is there to answer.

    Parameters
    ----------
    question
        What to ask.
    yes
        Whether not to ask.
    is_embedded
        Whether the site is only the embedded sandbox.

    Returns
    -------
    bool
        Whether to go on.
    """
    if yes or is_embedded or not _is_terminal():
        return True
    return typer.confirm(question, err=True)


def save_plan(verb: str, plan: Plan, out: Path | None) -> None:
    """Save what was decided, if a file was named.

    Parameters
    ----------
    verb
        ``push``, ``pull`` or ``sync``.
    plan
        What was decided.
    out
        File to save it to.

    Raises
    ------
    UsageError
        If the file cannot be written, or is something else.
    """
    if out is None:
        return
    from ldmjira.adapters.files.saving import save_text  # noqa: PLC0415
    from ldmjira.formats.saved import saved_to_json  # noqa: PLC0415
    from ldmjira.services.apply import save  # noqa: PLC0415

    _check_place(out)
    save_text(out, saved_to_json(save(verb, plan)))
    typer.echo(
        f"Saved to {out}; nothing was written. Do it with "
        f"`ldmjira apply {out}`.",
        err=True,
    )


def _check_place(out: Path) -> None:
    """See that a changeset takes the place of nothing but a changeset."""
    from ldmjira.cli.files import read_text  # noqa: PLC0415
    from ldmjira.exceptions import UsageError  # noqa: PLC0415
    from ldmjira.formats.saved import is_saved  # noqa: PLC0415

    hint = "Name a new file with --out, or one that --out made before."
    if str(out) == "-":
        raise UsageError("--out takes the name of a file", hint=hint)
    if out.is_dir() or (out.exists() and not out.is_file()):
        raise UsageError(f"{out} is no file", hint=hint)
    if out.exists() and not is_saved(read_text(out, "saved changeset")):
        raise UsageError(
            f"{out} holds something else than a saved changeset; it was left "
            "as it is",
            hint=hint,
        )


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


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
