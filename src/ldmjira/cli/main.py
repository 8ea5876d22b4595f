"""The application: which verbs there are."""

from __future__ import annotations

import importlib
from typing import Annotated, Final

import typer

from ldmjira.constants import VERSION

__all__ = ["app", "main"]

app = typer.Typer(
    name="ldmjira",
    help=(
        "Verification control as code: milestones, features, requirements "
        "and test cases in files, in step with Jira and Zephyr Scale."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# Name of the verb, module below `ldmjira.cli`, function in it. The order is
# that of the help.
VERBS: Final = (
    ("import", "import_", "import_document"),
    ("list", "list_", "list_milestones"),
    ("show", "show", "show"),
    ("check", "check", "check"),
    ("why", "why", "why"),
    ("impact", "impact", "impact"),
    ("suggest", "suggest", "suggest"),
    ("confirm", "confirm", "confirm"),
    ("changes", "changes", "changes"),
    ("push", "push", "push"),
    ("pull", "pull", "pull"),
    ("sync", "sync", "sync"),
    ("diff", "diff", "diff"),
    ("apply", "apply", "apply"),
    ("conflicts", "conflicts", "conflicts"),
    ("resolve", "resolve", "resolve"),
    ("adopt", "adopt", "adopt"),
    ("log", "log", "log"),
    ("testplan", "testplan", "write_plan"),
    ("results", "results", "upload_results"),
    ("ready", "ready", "ready"),
    ("schema", "schema", "schema"),
)
GROUPS: Final = (("sandbox", "sandbox"),)


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
    for name, module, function in VERBS:
        found = importlib.import_module(f"ldmjira.cli.{module}")
        app.command(name)(getattr(found, function))
    for name, module in GROUPS:
        found = importlib.import_module(f"ldmjira.cli.{module}")
        app.add_typer(found.app, name=name)


_register()


def main() -> None:
    """Run the command line."""
    app()
