"""Cycles of a campaign with their executions, and who does what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ldmjira.models.campaign import RemoteExecution
from ldmjira.models.catalog import Catalog, Run
from ldmjira.models.mapping import Campaign
from ldmjira.models.test_plan import (
    CycleFacts,
    Duty,
    OpenIssue,
    Passage,
    ResultFacts,
)

from .html_text import cell_from_html, html_blocks
from .texts import Pulled, not_pulled, same_cycle

__all__ = ["CampaignRuns", "status_word"]

_WORDS: Final = {
    "passed": "Pass",
    "failed": "Fail",
    "pass w/deviation": "Pass w/ Deviation",
    "passed w/ deviation": "Pass w/ Deviation",
    "conditional pass": "Pass w/ Deviation",
    "in progress": "In Progress",
    "not executed": "Not Executed",
    "blocked": "Blocked",
}


def status_word(status: str) -> str:
    """Status of an execution, in Zephyr Scale's words.

    Parameters
    ----------
    status
        As a document or an old export prints it.

    Returns
    -------
    str
        ``Pass`` for ``Passed``; what is not known stays as it is.
    """
    return _WORDS.get(status.casefold(), status)


@dataclass(frozen=True)
class CampaignRuns:
    """Executions of one campaign.

    Parameters
    ----------
    campaign
        What the mapping says; ``None`` if the milestone has no campaign.
    planned
        Cases of the campaign, in order.
    catalog
        Committed results: all there is without a pull.
    pulled
        The last pull.
    """

    campaign: Campaign | None
    planned: tuple[str, ...]
    catalog: Catalog
    pulled: Pulled

    @property
    def plan(self) -> str:
        """Key of the plan; empty if there is none."""
        if self.pulled.plan is not None:
            return self.pulled.plan.key
        return (self.campaign and self.campaign.plan) or ""

    @property
    def cycle_keys(self) -> tuple[str, ...]:
        """Keys of the cycles: pulled ones, else as the mapping says."""
        if self.pulled.campaign is not None and self.pulled.campaign.cycles:
            return tuple(one.key for one in self.pulled.campaign.cycles)
        named = self.campaign.cycles if self.campaign is not None else ()
        if named or not self.plan:
            return named
        return tuple(
            cycle.key
            for cycle in self.catalog.cycles.values()
            if cycle.plan == self.plan
        )

    def is_ours(self, run: Run) -> bool:
        """Whether a committed result belongs to this campaign."""
        if run.cycle:
            return any(same_cycle(run.cycle, key) for key in self.cycle_keys)
        return bool(run.plan) and run.plan == self.plan

    def cycles(self) -> tuple[CycleFacts, ...]:
        """Every cycle with its executions, the planned cases first."""
        return tuple(map(self._cycle, self.cycle_keys))

    def results(self) -> Iterator[ResultFacts]:
        """Every execution of the campaign."""
        for cycle in self.cycles():
            yield from cycle.results

    def duties(self) -> tuple[Duty, ...]:
        """Owners of plan and cycles."""
        plan = self.pulled.plan
        role = (self.campaign and self.campaign.owner) or ""
        name = self.pulled.person(plan.owner) if plan else ""
        if name:
            person = f"{name} ({role})" if role else name
        elif role:
            person = role
        elif plan is None and self.plan:
            person = not_pulled(self.plan, "owner")
        else:
            person = ""
        found = [Duty("Owner of the test plan", person, bool(name or role))]
        for key in self.cycle_keys:
            cycle = self.pulled.cycle(key)
            owner = self.pulled.person(cycle.owner) if cycle else ""
            missing = "" if cycle else not_pulled(key, "owner")
            found.append(
                Duty(f"Owner of {key}", owner or missing, bool(owner))
            )
        return tuple(found)

    def issues(self) -> tuple[OpenIssue, ...]:
        """Issues that executions name, each once, the open ones first."""
        named: dict[str, list[str]] = {}
        for result in self.results():
            for issue in result.issues:
                named.setdefault(issue, []).append(result.key)
        known = self.pulled.issues
        found = [
            OpenIssue(
                key,
                known[key].kind if key in known else "",
                known[key].title if key in known else "",
                known[key].status if key in known else "",
                is_done=key in known and known[key].is_done,
                executions=tuple(executions),
            )
            for key, executions in named.items()
        ]
        return tuple(sorted(found, key=lambda one: one.is_done))

    def _cycle(self, key: str) -> CycleFacts:
        cycle = self.pulled.cycle(key)
        known = next(
            (
                c
                for c in self.catalog.cycles.values()
                if same_cycle(c.key, key)
            ),
            None,
        )
        planned = ""
        if cycle is not None:
            dates = (cycle.planned_start[:10], cycle.planned_end[:10])
            planned = " to ".join(date for date in dates if date)
        return CycleFacts(
            key=key,
            name=cycle.name if cycle else known.name if known else "",
            status=cycle.status if cycle else known.status if known else "",
            owner=self.pulled.person(cycle.owner) if cycle else "",
            planned=planned,
            description=self.pulled.cycle_text(key, "description"),
            baseline=self.pulled.cycle_text(
                key,
                "software baseline",
                "Software Version / Baseline",
                "Software Version/Baseline",
                "Software Version",
                "Software Baseline",
            ),
            configuration=self.pulled.cycle_text(
                key, "configuration", "Configuration"
            ),
            results=tuple(self._in_order(self._results(key))),
        )

    def _results(self, key: str) -> Iterator[ResultFacts]:
        if self.pulled.cycle(key) is not None and self.pulled.campaign:
            for execution in self.pulled.campaign.executions:
                if same_cycle(execution.cycle, key):
                    yield self._pulled_result(execution, key)
            return
        runs = [
            run
            for run in self.catalog.runs
            if run.cycle and same_cycle(run.cycle, key)
        ]
        told = {run.case for run in runs}
        if len(self.cycle_keys) == 1:  # results that name the plan alone
            runs += [
                run
                for run in self.catalog.runs
                if not run.cycle
                and run.plan
                and run.plan == self.plan
                and run.case not in told
            ]
        for run in runs:
            yield ResultFacts(
                key=run.execution,
                case=run.case,
                cycle=key,
                status=status_word(run.status),
                date=run.date,
                comment=Passage(
                    missing=not_pulled(run.execution or run.case, "comment")
                ),
            )

    def _pulled_result(
        self, execution: RemoteExecution, cycle: str
    ) -> ResultFacts:
        steps = execution.steps
        return ResultFacts(
            key=execution.key,
            case=execution.case,
            cycle=cycle,
            status=status_word(execution.status),
            date=execution.executed[:10],
            version=execution.version,
            environment=execution.environment,
            comment=Passage(html_blocks(execution.comment)),
            assigned=self.pulled.person(execution.assigned_to),
            executed_by=self.pulled.person(execution.executed_by),
            issues=execution.issues,
            steps=None
            if steps is None
            else tuple(
                (status_word(step.status), cell_from_html(step.actual))
                for step in steps
            ),
            is_pulled=True,
        )

    def _in_order(self, results: Iterable[ResultFacts]) -> list[ResultFacts]:
        places = {case: place for place, case in enumerate(self.planned)}
        return sorted(
            results,
            key=lambda one: places.get(one.case, len(places)),
        )
