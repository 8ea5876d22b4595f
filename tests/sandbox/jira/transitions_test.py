"""Steps of the workflow."""

from __future__ import annotations

from tests.support.sandbox_api import Api


def _id(api: Api, key: str, name: str) -> str:
    for step in api.get(f"issue/{key}/transitions")["transitions"]:
        if step["to"]["name"] == name:
            found: str = step["id"]
            return found
    raise AssertionError(name)


def test_an_issue_becomes_done(either: Api) -> None:
    key = either.create()
    step = _id(either, key, "Done")
    body = {"transition": {"id": step}}
    response = either.post(f"issue/{key}/transitions", body)
    assert response.status_code == 204
    fields = either.get(f"issue/{key}")["fields"]
    assert fields["status"]["statusCategory"]["key"] == "done"
    assert fields["resolution"]["name"] == "Done"
    assert fields["resolutiondate"] is not None


def test_reopening_clears_the_resolution(cloud: Api) -> None:
    key = cloud.create()
    for name in ("Done", "To Do"):
        step = _id(cloud, key, name)
        cloud.post(f"issue/{key}/transitions", {"transition": {"id": step}})
    fields = cloud.get(f"issue/{key}")["fields"]
    assert fields["resolution"] is None
    assert fields["resolutiondate"] is None


def test_a_step_that_is_not_there(either: Api) -> None:
    key = either.create()
    body = {"transition": {"id": "987"}}
    response = either.post(f"issue/{key}/transitions", body)
    assert response.status_code == 400
    assert response.json()["errorMessages"] == [
        "Transition id '987' is not valid for this issue."
    ]


def test_the_present_status_is_no_step(cloud: Api) -> None:
    key = cloud.create()
    step = _id(cloud, key, "Done")
    body = {"transition": {"id": step}}
    cloud.post(f"issue/{key}/transitions", body)
    names = [
        t["to"]["name"]
        for t in cloud.get(f"issue/{key}/transitions")["transitions"]
    ]
    assert "Done" not in names


def test_the_history_tells_of_status_and_resolution(cloud: Api) -> None:
    key = cloud.create()
    step = _id(cloud, key, "Done")
    cloud.post(f"issue/{key}/transitions", {"transition": {"id": step}})
    (entry,) = cloud.get(f"issue/{key}/changelog")["values"]
    items = {
        i["field"]: (i["fromString"], i["toString"]) for i in entry["items"]
    }
    assert items == {
        "status": ("To Do", "Done"),
        "resolution": (None, "Done"),
    }


def test_without_permission_there_is_no_step(own: Api) -> None:
    key = own.create()
    own.lever("permission", permission="TRANSITION_ISSUES", project="DM")
    assert own.get(f"issue/{key}/transitions")["transitions"] == []
    body = {"transition": {"id": "41"}}
    assert own.post(f"issue/{key}/transitions", body).status_code == 403


def test_a_step_is_named_by_a_number(either: Api) -> None:
    body = {"transition": {"id": "Done"}}
    response = either.post(f"issue/{either.create()}/transitions", body)
    assert response.status_code == 400
    assert response.json()["errorMessages"] == [
        "'transition' identifier must be an integer"
    ]
