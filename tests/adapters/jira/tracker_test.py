"""What a tracker of Jira does when the site plays up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ldmjira.adapters.jira.names import JiraNames
from ldmjira.adapters.jira.tracker import JiraTracker
from ldmjira.exceptions import AuthenticationError, RemoteError
from ldmjira.models.remote import LinkDraft
from tests.support.sandbox import Lever, SandboxServer, StartSandbox
from tests.support.trackers import FakeTime, draft_of, edit_of, tracker_on

MILESTONE = "DM-17143"


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def tracker(sandbox: SandboxServer, time: FakeTime) -> Iterator[JiraTracker]:
    tracker = tracker_on(sandbox, time=time)
    tracker.prepare(["feature", "milestone"])
    yield tracker
    tracker.close()


@pytest.fixture
def data_center(start_sandbox: StartSandbox) -> SandboxServer:
    return start_sandbox(deployment="datacenter")


def made(tracker: JiraTracker, **options: Any) -> Any:
    [outcome] = tracker.create([draft_of(**options)])
    return tracker.fetch([outcome.key])[outcome.key]


def test_counts_are_the_sites_own(tracker: JiraTracker, lever: Lever) -> None:
    lever.fault("POST /issue/bulkfetch #1 503")
    issue = made(tracker, links=(LinkDraft("blocks", MILESTONE),))
    tracker.edit(edit_of(issue, fields={"due": None}))
    tracker.finish(issue.key)
    tracker.find(["ldmjira-feature-DM-DAX-9"])
    log = lever.log()
    writes = [
        entry
        for entry in log
        if entry["method"] != "GET"
        and not entry["path"].endswith(("bulkfetch", "search/jql"))
    ]
    assert tracker.counts.writes == len(writes) == 3
    assert tracker.counts.reads == len(log) - len(writes)


def test_loopback_site_is_named_by_its_title(
    tracker: JiraTracker, start_sandbox: StartSandbox
) -> None:
    other = tracker_on(start_sandbox())
    site = tracker.identify()
    assert site.identity == site.title != other.identify().identity
    assert "127.0.0.1" not in site.identity
    other.close()


def test_wrong_token_ends_the_run(sandbox: SandboxServer) -> None:
    tracker = tracker_on(sandbox, token="WRONG")
    with pytest.raises(AuthenticationError, match="401") as caught:
        tracker.identify()
    assert "WRONG" not in str(caught.value)
    assert tracker.counts.reads == 1
    tracker.close()


def test_data_center_takes_a_bearer(data_center: SandboxServer) -> None:
    tracker = tracker_on(data_center, auth="bearer")
    assert tracker.identify().deployment == "datacenter"
    tracker.close()


def test_auth_of_a_sandbox_is_found_out(data_center: SandboxServer) -> None:
    tracker = tracker_on(data_center, auth="auto")
    assert tracker.identify().account
    tracker.close()


def test_context_path_is_part_of_the_address(
    start_sandbox: StartSandbox,
) -> None:
    tracker = tracker_on(start_sandbox(context_path="/jira"))
    assert tracker.fetch([MILESTONE])
    tracker.close()


def test_another_server_at_the_address_is_told(
    start_sandbox: StartSandbox,
) -> None:
    server = start_sandbox(context_path="/jira")
    server.url = server.url.removesuffix("/jira")
    tracker = tracker_on(server)
    with pytest.raises(RemoteError, match="does not answer as Jira"):
        tracker.identify()
    tracker.close()


def test_lost_answer_of_a_create_is_ambiguous_and_sent_once(
    tracker: JiraTracker, lever: Lever
) -> None:
    lever.fault("POST /issue/bulk reset-after")
    outcomes = tracker.create([draft_of("DM-AP-1"), draft_of("DM-AP-2")])
    assert all(outcome.is_ambiguous for outcome in outcomes)
    assert not any(outcome.key for outcome in outcomes)
    assert tracker.counts.writes == 1
    found = tracker.find(
        ["ldmjira-feature-DM-AP-1", "ldmjira-feature-DM-AP-2"]
    )
    assert len(found) == 2


@pytest.mark.parametrize(
    "fault",
    ["reset-before", "reset-after", "500", "502", "503", "504", "html"],
)
def test_keys_made_before_a_failure_are_not_lost(
    tracker: JiraTracker, lever: Lever, fault: str
) -> None:
    lever.fault(f"POST /issue/bulk #2 {fault}")
    codes = [f"DM-AP-{n}" for n in range(1, 102)]
    outcomes = tracker.create([draft_of(code) for code in codes])
    assert [outcome.code for outcome in outcomes] == codes
    first, second, third = outcomes[:50], outcomes[50:100], outcomes[100:]
    assert all(outcome.key for outcome in first)
    assert all(o.is_ambiguous and not o.key for o in second)
    assert [o.error for o in third] == ["not sent, after the failure"]
    assert not third[0].is_ambiguous
    assert tracker.counts.writes == 2


def test_keys_made_before_a_lost_login_are_not_lost(
    tracker: JiraTracker, lever: Lever
) -> None:
    lever.fault("POST /issue/bulk #2 401")
    outcomes = tracker.create([draft_of(f"DM-AP-{n}") for n in range(60)])
    assert all(outcome.key for outcome in outcomes[:50])
    assert all("401" in outcome.error for outcome in outcomes[50:])
    assert not any(outcome.is_ambiguous for outcome in outcomes)


def test_lost_login_at_the_first_create_ends_the_run(
    tracker: JiraTracker, lever: Lever
) -> None:
    lever.fault("POST /issue/bulk 401")
    with pytest.raises(AuthenticationError):
        tracker.create([draft_of()])


def test_limited_create_is_sent_again(
    tracker: JiraTracker, lever: Lever, time: FakeTime
) -> None:
    lever.fault("POST /issue/bulk 429 retry-after=3")
    [outcome] = tracker.create([draft_of()])
    assert outcome.key
    assert time.waits == [3]


def test_truncated_answer_of_a_create_is_ambiguous(
    tracker: JiraTracker, lever: Lever
) -> None:
    lever.fault("POST /issue/bulk truncate=20")
    [outcome] = tracker.create([draft_of()])
    assert outcome.is_ambiguous


def test_partial_bulk_failure_is_told_by_number(
    tracker: JiraTracker, lever: Lever
) -> None:
    lever.fault("POST /issue/bulk bulk-partial elements=0,2")
    outcomes = tracker.create([draft_of(f"DM-AP-{n}") for n in range(4)])
    assert [bool(outcome.key) for outcome in outcomes] == [
        False,
        True,
        False,
        True,
    ]
    for outcome in (outcomes[1], outcomes[3]):
        issue = tracker.fetch([outcome.key])[outcome.key]
        assert issue.summary.startswith(f"{outcome.code}:")


@pytest.mark.parametrize(
    "fault", ["500", "502", "503", "504", "429", "truncate=30", "reset-before"]
)
def test_reads_get_over_a_stumble(
    tracker: JiraTracker, lever: Lever, fault: str
) -> None:
    lever.fault(f"POST /issue/bulkfetch {fault}")
    assert tracker.fetch([MILESTONE])


@pytest.mark.parametrize("fault", ["reset-after", "503", "slow=0"])
def test_edit_is_sent_once(
    tracker: JiraTracker, lever: Lever, fault: str
) -> None:
    issue = made(tracker)
    lever.fault(f"PUT /issue/* {fault}")
    before = tracker.counts.writes
    edit = edit_of(issue, fields={"summary": "DM-DAX-9: New"})
    if fault == "slow=0":
        tracker.edit(edit)
    else:
        with pytest.raises(RemoteError) as caught:
            tracker.edit(edit)
        assert caught.value.ambiguous
    assert tracker.counts.writes == before + 1


def test_lost_permission_ends_the_run(
    tracker: JiraTracker, lever: Lever
) -> None:
    issue = made(tracker)
    lever.pull("permission", permission="EDIT_ISSUES", project="DM")
    with pytest.raises((AuthenticationError, RemoteError)) as caught:
        tracker.edit(edit_of(issue, fields={"summary": "DM-DAX-9: New"}))
    assert not caught.value.ambiguous


def test_search_lags_but_reading_by_key_does_not(
    tracker: JiraTracker, lever: Lever
) -> None:
    lever.pull("lag", seconds=3600)
    issue = made(tracker)
    assert issue.key
    assert tracker.find(["ldmjira-feature-DM-DAX-9"]) == []


def test_foreign_description_is_seen(
    tracker: JiraTracker, lever: Lever
) -> None:
    issue = made(tracker, description="Plain.")
    panel = {
        "type": "doc",
        "version": 1,
        "content": [
            {
                "type": "panel",
                "attrs": {"panelType": "info"},
                "content": [
                    {
                        "type": "paragraph",
                        "content": [{"type": "text", "text": "Look"}],
                    }
                ],
            }
        ],
    }
    lever.human_edit(issue.key, fields={"description": panel}, version="3")
    after = tracker.fetch([issue.key])[issue.key]
    assert after.description_is_foreign
    assert after.description == "Look"


def test_finish_tries_again_when_somebody_moved_it(
    tracker: JiraTracker, lever: Lever
) -> None:
    issue = made(tracker)
    lever.fault("POST /issue/*/transitions 409")
    assert tracker.finish(issue.key) == "Done"


def test_finish_is_refused_twice_at_most(
    tracker: JiraTracker, lever: Lever
) -> None:
    issue = made(tracker)
    lever.fault("POST /issue/*/transitions x* 409")
    with pytest.raises(RemoteError, match="409"):
        tracker.finish(issue.key)
    tried = [
        entry
        for entry in lever.log()
        if entry["method"] == "POST" and "transitions" in entry["path"]
    ]
    assert len(tried) == 2


def test_prefers_the_status_of_that_name(sandbox: SandboxServer) -> None:
    for name in ("Done", "Won't Fix"):
        tracker = tracker_on(sandbox, names=JiraNames(done=name))
        issue = made(tracker, code=f"DM-{name[:1]}")
        assert tracker.finish(issue.key)
        tracker.close()


def test_more_issues_than_one_request_takes(tracker: JiraTracker) -> None:
    keys = [f"LVV-{number}" for number in range(1, 251)]
    before = tracker.counts.reads
    found = tracker.fetch(keys)
    assert len(found) > 100
    assert tracker.counts.reads == before + 3


def test_data_center_reads_the_property_of_ours_alone(
    data_center: SandboxServer,
) -> None:
    tracker = tracker_on(data_center)
    tracker.prepare(["feature"])
    issue = made(tracker)
    before = tracker.counts.reads
    found = tracker.fetch([issue.key, MILESTONE, "LVV-7", "LVV-8"])
    assert found[issue.key].marker is not None
    assert len(found) == 4
    assert tracker.counts.reads == before + 2
    tracker.close()


def test_unknown_keys_do_not_spoil_a_query_of_a_data_center(
    data_center: SandboxServer,
) -> None:
    tracker = tracker_on(data_center)
    found = tracker.fetch([MILESTONE, "DM-999998", "DM-999999"])
    assert set(found) == {MILESTONE}
    tracker.close()


def test_gateway_and_site_are_one(
    sandbox: SandboxServer, lever: Lever
) -> None:
    direct = tracker_on(sandbox)
    site = direct.identify()
    direct.close()
    cloud_id = lever.call("GET", "/_edge/tenant_info")["cloudId"]
    sandbox.url = f"{sandbox.url}/ex/jira/{cloud_id}"
    gateway = tracker_on(sandbox)
    assert gateway.identify().identity == site.identity
    assert gateway.fetch([MILESTONE])
    gateway.close()
