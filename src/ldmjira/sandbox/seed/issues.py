"""The issues of the filled site: elements, milestones, test-plan tickets."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ldmjira.sandbox.model import (
    SeedChange,
    SeedChangeItem,
    SeedIssue,
    SeedLink,
)

from .definition import AUTOMATION, PEOPLE, RISK_VERIFICATION
from .fields import (
    METHOD,
    REQUIREMENT_DOCUMENT,
    REQUIREMENT_ID,
    REQUIREMENT_LEVEL,
    REQUIREMENT_PRIORITY,
    REQUIREMENT_TEXT,
    SUB_COMPONENT,
    VERIFICATION_STATE,
)
from .tables import read_table
from .workflows import STATUSES, path_to

__all__ = ["elements", "milestones", "rubin_issues"]

_STATUS_IDS = {status.name: status.id for status in STATUSES}
_DOCUMENTS = {
    "LSE-61": ("LSE-61: DMS", "Science"),
    "LDM-554": ("LDM-554: Science Platform", "Science Platform"),
    "LDM-556": ("LDM-556: Middleware", "Middleware"),
    "LSE-69": ("LSE-69: Camera to DM ICD", "Interfaces"),
    "LSE-72": ("LSE-72: OCS to DM ICD", "Interfaces"),
    "LSE-75": ("LSE-75: Telescope to DM ICD", "Interfaces"),
    "LSE-140": ("LSE-140: Auxiliary Instrumentation to DM ICD", "Interfaces"),
    "LSE-400": ("LSE-400: Header Service ICD", "Interfaces"),
}
_STATES = {"Verified": "Verified", "In Verification": "In Verification"}

_ELEMENT_IDS = 292_069
"""LVV-27 is 292096 on Rubin's Cloud site; the others follow their number."""
_DM_IDS = 100_000
_FIRST_ELEMENT = datetime(2018, 6, 5, 14, 16, 20, tzinfo=UTC)
_ELEMENT_PACE = timedelta(hours=2)
_FIRST_TICKET = datetime(2018, 10, 10, 17, 0, tzinfo=UTC)
_TICKET_PACE = timedelta(minutes=104)
_PLAN_LEAD = timedelta(days=45)
"""A test-plan ticket is due so long before its milestone."""
_SEEDED = date(2025, 1, 15)
"""The day that the seed takes for its present."""


def rubin_issues() -> Iterator[SeedIssue]:
    """Yield every issue of the filled site."""
    yield from elements()
    yield from milestones()


def elements() -> Iterator[SeedIssue]:
    """Yield the verification elements of project LVV."""
    rows = read_table("verification_elements")
    verifies: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for key in row["verified_by"].split():
            verifies[key].append(row["key"])
    for row in rows:
        yield _element(row, tuple(verifies[row["key"]]))


def _element(row: dict[str, str], verifies: tuple[str, ...]) -> SeedIssue:
    number = _number(row["key"])
    status = row["status"] or (
        "Covered" if int(row["cases"]) else "Not Covered"
    )
    created = _FIRST_ELEMENT + _ELEMENT_PACE * (number - 27)
    updated = datetime(2024, 1, 2, 18, tzinfo=UTC) + timedelta(
        days=number % 360, minutes=number % 600
    )
    person = PEOPLE[number % len(PEOPLE)]
    history = _status_changes(status, person, created, updated)
    is_done = status == "Verified"
    return SeedIssue(
        key=row["key"],
        id=str(_ELEMENT_IDS + number),
        type="Verification",
        summary=_summary(row),
        status=status,
        created=created,
        updated=history[-1].created if history else created,
        reporter=AUTOMATION,
        assignee=person if status != "Not Covered" else None,
        resolution="Done" if is_done else None,
        resolved=history[-1].created if is_done else None,
        labels=tuple(filter(None, row["labels"].split(";"))),
        fields=_element_fields(row, status),
        links=tuple(SeedLink(RISK_VERIFICATION, key) for key in verifies),
        history=history,
    )


def _summary(row: dict[str, str]) -> str:
    """Return ``name: title``, as far as public sources tell."""
    name = row["name"] or row["requirement"]
    return f"{name}: {row['title']}" if row["title"] else name


def _element_fields(row: dict[str, str], status: str) -> dict[str, Any]:
    document, sub_component = _DOCUMENTS[row["specification"]]
    options = {
        REQUIREMENT_DOCUMENT: document,
        SUB_COMPONENT: sub_component,
        VERIFICATION_STATE: _STATES.get(status, "Not Verified"),
        METHOD: row["method"],
        REQUIREMENT_LEVEL: row["level"],
        REQUIREMENT_PRIORITY: row["requirement_priority"],
    }
    return {
        "priority": {"name": row["priority"]},
        "components": [{"name": "DM"}],
        REQUIREMENT_ID: row["requirement"],
        REQUIREMENT_TEXT: (
            f"The text of {row['requirement']} stands in "
            f"{row['specification']}; the sandbox does not hold it."
        ),
        **{
            field: {"value": value}
            for field, value in options.items()
            if value
        },
    }


def milestones() -> Iterator[SeedIssue]:
    """Yield the milestones and the test-plan tickets of project DM."""
    for row in read_table("milestones"):
        if row["issue"]:
            yield _milestone(row)
        if row["test_plan_ticket"]:
            yield _test_plan_ticket(row)


def _milestone(row: dict[str, str]) -> SeedIssue:
    due = date.fromisoformat(row["due"])
    completed = (
        date.fromisoformat(row["completed"]) if row["completed"] else None
    )
    return _dm_issue(
        row["issue"],
        type_="Epic",
        summary=f"{row['code']}: {row['title']}",
        description=(
            f"Milestone {row['code']} of LDM-503. What it delivers is listed "
            "in LDM-564."
        ),
        due=due,
        completed=completed,
    )


def _test_plan_ticket(row: dict[str, str]) -> SeedIssue:
    due = date.fromisoformat(row["due"]) - _PLAN_LEAD
    completed = None
    if row["completed"]:
        completed = date.fromisoformat(row["completed"]) - timedelta(days=14)
    return _dm_issue(
        row["test_plan_ticket"],
        type_="Story",
        summary=f"Prepare test plan for {row['code']}",
        description=f"Write and issue the test plan of {row['code']}.",
        due=due,
        completed=completed,
    )


def _dm_issue(
    key: str,
    *,
    type_: str,
    summary: str,
    description: str,
    due: date,
    completed: date | None,
) -> SeedIssue:
    """Make an issue of project DM, with its history."""
    number = _number(key)
    created = _FIRST_TICKET + _TICKET_PACE * (number - 16_072)
    person = PEOPLE[number % len(PEOPLE)]
    if completed is not None:
        status = "Done"
        last = datetime(
            completed.year, completed.month, completed.day, 20, tzinfo=UTC
        )
    else:
        status = "In Progress" if due < _SEEDED else "To Do"
        last = datetime(2024, 9, 3, 16, tzinfo=UTC) + timedelta(
            minutes=number % 1000
        )
    planned = (due - timedelta(days=62)).isoformat()
    history = (
        _due_change(PEOPLE[0], created + timedelta(days=7), planned, due),
        *_status_changes(status, person, created + timedelta(days=8), last),
    )
    return SeedIssue(
        key=key,
        id=str(_DM_IDS + number),
        type=type_,
        summary=summary,
        status=status,
        created=created,
        updated=history[-1].created,
        reporter=PEOPLE[0],
        assignee=person,
        resolution="Done" if completed else None,
        resolved=last if completed else None,
        fields={
            "description": description,
            "duedate": due.isoformat(),
            "priority": {"name": "Undefined"},
        },
        history=history,
    )


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])


def _due_change(
    author: str, created: datetime, before: str, after: date
) -> SeedChange:
    item = SeedChangeItem(
        "duedate",
        "duedate",
        before,
        f"{before} 00:00:00.0",
        after.isoformat(),
        f"{after.isoformat()} 00:00:00.0",
    )
    return SeedChange(author, created, (item,))


def _status_changes(
    status: str, author: str, start: datetime, end: datetime
) -> tuple[SeedChange, ...]:
    """Spread the steps to a status evenly, the last one at the end."""
    path = path_to(status)
    steps = len(path) - 1
    changes = []
    for place, (before, after) in enumerate(itertools.pairwise(path), 1):
        items = [
            SeedChangeItem(
                "status",
                "status",
                _STATUS_IDS[before],
                before,
                _STATUS_IDS[after],
                after,
            )
        ]
        if after in {"Done", "Verified"}:
            items.append(
                SeedChangeItem(
                    "resolution", "resolution", None, None, "10000", "Done"
                )
            )
        when = start + (end - start) / steps * place
        moment = end if place == steps else when.replace(microsecond=0)
        changes.append(SeedChange(author, moment, tuple(items)))
    return tuple(changes)
