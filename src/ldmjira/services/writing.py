"""Apply the mapping->Jira part of a changeset, and read it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from ldmjira.constants import BULK_CREATE_LIMIT
from ldmjira.core.identity import Kind, own_log
from ldmjira.exceptions import AuthenticationError, RemoteError
from ldmjira.models.changeset import Change, Outcome, Result
from ldmjira.models.remote import RemoteIssue
from ldmjira.models.slots import Slot
from ldmjira.ports.site_state import KnownIssue

from .auditing import Sent, audit_record, begin, end, is_sent
from .broken import AGAIN
from .creating import Creator
from .drafts import Entry, edit_of, link_ids, link_of, too_long
from .proving import Edited, overwritten, shows
from .recording import Recorder
from .settling import settle_journal
from .situation import Situation
from .workspace import Workspace

__all__ = ["Writer"]

_NOT_SHOWN: Final = "Jira does not show it after the write"
_MEANWHILE: Final = "another push came in between; run the command again"

_OWN_FAULT: Final = frozenset(range(400, 500)) - {408, 429}
"""Statuses of a refusal that concerns one object alone."""


class Writer:
    """Write to the site, object by object, in the changeset's order.

    Parameters
    ----------
    workspace
        The ports.
    situation
        What was read.
    """

    def __init__(self, workspace: Workspace, situation: Situation) -> None:
        self._workspace = workspace
        self._situation = situation
        self._tracker = workspace.tracker
        self._state = situation.desk.state
        self._recorder = Recorder(situation)
        self._results: dict[Slot, tuple[Result, str]] = {}
        self._sent: set[Slot] = set()
        self._edits: dict[str, Edited] = {}
        self._requests: dict[str, str] = {}
        self._issues: dict[str, KnownIssue] = {
            code: KnownIssue(bound.issue.id, bound.issue.key)
            for code, bound in situation.bounds.items()
            if bound.issue is not None
        }
        self._doubts: dict[Slot, str] = {}
        """What was said of writes that reading back must tell about."""
        self._others: set[str] = set()
        """Objects whose issue another run made at the same moment."""
        self._begun: list[str] = []
        """Ids of writes of which the audit is to be told."""
        self.created: dict[str, KnownIssue] = {}
        """Issues that were made, by object."""
        self.stopped: RemoteError | None = None
        """What ended the run before its time."""

    def write(self, changes: Sequence[Change]) -> tuple[Outcome, ...]:
        """Write changes, and tell what became of each.

        Parameters
        ----------
        changes
            In the order in which they are to be made.

        Returns
        -------
        tuple of Outcome
            In the same order. What was not come to is skipped, and
            ``stopped`` says why.
        """
        objects: dict[str, list[Change]] = {}
        for change in changes:
            objects.setdefault(change.slot.object, []).append(change)
        try:
            self._write_objects(objects)
        except RemoteError as error:
            self.stopped = error
        outcomes = tuple(self._outcome(change) for change in changes)
        self._audit(outcomes)
        if self.stopped is None:
            settle_journal(self._situation, created=self.created)
        return outcomes

    def _write_objects(self, objects: Mapping[str, list[Change]]) -> None:
        for code, some in objects.items():
            reason = too_long(code, some)
            if reason:
                self._settle_all(some, Result.REFUSED, reason)
        new = [
            code
            for code, some in objects.items()
            if some[0].is_create and some[0].slot not in self._results
        ]
        for kind in ("milestone", "feature"):
            codes = [code for code in new if self._kind(code) == kind]
            for start in range(0, len(codes), BULK_CREATE_LIMIT):
                part = codes[start : start + BULK_CREATE_LIMIT]
                self._create({code: objects[code] for code in part})
        for code, some in objects.items():
            if not some[0].is_create:
                self._change(code, some)
        self._finish(objects)
        self._read_back(objects)

    def _change(self, code: str, changes: Sequence[Change]) -> None:
        fresh = [change for change in changes if change.note != AGAIN]
        if fresh:
            self._one_object(fresh, partial(self._edit, code, fresh))
        for change in changes:
            if change.note == AGAIN:
                self._one_object([change], partial(self._repeat, change))

    def _create(self, part: Mapping[str, list[Change]]) -> None:
        creator = Creator(
            self._workspace, self._situation, self._recorder, self._key_of
        )
        for made in creator.create(part):
            self._requests[made.code] = made.entry
            self._begun.append(made.entry)
            if made.issue is None:
                self._settle_all(part[made.code], Result.REFUSED, made.error)
                continue
            self._issues[made.code] = self.created[made.code] = made.issue
            if made.is_others:
                self._others.add(made.code)
                continue
            self._sent.update(
                change.slot
                for change in part[made.code]
                if change.slot.field != "status"
            )
            for change in part[made.code]:
                if change.slot in made.left_out:
                    self._settle(
                        change,
                        Result.HELD,
                        f"{change.slot.element} has no issue yet",
                    )
        if creator.stopped is not None:
            raise creator.stopped

    def _edit(self, code: str, changes: Sequence[Change]) -> None:
        wanted = [c for c in changes if c.slot not in self._results]
        fresh = self._read_again(code, wanted)
        wanted = [c for c in wanted if c.slot not in self._results]
        if fresh is None or not wanted:
            return
        entry = Entry(
            self._workspace.new_id(), self._situation.desk.history.head
        )
        edit, values, unlinked = edit_of(
            self._kind(code),
            code,
            fresh,
            wanted,
            entry=entry,
            key_of=self._key_of,
        )
        is_local = self._situation.desk.pending is None
        if is_local:
            self._recorder.intend(values, push_id=entry.id)
        self._begin(
            Sent(entry.id, code, [c for c in wanted if is_sent(c, values)])
        )
        self._edits[code] = Edited(code, fresh, entry.id, tuple(wanted))
        self._requests[code] = entry.id
        self._workspace.tell(f"editing {fresh.key} ({code})")
        try:
            self._tracker.edit(edit)
        except RemoteError as error:
            if not error.ambiguous:
                raise
            if not self._holds_entry(code, fresh.id, entry.id):
                # The same values again: twice is as good as once.
                self._tracker.edit(edit)
        sent = {slot for slot in values if slot.field != "status"}
        self._sent |= {
            slot for slot in sent if not slot.element or values[slot]
        }
        for link_id in unlinked:
            self._tracker.remove_link(link_id)
        self._sent |= sent
        if is_local:
            self._recorder.settle_push(values, push_id=entry.id)
        for change in wanted:
            if change.slot not in values:
                self._settle(
                    change,
                    Result.HELD,
                    f"{change.slot.element} has no issue yet",
                )

    def _repeat(self, change: Change) -> None:
        """Finish what the log holds already; links are made by reading back.

        Logging it once more would be another push.
        """
        slot = change.slot
        bound = self._situation.bounds[slot.object]
        link = link_of(slot, self._key_of)
        if link is not None and change.after is False and bound.issue:
            self._begin(
                Sent(
                    self._workspace.new_id(),
                    slot.object,
                    [change],
                    is_logged=False,
                )
            )
            for link_id in link_ids(bound.issue, link):
                self._tracker.remove_link(link_id)
        if self._situation.desk.pending is None:
            stamp = self._situation.evidence.stamp_of(slot)
            self._recorder.settle_push({slot: change.after}, push_id=stamp)

    def _read_again(
        self, code: str, changes: Sequence[Change]
    ) -> RemoteIssue | None:
        """Read an issue just before its edit, and see what moved."""
        known = self._issues[code]
        fresh = self._tracker.fetch([known.id]).get(known.id)
        if fresh is None:
            self._settle_all(
                changes, Result.REFUSED, f"{known.key} is no longer shown"
            )
            return None
        before = self._situation.bounds[code].issue
        if before is None or own_log(fresh, code) != own_log(before, code):
            self._settle_moved(code, fresh, changes, _MEANWHILE)
            return None
        said = self._situation.view(self._kind(code), code, fresh)
        moved = [
            change
            for change in changes
            if _filled(said.value(change.slot)) != _filled(change.before)
            # An image, say, is no text: the value is what it was.
            or (change.slot.field == "notes" and fresh.description_is_foreign)
        ]
        self._settle_moved(
            code, fresh, moved, "Jira changed in between; run it again"
        )
        return fresh

    def _settle_moved(
        self,
        code: str,
        fresh: RemoteIssue,
        changes: Iterable[Change],
        detail: str,
    ) -> None:
        """Hold back what changed meanwhile, unless it is as it should be."""
        said = self._situation.view(self._kind(code), code, fresh)
        for change in changes:
            if _filled(said.value(change.slot)) == _filled(change.after):
                self._settle(change, Result.DONE)
            else:
                self._settle(change, Result.HELD, detail)

    def _holds_entry(self, code: str, issue_id: str, entry_id: str) -> bool:
        fresh = self._tracker.fetch([issue_id]).get(issue_id)
        log = own_log(fresh, code) if fresh is not None else None
        return any(entry.id == entry_id for entry in log or ())

    def _finish(self, objects: Mapping[str, list[Change]]) -> None:
        """Move to Done what is completed."""
        due = [
            change
            for some in objects.values()
            for change in some
            if change.slot.field == "status"
            and change.slot not in self._results
        ]
        for change in due:
            slot = change.slot
            issue = self._issues[slot.object]
            self._begin(
                Sent(
                    self._workspace.new_id(),
                    slot.object,
                    [change],
                    is_logged=False,
                )
            )
            self._workspace.tell(f"moving {issue.key} to Done")
            try:
                self._tracker.finish(issue.key)
            except AuthenticationError:
                raise
            except RemoteError as error:
                if (
                    error.status is not None
                    and error.status not in _OWN_FAULT
                    and not (error.ambiguous or error.is_about_one)
                ):
                    raise
                # Taken all the same, or another did it: reading back tells.
                self._doubts[slot] = error.message

    def _read_back(self, objects: Mapping[str, list[Change]]) -> None:
        """Compare with what was meant; make the links that were not taken."""
        open_ = {
            code: [c for c in some if c.slot not in self._results]
            for code, some in objects.items()
        }
        open_ = {code: some for code, some in open_.items() if some}
        ids = {code: self._issues[code].id for code in open_}
        shown = self._tracker.fetch(sorted(ids.values())) if ids else {}
        again: dict[str, list[Change]] = {}
        for code, some in open_.items():
            issue = shown.get(ids[code])
            if issue is not None and code in self._edits:
                self._settle_gap(self._edits[code], issue)
            for change in self._unshown(issue, some):
                if code in self._others:
                    self._settle(change, Result.HELD, _MEANWHILE)
                elif self._add_link(change):
                    again.setdefault(code, []).append(change)
                else:
                    doubt = self._doubts.get(change.slot, _NOT_SHOWN)
                    self._settle(change, Result.REFUSED, doubt)
        shown = (
            self._tracker.fetch([ids[code] for code in again]) if again else {}
        )
        for code, some in again.items():
            for change in self._unshown(shown.get(ids[code]), some):
                self._settle(change, Result.REFUSED, _NOT_SHOWN)

    def _unshown(
        self, issue: RemoteIssue | None, changes: Iterable[Change]
    ) -> list[Change]:
        """Changes that an issue does not show; the others are done."""
        missing: list[Change] = []
        for change in changes:
            if issue is not None and shows(issue, change, self._key_of):
                self._settle(change, Result.DONE)
            else:
                missing.append(change)
        return missing

    def _settle_gap(self, edited: Edited, issue: RemoteIssue) -> None:
        """Tell of what others wrote between our last read and our write."""
        account = self._situation.site.account
        found = overwritten(self._tracker, edited, issue, account=account)
        for change, detail in found.items():
            self._settle(change, Result.HELD, detail)

    def _add_link(self, change: Change) -> bool:
        """Make a link by a request of its own; false if there is none."""
        link = link_of(change.slot, self._key_of)
        if link is None or change.after is not True:
            return False
        key = self._issues[change.slot.object].key
        self._one_object([change], lambda: self._tracker.add_link(key, link))
        return change.slot not in self._results

    def _one_object(
        self, changes: Sequence[Change], act: Callable[[], object]
    ) -> None:
        """Act; a refusal holds back these changes only."""
        try:
            act()
        except AuthenticationError:
            raise
        except RemoteError as error:
            if error.status not in _OWN_FAULT and not error.is_about_one:
                raise
            self._settle_all(changes, Result.REFUSED, error.message)

    def _settle(
        self, change: Change, result: Result, detail: str = ""
    ) -> None:
        self._results.setdefault(change.slot, (result, detail))

    def _settle_all(
        self, changes: Iterable[Change], result: Result, detail: str
    ) -> None:
        for change in changes:
            self._settle(change, result, detail)

    def _outcome(self, change: Change) -> Outcome:
        otherwise = (
            (Result.DONE, "not read back")
            if change.slot in self._sent
            else (Result.SKIPPED, "the run ended before")
        )
        result, detail = self._results.get(change.slot, otherwise)
        key = self._issue_key(change.slot.object)
        return Outcome(replace(change, issue=key), result, detail)

    def _kind(self, code: str) -> Kind:
        return self._situation.bounds[code].kind

    def _key_of(self, element: str) -> str:
        """Key of the issue at the other end of a link."""
        if element in self._issues:
            return self._issues[element].key
        return self._situation.key_of(element)

    def _begin(self, sent: Sent) -> None:
        """Note what is about to be written."""
        self._begun.append(sent.id)
        begin(
            self._state,
            [sent],
            commit=self._situation.desk.history.head,
            now=self._workspace.now(),
        )

    def _audit(self, outcomes: Iterable[Outcome]) -> None:
        when = self._workspace.now().isoformat(timespec="seconds")
        self._state.audit(
            audit_record(
                one.change,
                site=self._situation.site,
                time=when,
                commit=self._situation.desk.history.head,
                request=self._requests.get(one.change.slot.object, ""),
            )
            for one in outcomes
            if one.result is Result.DONE
        )
        end(self._state, self._begun)

    def _issue_key(self, code: str) -> str:
        known = self._issues.get(code)
        return known.key if known else ""


def _filled(value: object) -> object:
    """A value, where saying nothing is as good as saying no."""
    return value if isinstance(value, str) or value is True else None
