"""``ldmjira adopt``: take an issue that exists for an object of ours."""

from __future__ import annotations

from typing import Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import DryRun, Mappings, Yes
from ldmjira.cli.syncing import ask, progress

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
    mappings: Mappings = None,
) -> None:
    """Take an existing issue for that of a milestone or feature.

    The issue gets our label and property, the mapping its key. Its title
    and date stay Jira's: differences are shown as drift.
    """
    from ldmjira.services.adopt import AdoptService  # noqa: PLC0415

    with (
        user_errors(),
        get_factory(ctx, mappings).open_workspace(tell=progress) as workspace,
        workspace.lock(),
    ):
        service = AdoptService(workspace)
        adoption = service.decide(code, key)
        issue = adoption.issue
        typer.echo(f"{code}: {adoption.title}")
        typer.echo(f"{issue.key}: {issue.summary} ({issue.type})")
        if adoption.doubt and (dry_run or force):
            typer.echo(f"Doubt: {adoption.doubt}", err=True)
        if dry_run or not ask(
            f"Adopt {issue.key} as {code}?",
            yes=yes,
            is_embedded=adoption.site.is_embedded,
        ):
            return
        files = service.apply(adoption, force=force)
        typer.echo(f"{issue.key} is {code} now")
        for file in files:
            typer.echo(f"changed {file}")
