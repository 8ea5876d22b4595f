"""How a command comes by its factory."""

from __future__ import annotations

from pathlib import Path

import typer

from ldmjira.factory import Factory

__all__ = ["get_factory"]


def get_factory(ctx: typer.Context, mappings: Path | None = None) -> Factory:
    """Give the factory for this command.

    Parameters
    ----------
    ctx
        Context of the command; tests put a factory of their own in it.
    mappings
        Folder of the mapping, if the user named one.

    Returns
    -------
    Factory
        That of the context, or a new one for this folder.
    """
    if isinstance(ctx.obj, Factory):
        return ctx.obj
    return Factory.for_folder(mappings)
