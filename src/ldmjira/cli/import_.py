"""``ldmjira import``: bring LDM-564 into the mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import DryRun, Format, Mappings, OutputFormat

__all__ = ["import_document"]

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="LDM-564: its Markdown text or its LaTeX list.",
        show_default=False,
    ),
]
Revision = Annotated[
    str | None,
    typer.Option(
        "--revision",
        help="Revision of a list that does not name its own.",
        show_default=False,
    ),
]


def import_document(
    ctx: typer.Context,
    file: File,
    *,
    mappings: Mappings = None,
    revision: Revision = None,
    dry_run: DryRun = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Bring the milestones and features of LDM-564 into the mapping."""
    # Imported late: the other commands do without.
    from ldmjira.formats.import_report import (  # noqa: PLC0415
        import_report_to_json,
        import_report_to_text,
    )

    with user_errors():
        service = get_factory(ctx, mappings).create_import_service()
        plan = service.decide(file, revision=revision)
        files = service.preview(plan) if dry_run else service.apply(plan)
        report = (
            import_report_to_json
            if output_format is OutputFormat.JSON
            else import_report_to_text
        )
        typer.echo(report(plan, files, written=not dry_run), nl=False)
        service.require_whole(plan)
