from __future__ import annotations

import time
from collections import Counter

import pytest

from ldmjira.sandbox.model import SeedIssue
from ldmjira.sandbox.seed import filled_definition, rubin_issues
from tests.support.tables import Table

ISSUES = {issue.key: issue for issue in rubin_issues()}
SITE = filled_definition()


def _of(project: str, type_: str) -> list[SeedIssue]:
    return [
        issue
        for issue in ISSUES.values()
        if issue.key.startswith(f"{project}-") and issue.type == type_
    ]


def test_counts() -> None:
    assert len(_of("LVV", "Verification")) == 787
    assert len(_of("DM", "Epic")) == 32
    assert len(_of("DM", "Story")) == 33
    assert len(ISSUES) == 787 + 32 + 33


def test_recorded_element() -> None:
    issue = ISSUES["LVV-27"]
    assert issue.id == "292096"
    assert issue.summary == "DMS-REQ-0065-V-01: Provide Image Access Services"
    assert issue.status == "Covered"
    assert issue.fields["priority"] == {"name": "1b"}
    assert issue.fields["components"] == [{"name": "DM"}]
    assert issue.fields["customfield_10395"] == "DMS-REQ-0065"
    assert issue.fields["customfield_10076"] == {"value": "LSE-61: DMS"}
    assert issue.fields["customfield_10079"] == {"value": "Demonstration"}


@pytest.mark.parametrize(
    "key", ["LVV-10004", "LVV-10016", "LVV-10017", "LVV-10018"]
)
def test_link_reads_from_the_verifying_side(key: str) -> None:
    targets = {
        link.target
        for link in ISSUES[key].links
        if link.type == "Risk Verification"
    }
    assert "LVV-27" in targets


def test_verified_element_holds_no_link_of_its_own() -> None:
    assert not ISSUES["LVV-27"].links


def test_open_milestone() -> None:
    issue = ISSUES["DM-17143"]
    assert issue.summary == "LDM-503-17a: Final Pipelines Delivery"
    assert issue.fields["duedate"] == "2025-02-27"
    assert issue.status == "To Do"
    assert issue.resolution is None


def test_complete_milestone() -> None:
    issue = ISSUES["DM-26347"]
    assert issue.summary.startswith("LDM-503-EFDb: EFD/telemetry data")
    assert issue.status == "Done"
    assert issue.resolution == "Done"
    assert issue.resolved is not None
    assert issue.resolved.date().isoformat() == "2024-03-01"


def test_milestone_without_an_issue_has_its_ticket_alone() -> None:
    assert ISSUES["DM-16072"].summary == "Prepare test plan for LDM-503-07"
    assert not any(
        issue.summary.startswith("LDM-503-07:") for issue in ISSUES.values()
    )


def test_ticket_in_another_project_is_not_shown() -> None:
    assert "IT-3681" not in ISSUES
    assert not any("LDM-503-NET" in item.summary for item in ISSUES.values())


def test_no_feature_has_an_issue() -> None:
    for issue in (*_of("DM", "Epic"), *_of("DM", "Story")):
        assert not issue.summary.startswith("DM-")


def test_ids_are_unique_and_below_new_ones() -> None:
    ids = Counter(int(issue.id) for issue in ISSUES.values())
    assert max(ids.values()) == 1
    assert max(ids) < SITE.next_issue_id


def test_time_runs_forward_in_every_history() -> None:
    for issue in ISSUES.values():
        moments = [issue.created, *(item.created for item in issue.history)]
        assert moments == sorted(moments), issue.key
        assert issue.updated == moments[-1], issue.key


def test_history_ends_in_the_status() -> None:
    for issue in ISSUES.values():
        steps = [
            item.to_text
            for change in issue.history
            for item in change.items
            if item.field == "status"
        ]
        assert not steps or steps[-1] == issue.status, issue.key


def test_done_and_only_done_is_resolved() -> None:
    categories = {status.name: status.category for status in SITE.statuses}
    for issue in ISSUES.values():
        is_done = categories[issue.status] == "done"
        assert (
            is_done == (issue.resolution is not None) == bool(issue.resolved)
        )


def test_people_are_of_the_site() -> None:
    names = {user.name for user in SITE.users}
    for issue in ISSUES.values():
        people = {issue.reporter, *(item.author for item in issue.history)}
        assert people <= names
        assert issue.assignee is None or issue.assignee in names
    assert len({issue.assignee for issue in ISSUES.values()}) > 3


def test_summaries_fit() -> None:
    assert max(len(issue.summary) for issue in ISSUES.values()) <= 255


def test_seed_is_made_fast() -> None:
    start = time.process_time()
    assert len(list(rubin_issues())) == 852
    assert time.process_time() - start < 0.5


def test_elements_are_those_of_the_facts(facts: Table) -> None:
    rows = {row["ve_key"]: row for row in facts("vcd/verification_elements")}
    assert rows.keys() == {key for key in ISSUES if key.startswith("LVV-")}
    for key, row in rows.items():
        issue = ISSUES[key]
        name = row["ve_name"] or row["requirement_id"]
        title = row["title"]
        assert issue.summary == (f"{name}: {title}" if title else name)
        assert issue.fields["priority"]["name"] == row["priority"]
        assert issue.fields["customfield_10395"] == row["requirement_id"]
        known = row["jira_status_2024"] or row["jira_status_2022"]
        assert not known or issue.status == known


def test_links_are_those_of_the_facts(facts: Table) -> None:
    stated = {
        (verifier, row["ve_key"])
        for row in facts("vcd/verification_elements")
        for verifier in row["verified_in"].split()
    }
    assert stated == {
        (issue.key, link.target)
        for issue in ISSUES.values()
        for link in issue.links
    }


def test_milestones_are_those_of_the_facts(facts: Table) -> None:
    rows = [row for row in facts("milestones") if row["kind"] == "milestone"]
    tickets = {
        key
        for row in rows
        for key in (row["jira"], row["jira_testplan"])
        if key.startswith("DM-")
    }
    assert tickets == {key for key in ISSUES if key.startswith("DM-")}
