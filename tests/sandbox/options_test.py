"""What a sandbox may be told when it starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ldmjira.sandbox.options import OptionError, checked_path
from ldmjira.sandbox.server import SandboxServer
from ldmjira.sandbox.store import StoreError


@pytest.mark.parametrize(
    "option",
    [
        {"context_path": "a b"},
        {"context_path": "/x/../y"},
        {"context_path": "/a?b"},
        {"context_path": "//a//b"},
        {"jira_version": "abc"},
        {"jira_version": "9..2"},
        {"user": ""},
        {"user": "a:b"},
        {"token": ""},
        {"token": "a\nb"},
        {"token": "é"},
    ],
    ids=str,
)
def test_what_makes_no_sense(option: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        SandboxServer(**option)


@pytest.mark.parametrize(
    ("given", "path"),
    [("/", ""), ("", ""), ("jira", "/jira"), ("/a/b-1.2/", "/a/b-1.2")],
)
def test_a_context_path_begins_with_a_slash(given: str, path: str) -> None:
    assert checked_path(given) == path


@pytest.mark.parametrize("version", ["9.12.15", "10", "1001.0.0-SNAPSHOT"])
def test_a_version_is_told_by_the_site(version: str) -> None:
    assert SandboxServer(jira_version=version)


def test_a_store_is_not_taken_for_one_of_another_seed(tmp_path: Path) -> None:
    path = tmp_path / "site.db"
    with SandboxServer(store=path, seed="empty") as server:
        token = server.token
    with (
        pytest.raises(StoreError, match="made with --seed empty"),
        SandboxServer(store=path, seed="rubin"),
    ):
        pass
    with SandboxServer(store=path) as server:
        assert server.token != token
        assert server.sandbox.site.store.count("issue") == 0
