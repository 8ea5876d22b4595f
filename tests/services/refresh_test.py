"""What a refresh does to the catalogue; site and book in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ldmjira.exceptions import GuardError, SiteMismatchError, UsageError
from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
)
from ldmjira.models.refresh import RefreshReport
from ldmjira.models.remote import RemoteElement
from ldmjira.services.refresh import RefreshService
from tests.support.campaigns import CampaignClone, campaign_clone
from tests.support.world import MemoryHands


@pytest.fixture
def hands() -> MemoryHands:
    hands = MemoryHands()
    hands.site.elements = [
        RemoteElement(
            "1",
            "LVV-7",
            "DMS-REQ-0010-V-01",
            "Difference Exposures",
            requirement="DMS-REQ-0010",
            document="LSE-61: DMS",
            priority="1a",
            status="Verified",
            verified_by=("LVV-8",),
        ),
        RemoteElement(
            "3",
            "LVV-9",
            "DMS-REQ-0011-V-01",
            "Another",
            requirement="DMS-REQ-0011",
            document="LSE-61: DMS",
        ),
    ]
    return hands


@pytest.fixture
def clone(tmp_path: Path, hands: MemoryHands) -> CampaignClone:
    clone = campaign_clone(tmp_path / "one", hands)
    book = clone.book
    book.cases["LVV-T2"] = replace(
        book.cases["LVV-T2"], folder="/Data Management/Acceptance|LDM-639"
    )
    book.links["1"] = CoverageLink("LVV-T2", "1", "1")
    book.cycles["LVV-R3"] = RemoteCycle("LVV-R3", "3", "Night", "Done")
    book.plans["LVV-P1"] = RemotePlan(
        "LVV-P1", "1", "A plan", "Approved", cycles=("LVV-R3",)
    )
    book.executions["LVV-E1"] = RemoteExecution(
        "LVV-E1",
        "1",
        "LVV-T2",
        "LVV-R3",
        "Pass",
        executed="2026-01-02T03:04:05Z",
    )
    return clone


def refresh(clone: CampaignClone, **options: bool) -> RefreshReport:
    service = RefreshService(clone.workspace())
    return service.apply(service.decide(**options))


def table(clone: CampaignClone, name: str) -> list[str]:
    path = clone.mappings / "catalog" / f"{name}.csv"
    return path.read_text().splitlines()[1:]


def test_elements_get_what_jira_says(clone: CampaignClone) -> None:
    refresh(clone)
    assert table(clone, "verification_elements")[0] == (
        "LVV-7,DMS-REQ-0010-V-01,Difference Exposures,DMS-REQ-0010,1a,"
        "Verified,LVV-8,Jira"
    )


def test_new_elements_bring_their_requirement(clone: CampaignClone) -> None:
    refresh(clone)
    assert any(
        row.startswith("LVV-9,")
        for row in table(clone, "verification_elements")
    )
    assert "DMS-REQ-0011,,LSE-61,,,,,Jira" in table(clone, "requirements")


def test_elements_that_jira_does_not_show_stay(clone: CampaignClone) -> None:
    report = refresh(clone)
    keys = [row.split(",")[0] for row in table(clone, "verification_elements")]
    assert "LVV-8" in keys
    assert any("LVV-8" in note for note in report.notes)


def test_cases_coverage_plans_cycles_and_runs_come(
    clone: CampaignClone,
) -> None:
    refresh(clone)
    assert "LVV-T2,Case LVV-T2,Approved,,,,LDM-639,Zephyr Scale" in table(
        clone, "cases"
    )
    assert table(clone, "coverage") == ["LVV-7,LVV-T2,Zephyr Scale"]
    assert table(clone, "plans") == [
        "LVV-P1,A plan,Approved,,,LVV-R3,Zephyr Scale"
    ]
    assert table(clone, "cycles") == ["LVV-R3,Night,Done,LVV-P1,,Zephyr Scale"]
    assert table(clone, "runs") == [
        "LVV-T2,2026-01-02,Passed,LVV-P1,LVV-R3,LVV-E1,,Zephyr Scale"
    ]


def test_a_second_refresh_changes_no_byte(clone: CampaignClone) -> None:
    refresh(clone)
    before = clone.files()
    report = refresh(clone)
    assert all(one.is_empty for one in report.tables)
    assert report.files == ()
    assert clone.files() == before


def test_tables_are_put_into_gits_index(clone: CampaignClone) -> None:
    refresh(clone)
    staged = clone.git("diff", "--cached", "--name-only").splitlines()
    assert "mappings/catalog/cases.csv" in staged


def test_a_former_cycle_key_is_kept(clone: CampaignClone) -> None:
    path = clone.mappings / "catalog" / "cycles.csv"
    path.write_text(path.read_text() + "LVV-C3,,,,DMTR-91,DMTR-91\n")
    refresh(clone)
    assert [row.split(",")[0] for row in table(clone, "cycles")] == ["LVV-C3"]
    assert ",LVV-C3,LVV-E1," in table(clone, "runs")[0]


def test_a_run_of_a_document_gets_its_key(clone: CampaignClone) -> None:
    path = clone.mappings / "catalog" / "runs.csv"
    row = "LVV-T2,2026-01-02,Passed,LVV-P1,,,DMTR-91,DMTR-91 2019\n"
    path.write_text(path.read_text() + row)
    refresh(clone)
    assert table(clone, "runs") == [
        "LVV-T2,2026-01-02,Passed,LVV-P1,LVV-R3,LVV-E1,DMTR-91,Zephyr Scale"
    ]


def test_without_a_book_only_elements_come(clone: CampaignClone) -> None:
    clone.open_book = lambda _book: None
    report = refresh(clone)
    assert table(clone, "cases") == []
    assert any("LDMJIRA_ZEPHYR_TOKEN" in note for note in report.notes)


def test_a_book_that_lost_its_links_is_not_believed(
    clone: CampaignClone,
) -> None:
    refresh(clone)
    clone.book.links.clear()
    with pytest.raises(GuardError, match="coverage"):
        refresh(clone)
    refresh(clone, allow_loss=True)
    assert table(clone, "coverage") == []


def test_another_site_is_refused(
    clone: CampaignClone, hands: MemoryHands
) -> None:
    clone.pull()
    hands.site.identity = "another"
    with pytest.raises(SiteMismatchError, match="another"):
        refresh(clone)
    refresh(clone, rebind=True)


def test_the_embedded_sandbox_does_not_refresh(
    clone: CampaignClone, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = clone.workspace()
    site = replace(workspace.tracker.identify(), is_embedded=True)
    monkeypatch.setattr(workspace.tracker, "identify", lambda: site)
    with pytest.raises(UsageError, match="sandbox"):
        RefreshService(workspace).decide()
