"""What a site lacks is one clear error before the first write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import responses

from ldmjira.adapters.jira.metadata import (
    load_create_screen,
    load_link_types,
    resolve_field,
)
from ldmjira.adapters.jira.names import JiraNames
from ldmjira.adapters.jira.tracker import JiraTracker
from ldmjira.adapters.jira.transport import Transport
from ldmjira.adapters.jira.values import coerce_value
from ldmjira.exceptions import ConfigurationError, RemoteError
from tests.adapters.jira.conftest import SITE
from tests.support.sandbox import Lever, SandboxServer
from tests.support.trackers import draft_of, tracker_on

API = f"{SITE}/rest/api/2"
NAMES = JiraNames()


def field(field_id: str, name: str = "", **told: Any) -> dict[str, Any]:
    return {
        "fieldId": field_id,
        "key": field_id,
        "name": name or field_id.title(),
        "required": False,
        "hasDefaultValue": False,
        "operations": ["set"],
        "schema": {"type": "string"},
        **told,
    }


SCREEN = [
    field(
        "project",
        required=True,
        allowedValues=[{"id": "77", "key": "DM"}],
    ),
    field("issuetype", required=True),
    field("summary", required=True),
    field("reporter", required=True),
    field("labels"),
    field("duedate", "Due date"),
    field("description"),
    field("issuelinks", "Linked Issues"),
]


def announce(
    web: responses.RequestsMock,
    *fields: dict[str, Any],
    name: str = "fields",
    types: Any = ({"id": "5", "name": "Story"}, {"id": "6", "name": "Epic"}),
) -> None:
    root = f"{API}/issue/createmeta/DM/issuetypes"
    web.get(root, json={"issueTypes": list(types), "total": len(types)})
    all_fields = [*SCREEN, *fields]
    web.get(f"{root}/5", json={name: all_fields, "total": len(all_fields)})


def with_values(**values: Any) -> JiraNames:
    named = {name.replace("_", " "): value for name, value in values.items()}
    return replace(NAMES, create_fields={"feature": named})


def test_screen_is_read(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web)
    screen = load_create_screen(transport, NAMES, "feature")
    assert (screen.project_id, screen.type_id) == ("77", "5")
    assert screen.values == {}
    assert screen.missing_of(["summary", "duedate"]) == []
    assert screen.missing_of(["resolution"]) == ["resolution"]


@pytest.mark.parametrize("name", ["values", "fields", "results"])
def test_lists_have_many_names(
    web: responses.RequestsMock, transport: Transport, name: str
) -> None:
    announce(web, name=name)
    screen = load_create_screen(transport, NAMES, "feature")
    assert "labels" in screen.fields


def test_lists_come_in_pages(
    web: responses.RequestsMock, transport: Transport
) -> None:
    root = f"{API}/issue/createmeta/DM/issuetypes"
    for start, name in ((0, "Epic"), (1, "Story")):
        web.get(
            root,
            json={"values": [{"id": "5", "name": name}], "total": 2},
            match=[
                responses.matchers.query_param_matcher(
                    {"startAt": start, "maxResults": 200}
                )
            ],
        )
    web.get(f"{root}/5", json={"values": SCREEN, "isLast": True, "total": 99})
    assert load_create_screen(transport, NAMES, "feature").type_id == "5"


def test_missing_type_lists_those_there_are(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web, types=({"id": "6", "name": "Epic"},))
    with pytest.raises(ConfigurationError) as caught:
        load_create_screen(transport, NAMES, "feature")
    assert "No issue type in DM is called Story" in caught.value.message
    assert "Epic" in caught.value.message
    assert "[types] feature" in caught.value.hint


def test_name_is_taken_without_regard_to_case(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web, types=({"id": "5", "name": "STORY"},))
    assert load_create_screen(transport, NAMES, "feature").type_id == "5"


def test_two_types_of_one_name_are_ambiguous(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(
        web,
        types=({"id": "5", "name": "Story"}, {"id": "9", "name": "Story"}),
    )
    with pytest.raises(ConfigurationError, match="ids 5, 9"):
        load_create_screen(transport, NAMES, "feature")


def test_required_field_without_a_value_is_an_error(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web, field("customfield_1", "Team", required=True))
    with pytest.raises(ConfigurationError) as caught:
        load_create_screen(transport, NAMES, "feature")
    assert "requires Team" in caught.value.message
    assert "[create.feature.fields]" in caught.value.hint


def test_required_field_with_a_default_needs_no_value(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(
        web,
        field("priority", required=True, hasDefaultValue=True),
    )
    assert load_create_screen(transport, NAMES, "feature").values == {}


def test_required_field_gets_its_value(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web, field("customfield_1", "Team", required=True))
    names = with_values(Team="Data Access")
    screen = load_create_screen(transport, names, "feature")
    assert screen.values == {"customfield_1": "Data Access"}


def test_value_of_an_unknown_field_is_an_error(
    web: responses.RequestsMock, transport: Transport
) -> None:
    announce(web, field("customfield_1", "Team"))
    with pytest.raises(ConfigurationError) as caught:
        load_create_screen(transport, with_values(Taem="x"), "feature")
    assert "No field of the create screen" in caught.value.message
    assert "is called Taem" in caught.value.message
    assert "Team" in caught.value.message


def test_labels_must_be_on_the_screen(
    web: responses.RequestsMock, transport: Transport
) -> None:
    root = f"{API}/issue/createmeta/DM/issuetypes"
    web.get(root, json={"values": [{"id": "5", "name": "Story"}]})
    web.get(f"{root}/5", json={"values": SCREEN[:3]})
    with pytest.raises(ConfigurationError, match="Labels is not on"):
        load_create_screen(transport, NAMES, "feature")


FIELDS = [
    {"id": "customfield_1", "name": "Team"},
    {"id": "customfield_2", "name": "Team"},
    {"id": "customfield_3", "name": "Area"},
    {"id": "customfield_4", "name": "area"},
    {"id": "customfield_5", "name": "Zone"},
]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Area", "customfield_3"),
        ("area", "customfield_4"),
        ("zone", "customfield_5"),
        ("customfield_2", "customfield_2"),
    ],
)
def test_field_by_name(name: str, wanted: str) -> None:
    found = resolve_field(FIELDS, name, where="x", setting="fields")
    assert found == wanted


@pytest.mark.parametrize("name", ["Team", "AREA"])
def test_field_of_two_ids_is_ambiguous(name: str) -> None:
    with pytest.raises(ConfigurationError, match="2 fields") as caught:
        resolve_field(FIELDS, name, where="x", setting="fields")
    assert "customfield_" in caught.value.message


def test_missing_link_type_lists_those_there_are(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(
        f"{API}/issueLinkType",
        json={"issueLinkTypes": [{"id": "1", "name": "Blocks"}]},
    )
    with pytest.raises(ConfigurationError, match="called Relates") as caught:
        load_link_types(transport, NAMES)
    assert "there are: Blocks" in caught.value.message


def test_links_that_are_switched_off_are_explained(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/issueLinkType", status=404)
    with pytest.raises(ConfigurationError, match="switched off"):
        load_link_types(transport, NAMES)


def test_answer_without_the_list_is_one_error(
    web: responses.RequestsMock, transport: Transport
) -> None:
    web.get(f"{API}/issueLinkType", json={"else": 1})
    with pytest.raises(RemoteError, match="holds no issueLinkTypes"):
        load_link_types(transport, NAMES)


OPTIONS = [{"id": "10", "value": "Red"}, {"id": "11", "value": "Blue"}]
TEXTAREA = {"type": "string", "custom": "com.atlassian.x:textarea"}


@pytest.mark.parametrize(
    ("schema", "value", "wanted"),
    [
        ({"type": "string"}, "x", "x"),
        ({"type": "string"}, 3, "3"),
        ({"type": "number"}, 3.5, 3.5),
        ({"type": "date"}, date(2026, 3, 1), "2026-03-01"),
        ({"type": "date"}, "2026-03-01", "2026-03-01"),
        (
            {"type": "datetime"},
            datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=1))),
            None,
        ),
        ({"type": "option"}, "Blue", {"id": "11"}),
        ({"type": "option"}, {"id": "11"}, {"id": "11"}),
        ({"type": "array", "items": "option"}, ["Red"], [{"id": "10"}]),
        ({"type": "array", "items": "option"}, "Red", [{"id": "10"}]),
        ({"type": "array", "items": "string"}, ["a", "b"], ["a", "b"]),
        (
            {"type": "option-with-child"},
            ["a", "b"],
            {"value": "a", "child": {"value": "b"}},
        ),
        ({"type": "option-with-child"}, "a", {"value": "a"}),
        ({"type": "user"}, "5b10", {"accountId": "5b10"}),
        (TEXTAREA, "", None),
    ],
    ids=str,
)
def test_value_takes_the_form_of_its_field(
    schema: Any, value: Any, wanted: Any
) -> None:
    given = field("x", schema=schema, allowedValues=OPTIONS)
    made = coerce_value(given, value, setting="s", is_cloud=True)
    if isinstance(value, datetime):
        instant = datetime.strptime(made, "%Y-%m-%dT%H:%M:%S.%f%z")
        assert instant == value
        assert value.astimezone(UTC) == instant
    else:
        assert made == wanted


def test_named_things_without_a_list_go_by_name() -> None:
    given = field("x", schema={"type": "array", "items": "component"})
    made = coerce_value(given, ["DM"], setting="s", is_cloud=True)
    assert made == [{"name": "DM"}]


def test_text_areas_are_rich_text_on_both() -> None:
    given = field("x", schema=TEXTAREA)
    adf = coerce_value(given, "**a**", setting="s", is_cloud=True)
    assert adf["type"] == "doc"
    wiki = coerce_value(given, "**a**", setting="s", is_cloud=False)
    assert wiki == "*a*"


def test_user_of_a_data_center_goes_by_name() -> None:
    given = field("x", schema={"type": "user"})
    made = coerce_value(given, "me", setting="s", is_cloud=False)
    assert made == {"name": "me"}


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({"type": "option"}, "Green", "it offers: Blue, Red"),
        ({"type": "number"}, "three", "must be a number"),
        ({"type": "number"}, True, "must be a number"),
    ],
)
def test_value_that_its_field_does_not_take(
    schema: Any, value: Any, said: str
) -> None:
    given = field("x", schema=schema, allowedValues=OPTIONS)
    with pytest.raises(ConfigurationError, match=said):
        coerce_value(given, value, setting="[create] Team", is_cloud=True)


# On a sandbox: what `prepare` says.


@pytest.fixture(params=["cloud", "datacenter"])
def server(
    request: pytest.FixtureRequest, start_sandbox: Any
) -> SandboxServer:
    made: SandboxServer = start_sandbox(deployment=request.param)
    return made


@pytest.fixture
def open_tracker(server: SandboxServer) -> Iterator[Any]:
    opened: list[JiraTracker] = []

    def open_(**names: Any) -> JiraTracker:
        opened.append(tracker_on(server, names=JiraNames(**names)))
        return opened[-1]

    yield open_
    for tracker in opened:
        tracker.close()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"project": "NOPE"}, "sees no project NOPE"),
        ({"types": {"feature": "Tale", "milestone": "Epic"}}, "called Tale"),
        ({"blocks": "Bars"}, "No link type is called Bars"),
        ({"relates": "Touches"}, "No link type is called Touches"),
        ({"done": "Over"}, "No status is called Over"),
        (
            {"create_fields": {"feature": {"Nothing": "x"}}},
            "is called Nothing",
        ),
    ],
    ids=["project", "type", "blocks", "relates", "status", "field"],
)
def test_wrong_name_is_one_error(
    open_tracker: Any, server: SandboxServer, names: Any, said: str
) -> None:
    tracker = open_tracker(**names)
    with pytest.raises(ConfigurationError, match=said) as caught:
        tracker.prepare(["feature", "milestone"])
    assert ", " in caught.value.message
    writes = [e for e in Lever(server).log() if e["method"] != "GET"]
    assert writes == []


def test_project_list_is_told(open_tracker: Any) -> None:
    tracker = open_tracker(project="NOPE")
    with pytest.raises(ConfigurationError, match="it sees: DM, LVV"):
        tracker.prepare([])


def test_missing_permission_is_named(
    open_tracker: Any, server: SandboxServer
) -> None:
    Lever(server).pull("permission", permission="CREATE_ISSUES", project="DM")
    with pytest.raises(ConfigurationError, match="lacks CREATE_ISSUES"):
        open_tracker().prepare(["feature"])


def test_reading_needs_no_permission_to_write(
    open_tracker: Any, server: SandboxServer
) -> None:
    Lever(server).pull("permission", permission="CREATE_ISSUES", project="DM")
    open_tracker().prepare([])


def test_date_that_is_not_on_the_screen_is_a_fault_of_its_draft(
    open_tracker: Any, server: SandboxServer
) -> None:
    Lever(server).pull("field", remove="duedate")
    one, other = open_tracker().create(
        [draft_of("DM-AP-1"), draft_of("DM-AP-2", due=None)]
    )
    assert "duedate: not on the create screen of Story" in one.error
    assert not one.is_ambiguous
    assert other.key


def test_links_that_are_not_on_the_screen_are_left_to_be_added(
    open_tracker: Any, server: SandboxServer
) -> None:
    from ldmjira.models.remote import LinkDraft  # noqa: PLC0415

    Lever(server).pull("field", remove="issuelinks")
    tracker = open_tracker()
    link = LinkDraft("blocks", "DM-17143")
    [outcome] = tracker.create([draft_of(links=(link,))])
    assert outcome.key
    assert tracker.fetch([outcome.key])[outcome.key].links == ()
    tracker.add_link(outcome.key, link)
    assert tracker.fetch([outcome.key])[outcome.key].links
