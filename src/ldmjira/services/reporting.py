"""Put together what a run has to tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ldmjira.core.identity import title_of
from ldmjira.core.pair import Pair
from ldmjira.core.views import requirements_behind
from ldmjira.exceptions import (
    GuardError,
    LdmJiraError,
    RemoteError,
    UsageError,
)
from ldmjira.models.changeset import (
    Change,
    Direction,
    HeldReason,
    Outcome,
    Result,
)
from ldmjira.models.remote import RemoteIssue
from ldmjira.models.report import SeenIssue, SyncReport
from ldmjira.models.slots import Slot

from .deciding import Plan
from .workspace import Workspace

__all__ = ["Reporter", "refusal"]


def refusal(judge: Callable[[], None]) -> LdmJiraError | None:
    """Why a run would refuse to write, if it would.

    Parameters
    ----------
    judge
        Raises the reason.
    """
    try:
        judge()
    except (GuardError, UsageError) as error:
        return error
    return None


@dataclass
class Reporter:
    """Make reports of one run, which begins when this is made.

    Parameters
    ----------
    verb
        The command.
    workspace
        Whose requests and clock are told.
    """

    verb: str
    workspace: Workspace
    _start: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._start = self.workspace.now()

    def preview(
        self,
        plan: Plan,
        changes: Sequence[Change],
        *,
        refused: LdmJiraError | None = None,
    ) -> SyncReport:
        """Report of what would be written.

        Parameters
        ----------
        plan
            What was decided.
        changes
            Changes of this verb.
        refused
            Why the run would refuse to write them, if it would.
        """
        outcomes = tuple(Outcome(c, Result.PLANNED) for c in changes)
        notes: tuple[str, ...] = ()
        if refused is not None:
            notes = (
                f"It would be refused: {refused.message}",
                f"Hint: {refused.hint}",
            )
        return self._report(plan, outcomes, is_dry=True, notes=notes)

    def done(
        self,
        plan: Plan,
        outcomes: Sequence[Outcome],
        *,
        stopped: RemoteError | None = None,
        notes: Sequence[str] = (),
        settled: Collection[Slot] = (),
    ) -> SyncReport:
        """Report of what was written.

        Parameters
        ----------
        plan
            What was decided.
        outcomes
            What became of the changes of this verb.
        stopped
            What ended the run before its time.
        notes
            Lines for the reader.
        settled
            Conflicts that are none any more.
        """
        told = list(notes)
        if stopped is not None:
            told.append(f"Stopped: {stopped.message}")
            if stopped.hint:
                told.append(f"Hint: {stopped.hint}")
        return self._report(
            plan,
            tuple(outcomes),
            is_dry=False,
            notes=tuple(told),
            is_stopped=stopped is not None,
            settled=settled,
        )

    def _report(
        self,
        plan: Plan,
        outcomes: tuple[Outcome, ...],
        *,
        is_dry: bool,
        notes: tuple[str, ...] = (),
        is_stopped: bool = False,
        settled: Collection[Slot] = (),
    ) -> SyncReport:
        # A change that was made knows the key of the issue by now.
        mine = {(one.change.slot, one.change.direction) for one in outcomes}
        recent = plan.situation.recent
        if recent is not None:
            when = datetime.fromisoformat(recent.since)
            moment = when.isoformat(sep=" ", timespec="seconds")
            since = f"Looked at what changed since {moment}"
            notes = (*notes, f"{since}; --full reads all.")
        changeset = plan.changeset
        counts = self.workspace.tracker.counts
        return SyncReport(
            verb=self.verb,
            site=changeset.site,
            outcomes=outcomes,
            waiting=tuple(
                change
                for change in changeset.changes
                if (change.slot, change.direction) not in mine
                and change.direction is not Direction.DRIFT
            ),
            drift=plan.changes(Direction.DRIFT),
            conflicts=tuple(
                one for one in changeset.conflicts if one.slot not in settled
            ),
            held=changeset.held,
            agreed=changeset.agreed,
            reads=counts.reads,
            writes=counts.writes,
            seconds=(self.workspace.now() - self._start).total_seconds(),
            is_dry=is_dry,
            notes=notes,
            is_stopped=is_stopped,
            behind=_behind(plan),
            seen=tuple(
                _seen(pair, pair.issue)
                for pair in plan.situation.pairs
                if pair.issue is not None
            ),
        )


def _behind(plan: Plan) -> Mapping[Slot, tuple[str, ...]]:
    situation = plan.situation
    return {
        held.slot: requirements_behind(
            situation.mapping.features[held.slot.object],
            situation.catalog,
            held.slot.element,
        )
        for held in plan.changeset.held
        if held.reason is HeldReason.PROPOSED
    }


def _seen(pair: Pair, issue: RemoteIssue) -> SeenIssue:
    sets = pair.jira.sets
    return SeenIssue(
        code=pair.code,
        key=issue.key,
        status=issue.status,
        due=issue.due,
        title=title_of(pair.code, issue.summary),
        links={
            name: len(sets[name])
            for name in ("blocks", "relates", "testplan")
            if name in sets
        },
    )
