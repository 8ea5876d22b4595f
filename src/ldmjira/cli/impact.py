"""``ldmjira impact``: who is hurt if an object goes."""

from __future__ import annotations

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Format, Mappings, OutputFormat
from ldmjira.cli.why import ChainMode, Object
from ldmjira.core.coverage import Mode

__all__ = ["impact"]


def impact(
    ctx: typer.Context,
    code: Object,
    *,
    mode: ChainMode = Mode.PLAN,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Tell who is hurt if a case, an element or a requirement goes."""
    # Imported late: the other commands do without.
    from ldmjira.formats.impact import (  # noqa: PLC0415
        impact_to_json,
        impact_to_text,
    )

    with user_errors():
        service = get_factory(ctx, mappings).create_impact_service()
        found = service.find(code, mode=mode)
        is_json = output_format is OutputFormat.JSON
        shown = impact_to_json(found) if is_json else impact_to_text(found)
        typer.echo(shown, nl=False)
