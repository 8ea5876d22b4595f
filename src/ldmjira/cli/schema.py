"""``ldmjira schema``: JSON Schemas for editors and other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ldmjira.cli.errors import user_errors
from ldmjira.exceptions import UsageError

__all__ = ["schema"]


class SchemaName(StrEnum):
    """Files that have a schema."""

    MILESTONE = "milestone"
    FEATURE = "feature"
    WAIVERS = "waivers"
    SETTINGS = "ldmjira"


Names = Annotated[
    list[SchemaName] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="Schemas to give (default: all): milestone, feature, waivers, "
        "ldmjira.",
        show_default=False,
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR",
        help="Folder to write NAME.json files to.",
        show_default=False,
    ),
]


def schema(names: Names = None, *, output: Folder = None) -> None:
    """Give JSON Schemas of the mapping's files and ldmjira.toml.

    One schema is printed as it is, several as an object by name; with -o
    each goes to a file of its own.
    """
    # Imported late: the other commands do without.
    from ldmjira.config.project import ProjectConfig  # noqa: PLC0415
    from ldmjira.formats.schemas import (  # noqa: PLC0415
        mapping_schemas,
        schema_of,
        schema_to_text,
    )

    with user_errors():
        known = {
            **mapping_schemas(),
            "ldmjira": schema_of(ProjectConfig, title="Settings of ldmjira"),
        }
        chosen = {
            name.value: known[name.value] for name in names or SchemaName
        }
        if output is not None:
            _write(
                output,
                {name: schema_to_text(one) for name, one in chosen.items()},
            )
        elif len(chosen) == 1:
            typer.echo(schema_to_text(*chosen.values()), nl=False)
        else:
            typer.echo(schema_to_text(chosen), nl=False)


def _write(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = folder / f"{name}.json"
            path.write_text(text, encoding="utf-8")
            typer.echo(path)
    except OSError as error:
        raise UsageError(
            f"Schemas cannot be written to {folder}: {error.strerror}",
            hint="Name a folder that you may write to.",
        ) from error
