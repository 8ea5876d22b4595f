"""The pages name every option that there is, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from ldmjira.cli.main import app
from ldmjira.cli.verbs import VERBS, Verb

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "dev").glob("*.md")),
)
OF_OTHERS = {"--junit-xml", "--files", "--histories"}
"""Options of pytest and of the programs in ``bench/``."""

NAMED = frozenset(
    option
    for page in PAGES
    for option in re.findall(
        r"(?<![\w-])--[a-z][a-z-]+", page.read_text(encoding="utf-8")
    )
)


def options_of(verb: Verb) -> set[str]:
    group: Any = typer.main.get_command(app)
    context = typer.Context(group)
    _name, command, _rest = group.resolve_command(context, [verb.name])
    return {
        max((*one.opts, *one.secondary_opts), key=len)
        for part in commands(command)
        for one in part.params
        if one.param_type_name == "option"
    }


def commands(command: Any) -> Iterator[Any]:
    yield command
    yield from getattr(command, "commands", {}).values()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_option_stands_on_a_page(verb: Verb) -> None:
    assert options_of(verb) - NAMED == set()


def test_no_page_names_an_option_that_is_none() -> None:
    known = set().union(*map(options_of, VERBS))
    known |= {"--version", "--install-completion"}
    assert NAMED - known - OF_OTHERS == set()
