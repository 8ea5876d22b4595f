"""Campaigns over HTTP: push, run, pull, and a second time silent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ldmjira.models.report import SyncReport
from tests.support.books import Zephyr, book_on
from tests.support.campaigns import CODE, TITLE, CampaignClone, campaign_clone
from tests.support.sandbox import Lever, SandboxServer
from tests.support.world import MemoryHands, SandboxHands

CAMPAIGN = """\
  document: DMTR-999
  cases:
    - LVV-T36
    - LVV-T101
  coverage:
    LVV-T36: [LVV-7, LVV-27]
  drafts:
    log in:
      name: Log in
      objective: To see <it>.
      steps:
        - description: Open the page
          expected: It opens
      elements: [LVV-27]
"""
WRITES = 13
"""Requests of a push beyond those to Jira: folders, case, steps, plan,
cycle, their link, three executions, two coverage links."""


@pytest.fixture
def zephyr(sandbox: SandboxServer) -> Zephyr:
    return Zephyr(sandbox)


@pytest.fixture
def clone(tmp_path: Path, sandbox: SandboxServer) -> Iterator[CampaignClone]:
    made = campaign_clone(
        tmp_path / "one", MemoryHands(), campaign=CAMPAIGN, in_git=False
    )
    book = book_on(sandbox)
    made.hands = SandboxHands(sandbox)
    made.open_book = lambda _book: book
    yield made
    book.close()


def said(report: SyncReport) -> dict[str, object]:
    return {o.change.slot.name: o.change.after for o in report.outcomes}


def test_a_round_trip(
    clone: CampaignClone, zephyr: Zephyr, sandbox: SandboxServer
) -> None:
    made = said(clone.push())
    assert made["plan"] == TITLE
    assert made["execution/draft:log in"] is True
    assert "coverage/LVV-T36:LVV-7" not in made, "Rubin has that link"

    lever = Lever(sandbox)
    lever.forget_requests()
    assert clone.push().outcomes == ()
    sent = {line.split()[0] for line in lever.requests() if "zephyr" in line}
    assert sent == {"GET"}

    clone.pull()
    kept = clone.pulled()
    assert kept is not None
    assert [case.key for case in kept.cases][:2] == ["LVV-T36", "LVV-T101"]
    first = kept.executions[0]
    zephyr.set_result(first.key, statusName="Pass", comment="fine")

    news = said(clone.pull())
    assert news[f"{first.key} (LVV-T36) result"] == "Pass"
    runs = (clone.mappings / "catalog" / "runs.csv").read_text()
    assert f",Passed,{kept.plan.key if kept.plan else ''}," in runs
    assert clone.pull().outcomes == ()


@pytest.mark.parametrize("number", range(1, WRITES + 1))
def test_a_write_whose_answer_is_lost_is_never_made_twice(
    clone: CampaignClone, zephyr: Zephyr, sandbox: SandboxServer, number: int
) -> None:
    Lever(sandbox).fault(f"POST /zephyr/v2/* #{number} reset-after")
    clone.push()
    clone.push()
    plans = zephyr.get("testplans?maxResults=1000")["values"]
    [plan] = [one for one in plans if one["name"] == TITLE]
    [cycle] = plan["links"]["testCycles"]
    runs = zephyr.get(f"testcycles/{cycle['testCycleId']}")
    page = zephyr.get(f"testexecutions?testCycle={runs['key']}")
    cases = [one["testCase"]["id"] for one in page["values"]]
    assert len(cases) == len(set(cases)) == 3
    label = f"ldmjira-case-{CODE}-log-in"
    every = zephyr.get("testcases?maxResults=1000")["values"]
    [case] = [c for c in every if any(label in x for x in c["labels"])]
    steps = zephyr.get(f"testcases/{case['key']}/teststeps")
    assert steps["total"] == 1
    assert clone.push().outcomes == ()
