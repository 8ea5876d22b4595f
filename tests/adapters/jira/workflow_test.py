"""An issue moves to Done along its workflow, if the workflow lets us."""

from __future__ import annotations

import json
from typing import Any

import pytest
import responses

from ldmjira.adapters.jira.histories import changes_of
from ldmjira.adapters.jira.issues import instant_of
from ldmjira.adapters.jira.names import JiraNames
from ldmjira.adapters.jira.transport import Transport
from ldmjira.adapters.jira.workflow import finish_issue
from ldmjira.exceptions import RemoteError
from tests.adapters.jira.conftest import SITE

ISSUE = f"{SITE}/rest/api/2/issue/DM-5"
URL = f"{ISSUE}/transitions"


def transition(
    number: str, to: str, category: str = "done", **fields: Any
) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Go to {to}",
        "to": {"name": to, "statusCategory": {"key": category}},
        "fields": fields,
    }


def finish(
    web: responses.RequestsMock,
    transport: Transport,
    *offered: Any,
) -> tuple[str, Any]:
    """Finish an issue, and return the status and what was sent."""
    web.get(URL, json={"transitions": list(offered)})
    web.get(URL.removesuffix("/transitions"), json={"fields": {}})
    web.post(URL, status=204)
    status = finish_issue(transport, JiraNames(), "DM-5")
    return status, json.loads(web.calls[-1].request.body or b"")


def test_status_of_that_name_is_preferred(
    web: responses.RequestsMock, transport: Transport
) -> None:
    status, sent = finish(
        web,
        transport,
        transition("1", "Won't Fix"),
        transition("2", "Doing", "indeterminate"),
        transition("3", "Done"),
    )
    assert status == "Done"
    assert sent == {"transition": {"id": "3"}}


def test_any_status_of_the_category_will_do(
    web: responses.RequestsMock, transport: Transport
) -> None:
    status, _ = finish(
        web,
        transport,
        transition("1", "Doing", "indeterminate"),
        transition("2", "Closed"),
    )
    assert status == "Closed"


def test_required_resolution_is_given(
    web: responses.RequestsMock, transport: Transport
) -> None:
    _, sent = finish(
        web,
        transport,
        transition("1", "Done", resolution={"required": True}),
    )
    assert sent["fields"] == {"resolution": {"name": "Done"}}


@pytest.mark.parametrize(
    "fields",
    [
        {"resolution": {"required": False}},
        {"x": {"required": True, "hasDefaultValue": True}},
    ],
)
def test_what_is_not_required_is_not_sent(
    web: responses.RequestsMock, transport: Transport, fields: Any
) -> None:
    _, sent = finish(web, transport, transition("1", "Done", **fields))
    assert "fields" not in sent


def test_other_required_field_is_told(
    web: responses.RequestsMock, transport: Transport
) -> None:
    screen = {"customfield_1": {"required": True, "name": "Reviewer"}}
    with pytest.raises(RemoteError, match="requires Reviewer"):
        finish(web, transport, transition("1", "Done", **screen))
    assert len(web.calls) == 1


@pytest.mark.parametrize(
    ("offered", "said"),
    [
        ([], "lead to: nowhere"),
        ([transition("1", "Doing", "new")], "lead to: Doing"),
        ([{"id": "1", "name": "Odd"}, None], "lead to: None"),
    ],
)
def test_workflow_that_leads_nowhere_is_told(
    web: responses.RequestsMock,
    transport: Transport,
    offered: list[Any],
    said: str,
) -> None:
    with pytest.raises(RemoteError, match=said):
        finish(web, transport, *offered)


@pytest.mark.parametrize("status", [400, 409])
def test_transition_that_is_gone_is_chosen_anew(
    web: responses.RequestsMock, transport: Transport, status: int
) -> None:
    web.get(URL, json={"transitions": [transition("1", "Done")]})
    web.get(URL, json={"transitions": [transition("7", "Done")]})
    web.post(URL, status=status)
    web.post(URL, status=204)
    assert finish_issue(transport, JiraNames(), "DM-5") == "Done"
    sent = json.loads(web.calls[-1].request.body or b"")
    assert sent["transition"] == {"id": "7"}


def test_transition_without_an_answer_is_not_repeated(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(URL, json={"transitions": [transition("1", "Done")]})
    web.post(URL, status=502)
    with pytest.raises(RemoteError) as caught:
        finish_issue(transport, JiraNames(), "DM-5")
    assert caught.value.ambiguous
    assert len(web.calls) == 2


def entry(created: str, field: str, **item: Any) -> dict[str, Any]:
    return {
        "created": created,
        "author": {"name": "me"},
        "items": [{"field": field, **item}],
    }


def test_history_of_a_data_center_is_put_in_order(
    web: responses.RequestsMock, transport: Transport
) -> None:
    histories = [
        entry("2026-03-01T12:00:00.000+0000", "labels", toString="a"),
        entry("2026-03-01T04:30:00.000-0700", "summary", fromString="x"),
        entry("2026-02-01T00:00:00.000+0000", "summary"),
        {"created": "rubbish", "items": None},
        {"created": "2026-03-01T12:00:00.000+0000", "items": [None]},
    ]
    web.get(ISSUE, json={"changelog": {"histories": histories}})
    found = changes_of(
        transport, "DM-5", since=instant_of("2026-03-01T00:00:00Z")
    )
    assert found == [
        {
            "author": "me",
            "field": "summary",
            "from": "x",
            "to": "",
            "when": "2026-03-01T04:30:00.000-0700",
        },
        {
            "author": "me",
            "field": "labels",
            "from": "",
            "to": "a",
            "when": "2026-03-01T12:00:00.000+0000",
        },
    ]


def test_history_of_cloud_comes_in_pages(
    web: responses.RequestsMock, transport: Transport
) -> None:
    transport.speak(deployment="cloud")
    url = f"{SITE}/rest/api/3/issue/DM-5/changelog"
    for start in (0, 1):
        web.get(
            url,
            json={
                "values": [
                    entry(f"2026-03-0{start + 1}T00:00:00.000+0000", "summary")
                ],
                "total": 2,
            },
            match=[
                responses.matchers.query_param_matcher(
                    {"startAt": start, "maxResults": 100}
                )
            ],
        )
    assert len(changes_of(transport, "DM-5", since=None)) == 2
