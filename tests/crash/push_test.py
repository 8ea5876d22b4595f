"""Pushes that are killed at each request, and run again.

Every case has a sandbox and a repository of its own. The process is really
killed, by SIGKILL, before a request is sent or once its answer is in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from tests.support.killing import Kill, Site

OpenSite = Callable[..., Site]
Side = Literal["before", "after"]


def push(site: Site, code: str, kill: Kill | None = None) -> Any:
    return site.run("push", code, "--yes", "--proposed", kill=kill)


@dataclass(frozen=True)
class Undisturbed:
    """What a push comes to that nobody disturbs."""

    content: dict[str, Any]
    audit: Counter[str]
    writes: list[int]
    """Numbers of its requests that write."""
    total: int


def undisturbed(open_site: OpenSite, code: str) -> Undisturbed:
    site = open_site()
    done = push(site, code)
    assert done.code == 0, done
    log = [f"{one['method']} {one['path']}" for one in site.lever.log()]
    writes = set(site.writes())
    numbers = [n for n, one in enumerate(log, start=1) if one in writes]
    return Undisturbed(site.content(), site.audited(), numbers, len(log))


def check_boundary(
    site: Site,
    code: str,
    kill: Kill,
    wanted: Undisturbed,
) -> Iterator[str]:
    """What is wrong after a push that was killed there, and repeated."""
    first = push(site, code, kill)
    if not first.was_killed:
        yield f"it was not killed: {first}"
    again = push(site, code)
    if again.code != 0:
        yield f"the second run failed: {again}"
    content = site.content()
    if content != wanted.content:
        keys = sorted(
            key
            for key in content.keys() | wanted.content.keys()
            if content.get(key) != wanted.content.get(key)
        )
        yield f"other content in {', '.join(keys)}"
    if site.audited() != wanted.audit:
        missing = wanted.audit - site.audited()
        yield f"audit lacks {missing}, has {site.audited() - wanted.audit}"
    if kill.number < wanted.writes[0]:
        return  # the second run was the first that wrote
    site.lever.forget_requests()
    third = push(site, code)
    if third.code != 0 or site.writes():
        yield f"the third run wrote {site.writes()}: {third}"


def check_all(
    open_site: OpenSite,
    code: str,
    sides: tuple[Side, ...],
    *,
    only_writes: bool = False,
) -> None:
    wanted = undisturbed(open_site, code)
    assert wanted.writes
    numbers = wanted.writes if only_writes else range(1, wanted.total + 1)
    faults = [
        f"{kill}: {fault}"
        for number in numbers
        for side in sides
        for kill in [Kill(number, side)]
        for fault in check_boundary(open_site(), code, kill, wanted)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("side", ["before", "after"])
def test_push_killed_at_any_request(open_site: OpenSite, side: Side) -> None:
    check_all(open_site, "LDM-503-10a", (side,))


def created_and_lagging(open_site: OpenSite, side: Side) -> None:
    """Kill a push at its create; then the site's searches lag for an hour."""
    wanted = undisturbed(open_site, "LDM-503-10a")
    site = open_site()
    site.lever.pull("lag", seconds=3600)
    assert push(site, "LDM-503-10a", Kill(wanted.writes[0], side)).was_killed
    for _ in range(2):
        again = push(site, "LDM-503-10a")
        assert again.code == 0, again
    assert site.content() == wanted.content
    assert site.audited() == wanted.audit


def test_created_issue_is_found_though_searches_lag(
    open_site: OpenSite,
) -> None:
    created_and_lagging(open_site, "after")


@pytest.mark.ci
def test_create_that_was_not_sent_is_made_though_searches_lag(
    open_site: OpenSite,
) -> None:
    created_and_lagging(open_site, "before")


@pytest.mark.ci
@pytest.mark.parametrize("side", ["before", "after"])
def test_push_to_data_center_killed_at_any_write(
    open_site: OpenSite, side: Side
) -> None:
    def open_data_center() -> Site:
        return open_site(deployment="datacenter")

    check_all(open_data_center, "LDM-503-10a", (side,), only_writes=True)


@pytest.mark.ci
@pytest.mark.parametrize("side", ["before", "after"])
def test_larger_push_killed_at_any_write(
    open_site: OpenSite, side: Side
) -> None:
    check_all(open_site, "LDM-503-02", (side,), only_writes=True)


@pytest.mark.soak
@pytest.mark.parametrize("side", ["before", "after"])
def test_largest_push_killed_at_any_request(
    open_site: OpenSite, side: Side
) -> None:
    check_all(open_site, "LDM-503-09a", (side,))
