"""``ldmjira apply``: apply a saved changeset, exactly or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import (
    AllowCreates,
    AllowLoss,
    Format,
    Mappings,
    OutputFormat,
    Yes,
)
from ldmjira.cli.syncing import (
    Steal,
    ask_first,
    finish,
    progress,
    warn,
)

__all__ = ["apply"]


def apply(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Changeset that --out saved.",
            show_default=False,
        ),
    ],
    *,
    yes: Yes = False,
    allow_creates: AllowCreates = 50,
    allow_loss: AllowLoss = False,
    steal: Steal = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Apply a changeset that push, pull or sync saved with --out.

    Refused if the mapping, its baseline, an issue or a campaign moved since.
    """
    from ldmjira.cli.files import read_text  # noqa: PLC0415
    from ldmjira.formats.saved import saved_from_json  # noqa: PLC0415
    from ldmjira.services.apply import ApplyService  # noqa: PLC0415

    with user_errors():
        text = read_text(file, "saved changeset")
        run = saved_from_json(text, file=str(file))
        with (
            get_factory(ctx, mappings).open_workspace(
                tell=progress
            ) as workspace,
            workspace.lock(),
            workspace.lease(steal),
        ):
            service = ApplyService(workspace, run)
            plan = service.decide()
            service.judge(
                plan, allow_creates=allow_creates, allow_loss=allow_loss
            )
            report = service.preview(plan)
            warn(service.announcement(plan))
            if ask_first(
                report,
                output_format,
                yes=yes,
                is_embedded=plan.situation.site.is_embedded,
            ):
                report = service.apply(
                    plan,
                    allow_creates=allow_creates,
                    allow_loss=allow_loss,
                )
            finish(report, output_format)
