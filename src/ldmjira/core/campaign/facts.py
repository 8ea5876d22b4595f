"""What a pull of campaigns tells: facts for the catalogue, and news."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from ldmjira.models.campaign import (
    CoverageLink,
    RemoteCase,
    RemoteCycle,
    RemoteExecution,
    RemotePlan,
)
from ldmjira.models.catalog import (
    Case,
    Catalog,
    Coverage,
    Cycle,
    Plan,
    Run,
)
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.keys import current_cycle_key, natural_key
from ldmjira.models.pulled import PulledCampaign
from ldmjira.models.slots import Slot

__all__ = ["SOURCE", "catalog_with", "news_of"]

T = TypeVar("T", Case, Plan, Cycle)

SOURCE: Final = "Zephyr Scale"
"""What the rows that a pull writes name as their source."""

_WORDS: Final = {
    "Pass": "Passed",
    "Fail": "Failed",
    "Pass w/ Deviation": "Pass w/Deviation",
}
"""Statuses of executions, in the catalogue's words."""


def catalog_with(
    catalog: Catalog,
    *,
    cases: Iterable[RemoteCase],
    plans: Iterable[RemotePlan] = (),
    cycles: Iterable[RemoteCycle] = (),
    executions: Iterable[RemoteExecution] = (),
    elements: Mapping[str, str],
) -> Catalog:
    """Bring what Zephyr tells into the catalogue.

    Rows of what Zephyr did not tell stay as they are; so does what it tells
    nothing of. Coverage of a case that was read is what Zephyr says.

    Parameters
    ----------
    catalog
        The catalogue as it stands.
    cases, plans, cycles, executions
        What was read.
    elements
        Key of each verification element, by the id of its issue.

    Returns
    -------
    Catalog
        The same, with newer rows; equal if nothing is new.
    """
    read = list(cases)
    plan_rows, plan_of = dict(catalog.plans), {}
    for plan in plans:
        plan_rows[plan.key] = _plan_row(catalog.plans.get(plan.key), plan)
        plan_of.update(dict.fromkeys(plan.cycles, plan))
    cycle_rows = dict(catalog.cycles)
    for cycle in cycles:
        key = _known_key(cycle.key, catalog)
        cycle_rows[key] = _cycle_row(
            catalog.cycles.get(key), key, cycle, plan_of.get(cycle.key)
        )
    return replace(
        catalog,
        cases={
            **catalog.cases,
            **{c.key: _case_row(catalog.cases.get(c.key), c) for c in read},
        },
        coverage=_coverage(catalog.coverage, read, elements),
        plans=plan_rows,
        cycles=cycle_rows,
        runs=_runs(catalog, executions, plan_of),
    )


def _known_key(key: str, catalog: Catalog) -> str:
    """Key under which the catalogue has a cycle: perhaps its former one."""
    for known in catalog.cycles:
        if current_cycle_key(known) == key:
            return known
    return key


def _sourced(old: T | None, new: T) -> T:
    """The old row if nothing but its source would change."""
    if old is not None and replace(new, source=old.source) == old:
        return old
    return new


def _case_row(old: Case | None, case: RemoteCase) -> Case:
    held = old or Case(key=case.key, name="")
    handle = case.folder.rpartition("|")[2] if "|" in case.folder else ""
    new = replace(
        held,
        # A key that stands where a name should tells nothing.
        name=held.name if case.name == case.key else case.name,
        status=case.status or held.status,
        priority=case.priority or held.priority,
        type=case.type or held.type,
        version=case.version or held.version,
        specification=held.specification or handle,
        source=SOURCE,
        steps=held.steps if case.steps is None else str(len(case.steps)),
    )
    return _sourced(old, new)


def _plan_row(old: Plan | None, plan: RemotePlan) -> Plan:
    held = old or Plan(key=plan.key, name="")
    known = {current_cycle_key(key) for key in held.cycles}
    more = tuple(key for key in plan.cycles if key not in known)
    new = replace(
        held,
        name=plan.name or held.name,
        status=plan.status or held.status,
        document=plan.document or held.document,
        cycles=(*held.cycles, *more),
        source=SOURCE,
    )
    return _sourced(old, new)


def _cycle_row(
    old: Cycle | None, key: str, cycle: RemoteCycle, plan: RemotePlan | None
) -> Cycle:
    held = old or Cycle(key=key, name="")
    new = replace(
        held,
        name=cycle.name or held.name,
        status=cycle.status or held.status,
        plan=plan.key if plan else held.plan,
        document=(plan.document if plan else "") or held.document,
        source=SOURCE,
    )
    return _sourced(old, new)


def _coverage(
    held: tuple[Coverage, ...],
    cases: Iterable[RemoteCase],
    elements: Mapping[str, str],
) -> tuple[Coverage, ...]:
    told: dict[str, set[str]] = {}
    for case in cases:
        if case.links is not None:
            told[case.key] = set(_covered(case.links, elements))
    kept = [
        row
        for row in held
        if row.case not in told or row.element in told[row.case]
    ]
    known = {(row.element, row.case) for row in kept}
    new = [
        Coverage(element, case, SOURCE)
        for case, covered in told.items()
        for element in covered
        if (element, case) not in known
    ]
    if not new:
        return tuple(kept) if len(kept) < len(held) else held
    return tuple(
        sorted(
            [*kept, *new],
            key=lambda row: (natural_key(row.element), natural_key(row.case)),
        )
    )


def _covered(
    links: Iterable[CoverageLink], elements: Mapping[str, str]
) -> list[str]:
    return [
        elements[link.issue_id] for link in links if link.issue_id in elements
    ]


def _runs(
    catalog: Catalog,
    executions: Iterable[RemoteExecution],
    plan_of: Mapping[str, RemotePlan],
) -> tuple[Run, ...]:
    rows = list(catalog.runs)
    by_execution = {
        row.execution: place for place, row in enumerate(rows) if row.execution
    }
    taken: set[int] = set()
    for one in executions:
        plan = plan_of.get(one.cycle)
        new = Run(
            case=one.case,
            date=one.executed[:10],
            status=_WORDS.get(one.status, one.status),
            plan=plan.key if plan else "",
            cycle=_known_key(one.cycle, catalog),
            execution=one.key,
            document=plan.document if plan else "",
            source=SOURCE,
        )
        place = by_execution.get(one.key)
        if place is None:
            place = _same_run(rows, new, taken)
        if place is None:
            rows.append(new)
            place = len(rows) - 1
        else:
            rows[place] = _run_row(rows[place], new)
        # Milestones that share a plan bring its executions once each.
        by_execution[one.key] = place
        taken.add(place)
    return tuple(rows)


def _same_run(
    rows: Iterable[Run], new: Run, taken: Collection[int]
) -> int | None:
    """Row of a document that tells the same run without its key."""
    for place, row in enumerate(rows):
        if (
            place not in taken
            and not row.execution
            and (row.case, row.date) == (new.case, new.date)
            and row.cycle in {"", new.cycle}
            and row.plan in {"", new.plan}
        ):
            return place
    return None


def _run_row(old: Run, new: Run) -> Run:
    row = replace(
        new,
        plan=new.plan or old.plan,
        document=old.document or new.document,
        cycle=old.cycle or new.cycle,
        source=old.source,
    )
    return old if row == old else replace(row, source=SOURCE)


# -- news -------------------------------------------------------------------


def news_of(
    old: PulledCampaign | None,
    new: PulledCampaign,
    *,
    elements: Mapping[str, str],
) -> list[Change]:
    """What changed in the book since the pull before.

    Parameters
    ----------
    old, new
        The pull before, if there was one, and this one.
    elements
        Key of each verification element, by the id of its issue.

    Returns
    -------
    list of Change
        Statuses, results, dates, assignments and coverage links.
    """
    before = {} if old is None else _values(old, elements)
    after = _values(new, elements)
    return [
        Change(
            Slot(new.milestone, name),
            before.get(name),
            after.get(name),
            Direction.PULL,
        )
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    ]


def _values(
    pulled: PulledCampaign, elements: Mapping[str, str]
) -> dict[str, str | None]:
    """Values of a campaign that people follow, by name."""
    names = {person.account: person.name for person in pulled.people}
    found: dict[str, str | None] = {}
    if pulled.plan is not None:
        found[f"{pulled.plan.key} status"] = pulled.plan.status or None
    for cycle in pulled.cycles:
        found[f"{cycle.key} status"] = cycle.status or None
        found[f"{cycle.key} planned start"] = cycle.planned_start[:10] or None
        found[f"{cycle.key} planned end"] = cycle.planned_end[:10] or None
    for one in pulled.executions:
        label = f"{one.key} ({one.case})"
        found[f"{label} result"] = one.status or None
        found[f"{label} assigned to"] = (
            names.get(one.assigned_to, one.assigned_to) or None
        )
    for case in pulled.cases:
        found[f"{case.key} status"] = case.status or None
        covered = _covered(case.links or (), elements)
        found[f"{case.key} covers"] = (
            " ".join(sorted(covered, key=natural_key)) or None
        )
    return {name: value for name, value in found.items() if value is not None}
