"""``ldmjira sandbox``: a small Jira and Zephyr to try things on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ldmjira.cli.exit_codes import ExitCode

__all__ = ["app"]

app = typer.Typer(
    help="Run a small Jira and Zephyr on this machine, to try things on.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


class _Deployment(StrEnum):
    CLOUD = "cloud"
    DATACENTER = "datacenter"


class _Seed(StrEnum):
    RUBIN = "rubin"
    EMPTY = "empty"


@app.callback()
def sandbox() -> None:
    """Run a small Jira and Zephyr on this machine, to try things on."""


@app.command()
def serve(
    *,
    port: Annotated[
        int,
        typer.Option(
            "--port", min=0, max=65535, help="Port; 0 takes a free one."
        ),
    ] = 0,
    store: Annotated[
        Path | None,
        typer.Option(
            "--store",
            help="File that keeps the site; without it nothing is kept.",
            show_default=False,
        ),
    ] = None,
    deployment: Annotated[
        _Deployment,
        typer.Option("--deployment", help="Which Jira to play."),
    ] = _Deployment.CLOUD,
    seed: Annotated[
        _Seed | None,
        typer.Option(
            "--seed",
            help=(
                "What a new store holds: Rubin's issues (the default), or no "
                "issue."
            ),
            show_default=False,
        ),
    ] = None,
    context_path: Annotated[
        str,
        typer.Option("--context-path", help="Path below which it answers."),
    ] = "/",
    jira_version: Annotated[
        str,
        typer.Option(
            "--jira-version",
            help="Version that the site tells.",
            show_default=False,
        ),
    ] = "",
    user: Annotated[
        str | None,
        typer.Option(
            "--user",
            help="User that gets in; made up unless given.",
            show_default=False,
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            help="Token of that user; made afresh unless given.",
            show_default=False,
        ),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            "--fault",
            help=(
                "A fault to inject, as 'POST /issue/bulk #2 503'; may be "
                "repeated."
            ),
            show_default=False,
        ),
    ] = None,
    fault_seed: Annotated[
        int | None,
        typer.Option(
            "--fault-seed",
            help="Seed for faults that strike at random.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serve until Ctrl-C; one JSON line tells address, user and token."""
    # Imported late: the help of all commands does without a web server.
    from ldmjira.sandbox.errors import JiraError  # noqa: PLC0415
    from ldmjira.sandbox.options import OptionError  # noqa: PLC0415
    from ldmjira.sandbox.server import (  # noqa: PLC0415
        PortError,
        SandboxServer,
    )
    from ldmjira.sandbox.server import serve as run  # noqa: PLC0415
    from ldmjira.sandbox.store import StoreError  # noqa: PLC0415

    try:
        server = SandboxServer(
            store=store,
            deployment=deployment.value,
            seed=None if seed is None else seed.value,
            port=port,
            context_path=context_path,
            jira_version=jira_version,
            user=user,
            token=token,
            faults=fault or (),
            random_seed=fault_seed,
        )
        run(server)
    except (OptionError, StoreError) as error:
        _fail(str(error))
    except JiraError as error:
        _fail(" ".join(error.messages))
    except PortError as error:
        _fail(
            f"Port {port} of 127.0.0.1 cannot be used: {error.strerror}. "
            "Choose another with --port, or leave it out."
        )


def _fail(text: str) -> None:
    typer.echo(f"Error: {text}", err=True)
    raise typer.Exit(ExitCode.USAGE)
