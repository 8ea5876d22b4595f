"""``ldmjira conflicts``: what both sides changed, and waits for a person."""

from __future__ import annotations

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Codes, Format, Mappings, OutputFormat, Rebind
from ldmjira.cli.syncing import finish, progress

__all__ = ["conflicts"]


def conflicts(
    ctx: typer.Context,
    codes: Codes = None,
    *,
    rebind: Rebind = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """List the conflicts of these milestones, with all three values.

    Without codes: of all milestones. Exit 4 if there are any.
    """
    from ldmjira.services.conflicts import ConflictsService  # noqa: PLC0415

    with (
        user_errors(),
        get_factory(ctx, mappings).open_workspace(tell=progress) as workspace,
    ):
        service = ConflictsService(workspace)
        finish(service.list(tuple(codes or ()), rebind=rebind), output_format)
