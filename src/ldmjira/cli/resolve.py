"""``ldmjira resolve``: settle conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Format, Mappings, OutputFormat
from ldmjira.cli.syncing import finish, progress

if TYPE_CHECKING:
    from ldmjira.models.changeset import Conflict
    from ldmjira.services.resolve import Choice

__all__ = ["resolve"]


def resolve(
    ctx: typer.Context,
    object_: Annotated[
        str,
        typer.Argument(
            metavar="OBJECT",
            help="Milestone or feature.",
            show_default=False,
            autocompletion=complete_codes,
        ),
    ],
    field: Annotated[
        str,
        typer.Argument(
            metavar="[FIELD]",
            help="Field, as `ldmjira conflicts` names it (default: all).",
            show_default=False,
        ),
    ] = "",
    *,
    mapping: Annotated[
        bool, typer.Option("--mapping", help="The mapping's value wins.")
    ] = False,
    jira: Annotated[
        bool, typer.Option("--jira", help="Jira's value wins.")
    ] = False,
    union: Annotated[
        bool, typer.Option("--union", help="Keep the elements of both.")
    ] = False,
    edit: Annotated[
        bool, typer.Option("--edit", help="Write the value in your editor.")
    ] = False,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Settle the conflicts of one object.

    The choice is written to the mapping and its baseline; commit both. What
    the mapping wins goes to Jira with the next push.
    """
    from ldmjira.services.resolve import (  # noqa: PLC0415
        Choice,
        ResolveService,
    )

    with user_errors():
        choice = _chosen(
            {
                Choice.MAPPING: mapping,
                Choice.JIRA: jira,
                Choice.UNION: union,
                Choice.EDIT: edit,
            }
        )
        with (
            get_factory(ctx, mappings).open_workspace(
                tell=progress
            ) as workspace,
            workspace.lock(),
        ):
            service = ResolveService(workspace)
            plan = service.decide(object_)
            found = service.conflicts(plan, object_, field)
            if output_format is OutputFormat.TEXT:
                _show(found)
            report = service.resolve(plan, found, choice, edit=_edited)
            finish(report, output_format)


def _show(conflicts: list[Conflict]) -> None:
    from ldmjira.formats.changeset import conflict_lines  # noqa: PLC0415

    for one in conflicts:
        for line in conflict_lines(one):
            typer.echo(line)


def _chosen(choices: dict[Choice, bool]) -> Choice:
    from ldmjira.exceptions import UsageError  # noqa: PLC0415

    chosen = [choice for choice, is_set in choices.items() if is_set]
    if len(chosen) != 1:
        raise UsageError(
            "Say how to settle it, by one option",
            hint="--mapping, --jira, --union or --edit",
        )
    return chosen[0]


def _edited(conflict: Conflict) -> str | None:
    from ldmjira.adapters.editor import edit_text  # noqa: PLC0415

    text = edit_text(
        "".join(
            f"{value}\n"
            for value in (conflict.mapping, conflict.jira)
            if value is not None
        )
    )
    return text.strip("\n") or None
