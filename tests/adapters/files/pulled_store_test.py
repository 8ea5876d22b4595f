"""Pulled campaigns are kept whole, privately, and inside their folder."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from ldmjira.adapters.files.local_state import site_folder
from ldmjira.adapters.files.pulled_store import (
    FilePulledStore,
    pulled_campaigns,
)
from ldmjira.exceptions import ConfigurationError
from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
    RemoteStep,
    StepResult,
)
from ldmjira.models.pulled import Person, PulledCampaign, PulledIssue


@pytest.fixture
def campaign() -> PulledCampaign:
    return PulledCampaign(
        milestone="LDM-503-EFDb",
        site="https://site.example",
        pulled="2026-03-01T12:00:00+00:00",
        plan=RemotePlan(
            "LVV-P90", "90", "EFDb: Replication", "Draft", texts={"A": "<b>"}
        ),
        cycles=(RemoteCycle("LVV-R181", "181", "EFDb", "In Progress"),),
        executions=(
            RemoteExecution(
                "LVV-E1",
                "1",
                "LVV-T1",
                "LVV-R181",
                "Pass",
                issues=("DM-1",),
                steps=(StepResult("Pass", "é"),),
            ),
        ),
        cases=(
            RemoteCase(
                "LVV-T1",
                "One",
                "Approved",
                labels=frozenset({"b", "a"}),
                steps=(RemoteStep("Do"),),
                links=(CoverageLink("LVV-T1", "77"),),
            ),
            RemoteCase("LVV-T2", "Two", "Draft"),
        ),
        people=(Person("5b1:0", "A Name"),),
        issues=(PulledIssue("77", "LVV-7"),),
        missing=("LVV-T3",),
    )


def test_what_was_saved_is_loaded(
    tmp_path: Path, campaign: PulledCampaign
) -> None:
    store = FilePulledStore(tmp_path)
    assert store.load(campaign.milestone) is None
    assert store.save(campaign)
    assert store.load(campaign.milestone) == campaign


def test_the_file_is_its_owners_alone(
    tmp_path: Path, campaign: PulledCampaign
) -> None:
    FilePulledStore(tmp_path).save(campaign)
    (path,) = tmp_path.rglob("*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_pull_without_news_changes_no_byte(
    tmp_path: Path, campaign: PulledCampaign
) -> None:
    store = FilePulledStore(tmp_path)
    store.save(campaign)
    (path,) = tmp_path.rglob("*.json")
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert not store.save(replace(campaign, pulled="2026-04-01T00:00:00"))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("code", ["../x", "/etc/passwd", "", "LDM-5/../../x"])
def test_nothing_but_a_code_names_a_file(tmp_path: Path, code: str) -> None:
    with pytest.raises(ConfigurationError, match="no milestone code"):
        FilePulledStore(tmp_path).load(code)


@pytest.mark.parametrize("text", ["{", "[]", '{"milestone": 3}', ""])
def test_a_torn_file_is_named_and_mended_by_a_pull(
    tmp_path: Path, campaign: PulledCampaign, text: str
) -> None:
    store = FilePulledStore(tmp_path)
    store.save(campaign)
    (path,) = tmp_path.rglob("*.json")
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"LDM-503-EFDb\.json"):
        store.load(campaign.milestone)
    assert store.save(campaign)
    assert store.load(campaign.milestone) == campaign


def test_every_site_has_its_own(
    tmp_path: Path, campaign: PulledCampaign
) -> None:
    other = replace(campaign, site="https://other.example")
    for one in (campaign, other):
        FilePulledStore(site_folder(tmp_path, one.site)).save(one)
    found = pulled_campaigns(tmp_path, campaign.milestone)
    assert {one.site for one in found} == {campaign.site, other.site}
    assert pulled_campaigns(tmp_path, "LDM-503-01") == []
    assert pulled_campaigns(tmp_path / "none", "LDM-503-01") == []
