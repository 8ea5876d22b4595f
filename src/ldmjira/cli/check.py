"""``ldmjira check``: tell whether every feature is tested."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, assert_never

import typer

from ldmjira.adapters.files.collecting import without_collecting
from ldmjira.cli.completion import complete_codes
from ldmjira.cli.context import get_factory
from ldmjira.cli.errors import user_errors
from ldmjira.cli.exit_codes import ExitCode
from ldmjira.cli.options import Mappings
from ldmjira.cli.repository import repository_of
from ldmjira.core.coverage import Mode
from ldmjira.core.wording import plural
from ldmjira.exceptions import MappingError
from ldmjira.models.findings import CheckReport

__all__ = ["check"]


class CheckFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


Objects = Annotated[
    list[str] | None,
    typer.Argument(
        help="Milestones and features to look at (default: all).",
        metavar="[CODE]...",
        show_default=False,
        autocompletion=complete_codes,
    ),
]


def check(
    ctx: typer.Context,
    codes: Objects = None,
    *,
    mode: Annotated[
        Mode,
        typer.Option(
            "--mode",
            help=(
                "plan: Draft cases, proposals and unknown statuses count; "
                "baseline: they do not."
            ),
        ),
    ] = Mode.PLAN,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on a warning too.")
    ] = False,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Tell each note, and each of many warnings (text format).",
        ),
    ] = False,
    mappings: Mappings = None,
    output_format: Annotated[
        CheckFormat, typer.Option("--format", help="How to print findings.")
    ] = CheckFormat.TEXT,
) -> None:
    """Check that every feature is tested; exit 1 if one is not.

    Works offline, on the files of the mapping alone.
    """
    # Findings are kept to the end: there is no garbage to look for.
    with user_errors(), without_collecting():
        factory = get_factory(ctx, mappings)
        report = factory.create_check_service().check(codes or (), mode=mode)
        typer.echo(
            _printed(
                report,
                output_format,
                folder=factory.folder,
                root=repository_of(factory.root) or factory.root,
                strict=strict,
                everything=everything,
            ),
            nl=False,
        )
        if not report.is_readable:
            typer.echo(
                f"Error: {factory.folder} cannot be read: "
                f"{plural(report.counts.error, 'problem')}, listed above.\n"
                f"Hint: {MappingError.hint}",
                err=True,
            )
            raise typer.Exit(ExitCode.USAGE)
        if report.fails(strict=strict):
            raise typer.Exit(ExitCode.FINDINGS)


def _printed(
    report: CheckReport,
    output_format: CheckFormat,
    *,
    folder: Path,
    root: Path,
    strict: bool,
    everything: bool,
) -> str:
    # Imported late: the other commands do without.
    from ldmjira.core.checks import RULES  # noqa: PLC0415
    from ldmjira.formats import findings  # noqa: PLC0415

    # Tools know the repository, people the folder that they are in.
    is_for_people = output_format in {CheckFormat.TEXT, CheckFormat.JSON}
    base = Path.cwd() if is_for_people else root
    placed = findings.report_seen_from(report, folder=folder, base=base)
    match output_format:
        case CheckFormat.TEXT:
            return findings.findings_to_text(
                placed, RULES, everything=everything, strict=strict
            )
        case CheckFormat.JSON:
            return findings.findings_to_json(placed)
        case CheckFormat.JUNIT:
            return findings.findings_to_junit(placed, RULES, strict=strict)
        case CheckFormat.SARIF:
            return findings.findings_to_sarif(placed, RULES)
        case CheckFormat.GITHUB:
            return findings.findings_to_github(placed)
        case CheckFormat.MARKDOWN:
            return findings.findings_to_markdown(placed)
        case _:
            assert_never(output_format)
