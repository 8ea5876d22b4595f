"""``ldmjira changes``: what changed between two revisions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, assert_never

import typer

from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Mappings
from ldmjira.cli.why import ChainMode
from ldmjira.core.coverage import Mode

__all__ = ["changes"]


class ChangesFormat(StrEnum):
    """How changes are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


Revisions = Annotated[
    str,
    typer.Argument(
        metavar="[REV..REV]",
        help="Two commits, branches or tags; one: compare it with the files.",
    ),
]


def changes(
    ctx: typer.Context,
    revisions: Revisions = "HEAD",
    *,
    mode: ChainMode = Mode.PLAN,
    mappings: Mappings = None,
    output_format: Annotated[
        ChangesFormat, typer.Option("--format", help="How to print them.")
    ] = ChangesFormat.TEXT,
) -> None:
    """Tell what changed in the mapping between two revisions.

    Works offline, from git; `diff` compares with Jira.
    """
    # Imported late: the other commands do without.
    from ldmjira.formats.domain_changes import (  # noqa: PLC0415
        changes_to_json,
        changes_to_markdown,
        changes_to_text,
    )

    with user_errors():
        service = get_factory(ctx, mappings).create_changes_service()
        report = service.compare(revisions, mode=mode)
        match output_format:
            case ChangesFormat.TEXT:
                shown = changes_to_text(report)
            case ChangesFormat.JSON:
                shown = changes_to_json(report)
            case ChangesFormat.MARKDOWN:
                shown = changes_to_markdown(report)
            case _:
                assert_never(output_format)
        typer.echo(shown, nl=False)
