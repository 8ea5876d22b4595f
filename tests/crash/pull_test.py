"""Pulls and syncs that are killed at each change of a file.

A file counts as changed when it is opened for writing, brought to the disk,
renamed or removed; making a folder and ``git add`` count as well.
"""

from __future__ import annotations

from itertools import count
from typing import Literal

import pytest

from tests.crash.conftest import OpenSite
from tests.support.killing import Kill, Site
from tests.support.world import git

CODE = "LDM-503-10a"
FEATURE = "DM-DAX-2"
LABEL = f"ldmjira-feature-{FEATURE}"
FILE = "features/DM-DAX.yaml"
THEIRS = {
    "summary": f"{FEATURE}: TAP queries",
    "duedate": "2031-02-03",
}


def people_act(site: Site) -> None:
    """Edit two fields, and make a link."""
    key = site.key_of(LABEL)
    site.lever.human_edit(key, fields=THEIRS)
    site.lever.human(
        "POST",
        "/rest/api/3/issueLink",
        {
            "type": {"name": "Relates"},
            "inwardIssue": {"key": key},
            "outwardIssue": {"key": "LVV-18"},
        },
    )


@pytest.fixture
def edited(open_site: OpenSite) -> Site:
    """Return a site where people edited what was pushed and pulled."""
    site = open_site()
    for verb in ("push", "pull"):
        done = site.run(verb, CODE, "--yes")
        assert done.code == 0, done
    site.commit("keys and lines")
    people_act(site)
    return site


def after_all(site: Site) -> tuple[object, ...]:
    """What must be the same: bytes, what is staged, and what Jira holds."""
    content = site.content()[site.key_of(LABEL)]
    staged = git(site.folder, "diff", "--cached", "--stat")
    changed = git(site.folder, "status", "--porcelain")
    return site.files(), staged, changed, content["fields"], content["links"]


def sweep(
    site: Site,
    verb: str,
    *then: str,
    what: Literal["file", "rename"] = "file",
) -> None:
    """Kill a run at each place; what follows must give the same end."""
    site.remember()
    done = site.run(verb, CODE, "--yes")
    assert done.code == 0, done
    wanted = after_all(site)
    again = site.run(verb, CODE, "--yes")
    assert again.code == 0, again
    assert after_all(site) == wanted
    for number in count(1):
        site.go_back()
        kill = Kill(number, what=what)
        killed = site.run(verb, CODE, "--yes", kill=kill)
        if not killed.was_killed:
            assert number > 1
            return
        for next_verb in then:
            done = site.run(next_verb, CODE, "--yes")
            assert done.code in {0, 4}, (kill, done)
        assert done.code == 0, (kill, done)
        assert after_all(site) == wanted, (kill, done)


def test_pull_killed_where_a_file_is_put_in_place(edited: Site) -> None:
    sweep(edited, "pull", "pull", what="rename")


@pytest.mark.ci
def test_pull_killed_at_any_change_of_a_file(edited: Site) -> None:
    sweep(edited, "pull", "pull")


@pytest.mark.ci
def test_push_after_a_killed_pull_overwrites_nothing(edited: Site) -> None:
    sweep(edited, "pull", "push", "pull")


@pytest.mark.ci
def test_sync_killed_at_any_change_of_a_file(edited: Site) -> None:
    edited.edit(FILE, "  title: Query", "  notes: A note\n  title: Query")
    edited.commit("a note")
    sweep(edited, "sync", "sync")
