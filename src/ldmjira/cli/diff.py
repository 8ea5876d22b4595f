"""``ldmjira diff``: show how the mapping and Jira differ."""

from __future__ import annotations

from typing import Annotated

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.options import (
    AllMilestones,
    Codes,
    DryRun,
    Format,
    Mappings,
    OutputFormat,
    Proposed,
    Rebind,
    Yes,
)
from ldmjira.cli.syncing import Out, finish, progress, save_plan

__all__ = ["diff"]


def diff(
    ctx: typer.Context,
    codes: Codes = None,
    *,
    every: AllMilestones = False,
    proposed: Proposed = False,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Exit 1 if anything differs."),
    ] = False,
    out: Out = None,
    dry_run: DryRun = False,  # noqa: ARG001  (diff never writes)
    yes: Yes = False,  # noqa: ARG001
    rebind: Rebind = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Show how the mapping of these milestones and Jira differ.

    Without codes: the open ones. Nothing is written on either side.
    """
    from ldmjira.services.diff import DiffService  # noqa: PLC0415
    from ldmjira.services.situation import Selection  # noqa: PLC0415

    with (
        user_errors(),
        get_factory(ctx, mappings).open_workspace(tell=progress) as workspace,
    ):
        service = DiffService(workspace)
        plan = service.decide(
            Selection(
                codes=tuple(codes or ()),
                every=every,
                with_proposed=proposed,
                rebind=rebind,
            )
        )
        save_plan("sync", plan, out)
        report = service.preview(plan)
        finish(report, output_format)
        if exit_code and (report.outcomes or report.drift):
            raise typer.Exit(ExitCode.FINDINGS)
