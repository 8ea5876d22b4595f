"""``ldmjira list``: milestones and the state of their tests."""

from __future__ import annotations

from typing import Annotated

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Codes, Format, Mappings, OutputFormat

__all__ = ["list_milestones"]


def list_milestones(
    ctx: typer.Context,
    codes: Codes = None,
    *,
    open_only: Annotated[
        bool,
        typer.Option(
            "--open/--all", help="Open milestones only, or all of them."
        ),
    ] = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """List milestones: when due, whether complete, how far tested."""
    # Imported late: the other commands do without.
    from ldmjira.formats.listing import (  # noqa: PLC0415
        milestones_to_json,
        milestones_to_text,
    )

    with user_errors():
        service = get_factory(ctx, mappings).create_looking_service()
        found = service.list_milestones(codes or (), open_only=open_only)
        as_json = output_format is OutputFormat.JSON
        show = milestones_to_json if as_json else milestones_to_text
        typer.echo(show(found), nl=False)
