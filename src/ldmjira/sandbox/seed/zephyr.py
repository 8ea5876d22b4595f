"""The Zephyr Scale side of the seed: cases, links, plans, cycles, runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from .samples import CASE_SAMPLES, PLAN_SAMPLES, Step
from .tables import read_table

__all__ = [
    "ZephyrCase",
    "ZephyrCycle",
    "ZephyrExecution",
    "ZephyrLink",
    "ZephyrPlan",
    "zephyr_cases",
    "zephyr_cycles",
    "zephyr_executions",
    "zephyr_links",
    "zephyr_plans",
]

_PLAN_FOLDER = "/Data Management"
_OTHER_FOLDER = "/Other"
_ASIDE = {"LVV-P63", "LVV-R114", "LVV-R191"}
"""Of another subsystem."""


@dataclass(frozen=True, slots=True)
class ZephyrCase:
    """One test case."""

    key: str
    name: str
    """The key itself if no public source tells the name."""
    status: str
    """Draft, Defined, Approved or Deprecated."""
    priority: str
    verification_type: str | None
    """Test, Inspection, Analysis or Demonstration."""
    version: int
    folder: str
    """Path of names, as ``/Data Management/Acceptance|LDM-639``."""
    objective: str | None = None
    precondition: str | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ZephyrLink:
    """A test case covers a verification element."""

    case: str
    element: str
    """Key of the Jira issue."""


@dataclass(frozen=True, slots=True)
class ZephyrPlan:
    """One test plan."""

    key: str
    name: str
    status: str
    """Draft, Approved or Completed."""
    folder: str
    objective: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """Custom fields by name: Document ID, Entry Criteria and so on."""


@dataclass(frozen=True, slots=True)
class ZephyrCycle:
    """One test cycle."""

    key: str
    name: str
    status: str
    """Not Executed, In Progress or Done."""
    plan: str | None
    folder: str
    former_key: str | None
    """Key on the former server (``LVV-C3``), where a document prints it."""
    recorded: bool
    """False for a cycle made here, for runs whose cycle no source tells."""


@dataclass(frozen=True, slots=True)
class ZephyrExecution:
    """One run of a case."""

    key: str
    case: str
    cycle: str
    status: str
    """Pass, Pass w/ Deviation, Initial Pass, Fail, Blocked, Not Executed."""
    date: date | None


def zephyr_cases() -> Iterator[ZephyrCase]:
    """Yield the test cases, by number."""
    for row in read_table("zephyr_cases"):
        sample = CASE_SAMPLES.get(row["key"])
        yield ZephyrCase(
            key=row["key"],
            name=row["name"] or row["key"],
            status=row["status"] or "Draft",
            priority=row["priority"] or "Normal",
            verification_type=row["type"] or None,
            version=int(row["version"] or 1),
            folder=row["folder"],
            objective=sample.objective if sample else None,
            precondition=sample.precondition if sample else None,
            steps=sample.steps if sample else (),
        )


def zephyr_links() -> Iterator[ZephyrLink]:
    """Yield which case covers which element."""
    for row in read_table("zephyr_links"):
        yield ZephyrLink(row["case"], row["element"])


def zephyr_plans() -> Iterator[ZephyrPlan]:
    """Yield the test plans, by number."""
    for row in read_table("zephyr_plans"):
        sample = PLAN_SAMPLES.get(row["key"])
        fields = {"Document ID": row["document"]} if row["document"] else {}
        if sample:
            fields |= sample.fields
        yield ZephyrPlan(
            key=row["key"],
            name=row["name"] or f"Test plan {row['key']}",
            status=row["status"] or _plan_status(row),
            folder=_folder(row["key"]),
            objective=sample.objective if sample else None,
            fields=fields,
        )


def zephyr_cycles() -> Iterator[ZephyrCycle]:
    """Yield the test cycles, by number."""
    for row in read_table("zephyr_cycles"):
        recorded = row["recorded"] == "yes"
        yield ZephyrCycle(
            key=row["key"],
            name=row["name"] or _cycle_name(row, recorded=recorded),
            status=row["status"] or "Done",
            plan=row["plan"] or None,
            folder=_folder(row["key"]),
            former_key=row["former_key"] or None,
            recorded=recorded,
        )


def zephyr_executions() -> Iterator[ZephyrExecution]:
    """Yield the runs that public documents show, by number.

    Keys from LVV-E20001 on were given here: few documents print them.
    """
    for row in read_table("zephyr_executions"):
        yield ZephyrExecution(
            key=row["key"],
            case=row["case"],
            cycle=row["cycle"],
            status=row["status"],
            date=date.fromisoformat(row["date"]) if row["date"] else None,
        )


def _plan_status(row: dict[str, str]) -> str:
    """Take a plan with a report as completed."""
    return "Completed" if row["document"] else "Draft"


def _cycle_name(row: dict[str, str], *, recorded: bool) -> str:
    if recorded:
        return f"Test cycle {row['key']}"
    if row["plan"]:
        return f"Runs of {row['plan']} whose cycle is not public"
    return "Runs whose plan and cycle are not public"


def _folder(key: str) -> str:
    return _OTHER_FOLDER if key in _ASIDE else _PLAN_FOLDER
