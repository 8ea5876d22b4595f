"""What push and pull do to campaigns; site and book in memory."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from ldmjira.adapters.memory.book import BookFault, BookOperation, MemoryBook
from ldmjira.exceptions import ConfigurationError
from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
    RemoteStep,
)
from ldmjira.models.changeset import HeldReason, Result
from ldmjira.models.report import SyncReport
from tests.support.campaigns import (
    CAMPAIGN,
    CODE,
    TITLE,
    CampaignClone,
    campaign_clone,
)
from tests.support.world import MemoryHands

LABEL = f"ldmjira-case-{CODE}-login"
WRITES: tuple[BookOperation, ...] = (
    "create_case",
    "set_steps",
    "create_plan",
    "create_cycle",
    "link_plan",
    "create_execution",
    "link_coverage",
)


@pytest.fixture
def hands() -> MemoryHands:
    return MemoryHands()


@pytest.fixture
def clone(tmp_path: Path, hands: MemoryHands) -> CampaignClone:
    return campaign_clone(tmp_path / "one", hands)


@pytest.fixture
def loose(tmp_path: Path, hands: MemoryHands) -> CampaignClone:
    """A mapping that is in no repository."""
    return campaign_clone(tmp_path / "loose", hands, in_git=False)


@pytest.fixture
def book(clone: CampaignClone) -> MemoryBook:
    return clone.book


def reasons(report: SyncReport) -> dict[str, HeldReason]:
    return {one.slot.name: one.reason for one in report.held}


def details(report: SyncReport) -> str:
    return "\n".join(one.detail for one in report.held)


def drafted(book: MemoryBook) -> RemoteCase:
    [case] = [c for c in book.cases.values() if LABEL in c.labels]
    return case


def check_complete(book: MemoryBook) -> None:
    """The whole campaign is there, once."""
    [plan] = book.plans.values()
    [cycle] = book.cycles.values()
    assert (plan.name, cycle.name) == (TITLE, TITLE)
    assert plan.cycles == (cycle.key,)
    assert sorted(one.case for one in book.executions.values()) == sorted(
        ["LVV-T2", "LVV-T10", drafted(book).key]
    )
    assert len(drafted(book).steps or ()) == 2
    assert len(book.links) == 2


# -- push --------------------------------------------------------------------


def test_a_campaign_is_made(clone: CampaignClone, book: MemoryBook) -> None:
    report = clone.push(codes=(CODE,))
    assert {one.result for one in report.outcomes} == {Result.DONE}
    check_complete(book)


def test_the_plan_says_what_the_mapping_says(
    clone: CampaignClone, book: MemoryBook
) -> None:
    clone.push()
    [plan] = book.plans.values()
    assert plan.document == "DMTR-999"
    assert plan.objective == "To see &lt;it&gt;."
    assert plan.folder == "/ldmjira"


def test_cases_are_executed_in_order(
    clone: CampaignClone, book: MemoryBook
) -> None:
    clone.push()
    runs = list(book.executions.values())
    assert [one.case for one in runs[:2]] == ["LVV-T2", "LVV-T10"]
    assert {one.status for one in runs} == {"Not Executed"}


def test_a_draft_becomes_a_case(
    clone: CampaignClone, book: MemoryBook
) -> None:
    clone.push()
    case = drafted(book)
    assert case.name == "Log in"
    assert case.objective == "Two<br>lines"
    assert [step.description for step in case.steps or ()] == [
        "Open the page",
        "Type",
    ]
    assert {link.case for link in book.links.values()} == {
        "LVV-T2",
        case.key,
    }


def test_a_second_push_writes_nothing(clone: CampaignClone) -> None:
    clone.push()
    report = clone.push()
    assert report.writes == 0
    assert report.outcomes == ()


def test_a_pushed_mapping_keeps_its_bytes(clone: CampaignClone) -> None:
    before = {k: v for k, v in clone.files().items() if "mappings" in k}
    clone.push()
    after = {k: v for k, v in clone.files().items() if "mappings" in k}
    assert after == before


def test_a_milestone_without_campaign_asks_nothing_of_the_book(
    tmp_path: Path, hands: MemoryHands
) -> None:
    clone = campaign_clone(tmp_path / "two", hands)
    path = clone.mappings / "milestones" / f"{CODE}.yaml"
    path.write_text(path.read_text().partition("campaign:")[0])
    clone.commit()
    clone.push()
    assert not clone.book.calls


def test_without_a_book_a_note_says_so(clone: CampaignClone) -> None:
    clone.open_book = lambda _book: None
    report = clone.push()
    assert any("LDMJIRA_ZEPHYR_TOKEN" in note for note in report.notes)
    assert not report.is_remote_trouble


def test_a_completed_milestone_gets_no_campaign(
    clone: CampaignClone, book: MemoryBook
) -> None:
    clone.write(completed="2020-01-01")
    clone.commit()
    report = clone.push(codes=(CODE,))
    assert not book.plans
    assert not book.executions
    assert any("completed" in note for note in report.notes)


def test_a_plan_is_found_by_its_prefix(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.plans["LVV-P5"] = RemotePlan(
        "LVV-P5", "5", f"{CODE}: Another title", "Approved", folder="/Other"
    )
    clone.push()
    assert list(book.plans) == ["LVV-P5"]
    assert len(book.plans["LVV-P5"].cycles) == 1


def test_cycles_of_an_adopted_plan_are_used(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.cycles["LVV-R5"] = RemoteCycle("LVV-R5", "5", "Night one", "Done")
    book.plans["LVV-P5"] = RemotePlan(
        "LVV-P5", "5", f"{CODE}: Plan", "Approved", cycles=("LVV-R5",)
    )
    clone.push()
    assert list(book.cycles) == ["LVV-R5"]
    assert {one.cycle for one in book.executions.values()} == {"LVV-R5"}


def test_an_execution_that_is_there_is_not_made_again(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.cycles["LVV-R5"] = RemoteCycle("LVV-R5", "5", TITLE, "Done")
    book.plans["LVV-P5"] = RemotePlan(
        "LVV-P5", "5", TITLE, "Approved", cycles=("LVV-R5",)
    )
    book.executions["LVV-E1"] = RemoteExecution(
        "LVV-E1", "1", "LVV-T2", "LVV-R5", "Fail"
    )
    clone.push()
    assert book.executions["LVV-E1"].status == "Fail"
    cases = [one.case for one in book.executions.values()]
    assert cases.count("LVV-T2") == 1


def test_two_plans_of_one_name_are_held_and_shown(
    clone: CampaignClone, book: MemoryBook
) -> None:
    for key in ("LVV-P5", "LVV-P6"):
        book.plans[key] = RemotePlan(key, key[5:], TITLE, "Draft")
    report = clone.push()
    assert reasons(report) == {"plan": HeldReason.TWINS}
    assert "LVV-P5" in details(report)
    assert "LVV-P6" in details(report)
    assert len(book.plans) == 2
    assert not book.executions
    assert report.is_remote_trouble


def test_two_cycles_of_one_name_are_held(
    clone: CampaignClone, book: MemoryBook
) -> None:
    for key in ("LVV-R5", "LVV-R6"):
        book.cycles[key] = RemoteCycle(
            key, key[5:], TITLE, "Draft", folder="/ldmjira"
        )
    report = clone.push()
    assert reasons(report) == {"cycle": HeldReason.TWINS}
    assert not book.executions


def test_a_plan_key_of_another_thing_is_held(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.plans["LVV-P5"] = RemotePlan("LVV-P5", "5", "Hexapod", "Draft")
    clone.write(f"  plan: LVV-P5\n{CAMPAIGN}")
    clone.commit()
    report = clone.push()
    assert reasons(report) == {"plan": HeldReason.NOT_OURS}
    assert "Hexapod" in details(report)
    assert len(book.plans) == 1


def test_a_plan_may_be_known_by_its_document(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.plans["LVV-P5"] = RemotePlan(
        "LVV-P5", "5", "An old name", "Draft", document="DMTR-999"
    )
    clone.write(f"  plan: LVV-P5\n{CAMPAIGN}")
    clone.commit()
    assert not clone.push().held
    assert list(book.plans) == ["LVV-P5"]


def test_a_plan_key_that_is_not_shown_is_no_reason_to_create(
    clone: CampaignClone, book: MemoryBook
) -> None:
    clone.write(f"  plan: LVV-P5\n{CAMPAIGN}")
    clone.commit()
    report = clone.push()
    assert reasons(report) == {"plan": HeldReason.MISSING}
    assert not book.plans


def test_a_case_that_vanished_is_held_alone(
    clone: CampaignClone, book: MemoryBook
) -> None:
    del book.cases["LVV-T10"]
    report = clone.push()
    assert reasons(report) == {"execution/LVV-T10": HeldReason.MISSING}
    assert "LVV-T2" in {one.case for one in book.executions.values()}
    assert report.is_remote_trouble


def test_an_element_that_is_not_shown_is_held_alone(
    clone: CampaignClone, hands: MemoryHands, book: MemoryBook
) -> None:
    hands.site.hide("LVV-7")
    report = clone.push()
    assert reasons(report) == {"coverage/LVV-T2:LVV-7": HeldReason.MISSING}
    assert len(book.links) == 1


def test_a_refused_execution_does_not_stop_the_others(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.faults.append(BookFault("create_execution", "refused", "LVV-T2"))
    report = clone.push()
    refused = [o for o in report.outcomes if o.result is Result.REFUSED]
    assert [one.change.slot.name for one in refused] == ["execution/LVV-T2"]
    assert len(book.executions) == 2


def test_what_needs_a_refused_plan_is_skipped(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.faults.append(BookFault("create_plan", "refused"))
    report = clone.push()
    results = {one.change.slot.field: one.result for one in report.outcomes}
    assert results["plan"] is Result.REFUSED
    assert results["plan-cycle"] is Result.SKIPPED
    clone.push()
    check_complete(book)


@pytest.mark.parametrize("effect", ["lost", "unsent"])
@pytest.mark.parametrize("operation", WRITES)
def test_a_write_without_answer_is_never_made_twice(
    loose: CampaignClone,
    operation: BookOperation,
    effect: Literal["lost", "unsent"],
) -> None:
    loose.book.faults.append(BookFault(operation, effect))
    loose.push()
    loose.push()
    check_complete(loose.book)
    assert loose.push().writes == 0


class KilledError(BaseException):
    """The program died here."""


@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_a_killed_push_is_finished_by_the_next(
    loose: CampaignClone, number: int, *, is_done: bool
) -> None:
    seen = 0

    def kill(operation: BookOperation, _target: str) -> None:
        nonlocal seen
        if operation == "read":
            return
        if seen == number + is_done:
            raise KilledError
        seen += 1

    loose.book.on_call = kill
    with suppress(KilledError):
        loose.push()
    loose.book.on_call = None
    loose.push()
    check_complete(loose.book)
    assert loose.push().writes == 0


def test_another_who_makes_the_plan_first_is_seen(
    clone: CampaignClone, book: MemoryBook
) -> None:
    def play(operation: BookOperation, _target: str) -> None:
        if operation == "create_case":
            book.plans["LVV-P5"] = RemotePlan("LVV-P5", "5", TITLE, "Draft")

    book.on_call = play
    clone.push()
    assert list(book.plans) == ["LVV-P5"]


def test_an_uncommitted_campaign_waits(
    clone: CampaignClone, book: MemoryBook
) -> None:
    clone.write(CAMPAIGN.replace("DMTR-999", "DMTR-998"))
    report = clone.push()
    assert HeldReason.UNCOMMITTED in reasons(report).values()
    assert not book.plans


def test_a_book_that_fails_does_not_stop_jira(
    clone: CampaignClone, book: MemoryBook, hands: MemoryHands
) -> None:
    book.faults.append(BookFault("read", "lost", times=-1))
    report = clone.push()
    assert [i.summary for i in hands.site.issues if i.type == "Epic"] == [
        TITLE
    ]
    assert report.is_remote_trouble
    assert any("left out" in note for note in report.notes)


def test_a_book_of_another_site_is_refused(
    tmp_path: Path, hands: MemoryHands
) -> None:
    hands.site.identity = "https://rubinobs.atlassian.net"
    clone = campaign_clone(tmp_path / "three", hands)
    other = "https://other.atlassian.net"
    clone.book.links["1"] = CoverageLink("LVV-T2", "1", "1", site=other)
    with pytest.raises(ConfigurationError, match=r"other\.atlassian\.net"):
        clone.push()
    assert not clone.book.plans


def test_a_dry_run_shows_what_would_be_made(clone: CampaignClone) -> None:
    from ldmjira.services.push import PushService  # noqa: PLC0415
    from ldmjira.services.situation import Selection  # noqa: PLC0415

    service = PushService(clone.workspace())
    plan = service.decide(Selection(may_create=True))
    shown = "\n".join(service.announcement(plan))
    assert "cannot delete" in shown
    assert TITLE in shown
    assert "LVV-T10" in shown
    names = {o.change.slot.name for o in service.preview(plan).outcomes}
    assert "coverage/LVV-T2:LVV-7" in names
    assert not clone.book.plans


# -- pull --------------------------------------------------------------------


def pushed(clone: CampaignClone) -> CampaignClone:
    clone.push()
    clone.pull()
    clone.commit()
    return clone


def kept_files(clone: CampaignClone) -> dict[str, bytes]:
    """Mapping and pulled campaigns; not what tells when a run was."""
    return {
        name: content
        for name, content in clone.files().items()
        if name.startswith("mappings/") or "campaigns" in name
    }


def test_keys_come_back_into_the_mapping(clone: CampaignClone) -> None:
    pushed(clone)
    text = (clone.mappings / "milestones" / f"{CODE}.yaml").read_text()
    [plan] = clone.book.plans
    [cycle] = clone.book.cycles
    assert f"plan: {plan}" in text
    assert cycle in text
    assert f"key: {drafted(clone.book).key}" in text


def test_a_second_pull_changes_no_byte(clone: CampaignClone) -> None:
    pushed(clone)
    before = kept_files(clone)
    report = clone.pull()
    assert report.outcomes == ()
    assert kept_files(clone) == before


def test_push_after_a_pull_writes_nothing(clone: CampaignClone) -> None:
    pushed(clone)
    report = clone.push()
    assert report.writes == 0
    assert not report.held


def test_results_come_into_the_catalogue(clone: CampaignClone) -> None:
    pushed(clone)
    key = next(iter(clone.book.executions))
    held = clone.book.executions[key]
    clone.book.executions[key] = replace(
        held,
        status="Pass w/ Deviation",
        executed="2026-01-02T03:04:05Z",
        assigned_to="account:1",
    )
    report = clone.pull()
    told = {o.change.slot.field: o.change.after for o in report.outcomes}
    assert told[f"{key} (LVV-T2) result"] == "Pass w/ Deviation"
    runs = (clone.mappings / "catalog" / "runs.csv").read_text()
    [row] = [line for line in runs.splitlines() if key in line]
    assert row.startswith("LVV-T2,2026-01-02,Pass w/Deviation,")
    assert "account:1" not in runs


def test_what_git_must_not_hold_is_kept_beside_it(
    clone: CampaignClone, hands: MemoryHands
) -> None:
    hands.site.people["account:1"] = "A person"
    clone.book.cases["LVV-T2"] = replace(
        clone.book.cases["LVV-T2"], owner="account:1"
    )
    pushed(clone)
    kept = clone.pulled()
    assert kept is not None
    assert [one.name for one in kept.people] == ["A person"]
    assert [case.key for case in kept.cases][:2] == ["LVV-T2", "LVV-T10"]
    assert all(case.steps for case in kept.cases)
    assert {issue.key for issue in kept.issues} == {"LVV-7", "LVV-8"}
    assert "A person" not in clone.git("ls-files", "-s", "mappings")
    assert clone.git("status", "--short", "mappings") == ""


def test_facts_are_put_into_gits_index(clone: CampaignClone) -> None:
    clone.push()
    clone.pull()
    staged = clone.git("diff", "--cached", "--name-only").splitlines()
    assert "mappings/catalog/runs.csv" in staged
    assert f"mappings/milestones/{CODE}.yaml" in staged


def test_a_coverage_link_that_left_the_mapping_is_removed(
    clone: CampaignClone, book: MemoryBook
) -> None:
    pushed(clone)
    clone.edit(f"milestones/{CODE}.yaml", "    LVV-T2: [LVV-7]\n", "")
    clone.edit(f"milestones/{CODE}.yaml", "  coverage:\n", "")
    clone.commit()
    clone.push()
    assert {link.case for link in book.links.values()} == {drafted(book).key}
    assert clone.push().writes == 0


def test_a_coverage_link_of_somebody_else_stays(
    clone: CampaignClone, book: MemoryBook, hands: MemoryHands
) -> None:
    pushed(clone)
    book.add_link("LVV-T10", hands.site["LVV-8"].id)
    clone.pull()
    clone.commit()
    clone.push()
    assert len(book.links) == 3
    coverage = (clone.mappings / "catalog" / "coverage.csv").read_text()
    assert "LVV-8,LVV-T10,Zephyr Scale" in coverage


def test_a_coverage_link_that_a_person_removed_leaves_the_mapping(
    clone: CampaignClone, book: MemoryBook
) -> None:
    pushed(clone)
    [link] = [k for k, v in book.links.items() if v.case == "LVV-T2"]
    del book.links[link]
    clone.pull()
    clone.commit()
    clone.push()
    assert {one.case for one in book.links.values()} == {drafted(book).key}
    text = (clone.mappings / "milestones" / f"{CODE}.yaml").read_text()
    assert "LVV-T2: [LVV-7]" not in text


def test_our_own_draft_follows_the_mapping(
    clone: CampaignClone, book: MemoryBook
) -> None:
    pushed(clone)
    clone.edit(f"milestones/{CODE}.yaml", "name: Log in", "name: Log in now")
    clone.commit()
    clone.push()
    assert drafted(book).name == "Log in now"
    assert drafted(book).objective == "Two<br>lines"


def test_a_draft_that_a_person_edited_is_left_alone(
    clone: CampaignClone, book: MemoryBook
) -> None:
    pushed(clone)
    case = drafted(book)
    book.cases[case.key] = replace(case, name="Edited by hand")
    clone.edit(f"milestones/{CODE}.yaml", "name: Log in", "name: Log in now")
    clone.commit()
    report = clone.push()
    assert drafted(book).name == "Edited by hand"
    assert [one.slot.field for one in report.drift] == ["drafts.login.name"]


def test_a_case_that_is_not_ours_is_never_edited(
    clone: CampaignClone, book: MemoryBook
) -> None:
    pushed(clone)
    case = drafted(book)
    book.cases[case.key] = replace(case, labels=frozenset())
    clone.edit(f"milestones/{CODE}.yaml", "name: Log in", "name: Log in now")
    clone.commit()
    clone.push()
    assert book.calls["edit_case"] == 0


def test_a_cycle_that_a_person_adds_comes_into_the_mapping(
    clone: CampaignClone, book: MemoryBook
) -> None:
    pushed(clone)
    book.cycles["LVV-R5"] = RemoteCycle("LVV-R5", "5", "Night two", "Done")
    [plan] = book.plans.values()
    book.plans[plan.key] = replace(plan, cycles=(*plan.cycles, "LVV-R5"))
    clone.pull()
    text = (clone.mappings / "milestones" / f"{CODE}.yaml").read_text()
    assert "LVV-R5" in text


def test_a_case_that_calls_another_is_held_and_not_sent(
    clone: CampaignClone, book: MemoryBook
) -> None:
    book.cases["LVV-T10"] = replace(
        book.cases["LVV-T10"], steps=(RemoteStep(calls="LVV-T2"),)
    )
    report = clone.push()
    assert reasons(report) == {"execution/LVV-T10": HeldReason.BROKEN}
    assert "calls LVV-T2" in details(report)
    assert clone.push().writes == 0


@pytest.mark.parametrize(
    ("identity", "site", "is_refused"),
    [
        ("Sandbox 1", "https://rubinobs.atlassian.net", True),
        ("Sandbox 1", "http://127.0.0.1:8080", False),
        ("Sandbox 1", "http://localhost:8080", False),
        ("https://a.org", "https://a.org", False),
        ("https://a.org", "http://127.0.0.1:8080", True),
        ("https://a.org", "", False),
    ],
)
def test_a_book_must_belong_to_its_jira(
    loose: CampaignClone,
    hands: MemoryHands,
    identity: str,
    site: str,
    *,
    is_refused: bool,
) -> None:
    hands.site.identity = identity
    loose.book.links["1"] = CoverageLink("LVV-T2", "1", "1", site=site)
    if is_refused:
        with pytest.raises(ConfigurationError, match="belong together"):
            loose.push()
    else:
        loose.push()
    assert bool(loose.book.plans) is not is_refused
