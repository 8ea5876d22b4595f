"""``ldmjira pull``: bring what changed in Jira into the mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import (
    AllMilestones,
    AllowLoss,
    Codes,
    DryRun,
    Format,
    Mappings,
    OutputFormat,
    Rebind,
    Yes,
)
from ldmjira.cli.syncing import Out, finish, progress, save_plan

if TYPE_CHECKING:
    from ldmjira.services.workspace import Workspace

__all__ = ["pull"]


def pull(
    ctx: typer.Context,
    codes: Codes = None,
    *,
    every: AllMilestones = False,
    dry_run: DryRun = False,
    out: Out = None,
    yes: Yes = False,  # noqa: ARG001  (only files change: nothing to ask)
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Read all, not only what changed since last time; what is "
            "named is always read.",
        ),
    ] = False,
    catalog: Annotated[
        bool,
        typer.Option(
            "--catalog",
            help="Refresh the tables below catalog/ from Jira and Zephyr; "
            "with codes, pull those as well.",
        ),
    ] = False,
    allow_loss: AllowLoss = False,
    rebind: Rebind = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Bring what changed in Jira into these milestones' mapping.

    Without codes: the open ones. Values, keys and baselines are written and
    put into git's index; commit them together.
    """
    from ldmjira.services.pull import PullService  # noqa: PLC0415
    from ldmjira.services.situation import Selection  # noqa: PLC0415

    with (
        user_errors(),
        get_factory(ctx, mappings).open_workspace(tell=progress) as workspace,
        workspace.lock(),
    ):
        if catalog:
            refresh(
                workspace,
                dry_run=dry_run,
                allow_loss=allow_loss,
                rebind=rebind,
                output_format=output_format,
            )
            if not codes and not every:
                return
        service = PullService(workspace)
        plan = service.decide(
            Selection(
                codes=tuple(codes or ()),
                every=every,
                rebind=rebind,
                # What is named is few, and worth a look at each.
                is_recent=not (full or codes),
            )
        )
        save_plan("pull", plan, out)
        report = (
            service.preview(plan, allow_loss=allow_loss)
            if dry_run or out is not None
            else service.apply(plan, allow_loss=allow_loss)
        )
        finish(report, output_format)


def refresh(
    workspace: Workspace,
    *,
    dry_run: bool,
    allow_loss: bool,
    rebind: bool,
    output_format: OutputFormat,
) -> None:
    """Refresh the catalogue, and print what changed."""
    from ldmjira.formats.refresh import (  # noqa: PLC0415
        refresh_to_json,
        refresh_to_text,
    )
    from ldmjira.services.refresh import RefreshService  # noqa: PLC0415

    service = RefreshService(workspace)
    plan = service.decide(allow_loss=allow_loss, rebind=rebind)
    report = plan.report if dry_run else service.apply(plan)
    as_json = output_format is OutputFormat.JSON
    typer.echo(
        (refresh_to_json if as_json else refresh_to_text)(report), nl=False
    )
