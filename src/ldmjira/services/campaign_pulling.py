"""Gather everything that a pull keeps of a campaign."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC

from ldmjira.models.campaign import RemoteCase, RemoteExecution
from ldmjira.models.campaign_plan import CampaignDecision
from ldmjira.models.pulled import Person, PulledCampaign, PulledIssue
from ldmjira.models.remote import RemoteIssue
from ldmjira.ports.case_book import CaseBook

from .campaign_reading import ReadCampaign
from .situation import Situation
from .workspace import Workspace

__all__ = ["Gatherer"]

_DEEPEST = 20
"""Calls from case to case that are followed."""


class Gatherer:
    """Read steps, people and issues of campaigns, each once.

    Parameters
    ----------
    workspace, book, situation
        The ports, and what was read.
    """

    def __init__(
        self, workspace: Workspace, book: CaseBook, situation: Situation
    ) -> None:
        self._workspace = workspace
        self._book = book
        self._situation = situation
        self._cases: dict[str, RemoteCase] = {}
        self._absent: set[str] = set()
        self._issues: dict[str, RemoteIssue] = {}
        self._people: dict[str, str] = {}
        self._asked: set[str] = set()

    @property
    def cases(self) -> Mapping[str, RemoteCase]:
        """Every case that was read, with its steps."""
        return self._cases

    @property
    def elements(self) -> dict[str, str]:
        """Key of each verification element that was seen, by issue id."""
        known = self._situation.catalog.elements
        return {
            id_: issue.key
            for id_, issue in self._issues.items()
            if issue.key in known
        }

    def gather(
        self, read: ReadCampaign, decision: CampaignDecision
    ) -> PulledCampaign:
        """Read what is missing, and put a campaign together.

        Parameters
        ----------
        read, decision
            What was read and decided for a pull.

        Returns
        -------
        PulledCampaign
            Everything of one milestone.
        """
        wanted = dict.fromkeys(read.cases)
        wanted.update(
            dict.fromkeys(case.key for case in decision.drafts.values())
        )
        wanted.update(dict.fromkeys(one.case for one in decision.executions))
        self._read_cases(wanted)
        cases = self._with_called(wanted)
        self._read_issues(cases, decision.executions)
        self._read_people(_accounts(decision, cases))
        site = self._situation.site
        accounts = sorted(_accounts(decision, cases))
        return PulledCampaign(
            milestone=read.code,
            site=site.identity,
            pulled=self._workspace.now()
            .astimezone(UTC)
            .isoformat(timespec="seconds"),
            is_embedded=site.is_embedded,
            address=self._workspace.address,
            plan=decision.plan,
            cycles=decision.cycles,
            executions=decision.executions,
            cases=tuple(cases),
            people=tuple(
                Person(one, self._people[one])
                for one in accounts
                if one in self._people
            ),
            issues=self._issues_of(cases, decision.executions),
            missing=decision.missing,
        )

    def _read_cases(self, keys: Collection[str]) -> None:
        missing = set(keys) - set(self._cases) - self._absent
        if missing:
            found = self._book.fetch_cases(missing, with_steps=True)
            self._cases.update({case.key: case for case in found})
            self._absent |= missing - set(self._cases)

    def _with_called(self, keys: Iterable[str]) -> list[RemoteCase]:
        """Cases in order, and after them those that their steps call."""
        order = dict.fromkeys(key for key in keys if key in self._cases)
        for _ in range(_DEEPEST):
            called = {
                step.calls: None
                for key in order
                for step in self._cases[key].steps or ()
                if step.calls and step.calls not in order
            }
            self._read_cases(called)
            new = [key for key in called if key in self._cases]
            if not new:
                break
            order.update(dict.fromkeys(new))
        return [self._cases[key] for key in order]

    def _read_issues(
        self,
        cases: Iterable[RemoteCase],
        executions: Iterable[RemoteExecution],
    ) -> None:
        missing = _issue_ids(cases, executions) - self._asked
        if missing:
            self._asked |= missing
            found = self._workspace.tracker.fetch(sorted(missing))
            self._issues.update({one.id: one for one in found.values()})

    def _read_people(self, accounts: set[str]) -> None:
        missing = accounts - set(self._people)
        if missing:
            self._people.update(self._workspace.tracker.fetch_people(missing))

    def _issues_of(
        self,
        cases: Iterable[RemoteCase],
        executions: Iterable[RemoteExecution],
    ) -> tuple[PulledIssue, ...]:
        ids = sorted(_issue_ids(cases, executions), key=int)
        return tuple(
            PulledIssue(
                id=issue.id,
                key=issue.key,
                kind=issue.type,
                title=issue.summary,
                status=issue.status,
                is_done=issue.is_done,
            )
            for issue in (
                self._issues[id_] for id_ in ids if id_ in self._issues
            )
        )


def _issue_ids(
    cases: Iterable[RemoteCase], executions: Iterable[RemoteExecution]
) -> set[str]:
    found = {link.issue_id for case in cases for link in case.links or ()}
    return found | {id_ for one in executions for id_ in one.issues}


def _accounts(
    decision: CampaignDecision, cases: Iterable[RemoteCase]
) -> set[str]:
    found = {decision.plan.owner} if decision.plan is not None else set()
    found |= {cycle.owner for cycle in decision.cycles}
    found |= {case.owner for case in cases}
    for one in decision.executions:
        found |= {one.assigned_to, one.executed_by}
    return found - {""}
