"""What the mapping says of a campaign, in the book's words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldmjira.core.campaign.words import (
    campaign_cases,
    case_label,
    coverage_wanted,
    folder_of,
    is_named_after,
    plan_name,
    to_html,
)
from ldmjira.models.campaign_plan import CaseRef
from ldmjira.models.keys import current_cycle_key
from ldmjira.models.mapping import (
    Campaign,
    CaseLink,
    DraftCase,
    Milestone,
)

LINK = CaseLink(reason="why")


def milestone(**values: object) -> Milestone:
    return Milestone.model_validate(
        {"title": "A title", "section": "3.1", **values}
    )


@pytest.mark.parametrize(
    ("name", "code", "is_ours"),
    [
        ("LDM-503-EFDb: Replication", "LDM-503-EFDb", True),
        ("LDM-503-5: Alerts", "LDM-503-05", True),
        (" LDM-503-05 : Alerts", "LDM-503-05", True),
        ("LDM-503-5: Alerts", "LDM-503-15", False),
        ("LDM-503-17: Rehearsal", "LDM-503-17a", False),
        ("LDM-503-8 Spectrograph", "LDM-503-08", False),
        ("LDM-503-10a and LDM-503-10: Both", "LDM-503-10", False),
        ("LDM-503-100: Title", "LDM-503-10", False),
        ("", "LDM-503-10", False),
    ],
)
def test_names_begin_with_the_label(
    name: str, code: str, *, is_ours: bool
) -> None:
    assert is_named_after(name, code) is is_ours


def test_a_plan_is_named_by_label_and_title() -> None:
    assert plan_name("LDM-503-1", milestone()) == "LDM-503-1: A title"
    named = milestone(campaign={"name": "Its name"})
    assert plan_name("LDM-503-1", named) == "LDM-503-1: Its name"


@given(st.text(min_size=1))
def test_labels_hold_no_spaces(draft: str) -> None:
    label = case_label("LDM-503-1", draft)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", label)
    assert label.startswith("ldmjira-case-LDM-503-1-")


@given(st.text(min_size=1), st.text(min_size=1))
def test_labels_of_different_drafts_differ(one: str, other: str) -> None:
    same = case_label("LDM-503-1", one) == case_label("LDM-503-1", other)
    assert same == (one == other)


def test_a_campaigns_own_cases_go_before_those_of_features() -> None:
    milestones = {
        "LDM-503-1": milestone(
            features=["DM-AP-1", "DM-AP-2"],
            cases={"LVV-T9": LINK},
            campaign={},
        )
    }
    cases = {"DM-AP-1": ["LVV-T3"], "DM-AP-2": ["LVV-T1", "LVV-T3"]}
    assert campaign_cases("LDM-503-1", milestones, cases) == (
        "LVV-T9",
        "LVV-T3",
        "LVV-T1",
    )
    named = milestone(campaign={"cases": ["LVV-T2", "LVV-T2"]})
    assert campaign_cases("LDM-503-1", {"LDM-503-1": named}, cases) == (
        "LVV-T2",
    )


def test_coverage_of_a_draft_joins_that_of_its_case() -> None:
    campaign = Campaign(
        coverage={"LVV-T1": ("LVV-7",)},
        drafts={
            "one": DraftCase(name="One", elements=("LVV-7", "LVV-8")),
            "two": DraftCase(name="Two", elements=("LVV-9",)),
        },
    )
    assert coverage_wanted(campaign, {"one": "LVV-T1"}) == {
        CaseRef(key="LVV-T1"): ("LVV-7", "LVV-8"),
        CaseRef(draft="two"): ("LVV-9",),
    }


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("one\ntwo\n", "one<br>two"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('say "x"', 'say "x"'),
    ],
)
def test_texts_become_html(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("folder", "path"),
    [(None, "/ours"), ("a/b", "/a/b"), ("/a//b/", "/a/b"), (" a ", "/a")],
)
def test_folders_are_paths(folder: str | None, path: str) -> None:
    assert folder_of(Campaign(folder=folder), "/ours") == path


@pytest.mark.parametrize(
    ("key", "now"),
    [
        ("LVV-C181", "LVV-R181"),
        ("LVV-R181", "LVV-R181"),
        ("A-B-C1", "A-B-R1"),
        ("nothing", "nothing"),
    ],
)
def test_former_cycle_keys_are_understood(key: str, now: str) -> None:
    assert current_cycle_key(key) == now
