"""Bring what changed in Jira into the mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ldmjira.core.identity import CREATED
from ldmjira.core.pulling import cannot_pull, edits_of
from ldmjira.exceptions import MappingError
from ldmjira.models.changeset import Change, Direction, Outcome, Result
from ldmjira.models.edits import Edit, SetValue
from ldmjira.models.report import SyncReport
from ldmjira.models.slots import Slot, Value
from ldmjira.ports.site_state import KnownIssue

from .auditing import audit_record
from .campaign import CampaignService
from .campaign_keeping import keep_pulled
from .deciding import Plan, decide
from .guarding import check_removals
from .journal import begun_pulls
from .recording import Recorder
from .reporting import Reporter, refusal
from .settling import settle_journal
from .situation import Selection, fingerprint
from .watermark import advance
from .workspace import Workspace

__all__ = ["KEY_FIELD", "PullService", "Puller", "stage"]

KEY_FIELD = "jira"
"""Name under which a new key is shown as a change."""


class PullService:
    """Decide what the mapping lacks, and write that.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._reporter = Reporter("pull", workspace)
        self._puller = Puller(workspace)
        self._campaigns = CampaignService(workspace)

    def decide(self, selection: Selection) -> Plan:
        """Compare the mapping with Jira.

        Parameters
        ----------
        selection
            What the run is about.

        Returns
        -------
        Plan
            What would be written; nothing is written here.

        Raises
        ------
        LdmJiraError
            If mapping or site cannot be read.
        """
        plan = decide(self._workspace, selection)
        campaigns = self._campaigns.decide(plan.situation, for_pull=True)
        return replace(plan, campaigns=campaigns)

    def pending(self, plan: Plan) -> tuple[Change, ...]:
        """Changes that `apply` would write."""
        return self._puller.pending(plan)

    def preview(self, plan: Plan, *, allow_loss: bool = False) -> SyncReport:
        """Report of what would be written.

        Parameters
        ----------
        plan
            What was decided.
        allow_loss
            As for `apply`.

        Returns
        -------
        SyncReport
            With every change planned, and a note if `apply` would refuse.
        """
        report = self._reporter.preview(
            plan,
            self.pending(plan),
            refused=refusal(lambda: self.judge(plan, allow_loss=allow_loss)),
        )
        return self._campaigns.preview(report, plan.campaigns, verb="pull")

    def judge(self, plan: Plan, *, allow_loss: bool = False) -> None:
        """Raise what `apply` would refuse to write, before it begins.

        Parameters
        ----------
        plan, allow_loss
            As for `apply`.
        """
        if not allow_loss:
            check_removals(
                self._workspace, plan, self.pending(plan), Direction.PULL
            )

    def apply(self, plan: Plan, *, allow_loss: bool = False) -> SyncReport:
        """Write what was decided.

        Parameters
        ----------
        plan
            What was decided.
        allow_loss
            Whether a large share of the mapping's values may be removed.

        Returns
        -------
        SyncReport
            What became of each change.

        Raises
        ------
        GuardError
            If too much would be removed.
        MappingError
            If a file changed under our hands.
        """
        self.judge(plan, allow_loss=allow_loss)
        outcomes = self._puller.pull(plan)
        told, files = keep_pulled(self._workspace.store, plan.campaigns)
        if files:
            stage(plan, files, ())
        report = self._reporter.done(plan, outcomes)
        return self._campaigns.add_to(report, plan.campaigns, told)


class Puller:
    """Write the Jira->mapping part of a changeset, and record it.

    Parameters
    ----------
    workspace
        The ports.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def pending(self, plan: Plan) -> tuple[Change, ...]:
        """Changes that `pull` would write, new keys among them."""
        order = {
            pair.code: rank for rank, pair in enumerate(plan.situation.pairs)
        }
        return tuple(
            sorted(
                [*_new_keys(plan), *plan.changes(Direction.PULL)],
                key=lambda change: order[change.slot.object],
            )
        )

    def pull(
        self,
        plan: Plan,
        *,
        created: Mapping[str, KnownIssue] | None = None,
        pushed: Sequence[Outcome] = (),
    ) -> tuple[Outcome, ...]:
        """Write intents, mapping and lines, in that order, and stage them.

        Parameters
        ----------
        plan
            What was decided.
        created
            Issues that this run made meanwhile, by object.
        pushed
            What this run wrote to Jira before.

        Returns
        -------
        tuple of Outcome
            What became of each change.
        """
        situation = plan.situation
        changes = (*self.pending(plan), *_created_keys(plan, created or {}))
        outcomes = [_outcome(plan, change) for change in changes]
        taken = [o.change for o in outcomes if o.result is Result.DONE]
        values = {
            change.slot: change.after
            for change in taken
            if change.slot.field != KEY_FIELD
        }
        recorder = Recorder(situation)
        begun = _begun(plan)
        self._note(plan, values)
        recorder.intend(values)
        try:
            files = self._workspace.store.apply(_edits(plan, taken))
        except MappingError:  # refused as a whole
            recorder.withdraw()
            raise
        objects = recorder.record([*values.items(), *plan.news])
        objects += recorder.forget_void()
        objects += recorder.bring_in(values)
        is_bound = not situation.site.is_embedded and (
            situation.desk.baseline.write_site(situation.site.identity)
        )
        if files or objects or is_bound or begun:
            stage(
                plan,
                {*files, *(situation.evidence.file_of(s) for s in begun)},
                [*objects, *(s.object for s in (*values, *begun))],
            )
        self._audit(plan, taken)
        settle_journal(situation, created=created or {}, is_pull=True)
        self._advance(
            plan,
            [*pushed, *outcomes],
            created={code: one.id for code, one in (created or {}).items()},
            has_edits=bool(files),
        )
        return tuple(outcomes)

    def _note(self, plan: Plan, values: Mapping[Slot, Value]) -> None:
        """Note which files are there before the mapping is written.

        If this run is killed before it writes one, its intents are void:
        the file is still the same, and nobody can have edited it since.
        """
        if not values:
            return
        evidence = plan.situation.evidence
        files = {slot: evidence.file_of(slot) for slot in values}
        identities = self._workspace.store.identities(set(files.values()))
        plan.situation.desk.state.note(
            {
                "op": "pull",
                "slots": [
                    [slot.object, slot.name, identities[file]]
                    for slot, file in files.items()
                ],
            }
        )

    def _advance(
        self,
        plan: Plan,
        outcomes: Sequence[Outcome],
        *,
        created: Mapping[str, str],
        has_edits: bool,
    ) -> None:
        situation, changeset = plan.situation, plan.changeset
        taken = {
            (one.change.slot, one.change.direction)
            for one in outcomes
            if one.result is Result.DONE
        }
        left = {
            change.slot.object
            for change in changeset.changes
            if (change.slot, change.direction) not in taken
        }
        left |= {one.slot.object for one in changeset.conflicts}
        left |= {one.slot.object for one in changeset.held}
        if any(one.slot.field == CREATED for one in changeset.held):
            return  # not all was read: the next pull reads it again
        mapping = situation.mapping
        if has_edits:
            mapping = self._workspace.store.load()
        advance(
            plan,
            fingerprint=fingerprint(mapping, situation.evidence.tree),
            left=left,
            created=created,
        )

    def _audit(self, plan: Plan, changes: Sequence[Change]) -> None:
        situation = plan.situation
        when = self._workspace.now().isoformat(timespec="seconds")
        situation.desk.state.audit(
            audit_record(
                change,
                site=situation.site,
                time=when,
                commit=situation.desk.history.head,
            )
            for change in changes
        )


def _begun(plan: Plan) -> list[Slot]:
    """Slots of pulls that were killed, perhaps before they staged files."""
    evidence = plan.situation.evidence
    slots = (
        Slot.parse(object_, name)
        for object_, name in begun_pulls(plan.situation.desk.state.journal())
    )
    return [
        slot
        for slot in slots
        if slot.object in evidence.tree and evidence.file_of(slot)
    ]


def stage(plan: Plan, files: Iterable[str], objects: Iterable[str]) -> None:
    """Put what was written into git's index, mapping and lines together.

    Parameters
    ----------
    plan
        What was decided.
    files
        Files of the mapping.
    objects
        Objects whose lines changed.
    """
    desk = plan.situation.desk
    names = {*files, *(desk.baseline.file_of(one) for one in objects)}
    if desk.baseline.read_site() is not None:
        names.add(desk.baseline.site_file)
    desk.history.stage(names)


def _created_keys(
    plan: Plan, created: Mapping[str, KnownIssue]
) -> list[Change]:
    """Keys of issues that were made in this very run."""
    if plan.situation.site.is_embedded:
        return []
    return [
        Change(
            Slot(code, KEY_FIELD), None, issue.key, Direction.PULL, issue.key
        )
        for code, issue in created.items()
    ]


def _new_keys(plan: Plan) -> list[Change]:
    """Keys that the mapping does not hold yet."""
    situation = plan.situation
    if situation.site.is_embedded:
        return []
    mapping = situation.mapping
    found: list[Change] = []
    for pair in situation.pairs:
        if pair.issue is None or pair.is_retired:
            continue
        held = (
            mapping.milestones[pair.code].jira
            if pair.kind == "milestone"
            else mapping.features[pair.code].jira
        )
        if held != pair.issue.key:
            found.append(
                Change(
                    Slot(pair.code, KEY_FIELD),
                    held,
                    pair.issue.key,
                    Direction.PULL,
                    pair.issue.key,
                )
            )
    return found


def _outcome(plan: Plan, change: Change) -> Outcome:
    if change.slot.field == KEY_FIELD:
        return Outcome(change, Result.DONE)
    situation = plan.situation
    reason = cannot_pull(change, situation.mapping, situation.catalog)
    if reason:
        return Outcome(change, Result.HELD, reason)
    return Outcome(change, Result.DONE)


def _edits(plan: Plan, changes: Sequence[Change]) -> list[Edit]:
    situation = plan.situation
    keys = [c for c in changes if c.slot.field == KEY_FIELD]
    return [
        *(SetValue(c.slot.object, (KEY_FIELD,), c.after) for c in keys),
        *edits_of(
            [c for c in changes if c not in keys],
            situation.mapping,
            situation.catalog,
        ),
    ]
