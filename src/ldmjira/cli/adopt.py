"""``ldmjira adopt``: take an issue that exists for an object of ours."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import DryRun, Format, Mappings, OutputFormat, Yes
from ldmjira.cli.syncing import Steal, ask, progress

__all__ = ["adopt"]


def adopt(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="Milestone or feature.",
            show_default=False,
            autocompletion=complete_codes,
        ),
    ],
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY", help="Key of the issue.", show_default=False
        ),
    ],
    *,
    force: Annotated[
        bool,
        typer.Option("--force", help="Even if it looks like another thing."),
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    steal: Steal = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Take an existing issue for that of a milestone or feature.

    The issue gets our label and property, the mapping its key. Its title
    and date stay Jira's: differences are shown as drift.
    """
    from ldmjira.formats.adoption import (  # noqa: PLC0415
        adoption_to_json,
        adoption_to_text,
    )
    from ldmjira.services.adopt import AdoptService  # noqa: PLC0415

    with (
        user_errors(),
        get_factory(ctx, mappings).open_workspace(tell=progress) as workspace,
        workspace.lock(),
        nullcontext() if dry_run else workspace.lease(steal),
    ):
        service = AdoptService(workspace)
        adoption = service.decide(code, key)
        told = (code, adoption.title, adoption.issue, adoption.doubt)
        is_text = output_format is OutputFormat.TEXT
        if is_text:
            typer.echo(adoption_to_text(*told), nl=False)
        is_done, files = False, []
        if not dry_run and ask(
            f"Adopt {adoption.issue.key} as {code}?",
            yes=yes,
            is_embedded=adoption.site.is_embedded,
        ):
            files = service.apply(adoption, force=force)
            is_done = True
        if not is_text:
            text = adoption_to_json(*told, is_done=is_done, files=files)
            typer.echo(text, nl=False)
        elif is_done:
            typer.echo(f"{adoption.issue.key} is {code} now")
            for file in files:
                typer.echo(f"changed {file}")
