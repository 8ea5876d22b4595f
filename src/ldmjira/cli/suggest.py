"""``ldmjira suggest``: candidates for the links of a feature."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from ldmjira.cli.completion import complete_features
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.options import Format, Mappings, OutputFormat
from ldmjira.cli.repository import repository_of

__all__ = ["suggest"]

Features = Annotated[
    list[str],
    typer.Argument(
        metavar="FEATURE...",
        help="Features to find links for.",
        show_default=False,
        autocompletion=complete_features,
    ),
]
Accept = Annotated[
    bool,
    typer.Option("--accept", help="Write the patch, as proposed links."),
]
Picked = Annotated[
    list[str] | None,
    typer.Option(
        "--pick",
        metavar="ID",
        help="Requirement or case that the patch is to hold; repeatable.",
        show_default=False,
    ),
]
Limit = Annotated[
    int,
    typer.Option("--limit", min=1, help="Candidates of each kind to show."),
]


def suggest(
    ctx: typer.Context,
    codes: Features,
    *,
    accept: Accept = False,
    picked: Picked = None,
    limit: Limit = 10,
    mappings: Mappings = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Rank links that a feature may be given.

    Requirements that it may serve, and test cases that may test it.

    Nothing is written without --accept, and then only as proposals, which
    `ldmjira confirm` turns into links that count.
    """
    # Imported late: the other commands do without.
    from ldmjira.formats.findings import shown_path  # noqa: PLC0415
    from ldmjira.formats.suggestion import (  # noqa: PLC0415
        suggestions_to_json,
        suggestions_to_text,
    )

    with user_errors():
        factory = get_factory(ctx, mappings)
        service = factory.create_suggest_service()
        patch = service.suggest(codes, limit=limit, picked=picked or ())
        written = service.accept(patch) if accept else None
        is_json = output_format is OutputFormat.JSON
        report = suggestions_to_json if is_json else suggestions_to_text
        # Named as `git apply` wants it, at the top of the repository.
        base = repository_of(factory.folder) or factory.folder.parent
        changes = [
            replace(
                change,
                name=shown_path(factory.folder / change.name, base=base),
            )
            for change in patch.changes
        ]
        text = report(patch.suggestions, changes, written=written)
        typer.echo(text, nl=False)
