"""Kills where a push undoes something, and where people act in between.

A removal takes a request of its own, after the one that logs it; so does a
link that the site does not take with the edit. What is left half done must
not look like somebody's wish.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from tests.crash.conftest import OpenSite
from tests.support.killing import Done, Kill, Site

FEATURE = "DM-DAX-2"
LABEL = f"ldmjira-feature-{FEATURE}"
FILE = "features/DM-DAX.yaml"
REQUIREMENT = "DMS-API-REQ-0006"
LINKED = "LVV-10015"
CODES = ("LDM-503-09", "LDM-503-10a")
MILESTONE = "DM-19209"  # the issue of LDM-503-10a

Side = Literal["before", "after"]
THEN = [
    "pull",
    pytest.param("push", marks=pytest.mark.ci),
    pytest.param("sync", marks=pytest.mark.ci),
]
"""What is run after the kill; a pull is what would undo a removal."""


def confirmed(site: Site) -> Site:
    """Make the feature's links confirmed ones."""
    lines = (
        (site.folder / "mappings" / FILE).read_text().splitlines(keepends=True)
    )
    start = lines.index(f"{FEATURE}:\n")
    end = next(i for i in range(start + 1, len(lines)) if lines[i] == "\n")
    for place in range(start, end):
        lines[place] = lines[place].replace(
            "status: proposed", "status: confirmed"
        )
    (site.folder / "mappings" / FILE).write_text("".join(lines))
    site.commit("confirmed")
    return site


def without_requirement(site: Site) -> None:
    lines = (
        (site.folder / "mappings" / FILE).read_text().splitlines(keepends=True)
    )
    start = lines.index(f"{FEATURE}:\n")
    place = next(
        i for i in range(start, len(lines)) if REQUIREMENT in lines[i]
    )
    del lines[place]
    (site.folder / "mappings" / FILE).write_text("".join(lines))
    site.commit("no longer required")


def run(site: Site, verb: str, kill: Kill | None = None) -> Done:
    more = ["--allow-loss"]
    return site.run(verb, *CODES, "--yes", *more, kill=kill)


def kills(
    site: Site, verb: str, *, side: Side = "before", whole: bool = False
) -> Iterator[tuple[Kill, Done]]:
    """Kill a run at each request in turn, from the same start.

    The reads before the first write change nothing, and are left out unless
    the whole is asked for.
    """
    site.lever.forget_requests()
    undisturbed = run(site, verb)
    assert undisturbed.code == 0, undisturbed
    log = [f"{one['method']} {one['path']}" for one in site.lever.log()]
    first = 1 if whole else log.index(site.writes()[0]) + 1
    for number in range(first, len(log) + 1):
        site.go_back()
        kill = Kill(number, side)
        done = run(site, verb, kill)
        assert done.was_killed, (kill, done)
        yield kill, done


def links_of(site: Site) -> set[tuple[str, str]]:
    """Links of the feature's issue, from either end."""
    content = site.content()
    key = site.key_of(LABEL)
    found = {tuple(link) for link in content[key]["links"]}
    found |= {
        (kind, other)
        for other, issue in content.items()
        for kind, end in issue["links"]
        if end == key
    }
    return found


def is_linked(site: Site, other: str) -> bool:
    return any(end == other for _, end in links_of(site))


@pytest.fixture
def pushed(open_site: OpenSite) -> Site:
    """Return a site where the feature was pushed, pulled and committed."""
    site = confirmed(open_site())
    for verb in ("push", "pull"):
        done = run(site, verb)
        assert done.code == 0, done
    site.commit("keys and lines")
    assert is_linked(site, LINKED)
    return site


@pytest.mark.parametrize("then", THEN)
@pytest.mark.parametrize("side", ["before", "after"])
def test_removal_is_finished_not_undone(
    pushed: Site, side: Side, then: str
) -> None:
    without_requirement(pushed)
    pushed.remember()
    for kill, _ in kills(pushed, "push", side=side):
        again = run(pushed, then)
        assert again.code == 0, (kill, again)
        text = (pushed.folder / "mappings" / FILE).read_text()
        assert (
            REQUIREMENT
            not in text.partition(f"{FEATURE}:")[2].partition("\n\n")[0]
        ), (kill, again)
        pushed.commit("whatever was pulled")
        last = run(pushed, "push")
        assert last.code == 0, (kill, last)
        assert not is_linked(pushed, LINKED), (kill, last)


def test_link_made_anew_by_a_person_is_kept(pushed: Site) -> None:
    without_requirement(pushed)
    done = run(pushed, "push")
    assert done.code == 0, done
    assert not is_linked(pushed, LINKED)
    pushed.lever.human(
        "POST",
        "/rest/api/3/issueLink",
        {
            "type": {"name": "Relates"},
            "inwardIssue": {"key": pushed.key_of(LABEL)},
            "outwardIssue": {"key": LINKED},
        },
    )
    pulled = run(pushed, "pull")
    assert pulled.code == 0, pulled
    text = (pushed.folder / "mappings" / FILE).read_text()
    assert "linked in Jira" in text
    assert is_linked(pushed, LINKED)


@pytest.mark.ci
@pytest.mark.parametrize("then", ["push", "pull", "sync"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_links_by_their_own_requests_are_finished(
    open_site: OpenSite, side: Side, then: str
) -> None:
    site = confirmed(open_site())
    site.remember()

    def hide_field() -> None:
        site.lever.fault({"action": "field-missing", "field": "issuelinks"})

    hide_field()
    undisturbed = run(site, "push")
    assert undisturbed.code == 0, undisturbed
    wanted = links_of(site)
    assert ("Relates", LINKED) in wanted
    first = next(
        number
        for number, one in enumerate(site.lever.log(), start=1)
        if f"{one['method']} {one['path']}" == site.writes()[0]
    )
    for number in range(first, undisturbed.requests + 1):
        site.go_back()
        hide_field()
        kill = Kill(number, side)
        assert run(site, "push", kill).was_killed
        again = run(site, then)
        assert again.code == 0, (kill, again)
        site.commit("whatever was pulled")
        last = run(site, "push")
        assert last.code == 0, (kill, last)
        assert links_of(site) == wanted, (kill, again, last)


@pytest.mark.parametrize(
    "side", [pytest.param("before", marks=pytest.mark.ci), "after"]
)
def test_edits_by_people_after_a_kill_are_kept(
    pushed: Site, side: Side
) -> None:
    pushed.edit(FILE, "w/ support for asynchronous", "with asynchronous")
    pushed.commit("a shorter title")
    pushed.remember()
    for kill, _ in kills(pushed, "push", side=side):
        key = pushed.key_of(LABEL)
        pushed.lever.human_edit(key, fields={"duedate": "2031-02-03"})
        pushed.lever.human_edit(key, update={"labels": [{"add": "theirs"}]})
        again = run(pushed, "sync")
        assert again.code == 0, (kill, again)
        fields = pushed.content()[key]["fields"]
        assert fields["duedate"] == "2031-02-03", (kill, again)
        assert "theirs" in fields["labels"], (kill, again)
        assert "with asynchronous" in fields["summary"], (kill, again)
        assert "2031-02-03" in (pushed.folder / "mappings" / FILE).read_text()
