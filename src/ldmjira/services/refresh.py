"""Refresh the catalogue from Jira and Zephyr Scale."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from ldmjira.core.campaign.elements import with_elements
from ldmjira.core.campaign.facts import catalog_with
from ldmjira.exceptions import (
    GuardError,
    SiteMismatchError,
    UsageError,
)
from ldmjira.models.catalog import Catalog
from ldmjira.models.refresh import RefreshReport, TableChange
from ldmjira.models.remote import RemoteElement, Site
from ldmjira.ports.case_book import CaseBook

from .workspace import Desk, Workspace

__all__ = ["RefreshPlan", "RefreshService"]


@dataclass(frozen=True)
class RefreshPlan:
    """The catalogue as it is, and as it shall be."""

    site: Site
    desk: Desk
    old: Catalog
    new: Catalog
    report: RefreshReport


class RefreshService:
    """Bring everything that Jira and Zephyr hold into the catalogue.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._start = workspace.now()

    def decide(
        self, *, allow_loss: bool = False, rebind: bool = False
    ) -> RefreshPlan:
        """Read everything, and compare it with the catalogue.

        Parameters
        ----------
        allow_loss
            Whether a large share of the coverage links may go.
        rebind
            Whether another site than the one bound to is accepted.

        Returns
        -------
        RefreshPlan
            What would be written.

        Raises
        ------
        UsageError
            On the embedded sandbox, whose data never enter the mapping.
        SiteMismatchError
            If the mapping's keys belong to another site.
        GuardError
            If too many coverage links would go.
        """
        workspace = self._workspace
        site = workspace.tracker.identify()
        if site.is_embedded:
            raise UsageError(
                "The embedded sandbox does not refresh the catalogue: its "
                "data are samples",
                hint="Name a site with LDMJIRA_URL and LDMJIRA_TOKEN.",
            )
        desk = workspace.open_desk(site)
        bound = desk.baseline.read_site()
        if bound not in {None, site.identity} and not rebind:
            raise SiteMismatchError(
                f"The mapping's keys belong to {bound}, and this is "
                f"{site.identity}; nothing was read"
            )
        old = workspace.store.load_catalog()
        workspace.tell("reading the verification elements")
        elements = workspace.tracker.fetch_elements()
        new = with_elements(old, elements)
        notes = _unseen(old, elements)
        if workspace.book is None:
            notes.append(
                "Zephyr Scale is not configured (LDMJIRA_ZEPHYR_TOKEN): "
                "cases, plans, cycles and results stay as they are"
            )
        else:
            new = self._with_book(new, workspace.book, elements)
        tables = tuple(_tables(old, new))
        if not allow_loss:
            self._check_loss(old, tables)
        counts = workspace.tracker.counts
        book = workspace.book.counts if workspace.book is not None else None
        report = RefreshReport(
            site=site.identity,
            tables=tables,
            notes=tuple(notes),
            reads=counts.reads + (book.reads if book else 0),
            writes=counts.writes + (book.writes if book else 0),
            seconds=(workspace.now() - self._start).total_seconds(),
            is_dry=True,
        )
        return RefreshPlan(site, desk, old, new, report)

    def _with_book(
        self,
        catalog: Catalog,
        book: CaseBook,
        elements: Iterable[RemoteElement],
    ) -> Catalog:
        tell = self._workspace.tell
        tell("reading the test cases")
        cases = book.fetch_cases()
        plans = book.fetch_plans()
        wanted = {key for plan in plans for key in plan.cycles}
        cycles = book.fetch_cycles(wanted | set(catalog.cycles))
        executions = []
        for cycle in cycles:
            tell(f"reading the executions of {cycle.key}")
            executions += book.fetch_executions(cycle.key)
        return catalog_with(
            catalog,
            cases=cases,
            plans=plans,
            cycles=cycles,
            executions=executions,
            elements={one.id: one.key for one in elements},
        )

    def _check_loss(self, old: Catalog, tables: Iterable[TableChange]) -> None:
        gone = next(t.removed for t in tables if t.table == "coverage")
        if gone > self._workspace.max_loss * len(old.coverage):
            raise GuardError(
                f"{gone} of {len(old.coverage)} coverage links would leave "
                "the catalogue; nothing was written"
            )

    def apply(self, plan: RefreshPlan) -> RefreshReport:
        """Write the tables that changed, and put them into git's index.

        Parameters
        ----------
        plan
            What was decided.

        Returns
        -------
        RefreshReport
            What was written.
        """
        files = self._workspace.store.save_catalog(plan.new)
        if files:
            plan.desk.history.stage(set(files))
        return replace(plan.report, files=tuple(files), is_dry=False)


def _unseen(old: Catalog, elements: Iterable[RemoteElement]) -> list[str]:
    shown = {one.key for one in elements}
    missing = [key for key in old.elements if key not in shown]
    if not missing:
        return []
    return [
        f"{len(missing)} elements of the catalogue are not shown by Jira, "
        f"and stay: {', '.join(missing[:3])}"
        + (", ..." if len(missing) > 3 else "")  # noqa: PLR2004
    ]


def _tables(old: Catalog, new: Catalog) -> list[TableChange]:
    def rows(catalog: Catalog, table: str) -> dict[Hashable, Any]:
        key = _KEYS[table]
        held = getattr(catalog, table)
        values = held.values() if isinstance(held, dict) else held
        return {key(row): row for row in values}

    found: list[TableChange] = []
    for table in _KEYS:
        before, after = rows(old, table), rows(new, table)
        found.append(
            TableChange(
                table=_FILES.get(table, table),
                added=len(after.keys() - before.keys()),
                changed=sum(
                    before[key] != after[key]
                    for key in before.keys() & after.keys()
                ),
                removed=len(before.keys() - after.keys()),
            )
        )
    return found


_KEYS: dict[str, Callable[[Any], Hashable]] = {
    "requirements": lambda row: row.id,
    "elements": lambda row: row.key,
    "cases": lambda row: row.key,
    "coverage": lambda row: (row.element, row.case),
    "runs": lambda row: (row.case, row.date, row.plan, row.cycle),
    "plans": lambda row: row.key,
    "cycles": lambda row: row.key,
}
_FILES = {"elements": "verification_elements"}
