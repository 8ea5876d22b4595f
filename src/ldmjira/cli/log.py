"""``ldmjira log``: what was written, when and by whom."""

from __future__ import annotations

from typing import Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Format, Mappings, OutputFormat

__all__ = ["log"]


def log(
    ctx: typer.Context,
    object_: Annotated[
        str,
        typer.Argument(
            metavar="[OBJECT]",
            help="Milestone or feature (default: all).",
            show_default=False,
            autocompletion=complete_codes,
        ),
    ] = "",
    *,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Show every value that push and pull wrote from this checkout."""
    from ldmjira.formats.audit import (  # noqa: PLC0415
        audit_to_json,
        audit_to_text,
    )

    with user_errors():
        service = get_factory(ctx, mappings).create_audit_service()
        records = service.read(object_)
        as_json = output_format is OutputFormat.JSON
        typer.echo(
            (audit_to_json if as_json else audit_to_text)(records), nl=False
        )
