"""``ldmjira why``: the chain that makes an object tested, or not."""

from __future__ import annotations

from typing import Annotated

import typer

from ldmjira.cli.completion import complete_objects
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Format, Mappings, OutputFormat
from ldmjira.core.coverage import Mode

__all__ = ["ChainMode", "Object", "why"]

Object = Annotated[
    str,
    typer.Argument(
        metavar="OBJECT",
        help="Milestone, feature, requirement, element or test case.",
        show_default=False,
        autocompletion=complete_objects,
    ),
]
ChainMode = Annotated[
    Mode,
    typer.Option(
        "--mode",
        help="baseline: Draft cases and unknown statuses do not count.",
    ),
]


def why(
    ctx: typer.Context,
    code: Object,
    *,
    mode: ChainMode = Mode.PLAN,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Tell in words why an object is tested, or why it is not."""
    # Imported late: the other commands do without.
    from ldmjira.formats.trace import (  # noqa: PLC0415
        trace_to_json,
        trace_to_text,
    )

    with user_errors():
        service = get_factory(ctx, mappings).create_why_service()
        step = service.explain(code, mode=mode)
        is_json = output_format is OutputFormat.JSON
        shown = trace_to_json(step) if is_json else trace_to_text(step)
        typer.echo(shown, nl=False)
