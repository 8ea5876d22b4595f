"""Faults that are more than one request gone wrong.

Each case says what happens, what comes of it, and does it. The table in the
documentation is made from the first two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.stage import (
    CREATED,
    EDITED,
    FILE,
    OTHER,
    REMOVED,
    Ran,
    Stage,
)

__all__ = ["CASES", "Case"]

_LABEL = f"ldmjira-feature-{CREATED}"
_READ_AGAIN = {"method": "POST", "path": "/issue/bulkfetch", "nth": 2}
_EDIT = {"method": "PUT", "path": "/issue/*"}
_CREATE = {"method": "POST", "path": "/issue/bulk"}


@dataclass(frozen=True)
class Case:
    """One story.

    Parameters
    ----------
    name, outcome
        For people.
    play
        Plays it, up to the last run under the fault.
    ends_alike
        Whether the site ends as after an undisturbed push.
    """

    name: str
    outcome: str
    play: Callable[[Stage], None]
    ends_alike: bool = True


def _push(stage: Stage, code: int, *said: str) -> Ran:
    ran = stage.run("push")
    assert ran.bug is None, ran
    assert ran.code == code, ran
    for words in said:
        assert words in " ".join(ran.output.split()), (words, ran)
    return ran


def _creates(stage: Stage) -> int:
    return sum("/issue/bulk" in one for one in stage.writes())


def _lost_and_lagging(stage: Stage) -> None:
    stage.lever.pull("lag", seconds=3600)
    stage.lever.fault({**_CREATE, "action": "reset-after"})
    _push(stage, 0)
    _push(stage, 0)
    assert _creates(stage) == 1


def _lagging(stage: Stage) -> None:
    stage.lever.pull("lag", seconds=3600)
    _push(stage, 0)
    _push(stage, 0)
    assert _creates(stage) == 1


def _lost(permission: str, order: dict[str, Any]) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.lever.fault(
            {
                **order,
                "action": "permission-lost",
                "permission": permission,
                "project": "DM",
            }
        )
        _push(stage, 3)
        stage.lever.pull(
            "permission", permission=permission, project="DM", allow=True
        )

    return play


def _token_expires(stage: Stage) -> None:
    stage.lever.fault({**_EDIT, "action": "401"})
    stage.lever.fault({"action": "401", "nth": 13, "times": None})
    stage.lever.forget_requests()
    _push(stage, 3)
    statuses = [one["status"] for one in stage.lever.log()]
    assert statuses[-1] == 401
    assert statuses.count(401) == 1, statuses


def _other_field(stage: Stage) -> None:
    stage.lever.fault(
        {
            **_EDIT,
            "action": "edit-before",
            "fields": {"duedate": "2031-02-03"},
        }
    )
    _push(stage, 0)
    _due_is(stage, "2031-02-03")
    assert "2031-02-03" not in (stage.folder / "mappings" / FILE).read_text()
    pulled = stage.run("pull")
    assert pulled.code == 0, pulled
    assert "2031-02-03" in (stage.folder / "mappings" / FILE).read_text()
    stage.commit("pulled")


def _due_is(stage: Stage, due: str) -> None:
    content = stage.content()
    keys = [stage.key_of(EDITED), stage.key_of(REMOVED)]
    assert due in {content[key]["fields"]["duedate"] for key in keys}


def _same_field(stage: Stage) -> None:
    stage.lever.fault(
        {
            **_READ_AGAIN,
            "action": "edit-before",
            "issue": stage.key_of(EDITED),
            "fields": {"summary": f"{EDITED}: Theirs"},
        }
    )
    _push(stage, 4, "Jira changed in between")
    _push(stage, 4, "Theirs", "resolve")
    assert _title(stage) == f"{EDITED}: Theirs"


def _title(stage: Stage) -> str:
    fields = stage.content()[stage.key_of(EDITED)]["fields"]
    return str(fields["summary"])


def _same_field_too_late(stage: Stage) -> None:
    stage.lever.fault(
        {
            "method": "PUT",
            "path": f"/issue/{_id_of(stage, EDITED)}",
            "action": "edit-before",
            "fields": {"summary": f"{EDITED}: Theirs"},
        }
    )
    _push(stage, 4, "overwrote", "Theirs")


def _id_of(stage: Stage, code: str) -> str:
    key = stage.key_of(code)
    issue = stage.lever.call("GET", f"/rest/api/3/issue/{key}?fields=summary")
    return str(issue["id"])


def _another_push(stage: Stage) -> None:
    path = f"/rest/api/2/issue/{_id_of(stage, EDITED)}/properties/ldmjira"
    marker = stage.lever.call("GET", path)["value"]
    entry = {"id": "another", "commit": "", "values": {"due": "2030-10-31"}}
    stage.lever.fault(
        {
            **_READ_AGAIN,
            "action": "request-before",
            "requests": [
                {
                    "method": "PUT",
                    "path": path,
                    "body": {**marker, "log": [*marker["log"], entry]},
                }
            ],
        }
    )
    _push(stage, 4, "another push came in between")


def _another_create(stage: Stage) -> None:
    stage.lever.fault(
        {
            **_CREATE,
            "action": "request-before",
            "requests": [
                {
                    "method": "POST",
                    "path": "/rest/api/2/issue",
                    "body": {
                        "fields": {
                            "project": {"key": "DM"},
                            "issuetype": {"name": "Story"},
                            "summary": f"{CREATED}: Alert distribution",
                            "labels": [_LABEL],
                            "duedate": "2030-11-15",
                        },
                        # What shows that a run of ours made it.
                        "properties": [
                            {
                                "key": "ldmjira",
                                "value": {
                                    "v": 1,
                                    "kind": "feature",
                                    "code": CREATED,
                                    "issue": "",
                                    "log": [],
                                    "dropped": 0,
                                },
                            }
                        ],
                    },
                }
            ],
        }
    )
    ran = stage.run("push")
    assert ran.bug is None, ran
    assert len(stage.keys_of(CREATED)) == 1, ran


def _part_of_bulk(stage: Stage) -> None:
    stage.lever.fault({**_CREATE, "action": "bulk-partial", "elements": "0"})
    _push(stage, 3, "refused")
    made = [len(stage.keys_of(code)) for code in (CREATED, OTHER)]
    assert sorted(made) == [0, 1]


def _no_links_on_screen(stage: Stage) -> None:
    stage.lever.fault({"action": "field-missing", "field": "issuelinks"})
    _push(stage, 0)


def _no_date_on_screen(stage: Stage) -> None:
    stage.lever.fault({"action": "field-missing", "field": "duedate"})
    _push(stage, 3, "duedate")
    assert stage.keys_of(CREATED) == []


def _hidden_end(stage: Stage) -> None:
    stage.lever.pull("hide", issue="LVV-8")
    _push(stage, 3, "LVV-8 is not shown by the site")
    assert len(stage.keys_of(CREATED)) == 1
    stage.lever.pull("hide", issue="LVV-8", hidden=False)


def _storm(stage: Stage) -> None:
    stage.lever.fault(
        {"action": "429", "retry-after": "1", "every": 2, "times": None}
    )
    ran = _push(stage, 0)
    assert len(ran.waits) > 10


def _slow(stage: Stage) -> None:
    stage.lever.fault(
        {"action": "slow", "seconds": 0.05, "every": 1, "times": None}
    )
    _push(stage, 0)


CASES = (
    Case(
        "a create whose answer is lost, while searches lag",
        "Found by its links or its key, for which no index is asked; done.",
        _lost_and_lagging,
    ),
    Case(
        "searches lag after a create that was answered",
        "Done; the next run knows the key without a search.",
        _lagging,
    ),
    Case(
        "the right to create is lost midway",
        "The run ends there and says so.",
        _lost("CREATE_ISSUES", _CREATE),
    ),
    Case(
        "the right to edit is lost midway",
        "The run ends there and says so.",
        _lost("EDIT_ISSUES", _EDIT),
    ),
    Case(
        "the right to see is lost midway",
        "What cannot be read back is told as not shown; nothing is taken "
        "for deleted.",
        _lost(
            "BROWSE_PROJECTS",
            {"method": "POST", "path": "/issue/bulkfetch", "nth": 4},
        ),
    ),
    Case(
        "the token expires midway",
        "Not one more request is sent.",
        _token_expires,
    ),
    Case(
        "a person edits another field between our read and our write",
        "Kept: only what changed is sent. A pull brings it.",
        _other_field,
        ends_alike=False,
    ),
    Case(
        "a person edits the same field before we read it again",
        "Held back; the next run lists a conflict with both values.",
        _same_field,
        ends_alike=False,
    ),
    Case(
        "a person edits the same field after we read it again",
        "Overwritten, since Jira cannot compare and set; told with the "
        "value that was there, and exit code 4.",
        _same_field_too_late,
    ),
    Case(
        "another push edits the same issue meanwhile",
        "Held back; the next run decides anew.",
        _another_push,
    ),
    Case(
        "another push creates the same issue meanwhile",
        "The younger of the two is retired; one issue is the feature's.",
        _another_create,
        ends_alike=False,
    ),
    Case(
        "a part of a bulk create is refused",
        "The rest is made; the next run makes the part.",
        _part_of_bulk,
    ),
    Case(
        "links are not on the screen",
        "Made by requests of their own.",
        _no_links_on_screen,
    ),
    Case(
        "the due date is not on the create screen",
        "The field is named, and nothing is created without it.",
        _no_date_on_screen,
    ),
    Case(
        "the other end of a link is hidden from us",
        "That link is held back alone.",
        _hidden_end,
    ),
    Case(
        "every second request is refused with 429",
        "Done, more slowly.",
        _storm,
    ),
    Case(
        "every answer is slow",
        "Done, more slowly.",
        _slow,
    ),
)
