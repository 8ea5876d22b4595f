"""Shell completion: the codes that the mapping really holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from ldmjira.config.places import find_mappings

__all__ = ["complete_codes", "complete_features", "complete_objects"]

# Commands that take milestones only.
_MILESTONE_VERBS = frozenset(
    {"push", "pull", "sync", "diff", "testplan", "results", "ready", "list"}
)
_FEATURE = re.compile(r"^[\"']?(DM-[A-Z0-9-]+)[\"']?:", re.MULTILINE)
_FIRST_COLUMN = re.compile(r"^([A-Z][A-Z0-9_-]+),", re.MULTILINE)
_TABLES = ("requirements.csv", "verification_elements.csv", "cases.csv")


def complete_codes(ctx: typer.Context, incomplete: str) -> list[str]:
    """Milestones, and features where the command takes them.

    Parameters
    ----------
    ctx
        Context of the command that is being typed.
    incomplete
        What has been typed of the code.

    Returns
    -------
    list of str
        Codes that go on like this, sorted; letter case is ignored.
    """
    folder = _folder(ctx)
    found = list(_milestones(folder))
    if ctx.info_name not in _MILESTONE_VERBS:
        found.extend(_features(folder))
    return _matching(found, incomplete)


def complete_features(ctx: typer.Context, incomplete: str) -> list[str]:
    """Features alone; otherwise like `complete_codes`."""
    return _matching(_features(_folder(ctx)), incomplete)


def complete_objects(ctx: typer.Context, incomplete: str) -> list[str]:
    """Whatever mapping or catalogue know; otherwise like `complete_codes`."""
    folder = _folder(ctx)
    found = [*_milestones(folder), *_features(folder)]
    if incomplete:  # the tables hold thousands
        found.extend(_keys(folder))
    return _matching(found, incomplete)


def _folder(ctx: typer.Context) -> Path:
    named = ctx.params.get("mappings")
    return Path(named) if named else find_mappings(Path.cwd())


def _milestones(folder: Path) -> Iterator[str]:
    for path in (folder / "milestones").glob("*.yaml"):
        yield path.stem


def _features(folder: Path) -> Iterator[str]:
    for path in (folder / "features").glob("*.yaml"):
        yield from _FEATURE.findall(_text(path))


def _keys(folder: Path) -> Iterator[str]:
    for name in _TABLES:
        yield from _FIRST_COLUMN.findall(_text(folder / "catalog" / name))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # completion never complains
        return ""


def _matching(codes: Iterator[str] | list[str], incomplete: str) -> list[str]:
    from ldmjira.models.keys import natural_key  # noqa: PLC0415

    wanted = incomplete.upper()
    return sorted(
        {code for code in codes if code.upper().startswith(wanted)},
        key=natural_key,
    )
