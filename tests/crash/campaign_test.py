"""Pushes of a campaign that are killed at each request, and run again.

Zephyr Scale cannot delete: what is made twice there stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import pytest

from tests.support.books import Zephyr
from tests.support.killing import Kill, Site

CODE = "LDM-503-17a"
CAMPAIGN = """\
campaign:
  document: DMTR-999
  objective: See whether the pipelines are complete.
  cases: [LVV-T362, LVV-T363]
  drafts:
    whole:
      name: All pipelines run
      objective: Run them all.
      precondition: Data are there.
      steps:
        - description: Run them
          expected: They end
      elements: [LVV-3]
"""
Side = Literal["before", "after"]


@pytest.fixture
def open_campaign(open_site: Callable[[], Site]) -> Callable[[], Site]:
    def open_() -> Site:
        site = open_site()
        site.env |= {
            "LDMJIRA_ZEPHYR_URL": site.server.zephyr_url or "",
            "LDMJIRA_ZEPHYR_TOKEN": site.server.zephyr_token or "",
        }
        path = site.folder / f"mappings/milestones/{CODE}.yaml"
        path.write_text(path.read_text() + CAMPAIGN)
        site.commit("a campaign")
        return site

    return open_


def push(site: Site, kill: Kill | None = None) -> Any:
    return site.run("push", CODE, "--yes", kill=kill)


def content(site: Site) -> dict[str, Any]:
    """What is in Zephyr of this campaign, and all of Jira."""
    zephyr = Zephyr(site.server)

    def listed(what: str, *names: str) -> list[Any]:
        body = zephyr.get(f"{what}&maxResults=1000")
        return [[one[name] for name in names] for one in body["values"]]

    plans = [
        [key, name]
        for key, name in listed("testplans?projectKey=LVV", "key", "name")
        if name.startswith(CODE)
    ]
    cycles = [
        [
            key,
            name,
            sorted(
                execution["self"].split("/testcases/")[-1]
                for [execution] in listed(
                    f"testexecutions?testCycle={key}", "testCase"
                )
            ),
        ]
        for key, name in listed("testcycles?projectKey=LVV", "key", "name")
        if name.startswith(CODE)
    ]
    cases = [
        [
            key,
            listed(f"testcases/{key}/teststeps?", "inline"),
            [
                link["issueId"]
                for link in zephyr.get(f"testcases/{key}/links")["issues"]
            ],
        ]
        for key, name in listed("testcases?projectKey=LVV", "key", "name")
        if name == "All pipelines run"
    ]
    return {
        "plans": plans,
        "cycles": cycles,
        "cases": cases,
        "issues": site.content(),
    }


def audited(site: Site) -> Counter[str]:
    """Writes told to the audit; what has a key was named before it had."""
    there = content(site)
    [[case, *_]], [[cycle, name, _]] = there["cases"], there["cycles"]
    return Counter(
        one.replace(case, "draft:whole").replace(cycle, name)
        for one in site.audited().elements()
    )


def check_kills(
    open_campaign: Callable[[], Site], side: Side, step: int
) -> None:
    site = open_campaign()
    done = push(site)
    assert done.code == 0, done
    wanted, audit, total = content(site), audited(site), done.requests
    assert {len(wanted[name]) for name in ("plans", "cycles", "cases")} == {1}
    faults = []
    for number in range(1, total + 1, step):
        site = open_campaign()
        assert push(site, Kill(number, side)).was_killed
        again = push(site)
        if again.code != 0 or content(site) != wanted:
            faults.append(f"{side} {number} of {total}: {again}")
        if audited(site) != audit:
            more, less = audited(site) - audit, audit - audited(site)
            faults.append(f"{side} {number}: audit has {more}, not {less}")
        site.lever.forget_requests()
        third = push(site)
        if third.code != 0 or site.writes():
            faults.append(f"{side} {number}: {site.writes()} {third}")
    assert not faults, "\n".join(faults)


def test_campaign_killed_at_some_requests(
    open_campaign: Callable[[], Site],
) -> None:
    check_kills(open_campaign, "after", 9)


@pytest.mark.ci
@pytest.mark.parametrize("side", ["before", "after"])
def test_campaign_killed_at_any_request(
    open_campaign: Callable[[], Site], side: Side
) -> None:
    check_kills(open_campaign, side, 1)
