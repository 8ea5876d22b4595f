"""``ldmjira ready``: whether the campaign of a milestone can begin."""

from __future__ import annotations

from typing import Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.options import Format, Mappings, OutputFormat

__all__ = ["ready"]


def ready(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(
            help="Milestone, by code.",
            metavar="CODE",
            show_default=False,
            autocompletion=complete_codes,
        ),
    ],
    *,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Tell whether a campaign can begin; exit 1 if it cannot.

    Works offline, on the mapping and on what was pulled last.
    """
    # Imported late: the other commands do without.
    from ldmjira.formats.readiness import (  # noqa: PLC0415
        readiness_to_json,
        readiness_to_text,
    )

    with user_errors():
        factory = get_factory(ctx, mappings)
        found = factory.create_ready_service().check(code)
        as_json = output_format is OutputFormat.JSON
        show = readiness_to_json if as_json else readiness_to_text
        typer.echo(show(found), nl=False)
        if not found.is_ready:
            raise typer.Exit(ExitCode.FINDINGS)
