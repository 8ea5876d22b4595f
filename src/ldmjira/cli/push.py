"""``ldmjira push``: bring Jira up to date with the mapping."""

from __future__ import annotations

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
from ldmjira.cli.sending import Orders, send
from ldmjira.cli.syncing import Out, Steal

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

    with user_errors():
        send(
            "push",
            get_factory(ctx, mappings),
            PushService,
            Selection(
                codes=tuple(codes or ()),
                every=every,
                with_proposed=proposed,
                may_create=True,
                rebind=rebind,
            ),
            Orders(
                dry_run=dry_run,
                out=out,
                yes=yes,
                steal=steal,
                allow_creates=allow_creates,
                allow_loss=allow_loss,
                output_format=output_format,
            ),
        )
