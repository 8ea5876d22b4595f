"""The one place that prints errors for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.signals import TerminatedError
from ldmjira.exceptions import LdmJiraError

__all__ = ["user_errors"]


@contextmanager
def user_errors() -> Iterator[None]:
    """Print an `LdmJiraError` on stderr and exit with its code.

    Anything else is a bug, and keeps its traceback.
    """
    try:
        yield
    except LdmJiraError as error:
        from ldmjira.formats.terminal import safe_block  # noqa: PLC0415

        # A message may quote a file or an answer of somebody else.
        typer.echo(safe_block(f"Error: {error.message}"), err=True)
        if error.hint:
            typer.echo(safe_block(f"Hint: {error.hint}"), err=True)
        raise typer.Exit(error.exit_code) from None
    except TerminatedError:
        typer.echo("Terminated; run the command again to go on.", err=True)
        raise typer.Exit(ExitCode.TERMINATED) from None
    except KeyboardInterrupt:
        typer.echo("Interrupted; run the command again to go on.", err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except typer.Abort:  # Ctrl-C, or the end of the input, at a question
        typer.echo("\nInterrupted; nothing was written.", err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
