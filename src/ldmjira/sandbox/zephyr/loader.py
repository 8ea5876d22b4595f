"""Fill a fresh store with Rubin's cases, plans, cycles and executions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from ldmjira.sandbox.seed.zephyr import (
    zephyr_cases,
    zephyr_cycles,
    zephyr_executions,
    zephyr_links,
    zephyr_plans,
)
from ldmjira.sandbox.store import Row, Store

from .book import (
    CASE_FIELDS,
    CYCLE_FIELDS,
    EXECUTION_FIELDS,
    LETTERS,
    PLAN_FIELDS,
    STEP_FIELDS,
    Entity,
)

__all__ = ["load_zephyr"]

_STATUSES: Final[dict[str, tuple[str, ...]]] = {
    "TEST_CASE": ("Draft", "Defined", "Approved", "Deprecated"),
    "TEST_PLAN": ("Draft", "Approved", "Completed", "Deprecated"),
    "TEST_CYCLE": ("Not Executed", "In Progress", "Done"),
    "TEST_EXECUTION": (
        "Not Executed",
        "In Progress",
        "Pass",
        "Fail",
        "Blocked",
        "Pass w/ Deviation",
        "Initial Pass",
    ),
}
_PRIORITIES: Final = ("High", "Normal", "Low")
_ENVIRONMENTS: Final = ("Vendor Facility", "Summit", "USDF")
_COLOURS: Final = {
    "Pass": "#3abb4b",
    "Done": "#3abb4b",
    "Approved": "#3abb4b",
    "Completed": "#3abb4b",
    "Fail": "#df2f36",
    "Deprecated": "#df2f36",
    "Blocked": "#4b88e7",
    "In Progress": "#f0ad4e",
    "Pass w/ Deviation": "#b6d957",
}
_OPTION_START: Final = 7920142
"""So that the status Done of cycles has the id of Rubin's site."""
_OFFSETS: Final[dict[Entity, int]] = {
    "case": 108100000,
    "plan": 796306,
    "cycle": 27530891,
    "execution": 1243139112,
}
"""What an id has over the number in its key, as in recorded answers."""
_FOLDER_START: Final = 18157100
_LINK_START: Final = 103100000
_DAWN: Final = "2018-01-01T00:00:00Z"
_PROJECT: Final = "LVV"


def load_zephyr(
    store: Store, seed: Literal["rubin", "empty"], deployment: str
) -> None:
    """Add the Zephyr side to a store that holds the Jira side.

    Parameters
    ----------
    seed
        ``empty`` gives statuses, priorities and environments only.
    deployment
        Zephyr Scale Cloud is there on Cloud alone.
    """
    if deployment != "cloud":
        return
    store.put("counter", "zephyr.option", {"next": _OPTION_START})
    store.put("counter", "zephyr.folder", {"next": _FOLDER_START})
    store.put("counter", "zephyr.link", {"next": _LINK_START})
    for entity, offset in _OFFSETS.items():
        store.put("counter", f"zephyr.{entity}", {"next": offset + 1})
    # The project of the cases first, so that it has the recorded ids.
    for project in sorted(
        store.all("project"), key=lambda row: row["key"] != _PROJECT
    ):
        _load_options(store, project["id"])
    if seed == "rubin":
        _Loader(store).load()


def _load_options(store: Store, project: str) -> None:
    for type_, names in _STATUSES.items():
        for index, name in enumerate(names):
            _add_option(store, "status", project, name, index, type=type_)
    for index, name in enumerate(_PRIORITIES):
        _add_option(store, "priority", project, name, index)
    for index, name in enumerate(_ENVIRONMENTS):
        _add_option(store, "environment", project, name, index)


def _add_option(
    store: Store,
    kind: str,
    project: str,
    name: str,
    index: int,
    **more: str,
) -> None:
    id_ = store.next_id("zephyr.option")
    row: Row = {
        "id": id_,
        "project": project,
        "name": name,
        "description": None,
        "index": index,
        "color": _COLOURS.get(name, "#cccccc"),
        "default": name == "Normal" if kind == "priority" else index == 0,
        "archived": False,
        **more,
    }
    store.put(f"zephyr.{kind}", id_, row)


class _Loader:
    """Writes Rubin's tables; options and folders are found by name."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._project = next(
            row["id"] for row in store.all("project") if row["key"] == _PROJECT
        )
        self._options = {
            (kind, row.get("type", ""), row["name"]): row["id"]
            for kind in ("status", "priority", "environment")
            for row in store.all(f"zephyr.{kind}")
            if row["project"] == self._project
        }
        self._folders: dict[tuple[str, str], str] = {}
        self._ids: dict[str, str] = {}
        self._highest: dict[Entity, int] = dict.fromkeys(LETTERS, 0)

    def load(self) -> None:
        """Write everything."""
        self._load_cases()
        self._load_plans()
        self._load_cycles()
        self._load_links()
        self._load_executions()
        for entity, letter in LETTERS.items():
            last = self._highest[entity]
            counter = f"zephyr.{_PROJECT}-{letter}"
            self._store.put("counter", counter, {"next": last + 1})
            self._store.put(
                "counter",
                f"zephyr.{entity}",
                {"next": _OFFSETS[entity] + last + 1},
            )

    def _put(
        self, entity: Entity, key: str, body: Row, parent: str | None = None
    ) -> str:
        number = int(key.rpartition(LETTERS[entity])[2])
        self._highest[entity] = max(self._highest[entity], number)
        id_ = str(_OFFSETS[entity] + number)
        self._ids[key] = id_
        row = {"id": id_, "key": key, "project": self._project, **body}
        self._store.put(f"zephyr.{entity}", id_, row, parent=parent)
        self._store.put("zephyr.key", key, {"entity": entity, "id": id_})
        return id_

    def _status(self, type_: str, name: str) -> str:
        return str(self._options["status", type_, name])

    def _folder(self, type_: str, path: str) -> str | None:
        """Return the id of a folder, made with those above if missing."""
        if not path.strip("/"):
            return None
        held = self._folders.get((type_, path))
        if held is not None:
            return held
        above, _, name = path.rstrip("/").rpartition("/")
        parent = self._folder(type_, above)
        id_ = self._store.next_id("zephyr.folder")
        index = sum(
            row["folder"] == parent and row["type"] == type_
            for row in self._store.all("zephyr.folder")
        )
        self._store.put(
            "zephyr.folder",
            id_,
            {
                "id": id_,
                "name": name,
                "type": type_,
                "project": self._project,
                "folder": parent,
                "index": index,
            },
        )
        self._folders[type_, path] = id_
        return id_

    def _load_cases(self) -> None:
        for case in zephyr_cases():
            fields = dict(CASE_FIELDS)
            if case.verification_type:
                fields["Verification Type"] = case.verification_type
            id_ = self._put(
                "case",
                case.key,
                {
                    "name": case.name,
                    "created": _DAWN,
                    "objective": case.objective,
                    "precondition": case.precondition,
                    "estimated": None,
                    "labels": [],
                    "component": None,
                    "priority": self._options["priority", "", case.priority],
                    "status": self._status("TEST_CASE", case.status),
                    "folder": self._folder("TEST_CASE", case.folder),
                    "owner": None,
                    "fields": fields,
                    "version": case.version,
                    "script": None,
                },
            )
            steps: list[Row] = [
                {"calls": step.calls, "parameters": None}
                if step.calls
                else {
                    "description": step.description,
                    "data": step.test_data,
                    "expected": step.expected,
                    "fields": dict(STEP_FIELDS),
                }
                for step in case.steps
            ]
            if steps:
                self._store.put("zephyr.steps", id_, {"items": steps})

    def _load_plans(self) -> None:
        for plan in zephyr_plans():
            self._put(
                "plan",
                plan.key,
                {
                    "name": plan.name,
                    "objective": plan.objective,
                    "status": self._status("TEST_PLAN", plan.status),
                    "folder": self._folder("TEST_PLAN", plan.folder),
                    "owner": None,
                    "labels": [],
                    "fields": {**PLAN_FIELDS, **plan.fields},
                },
            )

    def _load_cycles(self) -> None:
        spans = _spans()
        for cycle in zephyr_cycles():
            first, last = spans.get(cycle.key, (_DAWN, _DAWN))
            self._put(
                "cycle",
                cycle.key,
                {
                    "name": cycle.name,
                    "description": None,
                    "planned_start": first,
                    "planned_end": last,
                    "jira_version": None,
                    "status": self._status("TEST_CYCLE", cycle.status),
                    "folder": self._folder("TEST_CYCLE", cycle.folder),
                    "owner": None,
                    "fields": dict(CYCLE_FIELDS),
                },
            )
            if cycle.plan and cycle.plan in self._ids:
                self._link("plan", self._ids[cycle.plan], "cycle", cycle.key)

    def _link(self, entity: Entity, owner: str, to: str, target: str) -> None:
        id_ = self._store.next_id("zephyr.link")
        row: Row = {
            "id": id_,
            "entity": entity,
            "owner": owner,
            "to": to,
            "target": self._ids.get(target, target),
            "description": None,
            "type": "COVERAGE" if to == "issue" else "RELATED",
        }
        self._store.put("zephyr.link", id_, row, parent=f"{entity}:{owner}")

    def _load_links(self) -> None:
        for link in zephyr_links():
            issue = self._store.get("key", link.element)
            if issue is not None and link.case in self._ids:
                self._link(
                    "case", self._ids[link.case], "issue", issue["issue"]
                )

    def _load_executions(self) -> None:
        unstarted = self._status("TEST_EXECUTION", "Not Executed")
        for run in zephyr_executions():
            if run.case not in self._ids or run.cycle not in self._ids:
                continue
            status = self._status("TEST_EXECUTION", run.status)
            case = self._ids[run.case]
            self._put(
                "execution",
                run.key,
                {
                    "case": case,
                    "version": self._version(case),
                    "cycle": self._ids[run.cycle],
                    "status": status,
                    "environment": None,
                    "ended": f"{run.date.isoformat()}T12:00:00Z"
                    if run.date
                    else None,
                    "took": None,
                    "executed_by": None,
                    "assigned_to": None,
                    "comment": None,
                    "automated": False,
                    "fields": dict(EXECUTION_FIELDS),
                    "steps": self._results(
                        run.status, status, case, unstarted
                    ),
                },
                parent=self._ids[run.cycle],
            )

    def _version(self, case: str) -> int:
        row = self._store.get("zephyr.case", case)
        return 1 if row is None else int(row["version"])

    def _results(
        self, name: str, status: str, case: str, unstarted: str
    ) -> list[Row]:
        """Steps of a run: passed all where the case passed."""
        passed = name in ("Pass", "Initial Pass", "Pass w/ Deviation")
        return [
            {
                "description": step["description"],
                "data": step["data"],
                "expected": step["expected"],
                "actual": None,
                "status": status if passed else unstarted,
            }
            for step in self._flat(case)
        ]

    def _flat(self, case: str, depth: int = 0) -> Iterable[Row]:
        held = self._store.get("zephyr.steps", case)
        for step in held["items"] if held else ():
            called = step.get("calls")
            if called is None:
                yield step
            elif called in self._ids and depth < len(self._ids):
                yield from self._flat(self._ids[called], depth + 1)


def _spans() -> dict[str, tuple[str, str]]:
    """First and last day of each cycle, from its runs."""
    days: dict[str, list[str]] = {}
    for run in zephyr_executions():
        if run.date is not None:
            days.setdefault(run.cycle, []).append(run.date.isoformat())
    return {
        cycle: (f"{min(found)}T00:00:00Z", f"{max(found)}T00:00:00Z")
        for cycle, found in days.items()
    }
