"""``ldmjira show``: objects of the mapping and the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ldmjira.cli.completion import complete_objects
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Format, Mappings, OutputFormat

__all__ = ["show"]

Objects = Annotated[
    list[str] | None,
    typer.Argument(
        help=(
            "Milestones, features, requirements, verification elements and "
            "test cases (default: the whole mapping)."
        ),
        metavar="[CODE]...",
        show_default=False,
        autocompletion=complete_objects,
    ),
]


def show(
    ctx: typer.Context,
    codes: Objects = None,
    *,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Show objects, what they are linked to, and where that stands."""
    # Imported late: the other commands do without.
    from ldmjira.formats.findings.places import shown_path  # noqa: PLC0415
    from ldmjira.formats.showing import (  # noqa: PLC0415
        view_to_json,
        view_to_text,
    )

    with user_errors():
        factory = get_factory(ctx, mappings)
        view = factory.create_looking_service().view(codes or ())
        as_json = output_format is OutputFormat.JSON
        write = view_to_json if as_json else view_to_text
        folder = shown_path(factory.folder, base=Path.cwd())
        typer.echo(write(view, folder=folder), nl=False)
