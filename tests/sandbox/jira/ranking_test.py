"""The order of issues on boards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_api import Api

_PATH = "/rest/agile/1.0/issue/rank"


def _order(api: Api, keys: list[str]) -> list[str]:
    return api.search(f"key in ({', '.join(keys)}) order by rank")


@pytest.mark.parametrize("name", ["cloud", "dc"])
def test_issues_are_moved_before_and_after_others(
    name: str, request: pytest.FixtureRequest
) -> None:
    api: Api = request.getfixturevalue(name)
    one, two, three = keys = [api.create() for _ in range(3)]
    assert _order(api, keys) == keys
    body = {"issues": [three], "rankBeforeIssue": two}
    assert api.put(_PATH, body).status_code == 204
    assert _order(api, keys) == [one, three, two]
    body = {"issues": [one, three], "rankAfterIssue": two}
    assert api.put(_PATH, body).status_code == 204
    assert _order(api, keys) == [two, one, three]


def test_the_rank_is_a_field_that_sorts_as_the_issues_do(cloud: Api) -> None:
    one, two = cloud.create(), cloud.create()
    rows = cloud.get("field")
    (rank,) = (row["id"] for row in rows if row["name"] == "Rank")
    assert cloud.field(one, rank) < cloud.field(two, rank)
    cloud.put(_PATH, {"issues": [two], "rankBeforeIssue": one})
    assert cloud.field(two, rank) < cloud.field(one, rank)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"issues": ["DM-1"]},
        {
            "issues": ["DM-1"],
            "rankBeforeIssue": "DM-2",
            "rankAfterIssue": "DM-2",
        },
        {"issues": [], "rankBeforeIssue": "DM-1"},
    ],
)
def test_what_cannot_be_ranked(cloud: Api, body: dict[str, Any]) -> None:
    assert cloud.put(_PATH, body).status_code == 400
