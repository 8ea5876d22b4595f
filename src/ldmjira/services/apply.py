"""Apply a changeset that was saved, exactly, or refuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ldmjira.exceptions import ApplyRefusedError, UsageError
from ldmjira.models.changeset import Changeset, Direction
from ldmjira.models.report import SyncReport
from ldmjira.models.saved import SavedRun

from .campaign import CampaignPlan, CampaignService
from .deciding import Plan, decide
from .guarding import ALLOWED_CREATES
from .pull import PullService
from .push import PushService
from .saved_campaigns import moved_campaigns, save_campaigns, saved_part
from .situation import Selection
from .sync import SyncService
from .workspace import Workspace

__all__ = ["ApplyService", "save"]


def save(verb: str, plan: Plan) -> SavedRun:
    """What to save of a run that was decided.

    Parameters
    ----------
    verb
        ``push``, ``pull`` or ``sync``.
    plan
        What was decided.

    Returns
    -------
    SavedRun
        To be written to a file.
    """
    selection = plan.situation.selection
    return SavedRun(
        verb=verb,
        codes=selection.codes,
        every=selection.every,
        with_proposed=selection.with_proposed,
        rebind=selection.rebind,
        changeset=plan.changeset,
        campaigns=save_campaigns(plan.campaigns, verb),
    )


class ApplyService:
    """Decide again, and see that nothing moved.

    Parameters
    ----------
    workspace
        The ports.
    run
        What was saved.
    """

    def __init__(self, workspace: Workspace, run: SavedRun) -> None:
        self._workspace = workspace
        self._run = run
        self._service = _service_of(run, workspace)

    def decide(self) -> Plan:
        """Read both sides again and compare.

        Returns
        -------
        Plan
            Whose changes are those that were saved, to be applied by the
            service of the run's verb.

        Raises
        ------
        ApplyRefusedError
            If the mapping, the baseline, an issue or a campaign moved since.
        """
        run = self._run
        plan = decide(
            self._workspace,
            Selection(
                codes=run.codes,
                every=run.every,
                with_proposed=run.with_proposed,
                may_create=run.verb != "pull",
                rebind=run.rebind,
            ),
        )
        _refuse_if(_moved(run.changeset, plan.changeset))
        saved = [c for c in run.changeset.changes if c.direction in _WRITTEN]
        now = {c for c in plan.changeset.changes if c.direction in _WRITTEN}
        _refuse_if(
            f"{change.slot.object} {change.slot.name}: this change is no "
            "longer what would be done"
            for change in saved
            if change not in now
        )
        drift = plan.changes(Direction.DRIFT)
        return replace(
            plan,
            changeset=replace(plan.changeset, changes=(*saved, *drift)),
            campaigns=self._decide_campaigns(plan),
        )

    def _decide_campaigns(self, plan: Plan) -> CampaignPlan:
        run = self._run
        campaigns = CampaignService(self._workspace).decide(
            plan.situation, for_pull=run.verb == "pull"
        )
        _refuse_if(moved_campaigns(run, campaigns))
        return saved_part(run, campaigns)

    def announcement(self, plan: Plan) -> list[str]:
        """Lines to show before the run makes what nobody can delete."""
        return CampaignService(self._workspace).announcement(plan.campaigns)

    def preview(self, plan: Plan) -> SyncReport:
        """Report of what `apply` would write.

        Parameters
        ----------
        plan
            What was decided again.

        Returns
        -------
        SyncReport
            With every change planned.
        """
        return self._service.preview(plan)

    def judge(
        self,
        plan: Plan,
        *,
        allow_creates: int = ALLOWED_CREATES,
        allow_loss: bool = False,
    ) -> None:
        """See that it is safe to write what was saved.

        Parameters
        ----------
        plan, allow_creates, allow_loss
            As for `apply`.

        Raises
        ------
        LdmJiraError
            As the run's own verb does.
        """
        service = self._service
        if isinstance(service, PullService):
            service.judge(plan, allow_loss=allow_loss)
        else:
            service.judge(
                plan, allow_creates=allow_creates, allow_loss=allow_loss
            )

    def apply(
        self,
        plan: Plan,
        *,
        allow_creates: int = ALLOWED_CREATES,
        allow_loss: bool = False,
    ) -> SyncReport:
        """Write what was saved, as the run's own verb does.

        Parameters
        ----------
        plan
            What was decided again.
        allow_creates
            Issues that may be created.
        allow_loss
            Whether a large share of a side's values may be removed.

        Returns
        -------
        SyncReport
            What became of each change.

        Raises
        ------
        LdmJiraError
            As the run's own verb does.
        """
        service = self._service
        if isinstance(service, PullService):
            return service.apply(plan, allow_loss=allow_loss)
        return service.apply(
            plan, allow_creates=allow_creates, allow_loss=allow_loss
        )


def _service_of(
    run: SavedRun, workspace: Workspace
) -> PushService | PullService | SyncService:
    match run.verb:
        case "push":
            return PushService(workspace)
        case "pull":
            return PullService(workspace)
        case "sync":
            return SyncService(workspace)
    raise UsageError(f"A saved changeset cannot be of {run.verb!r}")


_NAMED: Final = 12
"""Things that moved which a refusal names; more are counted."""

_WRITTEN: Final = frozenset({Direction.PUSH, Direction.PULL})


def _refuse_if(reasons: Iterable[str]) -> None:
    moved = list(reasons)
    if not moved:
        return
    lines = [f"\n  {line}" for line in moved[:_NAMED]]
    if len(moved) > _NAMED:
        lines.append(f"\n  and {len(moved) - _NAMED} more")
    raise ApplyRefusedError(
        "Something moved since the changeset was saved; nothing was written:"
        + "".join(lines)
    )


def _moved(saved: Changeset, now: Changeset) -> Iterable[str]:
    if saved.site != now.site:
        yield f"the site was {saved.site}, and is {now.site}"
        return
    if saved.fingerprint != now.fingerprint:
        yield "the mapping or its baseline was edited"
    before = {one.object: one for one in saved.expectations}
    after = {one.object: one for one in now.expectations}
    for code in sorted(before.keys() | after.keys()):
        if code not in after:
            yield f"{code}: its issue is no longer shown"
        elif code not in before:
            yield f"{code}: it has an issue by now"
        elif before[code].issue_id != after[code].issue_id:
            yield f"{code}: its issue is another one"
        elif before[code].updated != after[code].updated:
            yield (
                f"{code}: its issue was edited ({before[code].updated} -> "
                f"{after[code].updated})"
            )
