"""What the Zephyr side keeps in the sandbox's store, and how it is found."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, Literal

from ldmjira.sandbox.site import Site
from ldmjira.sandbox.store import Row, Store

from .errors import ZephyrError, absent, bad

__all__ = [
    "CASE_FIELDS",
    "CYCLE_FIELDS",
    "EXECUTION_FIELDS",
    "LETTERS",
    "PLAN_FIELDS",
    "PROJECT_OFFSET",
    "STEP_FIELDS",
    "Book",
    "Entity",
    "folder_type",
    "instant",
]

Entity = Literal["case", "plan", "cycle", "execution"]

LETTERS: Final[dict[Entity, str]] = {
    "case": "T",
    "plan": "P",
    "cycle": "R",
    "execution": "E",
}

CASE_FIELDS: Final[dict[str, object]] = {
    "Vendor": False,
    "Reuse for Maintenance": False,
    "Verification Configuration": "",
    "Verification Type": "",
    "Test Equipment": "",
    "Safety Hazards": "",
    # A string in what Rubin's site answers, beside booleans.
    "Critical Event": "false",
    "Test Personnel": "",
    "Required Software": "",
    "Unit Under Test": "",
    "Predecessors": "",
    "Required PPE": "",
    "Associated Risks": "",
    "Postcondition": "",
    "Jupyter Notebook Link": "",
}
"""Custom fields of cases, with what stands in them when nothing was said."""

PLAN_FIELDS: Final[dict[str, object]] = {
    "Verification Artifacts": None,
    "Overall Assessment": None,
    "Recommended Improvements": None,
    "System Overview": None,
    "Verification Environment": None,
    "Observing Required?": None,
    "Document ID": None,
    "Exit Criteria": None,
    "PMCS Activity": None,
    "Entry Criteria": None,
}

CYCLE_FIELDS: Final[dict[str, object]] = {
    "Configuration": "",
    "Software Version / Baseline": "",
}

EXECUTION_FIELDS: Final[dict[str, object]] = {
    "Include Execution in Test Report": False,
    "Test Equipment Documentation": "",
    "DocuShare Verification Documentation Link": "",
    "Software Versions Used": "",
}

STEP_FIELDS: Final[dict[str, object]] = {"Example Code": ""}

PROJECT_OFFSET: Final = 427282
"""What a project's Zephyr id has over its Jira id: LVV is 10277 and 437559."""

_NOUNS: Final[dict[Entity, str]] = {
    "case": "Test case",
    "plan": "Test plan",
    "cycle": "Test cycle",
    "execution": "Test execution",
}


def folder_type(entity: Entity) -> str:
    """Folder type of an entity, and status type."""
    return f"TEST_{entity.upper()}"


class Book:
    """Cases, plans, cycles and executions in the store of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.site.store

    # -- projects ---------------------------------------------------------

    def projects(self) -> list[Row]:
        """All projects of the Jira side."""
        return self.store.all("project")

    def project(self, id_or_key: str) -> Row:
        """Return a project by key, Zephyr id or Jira id, or refuse."""
        for row in self.projects():
            ids = {row["id"], str(int(row["id"]) + PROJECT_OFFSET)}
            if id_or_key == row["key"] or id_or_key in ids:
                return row
        raise absent(f"Project '{id_or_key}'")

    # -- finding ----------------------------------------------------------

    def find(self, entity: Entity, id_or_key: str) -> Row | None:
        """Return an entity by id or key, or None."""
        if not id_or_key.isdigit():
            held = self.store.get("zephyr.key", id_or_key)
            if held is None or held["entity"] != entity:
                return None
            id_or_key = held["id"]
        return self.store.get(f"zephyr.{entity}", id_or_key)

    def get(self, entity: Entity, id_or_key: str, status: int = 404) -> Row:
        """Return an entity by id or key, or refuse."""
        found = self.find(entity, id_or_key)
        if found is None:
            text = absent(f"{_NOUNS[entity]} '{id_or_key}'").message
            raise ZephyrError(status, text)
        return found

    def case(self, key: str) -> Row:
        """Return a case, which is addressed by its key alone."""
        if not re.fullmatch(r".+-T[0-9]+", key):
            raise bad(f"'{key}' is not the key of a test case")
        return self.get("case", key)

    def of_project(self, entity: Entity, project: str | None) -> list[Row]:
        """All entities of a kind, or those of a project, oldest first."""
        rows = self.store.all(f"zephyr.{entity}")
        if project is None:
            return rows
        return [row for row in rows if row["project"] == project]

    def executions_of(self, cycle: str) -> list[Row]:
        """Executions of a cycle by its id, oldest first."""
        return self.store.children("zephyr.execution", cycle)

    def executions_by_case(self) -> dict[str, list[Row]]:
        """All executions by the id of their case."""

        def build() -> dict[str, list[Row]]:
            found: dict[str, list[Row]] = {}
            for row in self.store.all("zephyr.execution"):
                found.setdefault(row["case"], []).append(row)
            return found

        return self.store.cached(
            "zephyr executions by case", build, "zephyr.execution"
        )

    # -- options ----------------------------------------------------------

    def option_named(
        self,
        kind: Literal["status", "priority", "environment"],
        project: str,
        name: str,
        *,
        type_: str = "",
        refusal: int = 404,
    ) -> str:
        """Return the id of a status, priority or environment, or refuse."""
        for row in self.store.all(f"zephyr.{kind}"):
            if (
                row["project"] == project
                and row["name"] == name
                and (not type_ or row["type"] == type_)
                and not row.get("archived")
            ):
                return str(row["id"])
        text = absent(f"{kind.capitalize()} '{name}'").message
        raise ZephyrError(refusal, text)

    def default_option(
        self, kind: Literal["status", "priority"], project: str, type_: str
    ) -> str:
        """Return the id of the option that is taken if none is named."""
        rows = [
            row
            for row in self.store.all(f"zephyr.{kind}")
            if row["project"] == project
            and (not type_ or row["type"] == type_)
            and not row.get("archived")
        ]
        for row in rows:
            if row["default"]:
                return str(row["id"])
        if not rows:
            raise bad(f"The project has no {kind} for it")
        return str(rows[0]["id"])

    def option(self, kind: str, id_: str) -> Row:
        """Return a status, priority or environment by id, or refuse."""
        found = self.store.get(f"zephyr.{kind}", id_)
        if found is None:
            raise absent(f"{kind.capitalize()} '{id_}'")
        return found

    def folder(self, id_: int, project: str, type_: str) -> str:
        """Return the id of a folder that an entity may be put in."""
        found = self.store.get("zephyr.folder", str(id_))
        if found is None or found["project"] != project:
            raise absent(f"Folder '{id_}'")
        if found["type"] != type_:
            raise bad(f"Folder '{id_}' is not of type {type_}")
        return str(id_)

    # -- links ------------------------------------------------------------

    def links(self, entity: Entity, id_: str) -> list[Row]:
        """Links of an entity, oldest first."""
        return self.store.children("zephyr.link", f"{entity}:{id_}")

    def links_to_issue(self, issue: str) -> list[Row]:
        """Links to an issue by its id."""

        def build() -> dict[str, list[Row]]:
            found: dict[str, list[Row]] = {}
            for row in self.store.all("zephyr.link"):
                if row["to"] == "issue":
                    found.setdefault(row["target"], []).append(row)
            return found

        index = self.store.cached("zephyr links", build, "zephyr.link")
        return index.get(issue, [])

    def plans_of(self, cycle: str) -> list[Row]:
        """Links of plans to a cycle by its id."""
        return [
            row
            for row in self.store.all("zephyr.link")
            if row["to"] == "cycle" and row["target"] == cycle
        ]

    def add_link(
        self,
        entity: Entity,
        owner: str,
        *,
        to: Literal["issue", "web", "cycle"],
        target: str,
        description: str | None = None,
    ) -> Row:
        """Add a link; the same one twice is refused."""
        for row in self.links(entity, owner):
            if row["to"] == to and row["target"] == target:
                raise bad(
                    f"The {_NOUNS[entity].lower()} is already linked to "
                    f"{'issue' if to == 'issue' else to} '{target}'"
                )
        id_ = self.store.next_id("zephyr.link")
        link = {
            "id": id_,
            "entity": entity,
            "owner": owner,
            "to": to,
            "target": target,
            "description": description,
            "type": "COVERAGE" if to == "issue" else "RELATED",
        }
        return self.store.put(
            "zephyr.link", id_, link, parent=f"{entity}:{owner}"
        )

    # -- writing ----------------------------------------------------------

    def create(
        self, entity: Entity, project: Row, body: Row, *, parent: str = ""
    ) -> Row:
        """Add an entity under a fresh key."""
        letter = LETTERS[entity]
        number = self.store.next_id(f"zephyr.{project['key']}-{letter}", 1)
        key = f"{project['key']}-{letter}{number}"
        id_ = self.store.next_id(f"zephyr.{entity}")
        row = {"id": id_, "key": key, "project": project["id"], **body}
        self.put(entity, row, parent=parent)
        self.store.put("zephyr.key", key, {"entity": entity, "id": id_})
        return row

    def put(self, entity: Entity, row: Row, *, parent: str = "") -> None:
        """Replace an entity; an execution's parent is its cycle."""
        held = parent or (row["cycle"] if entity == "execution" else "")
        self.store.put(f"zephyr.{entity}", row["id"], row, parent=held or None)

    def steps(self, case: str) -> list[Row]:
        """Steps of a case by its id."""
        held = self.store.get("zephyr.steps", case)
        return [] if held is None else list(held["items"])

    def set_steps(self, case: str, items: list[Row]) -> None:
        """Replace the steps of a case."""
        self.store.put("zephyr.steps", case, {"items": items})

    def flat_steps(
        self, case: Row, *, seen: tuple[str, ...] = ()
    ) -> list[Row]:
        """Steps of a case, with those of the cases that it calls."""
        found: list[Row] = []
        for step in self.steps(case["id"]):
            called = step.get("calls")
            if called is None:
                found.append(step)
                continue
            other = self.find("case", called)
            if other is not None and called not in (*seen, case["key"]):
                found += self.flat_steps(other, seen=(*seen, case["key"]))
        return found

    def now(self) -> str:
        """The site's time, as Zephyr writes it."""
        return instant(self.site.clock.now())


def instant(moment: datetime) -> str:
    """Write an instant as Zephyr does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
