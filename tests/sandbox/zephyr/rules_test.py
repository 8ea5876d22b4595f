"""What Zephyr Scale does and refuses, by its document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.books import Zephyr
from tests.support.sandbox import Lever, SandboxServer

CASE = {"projectKey": "LVV", "name": "A case"}
CYCLE = {"projectKey": "LVV", "name": "A cycle"}
PLAN = {"projectKey": "LVV", "name": "A plan"}


def refused(
    zephyr: Zephyr, method: str, path: str, body: Any = None
) -> tuple[int, str]:
    reply = zephyr.call(method, path, body)
    assert reply.body["errorCode"] == reply.status
    return reply.status, reply.body["message"]


def case_of(zephyr: Zephyr, **more: Any) -> str:
    key: str = zephyr.post("testcases", {**CASE, **more})["key"]
    return key


def execution_of(zephyr: Zephyr, case: str, cycle: str, **more: Any) -> int:
    body = {
        "projectKey": "LVV",
        "testCaseKey": case,
        "testCycleKey": cycle,
        "statusName": "Not Executed",
        **more,
    }
    made: int = zephyr.post("testexecutions", body)["id"]
    return made


# -- who asks ----------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["", "Basic dXNlcjp0b2tlbg==", "Bearer", "Bearer wrong", "Token x"],
)
def test_only_its_own_token_opens_it(zephyr: Zephyr, header: str) -> None:
    reply = zephyr.call("GET", "testcases", headers={"Authorization": header})
    assert reply.status == 401
    assert reply.body["errorCode"] == 401


def test_jiras_token_does_not_work_here_nor_this_one_there(
    zephyr: Zephyr, sandbox: SandboxServer
) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    assert zephyr.call("GET", "projects", headers=headers).status == 401
    jira = Zephyr(sandbox)
    jira.root = sandbox.url
    reply = jira.call("GET", "rest/api/3/myself")
    assert reply.status in {401, 403}


def test_a_slash_too_many_is_forgiven(zephyr: Zephyr) -> None:
    assert zephyr.call("GET", "/healthcheck").status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("DELETE", "testcases/LVV-T101", 405),
        ("DELETE", "testplans/LVV-P90", 405),
        ("DELETE", "testexecutions/LVV-E1457", 405),
        ("PUT", "testplans/LVV-P90", 405),
        ("PUT", "folders/18157100", 405),
    ],
)
def test_what_the_document_does_not_have_is_not_there(
    zephyr: Zephyr, method: str, path: str, status: int
) -> None:
    assert refused(zephyr, method, path)[0] == status


# -- pages -------------------------------------------------------------------


def test_a_page_has_ten_values_by_default(zephyr: Zephyr) -> None:
    page = zephyr.get("testcases")
    assert (page["startAt"], page["maxResults"]) == (0, 10)
    assert len(page["values"]) == 10
    assert page["isLast"] is False


def test_the_next_page_has_an_address(
    zephyr: Zephyr, sandbox: SandboxServer
) -> None:
    page = zephyr.get("testcases?projectKey=LVV&maxResults=5")
    address = page["next"]
    assert address.startswith(f"{sandbox.zephyr_url}/testcases?")
    following = zephyr.get(address.removeprefix(f"{zephyr.root}/"))
    assert following["startAt"] == 5
    assert following["values"][0]["key"] != page["values"][0]["key"]


def test_the_last_page_has_none(zephyr: Zephyr) -> None:
    page = zephyr.get("testplans?startAt=30&maxResults=5")
    assert (page["next"], page["isLast"]) == (None, True)
    assert len(page["values"]) == 1


def test_a_page_is_capped(zephyr: Zephyr) -> None:
    assert zephyr.get("testcases?maxResults=5000")["maxResults"] == 1000
    steps = zephyr.get("testcases/LVV-T2338/teststeps?maxResults=1000")
    assert steps["maxResults"] == 100


def test_pages_by_id_end_with_null(zephyr: Zephyr) -> None:
    found, start = [], 0
    while start is not None:
        page = zephyr.get(f"testcases/nextgen?limit=300&startAtId={start}")
        found += [case["key"] for case in page["values"]]
        start = page["nextStartAtId"]
    assert page["next"] is None
    assert len(set(found)) == len(found) == 707


@pytest.mark.parametrize(
    "query",
    [
        "testcases?maxResults=0",
        "testcases?startAt=-1",
        "testcases?startAt=1000001",
        "testcases?maxResults=ten",
        "testcases/nextgen?limit=1001",
        "testcases?projectKey=lvv",
        "statuses?statusType=TEST",
        "folders?folderType=test_case",
        "testexecutions?actualEndDateAfter=yesterday",
    ],
)
def test_queries_that_make_no_sense_are_refused(
    zephyr: Zephyr, query: str
) -> None:
    assert refused(zephyr, "GET", query)[0] == 400


def test_an_unknown_project_is_not_found(zephyr: Zephyr) -> None:
    status, message = refused(zephyr, "GET", "testcases?projectKey=NOPE")
    assert status == 404
    assert "NOPE" in message


# -- cases -------------------------------------------------------------------


def test_a_new_case_has_one_empty_step(zephyr: Zephyr) -> None:
    key = case_of(zephyr)
    [step] = zephyr.get(f"testcases/{key}/teststeps")["values"]
    assert step["inline"]["description"] == ""


def test_a_new_case_gets_default_status_and_priority(zephyr: Zephyr) -> None:
    case = zephyr.get(f"testcases/{case_of(zephyr)}")
    status = zephyr.get(f"statuses/{case['status']['id']}")
    priority = zephyr.get(f"priorities/{case['priority']['id']}")
    assert (status["name"], priority["name"]) == ("Draft", "Normal")


@pytest.mark.parametrize(
    ("changes", "status", "word"),
    [
        ({"name": None}, 400, "name must not be null"),
        ({"name": "  "}, 400, "blank"),
        ({"name": "n" * 256}, 400, "255"),
        ({"name": 7}, 400, "string"),
        ({"projectKey": None}, 400, "projectKey must not be null"),
        ({"projectKey": "NOPE"}, 404, "NOPE"),
        ({"statusName": "Nope"}, 404, "Nope"),
        ({"statusName": "Done"}, 404, "Done"),
        ({"priorityName": "Nope"}, 404, "Nope"),
        ({"folderId": 1}, 404, "Folder"),
        ({"componentId": 1}, 404, "Component"),
        ({"labels": ["two words"]}, 400, "spaces"),
        ({"labels": ["x"] * 51}, 400, "50"),
        ({"labels": "x"}, 400, "list"),
        ({"ownerId": "a b"}, 400, "account"),
        ({"estimatedTime": -1}, 400, "estimatedTime"),
        ({"customFields": {"Nope": "x"}}, 400, "Nope"),
        ({"customFields": {"Vendor": "yes"}}, 400, "boolean"),
    ],
)
def test_cases_that_make_no_sense_are_refused(
    zephyr: Zephyr, changes: dict[str, Any], status: int, word: str
) -> None:
    before = zephyr.get("testcases?maxResults=1")["total"]
    told, message = refused(zephyr, "POST", "testcases", {**CASE, **changes})
    assert told == status
    assert word in message
    assert zephyr.get("testcases?maxResults=1")["total"] == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"[" * 9999])
def test_broken_bodies_are_refused(zephyr: Zephyr, body: bytes) -> None:
    assert refused(zephyr, "POST", "testcases", body)[0] == 400


def test_a_body_of_another_kind_is_refused(zephyr: Zephyr) -> None:
    reply = zephyr.call(
        "POST",
        "testcases",
        json.dumps(CASE).encode(),
        headers={"Content-Type": "text/plain"},
    )
    assert reply.status == 415


def test_a_put_clears_what_it_does_not_name(zephyr: Zephyr) -> None:
    key = case_of(zephyr, objective="Why", labels=["one"])
    held = zephyr.get(f"testcases/{key}")
    body = {
        name: held[name]
        for name in ("id", "key", "name", "project", "priority", "status")
    }
    body["customFields"] = held["customFields"]
    assert zephyr.call("PUT", f"testcases/{key}", body).status == 200
    case = zephyr.get(f"testcases/{key}")
    assert (case["objective"], case["labels"]) == (None, [])


@pytest.mark.parametrize(
    "missing", ["id", "key", "name", "project", "priority", "status"]
)
def test_a_put_needs_its_ids(zephyr: Zephyr, missing: str) -> None:
    key = case_of(zephyr)
    body = zephyr.get(f"testcases/{key}")
    del body[missing]
    status, message = refused(zephyr, "PUT", f"testcases/{key}", body)
    assert status == 400
    assert missing in message


def test_a_put_needs_all_custom_fields(zephyr: Zephyr) -> None:
    key = case_of(zephyr)
    body = zephyr.get(f"testcases/{key}")
    del body["customFields"]["Vendor"]
    status, message = refused(zephyr, "PUT", f"testcases/{key}", body)
    assert status == 400
    assert "Vendor" in message


def test_a_put_ignores_links(zephyr: Zephyr) -> None:
    body = zephyr.get("testcases/LVV-T101")
    body["links"] = {"issues": []}
    assert zephyr.call("PUT", "testcases/LVV-T101", body).status == 200
    assert zephyr.get("testcases/LVV-T101/links")["issues"]


def test_a_case_is_addressed_by_key_alone(zephyr: Zephyr) -> None:
    id_ = zephyr.get("testcases/LVV-T101")["id"]
    assert refused(zephyr, "GET", f"testcases/{id_}")[0] == 400


def test_older_versions_have_addresses(zephyr: Zephyr) -> None:
    page = zephyr.get("testcases/LVV-T101/versions")
    number = page["total"]
    assert page["values"][0]["self"].endswith(f"/versions/{number}")
    assert zephyr.call("GET", "testcases/LVV-T101/versions/99").status == 404


# -- steps -------------------------------------------------------------------


def steps_of(zephyr: Zephyr, key: str) -> list[str]:
    page = zephyr.get(f"testcases/{key}/teststeps?maxResults=100")
    return [step["inline"]["description"] for step in page["values"]]


def items(*texts: str) -> list[Any]:
    return [{"inline": {"description": text}} for text in texts]


def test_steps_are_appended_or_overwritten(zephyr: Zephyr) -> None:
    key = case_of(zephyr)
    path = f"testcases/{key}/teststeps"
    zephyr.post(path, {"mode": "OVERWRITE", "items": items("one")})
    zephyr.post(path, {"mode": "APPEND", "items": items("two", "three")})
    assert steps_of(zephyr, key) == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"items": items("x")}, 400),
        ({"mode": "append", "items": items("x")}, 400),
        ({"mode": "APPEND", "items": []}, 400),
        ({"mode": "APPEND", "items": items("x") * 101}, 400),
        ({"mode": "APPEND", "items": [{}]}, 400),
        (
            {
                "mode": "APPEND",
                "items": [
                    {"inline": {}, "testCase": {"testCaseKey": "LVV-T101"}}
                ],
            },
            400,
        ),
        (
            {
                "mode": "APPEND",
                "items": [{"testCase": {"testCaseKey": "LVV-T999999"}}],
            },
            404,
        ),
    ],
)
def test_steps_that_make_no_sense_are_refused(
    zephyr: Zephyr, body: Any, status: int
) -> None:
    path = "testcases/LVV-T2338/teststeps"
    before = zephyr.get(path)["total"]
    assert refused(zephyr, "POST", path, body)[0] == status
    assert zephyr.get(path)["total"] == before


def test_a_script_takes_the_place_of_steps_and_back(zephyr: Zephyr) -> None:
    key = case_of(zephyr)
    script = {"type": "plain", "text": "Do it"}
    zephyr.post(f"testcases/{key}/testscript", script)
    assert steps_of(zephyr, key) == []
    held = zephyr.get(f"testcases/{key}/testscript")
    assert (held["type"], held["text"]) == ("plain", "Do it")
    steps = {"mode": "APPEND", "items": items("x")}
    zephyr.post(f"testcases/{key}/teststeps", steps)
    assert refused(zephyr, "GET", f"testcases/{key}/testscript")[0] == 404


# -- links -------------------------------------------------------------------


@pytest.fixture
def issue(sandbox: SandboxServer) -> int:
    """Id of an issue that no case of the tests is linked to."""
    found = Lever(sandbox).call("GET", "/rest/api/2/issue/LVV-7")
    return int(found["id"])


def test_a_second_link_of_a_pair_is_refused(
    zephyr: Zephyr, issue: int
) -> None:
    path = "testcases/LVV-T101/links/issues"
    assert zephyr.post(path, {"issueId": issue})["id"]
    status, message = refused(zephyr, "POST", path, {"issueId": issue})
    assert status == 400
    assert "already" in message


@pytest.mark.parametrize(
    ("value", "status"),
    [("LVV-7", 400), (None, 400), (0, 400), (True, 400), (999999999, 404)],
)
def test_issues_are_linked_by_number(
    zephyr: Zephyr, value: Any, status: int
) -> None:
    path = "testcases/LVV-T101/links/issues"
    assert refused(zephyr, "POST", path, {"issueId": value})[0] == status


def test_links_are_removed_by_their_id(zephyr: Zephyr) -> None:
    [link] = zephyr.get("testcases/LVV-T101/links")["issues"]
    assert zephyr.call("DELETE", f"links/{link['id']}").status == 200
    assert zephyr.get("testcases/LVV-T101/links")["issues"] == []
    assert refused(zephyr, "DELETE", f"links/{link['id']}")[0] == 404


def test_cases_of_an_issue_are_found_by_its_key(zephyr: Zephyr) -> None:
    found = zephyr.get("issuelinks/LVV-3/testcases")
    assert {case["key"] for case in found} == {"LVV-T101", "LVV-T217"}
    assert refused(zephyr, "GET", "issuelinks/LVV-999999/testcases")[0] == 404


@pytest.mark.parametrize(
    ("family", "key", "told"),
    [
        ("testplans", "LVV-P90", "testplans"),
        ("testcycles", "LVV-R181", "testcycles"),
        ("testexecutions", "LVV-E1457", "executions"),
    ],
)
def test_other_things_are_linked_to_issues_too(
    zephyr: Zephyr, issue: int, family: str, key: str, told: str
) -> None:
    reply = zephyr.call(
        "POST", f"{family}/{key}/links/issues", {"issueId": issue}
    )
    assert reply.status == 201
    id_ = zephyr.get(f"{family}/{key}")["id"]
    found = zephyr.get(f"issuelinks/LVV-7/{told}")
    assert [one["id"] for one in found] == [id_]


def test_pages_elsewhere_are_linked(zephyr: Zephyr) -> None:
    body = {"url": "https://example.org/a", "description": "A page"}
    zephyr.post("testplans/LVV-P90/links/weblinks", body)
    links = zephyr.get("testplans/LVV-P90")["links"]["webLinks"]
    assert [link["url"] for link in links] == ["https://example.org/a"]
    path = "testplans/LVV-P90/links/weblinks"
    assert refused(zephyr, "POST", path, {"url": "https://x.org"})[0] == 400
    assert refused(zephyr, "POST", path, {"url": "x"})[0] == 400


# -- plans and cycles --------------------------------------------------------


def test_a_cycle_is_tied_to_a_plan_once(zephyr: Zephyr) -> None:
    plan = zephyr.post("testplans", PLAN)
    cycle = zephyr.post("testcycles", CYCLE)
    path = f"testplans/{plan['key']}/links/testcycles"
    body = {"testCycleIdOrKey": cycle["key"]}
    zephyr.post(path, body)
    assert refused(zephyr, "POST", path, body)[0] == 400
    seen = zephyr.get(f"testcycles/{cycle['id']}")["links"]["testPlans"]
    assert [link["testPlanId"] for link in seen] == [plan["id"]]


def test_a_cycle_keeps_its_dates_in_a_put_without_them(
    zephyr: Zephyr,
) -> None:
    made = zephyr.post(
        "testcycles",
        {
            **CYCLE,
            "description": "Text",
            "plannedStartDate": "2026-01-01T00:00:00Z",
            "plannedEndDate": "2026-02-01 00:00:00+00:00",
        },
    )
    held = zephyr.get(f"testcycles/{made['key']}")
    for name in ("plannedStartDate", "plannedEndDate", "description"):
        del held[name]
    assert zephyr.call("PUT", f"testcycles/{made['key']}", held).status == 200
    now = zephyr.get(f"testcycles/{made['key']}")
    assert now["plannedStartDate"] == "2026-01-01T00:00:00Z"
    assert now["plannedEndDate"] == "2026-02-01T00:00:00Z"
    assert now["description"] is None


def test_two_folders_of_one_name_are_refused(zephyr: Zephyr) -> None:
    body = {"name": "ours", "projectKey": "LVV", "folderType": "TEST_PLAN"}
    folder = zephyr.post("folders", body)
    assert refused(zephyr, "POST", "folders", body)[0] == 400
    zephyr.post("folders", {**body, "parentId": folder["id"]})
    zephyr.post("folders", {**body, "folderType": "TEST_CYCLE"})


def test_a_folder_of_another_kind_is_refused(zephyr: Zephyr) -> None:
    body = {"name": "ours", "projectKey": "LVV", "folderType": "TEST_PLAN"}
    folder = zephyr.post("folders", body)["id"]
    status, _ = refused(
        zephyr, "POST", "testcycles", {**CYCLE, "folderId": folder}
    )
    assert status == 400


def test_cycles_are_listed_by_folder(zephyr: Zephyr) -> None:
    body = {"name": "ours", "projectKey": "LVV", "folderType": "TEST_CYCLE"}
    folder = zephyr.post("folders", body)["id"]
    made = zephyr.post("testcycles", {**CYCLE, "folderId": folder})
    page = zephyr.get(f"testcycles?folderId={folder}")
    assert [one["key"] for one in page["values"]] == [made["key"]]


# -- executions --------------------------------------------------------------


@pytest.fixture
def cycle(zephyr: Zephyr) -> str:
    key: str = zephyr.post("testcycles", CYCLE)["key"]
    return key


def test_an_execution_takes_the_steps_of_its_case(
    zephyr: Zephyr, cycle: str
) -> None:
    made = execution_of(zephyr, "LVV-T2338", cycle)
    steps = zephyr.get(f"testexecutions/{made}/teststeps")["values"]
    assert len(steps) == 4
    assert steps[0]["inline"]["description"].startswith("Sample text:")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"statusName": None}, 400),
        ({"statusName": "Nope"}, 404),
        ({"testCaseKey": "LVV-T999999"}, 404),
        ({"testCycleKey": "LVV-R999999"}, 404),
        ({"testCaseKey": "LVV-T217"}, 400),
        ({"environmentName": "Nope"}, 404),
        ({"actualEndDate": "soon"}, 400),
        ({"testScriptResults": [{"statusName": "Pass"}] * 9}, 400),
        ({"testScriptResults": [{}]}, 400),
        ({"projectKey": "DM"}, 400),
    ],
)
def test_executions_that_make_no_sense_are_refused(
    zephyr: Zephyr, cycle: str, changes: dict[str, Any], status: int
) -> None:
    body = {
        "projectKey": "LVV",
        "testCaseKey": "LVV-T2338",
        "testCycleKey": cycle,
        "statusName": "Not Executed",
        **changes,
    }
    assert refused(zephyr, "POST", "testexecutions", body)[0] == status
    assert zephyr.get(f"testexecutions?testCycle={cycle}")["values"] == []


def test_a_put_of_an_execution_is_partial(zephyr: Zephyr, cycle: str) -> None:
    made = execution_of(zephyr, "LVV-T2338", cycle, comment="first")
    zephyr.set_result(str(made), statusName="Pass")
    held = zephyr.get(f"testexecutions/{made}")
    assert held["comment"] == "first"
    assert held["actualEndDate"]
    assert held["executedById"]


@pytest.mark.parametrize(
    "changes", [{"statusName": "Nope"}, {"environmentName": "Nope"}]
)
def test_unknown_names_are_unprocessable_in_a_put(
    zephyr: Zephyr, cycle: str, changes: Any
) -> None:
    made = execution_of(zephyr, "LVV-T2338", cycle)
    path = f"testexecutions/{made}"
    assert refused(zephyr, "PUT", path, changes)[0] == 422


def test_an_older_execution_is_immutable(zephyr: Zephyr, cycle: str) -> None:
    first = execution_of(zephyr, "LVV-T2338", cycle)
    execution_of(zephyr, "LVV-T2338", cycle)
    for path in (
        f"testexecutions/{first}",
        f"testexecutions/{first}/teststeps",
    ):
        assert refused(zephyr, "PUT", path, {"steps": []})[0] == 409


def test_all_steps_get_their_results_at_once(
    zephyr: Zephyr, cycle: str
) -> None:
    made = execution_of(zephyr, "LVV-T2338", cycle)
    path = f"testexecutions/{made}/teststeps"
    one = {"statusName": "Pass", "actualResult": "fine"}
    assert refused(zephyr, "PUT", path, {"steps": [one]})[0] == 422
    assert zephyr.call("PUT", path, {"steps": [one] * 4}).status == 200
    steps = zephyr.get(path)["values"]
    assert {step["inline"]["actualResult"] for step in steps} == {"fine"}


def test_an_execution_follows_its_case_when_told(
    zephyr: Zephyr, cycle: str
) -> None:
    key = case_of(zephyr)
    made = execution_of(zephyr, key, cycle)
    steps = {"mode": "OVERWRITE", "items": items("new", "newer")}
    zephyr.post(f"testcases/{key}/teststeps", steps)
    path = f"testexecutions/{made}/teststeps"
    assert zephyr.get(path)["total"] == 1
    assert zephyr.call("POST", f"{path}/sync").status == 200
    assert zephyr.get(path)["total"] == 2


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("testCycle=LVV-R181", ["LVV-E1457", "LVV-E1552", "LVV-E3446"]),
        (
            "testCycle=LVV-R181&onlyLastExecutions=true",
            ["LVV-E1552", "LVV-E3446"],
        ),
        ("testCycle=LVV-R181&testCase=LVV-T2339", ["LVV-E1552"]),
        (
            "testCycle=LVV-R181&actualEndDateBefore=2024-01-01T00:00:00Z",
            ["LVV-E1552"],
        ),
    ],
)
def test_executions_are_filtered(
    zephyr: Zephyr, query: str, keys: list[str]
) -> None:
    page = zephyr.get(f"testexecutions?{query}")
    found = [one["key"] for one in page["values"]]
    assert found == keys


# -- options -----------------------------------------------------------------


def test_options_are_made_and_replaced(zephyr: Zephyr) -> None:
    body = {"name": "Odd", "projectKey": "LVV", "type": "TEST_CASE"}
    made = zephyr.post("statuses", body)
    assert refused(zephyr, "POST", "statuses", body)[0] == 400
    held = zephyr.get(f"statuses/{made['id']}")
    held |= {"name": "Even", "archived": True}
    path = f"statuses/{made['id']}"
    assert zephyr.call("PUT", path, held).status == 200
    assert zephyr.get(path)["name"] == "Even"
    case = {**CASE, "statusName": "Even"}
    assert refused(zephyr, "POST", "testcases", case)[0] == 404


def test_an_environment_of_a_name_that_is_taken_is_refused(
    zephyr: Zephyr,
) -> None:
    body = {"name": "USDF", "projectKey": "LVV"}
    status, message = refused(zephyr, "POST", "environments", body)
    assert status == 400
    assert message == "An environment with this name already exists."


# -- faults and log ----------------------------------------------------------


def test_its_requests_are_in_the_sandboxs_log(
    zephyr: Zephyr, sandbox: SandboxServer
) -> None:
    zephyr.get("projects")
    assert "GET /zephyr/v2/projects" in Lever(sandbox).requests()


def test_it_suffers_faults_on_order(
    zephyr: Zephyr, sandbox: SandboxServer
) -> None:
    Lever(sandbox).fault("POST /zephyr/v2/testcases 503")
    assert zephyr.call("POST", "testcases", CASE).status == 503
    assert zephyr.call("POST", "testcases", CASE).status == 201


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "testcases/LVV-T101/versions/%C2%B2", None),
        ("GET", f"testcases/LVV-T101/versions/{'9' * 5000}", None),
        ("GET", f"testplans/{'9' * 5000}", None),
        ("GET", "folders/%00", None),
        ("GET", f"testcases?startAt={'9' * 5000}", None),
        ("POST", "testcases", {**CASE, "folderId": 2**70}),
        ("POST", "testcases", {**CASE, "name": "\ud800"}),
        ("POST", "testcases", {**CASE, "customFields": [1]}),
        ("PUT", "testcases/LVV-T101", {"status": [], "priority": 1}),
        ("POST", "testcycles", {**CYCLE, "plannedStartDate": "9999-99-99"}),
        ("PUT", "testexecutions/LVV-E3446/teststeps", {"steps": [None]}),
    ],
)
def test_junk_is_refused_and_never_a_crash(
    zephyr: Zephyr, method: str, path: str, body: Any
) -> None:
    assert zephyr.call(method, path, body).status < 500
    assert zephyr.get("testcases?maxResults=1000")["values"]
