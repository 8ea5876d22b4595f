"""``ldmjira pull``: bring what changed in Jira into the mapping."""

from __future__ import annotations

from typing import Annotated

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
            "--full", help="Read all, not only what changed since last time."
        ),
    ] = False,
    allow_loss: AllowLoss = False,
    rebind: Rebind = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Bring what changed in Jira into the mapping of these milestones.

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
        service = PullService(workspace)
        plan = service.decide(
            Selection(
                codes=tuple(codes or ()),
                every=every,
                rebind=rebind,
                is_recent=not full,
            )
        )
        save_plan("pull", plan, out)
        report = (
            service.preview(plan)
            if dry_run or out is not None
            else service.apply(plan, allow_loss=allow_loss)
        )
        finish(report, output_format)
