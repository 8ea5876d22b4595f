"""``ldmjira confirm``: accept the proposed links of a feature."""

from __future__ import annotations

from typing import Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import DryRun, Format, Mappings, OutputFormat

__all__ = ["confirm"]

Owner = Annotated[
    str,
    typer.Argument(
        metavar="FEATURE",
        help="Feature (or milestone) whose links you have read.",
        show_default=False,
        autocompletion=complete_codes,
    ),
]
Requirements = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[REQUIREMENT]...",
        help="Requirements to confirm (default: all of its links).",
        show_default=False,
    ),
]


def confirm(
    ctx: typer.Context,
    code: Owner,
    requirements: Requirements = None,
    *,
    dry_run: DryRun = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Confirm that a feature serves its requirements.

    Remembers both titles and the revision of the document, so that `check`
    can tell when they change.
    """
    # Imported late: the other commands do without.
    from ldmjira.formats.confirmation import (  # noqa: PLC0415
        confirmation_to_json,
        confirmation_to_text,
    )

    with user_errors():
        service = get_factory(ctx, mappings).create_confirm_service()
        links = service.decide(code, requirements or ())
        files = service.preview(links) if dry_run else service.apply(links)
        is_json = output_format is OutputFormat.JSON
        report = confirmation_to_json if is_json else confirmation_to_text
        typer.echo(report(links, files, written=not dry_run), nl=False)
