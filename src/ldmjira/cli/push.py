"""``ldmjira push``: bring Jira up to date with the mapping."""

from __future__ import annotations

from contextlib import nullcontext

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import (
    AllMilestones,
    AllowCreates,
    AllowLoss,
    Codes,
    DryRun,
    Format,
    Mappings,
    OutputFormat,
    Proposed,
    Rebind,
    Yes,
)
from ldmjira.cli.syncing import (
    Out,
    Steal,
    ask_first,
    finish,
    progress,
    save_plan,
    warn,
)

__all__ = ["push"]


def push(
    ctx: typer.Context,
    codes: Codes = None,
    *,
    every: AllMilestones = False,
    proposed: Proposed = False,
    dry_run: DryRun = False,
    out: Out = None,
    yes: Yes = False,
    allow_creates: AllowCreates = 50,
    allow_loss: AllowLoss = False,
    rebind: Rebind = False,
    steal: Steal = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Bring Jira up to date with the mapping of these milestones.

    Without codes: the open ones. No file of the mapping is edited.
    """
    from ldmjira.services.push import PushService  # noqa: PLC0415
    from ldmjira.services.situation import Selection  # noqa: PLC0415

    with (
        user_errors(),
        get_factory(ctx, mappings).open_workspace(tell=progress) as workspace,
        workspace.lock(),
        nullcontext() if dry_run or out else workspace.lease(steal),
    ):
        service = PushService(workspace)
        plan = service.decide(
            Selection(
                codes=tuple(codes or ()),
                every=every,
                with_proposed=proposed,
                may_create=True,
                rebind=rebind,
            )
        )
        save_plan("push", plan, out)
        report = service.preview(
            plan, allow_creates=allow_creates, allow_loss=allow_loss
        )
        is_dry = dry_run or out is not None
        if not is_dry:
            service.judge(
                plan, allow_creates=allow_creates, allow_loss=allow_loss
            )
            warn(service.announcement(plan))
        if not is_dry and ask_first(
            report,
            output_format,
            yes=yes,
            is_embedded=plan.situation.site.is_embedded,
        ):
            report = service.apply(
                plan, allow_creates=allow_creates, allow_loss=allow_loss
            )
        finish(report, output_format)
