"""The application: which verbs there are."""

from __future__ import annotations

import errno
import importlib
import sys
from contextlib import suppress
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ldmjira.cli.signals import end_tidily
from ldmjira.cli.verbs import VERBS
from ldmjira.constants import VERSION

__all__ = ["app", "main"]


class _Verbs(TyperGroup):
    """Verbs of which only the one that is called is imported."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, known, rest = super().resolve_command(ctx, args)
        return name, known and _load(name), rest


app = typer.Typer(
    name="ldmjira",
    cls=_Verbs,
    help=(
        "Verification control as code: milestones, features, requirements "
        "and test cases in files, in step with Jira and Zephyr Scale."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(value: bool) -> None:  # noqa: FBT001
    if value:
        typer.echo(f"ldmjira {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """Keep milestones, features and their tests in step with Jira."""


def _register() -> None:
    """Make the verbs known by name and summary."""

    def stands_in() -> None: ...

    for verb in VERBS:
        app.command(verb.name, help=verb.summary)(stands_in)


def _load(name: str | None) -> Any:
    """Import a verb, and make its command."""
    verb = next(one for one in VERBS if one.name == name)
    module, function = verb.place.split(".")
    found = getattr(importlib.import_module(f"ldmjira.cli.{module}"), function)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(verb.name)(found)
        found = alone
    return typer.main.get_command(found)


_register()


def main() -> None:
    """Run the command line."""
    end_tidily()
    try:
        app()
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EIO} or error.filename:
            raise
        # Our own files name themselves: this was the standard output.
        sys.stdout = None
        with suppress(OSError):
            typer.echo(
                "Error: The output cannot be written: "
                f"{error.strerror}\nHint: What was to be done is done; see "
                "`ldmjira log`.",
                err=True,
            )
        sys.exit(2)
