"""Options that several commands share, as annotated types."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AllMilestones",
    "AllowCreates",
    "AllowLoss",
    "Codes",
    "DryRun",
    "Format",
    "Mappings",
    "OutputFormat",
    "Proposed",
    "Rebind",
    "Yes",
]


class OutputFormat(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


def _complete_codes(ctx: typer.Context, incomplete: str) -> list[str]:
    # Imported late: completion must not slow down the other commands.
    from ldmjira.cli.completion import complete_codes  # noqa: PLC0415

    return complete_codes(ctx, incomplete)


Codes = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CODE]...",
        help="Milestones, by code.",
        show_default=False,
        autocompletion=_complete_codes,
    ),
]
Mappings = Annotated[
    Path | None,
    typer.Option(
        "--mappings",
        help="Folder of the mapping (default: mappings, here or above).",
        envvar="LDMJIRA_MAPPINGS",
        show_default=False,
    ),
]
Format = Annotated[
    OutputFormat, typer.Option("--format", help="How to print the result.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the changes, write nothing.")
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Write without asking first.")
]
AllMilestones = Annotated[
    bool, typer.Option("--all", help="Complete milestones too.")
]
Proposed = Annotated[
    bool, typer.Option("--proposed", help="Send proposed links as well.")
]
AllowCreates = Annotated[
    int,
    typer.Option(
        "--allow-creates", help="Issues that one run may create.", min=0
    ),
]
AllowLoss = Annotated[
    bool,
    typer.Option("--allow-loss", help="Go on though much would be undone."),
]
Rebind = Annotated[
    bool,
    typer.Option("--rebind", help="Accept that the site is another one."),
]
