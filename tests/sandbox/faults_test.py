"""Faults on order."""

from __future__ import annotations

import threading
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from ldmjira.sandbox.server import SandboxServer
from tests.support.sandbox_api import Api

STORY: dict[str, Any] = {
    "fields": {
        "project": {"key": "DM"},
        "issuetype": {"name": "Story"},
        "summary": "x",
    }
}


def _order(api: Api, *faults: Any) -> None:
    response = api.post("/__sandbox__/faults", list(faults))
    assert response.status_code == 200, response.text


@pytest.fixture
def api(cloud: Api) -> Any:
    """Return a site on which no fault is left."""
    yield cloud
    cloud.delete("/__sandbox__/faults")


@pytest.mark.parametrize("status", [400, 401, 409, 429, 500, 502, 503, 504])
def test_a_status_once(api: Api, status: int) -> None:
    _order(api, f"GET /myself {status}")
    assert api.call("GET", "myself").status_code == status
    assert api.call("GET", "myself").status_code == 200


def test_the_second_and_only_that(api: Api) -> None:
    _order(api, "GET /myself #2 503")
    codes = [api.call("GET", "myself").status_code for _ in range(3)]
    assert codes == [200, 503, 200]


def test_every_second(api: Api) -> None:
    _order(api, "GET /my* %2 503")
    codes = [api.call("GET", "myself").status_code for _ in range(4)]
    assert codes == [200, 503, 200, 503]


def test_the_next_three(api: Api) -> None:
    _order(api, "GET * x3 503")
    codes = [api.call("GET", "myself").status_code for _ in range(4)]
    assert codes == [503, 503, 503, 200]


def test_at_random_but_the_same_each_time() -> None:
    runs = []
    for _ in range(2):
        options: dict[str, Any] = {"seed": "empty", "random_seed": 7}
        with SandboxServer(**options, faults=["GET * p=0.5 503"]) as server:
            api = Api(server, "3")
            runs.append(
                [api.call("GET", "myself").status_code for _ in range(20)]
            )
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


def test_retry_after_in_seconds_as_a_date_and_not_at_all(api: Api) -> None:
    _order(api, "GET /myself 429 retry-after=7")
    assert api.call("GET", "myself").headers["Retry-After"] == "7"
    _order(api, "GET /myself 429 retry-after=date:60")
    when = api.call("GET", "myself").headers["Retry-After"]
    assert parsedate_to_datetime(when).tzinfo is not None
    _order(api, "GET /myself 429")
    assert "Retry-After" not in api.call("GET", "myself").headers


def test_a_reset_before_does_nothing(api: Api) -> None:
    before = set(api.search("project = DM"))
    _order(api, "POST /issue reset-before")
    with pytest.raises(requests.ConnectionError):
        api.post("issue", STORY)
    assert set(api.search("project = DM")) == before


def test_a_reset_after_has_done_it(api: Api) -> None:
    before = set(api.search("project = DM"))
    _order(api, "POST /issue reset-after")
    with pytest.raises(requests.ConnectionError):
        api.post("issue", STORY)
    assert len(set(api.search("project = DM")) - before) == 1
    log = api.get("/__sandbox__/requests")
    (entry,) = [e for e in log if e["path"].endswith("/issue")][-1:]
    assert (entry["status"], entry["applied"]) == (None, True)


def test_an_error_after_it_was_done(api: Api) -> None:
    before = set(api.search("project = DM"))
    _order(api, "POST /issue 502 applied=true")
    assert api.post("issue", STORY).status_code == 502
    assert len(set(api.search("project = DM")) - before) == 1


def test_half_an_answer(api: Api) -> None:
    _order(api, "GET /field truncate=100")
    response = api.call("GET", "field")
    assert response.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def test_a_page_instead_of_json(api: Api) -> None:
    _order(api, "GET /field html")
    response = api.call("GET", "field")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_slow_answer(api: Api) -> None:
    _order(api, {"action": "slow", "seconds": 0.2, "path": "/myself"})
    with pytest.raises(requests.Timeout):
        api.session.get(f"{api.server.url}/rest/api/3/myself", timeout=0.05)


def test_a_human_is_quicker(api: Api) -> None:
    key = api.create(labels=["ours"])
    _order(
        api,
        {
            "action": "edit-before",
            "method": "PUT",
            "path": "/issue/*",
            "update": {"labels": [{"add": "theirs"}]},
        },
    )
    api.put(f"issue/{key}", {"fields": {"summary": "Ours"}})
    assert api.field(key, "labels") == ["ours", "theirs"]
    authors = [
        entry["author"]["accountId"]
        for entry in api.get(f"issue/{key}/changelog")["values"]
    ]
    assert len(set(authors)) == 2


def test_a_human_comes_after(api: Api) -> None:
    key = api.create()
    _order(
        api,
        {
            "action": "edit-after",
            "method": "PUT",
            "path": f"/issue/{key}",
            "fields": {"summary": "Theirs"},
        },
    )
    api.put(f"issue/{key}", {"fields": {"summary": "Ours"}})
    assert api.field(key, "summary") == "Theirs"


def test_another_pusher(api: Api) -> None:
    _order(
        api,
        {
            "action": "request-before",
            "method": "POST",
            "path": "/issue",
            "requests": [
                {
                    "method": "POST",
                    "path": "/rest/api/2/issue",
                    "body": {
                        "fields": {**STORY["fields"], "labels": ["rival"]}
                    },
                }
            ],
        },
    )
    api.post("issue", STORY)
    (rival,) = api.search("labels = rival")
    reporter = api.field(rival, "reporter")["accountId"]
    assert reporter != api.get("myself")["accountId"]


def test_a_permission_is_lost_midway(own: Api) -> None:
    key = own.create()
    _order(own, "PUT * #2 permission-lost permission=EDIT_ISSUES project=DM")
    body = {"fields": {"summary": "y"}}
    codes = [own.put(f"issue/{key}", body).status_code for _ in range(3)]
    assert codes == [204, 403, 403]


def test_some_of_a_bulk_create_are_refused(api: Api) -> None:
    _order(api, "POST /issue/bulk bulk-partial elements=0,2")
    response = api.post("issue/bulk", {"issueUpdates": [STORY] * 3})
    assert response.status_code == 201
    answer = response.json()
    assert len(answer["issues"]) == 1
    assert [e["failedElementNumber"] for e in answer["errors"]] == [0, 2]


def test_a_field_missing_from_the_screen(api: Api) -> None:
    _order(api, "field-missing=duedate")
    fields = {**STORY["fields"], "duedate": "2026-01-01"}
    response = api.post("issue", {"fields": fields})
    assert list(response.json()["errors"]) == ["duedate"]
    api.delete("/__sandbox__/faults")
    assert api.post("issue", {"fields": fields}).status_code == 201


def test_search_lags_while_ordered(api: Api) -> None:
    _order(api, "lag=1000")
    key = api.create()
    assert key not in api.search("project = DM")
    api.delete("/__sandbox__/faults")
    assert key in api.search("project = DM")


@pytest.mark.parametrize(
    ("action", "applied"), [("hold", False), ("hold-after", True)]
)
def test_a_request_is_held_until_released(
    api: Api,
    action: str,
    *,
    applied: bool,
) -> None:
    before = set(api.search("project = DM"))
    _order(api, f"POST /issue {action}")
    other = Api(api.server, "3")
    thread = threading.Thread(target=other.post, args=("issue", STORY))
    thread.start()
    while not api.get("/__sandbox__/holding")["holding"]:
        pass
    made = set(api.search("project = DM")) - before
    assert bool(made) is applied
    api.post("/__sandbox__/release")
    thread.join(5)
    assert len(set(api.search("project = DM")) - before) == 1


def test_the_list_tells_what_has_struck(api: Api) -> None:
    _order(api, "GET /myself 503", "PUT * 500")
    api.call("GET", "myself")
    first, second = api.get("/__sandbox__/faults")
    assert (first["hits"], second["hits"]) == (1, 0)
    api.delete(f"/__sandbox__/faults/{second['id']}")
    assert len(api.get("/__sandbox__/faults")) == 1


@pytest.mark.parametrize(
    "order",
    [
        "GET * explode",
        "GET *",
        {"action": "status"},
        {"path": "*"},
        "FETCH * 503 again",
        '{"action": ',
        "GET * #0 503",
        "GET * %0 503",
        "GET * x0 503",
        "GET * p=2 503",
        "GET * p=often 503",
        {"action": "503", "every": "x"},
        {"action": "503", "nth": "1"},
        {"action": "503", "options": 5},
        "GET * 999",
        "GET * slow=abc",
        "GET * slow secnds=3",
        "GET * lag=x",
        "GET * truncate=x",
        "GET * 429 retry-after=soon",
        "GET * bulk-partial elements=a",
        "GET * permission-lost project=NOPE",
        {"action": "edit-before", "as": "nobody"},
        {"action": "request-before"},
        {"action": "request-before", "requests": "x"},
        {"action": "request-after", "requests": [{"path": 5}]},
    ],
    ids=str,
)
def test_what_is_not_understood(api: Api, order: Any) -> None:
    assert api.post("/__sandbox__/faults", order).status_code == 400


def test_one_search_lags(api: Api) -> None:
    _order(api, "POST /search/jql #2 lag=1000")
    key = api.create()
    assert [key in api.search("project = DM") for _ in range(3)] == [
        True,
        False,
        True,
    ]


def test_a_field_goes_missing_midway(api: Api) -> None:
    _order(api, "PUT /issue/* #2 field-missing=duedate")
    key = api.create()
    body = {"fields": {"duedate": "2026-01-01"}}
    codes = [api.put(f"issue/{key}", body).status_code for _ in range(3)]
    assert codes == [204, 400, 400]
    api.delete("/__sandbox__/faults")
    assert api.put(f"issue/{key}", body).status_code == 204


def test_a_lost_permission_comes_back_with_the_end_of_the_fault(
    own: Api,
) -> None:
    key = own.create()
    _order(own, "PUT * permission-lost")
    body = {"fields": {"summary": "y"}}
    assert own.put(f"issue/{key}", body).status_code == 403
    own.delete("/__sandbox__/faults")
    assert own.put(f"issue/{key}", body).status_code == 204
