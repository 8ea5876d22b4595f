"""Settle conflicts: for the mapping, for Jira, for both, or by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from ldmjira.core.identity import tidy_title
from ldmjira.core.nearest import nearest_codes
from ldmjira.core.pulling import cannot_pull, edits_of
from ldmjira.core.richtext import normal_text
from ldmjira.exceptions import MappingError, UnknownCodeError, UsageError
from ldmjira.models.changeset import (
    Change,
    Conflict,
    Direction,
    Held,
    Outcome,
    Result,
)
from ldmjira.models.mapping import VerificationMap
from ldmjira.models.report import SyncReport
from ldmjira.models.slots import Value

from .auditing import audit_record
from .deciding import Plan, decide
from .pull import stage
from .recording import Recorder
from .reporting import Reporter
from .situation import Selection
from .workspace import Workspace

__all__ = ["Choice", "ResolveService", "milestones_for"]

_Entry = TypeVar("_Entry", Change, Conflict, Held)


class Choice(StrEnum):
    """Whose value shall be."""

    MAPPING = "mapping"
    JIRA = "jira"
    UNION = "union"
    EDIT = "edit"


class ResolveService:
    """Settle the conflicts of one object.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._reporter = Reporter("resolve", workspace)

    def decide(self, code: str) -> Plan:
        """Compare one object with Jira.

        Parameters
        ----------
        code
            Milestone or feature.

        Returns
        -------
        Plan
            With its conflicts, if there are any.

        Raises
        ------
        UnknownCodeError
            If the mapping has no such object.
        """
        mapping = self._workspace.store.load()
        codes = milestones_for(code, mapping)
        return decide(self._workspace, Selection(codes=codes))

    def conflicts(self, plan: Plan, code: str, field: str) -> list[Conflict]:
        """Conflicts of an object, or of one field of it.

        Parameters
        ----------
        plan
            What was decided.
        code, field
            The object; the slot's name, or nothing for all.

        Returns
        -------
        list of Conflict
            At least one.

        Raises
        ------
        UsageError
            If there is none.
        """
        found = [
            one
            for one in plan.changeset.conflicts
            if one.slot.object == code and field in {"", one.slot.name}
        ]
        if not found:
            what = f"{code} {field}".strip()
            raise UsageError(
                f"There is no conflict to settle in {what}",
                hint="Run `ldmjira conflicts` to see what waits.",
            )
        return found

    def resolve(
        self,
        plan: Plan,
        conflicts: Iterable[Conflict],
        choice: Choice,
        *,
        edit: Callable[[Conflict], str | None] | None = None,
    ) -> SyncReport:
        """Settle conflicts in the mapping and its baseline.

        Jira is not written: what the mapping shall win goes with the next
        push, once it is committed.

        Parameters
        ----------
        plan
            What was decided.
        conflicts
            What to settle.
        choice
            Whose value shall be.
        edit
            Asks a person for the value, for `Choice.EDIT`.

        Returns
        -------
        SyncReport
            What was written to the mapping.

        Raises
        ------
        UsageError
            If a value cannot be chosen so.
        """
        situation = plan.situation
        wanted = [(one, _wanted(one, choice, edit)) for one in conflicts]
        changes = [
            Change(
                one.slot,
                one.mapping,
                value,
                Direction.PULL,
                situation.key_of(one.slot.object),
            )
            for one, value in wanted
            if value != one.mapping
        ]
        for change in changes:
            reason = cannot_pull(change, situation.mapping, situation.catalog)
            if reason:
                raise UsageError(
                    f"{change.slot.object} {change.slot.name} cannot be "
                    f"written into the mapping: {reason}"
                )
        recorder = Recorder(situation)
        recorder.intend({change.slot: change.after for change in changes})
        try:
            files = self._workspace.store.apply(
                edits_of(changes, situation.mapping, situation.catalog)
            )
        except MappingError:  # such as of a date that is none
            recorder.withdraw()
            raise
        # The line holds Jira's value: that is what we have seen, and what
        # the mapping now differs from, if it does, is our own change.
        objects = recorder.record([(one.slot, one.jira) for one, _ in wanted])
        objects += recorder.bring_in({one.slot for one, _ in wanted})
        stage(plan, files, objects)
        situation.desk.state.audit(
            audit_record(
                change,
                site=situation.site,
                time=self._workspace.now().isoformat(timespec="seconds"),
                commit=situation.desk.history.head,
            )
            for change in changes
        )
        by_slot = {change.slot: change for change in changes}
        outcomes = [
            Outcome(
                by_slot.get(one.slot)
                or Change(one.slot, one.jira, value, Direction.PUSH),
                Result.DONE
                if one.slot in by_slot and value == one.jira
                else Result.PLANNED,
                "" if value == one.jira else "commit, then `ldmjira push`",
            )
            for one, value in wanted
        ]
        report = self._reporter.done(
            plan, outcomes, settled=[one.slot for one, _ in wanted]
        )
        return _only(report, {one.slot.object for one, _ in wanted})


def _only(report: SyncReport, objects: Collection[str]) -> SyncReport:
    """A report without what concerns other objects of the milestones."""
    return replace(
        report,
        conflicts=_of(report.conflicts, objects),
        held=_of(report.held, objects),
        waiting=_of(report.waiting, objects),
        drift=_of(report.drift, objects),
    )


def _of(
    entries: Iterable[_Entry], objects: Collection[str]
) -> tuple[_Entry, ...]:
    return tuple(one for one in entries if one.slot.object in objects)


def milestones_for(code: str, mapping: VerificationMap) -> tuple[str, ...]:
    """Milestones that a run about one object has to look at.

    Parameters
    ----------
    code
        Milestone or feature.
    mapping
        The mapping.

    Returns
    -------
    tuple of str
        The milestone itself, or those that the feature serves.

    Raises
    ------
    UnknownCodeError
        If the mapping has no such object.
    """
    if code in mapping.milestones:
        return (code,)
    if code in mapping.features:
        return mapping.milestones_of[code]
    known = [*mapping.milestones, *mapping.features]
    raise UnknownCodeError(code, nearest=nearest_codes(code, known))


def _wanted(
    conflict: Conflict,
    choice: Choice,
    edit: Callable[[Conflict], str | None] | None,
) -> Value:
    match choice:
        case Choice.MAPPING:
            return conflict.mapping
        case Choice.JIRA:
            return conflict.jira
        case Choice.UNION:
            if not conflict.slot.element:
                raise UsageError(
                    f"{conflict.slot.object} {conflict.slot.name} is no set: "
                    "there is no union of two values",
                    hint="Choose --mapping, --jira or --edit.",
                )
            return True
        case Choice.EDIT:
            if edit is None or conflict.slot.element:
                raise UsageError(
                    f"{conflict.slot.object} {conflict.slot.name} cannot be "
                    "edited: it is or it is not a member",
                    hint="Choose --mapping or --jira.",
                )
            return _tidy(conflict.slot.field, edit(conflict))


def _tidy(field: str, text: str | None) -> str | None:
    """What a person wrote, in the form in which it is compared."""
    if text is None or field == "notes":
        return normal_text(text)
    return tidy_title(text) or None
