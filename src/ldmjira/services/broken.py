"""Tell a push that was cut short from a person who undid it.

A push logs what it writes with its first request. Links that the site did
not take with it, removals and transitions follow by requests of their own;
if the run is killed before them, the log says more than was done. Read as
it stands, that would look as if a person had undone it, and be pulled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ldmjira.core.pair import Pair
from ldmjira.core.pushlog import unlinked_ids
from ldmjira.core.reconcile import Found
from ldmjira.core.views import DONE
from ldmjira.models.changeset import (
    Change,
    Direction,
    Held,
    HeldReason,
)
from ldmjira.models.remote import RemoteIssue

from .situation import Situation
from .workspace import Workspace

__all__ = ["AGAIN", "finish_broken_pushes"]

AGAIN: Final = "left undone by an earlier push"
"""Note on a change that the push log holds already."""


def finish_broken_pushes(
    workspace: Workspace, situation: Situation, found: Found
) -> None:
    """Turn what a killed push left undone into pushes.

    The history of an issue is asked only where the log alone says that a
    link or a transition was there, and it is not; and before an issue is
    moved to Done, which it may have been before.

    Parameters
    ----------
    workspace, situation
        The ports, and what was read.
    found
        What was decided; its changes are replaced in place.
    """
    pairs = {pair.code: pair for pair in situation.pairs}
    witness = _Witness(workspace, situation)
    changes: list[Change] = []
    for change in found.changes:
        new = _again(change, pairs[change.slot.object], witness)
        if new is change or situation.evidence.is_committed(new.slot):
            changes.append(new)
        else:
            found.held.append(
                Held(
                    new.slot,
                    new.after,
                    HeldReason.UNCOMMITTED,
                    "commit the mapping with its baseline, then push",
                )
            )
    found.changes = changes


@dataclass
class _Witness:
    workspace: Workspace
    situation: Situation
    _histories: dict[str, Sequence[Mapping[str, str]]] = field(
        default_factory=dict
    )

    def saw_link_go(self, issue: RemoteIssue, change: Change) -> bool:
        """Whether anybody removed a link, by the issue's own history."""
        key = self._other_key(change)
        pattern = re.compile(rf"\b{re.escape(key)}\b(?!-)")
        return any(
            entry["field"].casefold() in {"link", "issuelinks"}
            and pattern.search(entry["from"])
            and not entry["to"]
            for entry in self._history(issue)
        )

    def saw_it_done(self, issue: RemoteIssue) -> bool:
        """Whether an issue ever was in the status of what is completed."""
        done = self.workspace.done_status.casefold()
        return any(
            entry["field"] == "status"
            and done in {entry["to"].casefold(), entry["from"].casefold()}
            for entry in self._history(issue)
        )

    def is_from_log(self, change: Change) -> bool:
        """Whether what was agreed is what the last push logged."""
        evidence = self.situation.evidence
        log = evidence.log_of(change.slot)
        return bool(log) and evidence.bases_of(change.slot).values == {
            log[-1].value
        }

    def _other_key(self, change: Change) -> str:
        element = change.slot.element
        bound = self.situation.bounds.get(element)
        if bound is not None and bound.issue is not None:
            return bound.issue.key
        shown = self.situation.issues.get(element)
        return shown.key if shown is not None else element

    def _history(self, issue: RemoteIssue) -> Sequence[Mapping[str, str]]:
        known = self._histories.get(issue.id)
        if known is None:
            known = self.workspace.tracker.history(issue.key, since="")
            self._histories[issue.id] = known
        return known


def _again(change: Change, pair: Pair, witness: _Witness) -> Change:
    issue, slot = pair.issue, change.slot
    if issue is None:
        return change
    is_pull = change.direction is Direction.PULL
    if is_pull and slot.element and change.after is False:
        if witness.is_from_log(change) and not witness.saw_link_go(
            issue, change
        ):
            return _turned(change)
    elif is_pull and slot.element and change.after is True:
        gone = unlinked_ids(witness.situation.evidence.marker_of(pair.code))
        if gone and _link_id(witness.situation, pair, change) in gone:
            return _turned(change)
    elif (
        change.direction is Direction.DRIFT
        and slot.field == "status"
        and pair.kind == "feature"
        and not pair.is_adopted
        and change.before == DONE
        and witness.is_from_log(change)
        and not witness.saw_it_done(issue)
    ):
        return _turned(change)
    elif (
        change.direction is Direction.PUSH
        and slot.field == "status"
        and witness.saw_it_done(issue)
    ):
        # A person opened it again; and what is open stays so.
        return replace(
            change,
            before=change.after,
            after=change.before,
            direction=Direction.DRIFT,
        )
    return change


def _turned(change: Change) -> Change:
    """The same difference, written the other way."""
    return replace(
        change,
        before=change.after,
        after=change.before,
        direction=Direction.PUSH,
        note=AGAIN,
    )


def _link_id(situation: Situation, pair: Pair, change: Change) -> str:
    element = change.slot.element
    bound = situation.bounds.get(element)
    ends = {element}
    if bound is not None and bound.issue is not None:
        ends |= {bound.issue.key, bound.issue.id}
    links = pair.issue.links if pair.issue is not None else ()
    kind = "blocks" if change.slot.field == "blocks" else "relates"
    for link in links:
        if link.kind == kind and ends & {link.other_key, link.other_id}:
            return link.link_id
    return ""
