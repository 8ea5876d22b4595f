"""What the Zephyr side holds of Rubin's campaigns."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.books import Zephyr
from tests.support.sandbox import Lever, SandboxServer, StartSandbox


def every(zephyr: Zephyr, family: str) -> list[Any]:
    page = zephyr.get(f"{family}?projectKey=LVV&maxResults=1000")
    assert page["isLast"]
    found: list[Any] = page["values"]
    return found


@pytest.mark.parametrize(
    ("family", "count"),
    [("testcases", 707), ("testplans", 31), ("testcycles", 32)],
)
def test_rubins_objects_are_there(
    zephyr: Zephyr, family: str, count: int
) -> None:
    assert len(every(zephyr, family)) == count


def test_the_plan_of_efdb_is_as_recorded(zephyr: Zephyr) -> None:
    plan = zephyr.get("testplans/LVV-P90")
    assert plan["id"] == 796396
    assert plan["name"] == "LDM-503-EFDb: Replication of Summit EFD to USDF"
    assert plan["project"]["id"] == 10277
    assert plan["customFields"]["Document ID"] == "DMTR-331"
    assert plan["customFields"]["Entry Criteria"].startswith("Sample text:")
    [link] = plan["links"]["testCycles"]
    assert (link["testCycleId"], link["type"]) == (27531072, "RELATED")


def test_the_cycle_of_efdb_is_as_recorded(zephyr: Zephyr) -> None:
    cycle = zephyr.get("testcycles/LVV-R181")
    assert cycle["id"] == 27531072
    assert cycle["project"]["id"] == 437559
    assert cycle["status"]["id"] == 7920152
    assert set(cycle["customFields"]) == {
        "Configuration",
        "Software Version / Baseline",
    }
    assert cycle["links"]["testPlans"][0]["testPlanId"] == 796396


def test_executions_name_their_case_by_its_address_alone(
    zephyr: Zephyr,
) -> None:
    page = zephyr.get("testexecutions?testCycle=LVV-R181")
    first = page["values"][0]
    assert first["key"] == "LVV-E1457"
    assert first["testCase"]["self"].endswith(
        "/testcases/LVV-T2338/versions/1"
    )
    assert "name" not in first["testExecutionStatus"]


def test_links_are_by_the_ids_of_jiras_issues(
    zephyr: Zephyr, sandbox: SandboxServer
) -> None:
    issue = Lever(sandbox).call("GET", "/rest/api/2/issue/LVV-3")
    links = zephyr.get("testcases/LVV-T101/links")
    [link] = links["issues"]
    assert link["issueId"] == int(issue["id"])
    assert link["target"] == f"{sandbox.url}/rest/api/2/issue/{issue['id']}"
    assert link["type"] == "COVERAGE"


def test_texts_are_marked_as_samples(zephyr: Zephyr) -> None:
    for key in ("LVV-T216", "LVV-T217", "LVV-T218", "LVV-T2338", "LVV-T2339"):
        case = zephyr.get(f"testcases/{key}")
        assert case["objective"].startswith("Sample text:")
        assert case["precondition"].startswith("Sample text:")
        steps = zephyr.get(f"testcases/{key}/teststeps")["values"]
        assert steps
        for step in steps:
            if "inline" in step:
                text = step["inline"]["description"]
                assert text.startswith("Sample text:")


def test_a_step_may_call_another_case(zephyr: Zephyr) -> None:
    steps = zephyr.get("testcases/LVV-T217/teststeps")["values"]
    assert steps[0]["testCase"]["testCaseKey"] == "LVV-T866"


def test_case_fields_are_those_of_rubins_site(zephyr: Zephyr) -> None:
    fields = zephyr.get("testcases/LVV-T101")["customFields"]
    assert fields["Verification Type"] == "Test"
    assert fields["Critical Event"] == "false"
    assert fields["Vendor"] is False
    assert len(fields) == 15


def test_folders_form_a_tree(zephyr: Zephyr) -> None:
    case = zephyr.get("testcases/LVV-T101")
    folder = zephyr.get(f"folders/{case['folder']['id']}")
    above = zephyr.get(f"folders/{folder['parentId']}")
    assert folder["name"] == "Acceptance|LDM-639"
    assert above["name"] == "Data Management"
    assert above["parentId"] is None


def test_new_keys_come_after_the_seeded_ones(zephyr: Zephyr) -> None:
    made = zephyr.post("testcases", {"projectKey": "LVV", "name": "New"})
    numbers = [
        int(case["key"].rpartition("T")[2])
        for case in every(zephyr, "testcases")
    ]
    assert made["key"] == f"LVV-T{max(numbers)}"
    assert len(set(numbers)) == len(numbers)


def test_an_empty_site_has_names_but_no_cases(
    start_sandbox: StartSandbox,
) -> None:
    zephyr = Zephyr(start_sandbox(seed="empty"))
    assert zephyr.get("testcases")["values"] == []
    names = [
        one["name"]
        for one in zephyr.get(
            "statuses?projectKey=LVV&statusType=TEST_EXECUTION"
        )["values"]
    ]
    assert {"Not Executed", "Pass", "Fail", "Pass w/ Deviation"} <= set(names)
    assert zephyr.post("testcases", {"projectKey": "LVV", "name": "One"})[
        "key"
    ] == ("LVV-T1")


def test_data_center_has_no_zephyr_cloud(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(deployment="datacenter")
    assert server.zephyr_url is None


def test_what_is_made_lasts(
    start_sandbox: StartSandbox, tmp_path: Any
) -> None:
    store = tmp_path / "store.sqlite"
    with SandboxServer(store=store) as server:
        made = Zephyr(server).post(
            "testcases", {"projectKey": "LVV", "name": "Kept"}
        )
    again = Zephyr(start_sandbox(store=store))
    assert again.get(f"testcases/{made['key']}")["name"] == "Kept"
