"""Write agreements down: baseline lines, and intents before a write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ldmjira.core.base import AND
from ldmjira.models.baseline import Baseline, Intent, Line, canonical
from ldmjira.models.slots import Slot, Value
from ldmjira.ports.baseline_store import BaselineStore

from .situation import Situation

__all__ = ["Recorder"]


class Recorder:
    """Keep lines for one run.

    Parameters
    ----------
    situation
        What was read, and where lines are kept.
    """

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._evidence = situation.evidence
        self._desk = situation.desk
        self._before: dict[str, Baseline | None] = {}

    def note_agreements(self, news: Iterable[tuple[Slot, Value]]) -> list[str]:
        """Keep agreements that a push found, outside the mapping.

        Parameters
        ----------
        news
            Slots on which both sides agree, with the value.

        Returns
        -------
        list of str
            Objects whose lines changed.
        """
        pending = self._desk.pending
        if pending is None:
            return self.record(news)
        head = self._desk.history.head
        heads = self._desk.state.pending_heads()
        kept = self._evidence.pending
        found = [
            (slot, value)
            for slot, value in news
            if self._evidence.is_mapping_committed(slot)
        ]
        for object_ in {slot.object for slot, _ in found}:
            if object_ not in kept:  # none, or found on another branch
                pending.remove(object_)
            heads[object_] = head
        changed = self._write(pending, kept, self._lines(found))
        self._desk.state.set_pending_heads(heads)
        return changed

    def record(self, news: Iterable[tuple[Slot, Value]]) -> list[str]:
        """Write agreements into the mapping's baseline, as a pull does.

        Parameters
        ----------
        news
            Slots on which both sides agree, with the value.

        Returns
        -------
        list of str
            Objects whose lines changed.
        """
        return self._write(
            self._desk.baseline, self._evidence.tree, self._lines(news)
        )

    def intend(
        self, values: Mapping[Slot, Value], *, push_id: str = ""
    ) -> list[str]:
        """Write down what is about to be written.

        Parameters
        ----------
        values
            Value of each slot, as it will be.
        push_id
            Id of the log entry, for a push outside git.

        Returns
        -------
        list of str
            Objects whose lines changed.
        """
        lines: dict[str, dict[str, Line]] = {}
        for slot, value in values.items():
            line = self._current_line(slot) or Line(None, None)
            intent = Intent(canonical(value), push_id)
            lines.setdefault(slot.object, {})[slot.name] = replace(
                line, intent=intent
            )
        tree = self._evidence.tree
        self._before = {object_: tree.get(object_) for object_ in lines}
        return self._write(self._desk.baseline, tree, lines)

    def withdraw(self) -> None:
        """Take the last intents back: nothing was written after all."""
        for object_, baseline in self._before.items():
            if baseline is None:
                self._evidence.tree.pop(object_)
                self._desk.baseline.remove(object_)
            else:
                self._evidence.tree[object_] = baseline
                self._desk.baseline.write(baseline)

    def settle_push(
        self, values: Mapping[Slot, Value], *, push_id: str
    ) -> list[str]:
        """Write the lines of a push that went through, outside git.

        Parameters
        ----------
        values
            Value of each slot that was written.
        push_id
            Id of the log entry.

        Returns
        -------
        list of str
            Objects whose lines changed.
        """
        lines: dict[str, dict[str, Line]] = {}
        for slot, value in values.items():
            lines.setdefault(slot.object, {})[slot.name] = (
                self._evidence.next_line(slot, value, at=push_id)
            )
        return self._write(self._desk.baseline, self._evidence.tree, lines)

    def forget_void(self) -> list[str]:
        """Take intents of killed pulls out that wrote nothing.

        Returns
        -------
        list of str
            Objects whose lines changed, as far as they have any.
        """
        store, tree = self._desk.baseline, self._evidence.tree
        changed: list[str] = []
        for object_ in sorted(self._evidence.voided):
            if not tree[object_].lines:  # it was made for the intents
                store.remove(object_)
            elif store.write(tree[object_]):
                changed.append(object_)
        return changed

    def bring_in(self, settled: Collection[Slot]) -> list[str]:
        """Bring lines that a push found into the mapping's baseline.

        Parameters
        ----------
        settled
            Slots of which the mapping's baseline has a newer line by now.

        Returns
        -------
        list of str
            Objects whose lines changed.
        """
        pending = self._desk.pending
        if pending is None:
            return []
        changed: list[str] = []
        for object_ in list(self._evidence.pending):
            if object_ not in self._situation.bounds:
                continue
            waiting = self._evidence.pending.pop(object_)
            lines = {
                name: self._with_intent(Slot.parse(object_, name), line)
                for name, line in waiting.lines.items()
                if Slot.parse(object_, name) not in settled
                and not self._is_passed(Slot.parse(object_, name), line)
            }
            changed += self._write(
                self._desk.baseline, self._evidence.tree, {object_: lines}
            )
            pending.remove(object_)
            heads = self._desk.state.pending_heads()
            heads.pop(object_, None)
            self._desk.state.set_pending_heads(heads)
        return changed

    def _with_intent(self, slot: Slot, line: Line) -> Line:
        """A line with the intent that the mapping's own has: it stays."""
        current = self._evidence.tree_line(slot)
        intent = current.intent if current is not None else None
        return replace(line, intent=intent)

    def _current_line(self, slot: Slot) -> Line | None:
        """Newest line that is not committed for sure: kept, or in the tree.

        What is only kept beside the mapping would pass for newer than the
        intent, if that were committed alone.
        """
        baseline = self._evidence.pending.get(slot.object)
        kept = baseline.lines.get(slot.name) if baseline else None
        if kept is not None and not self._is_passed(slot, kept):
            return kept
        return self._evidence.tree_line(slot)

    def _is_passed(self, slot: Slot, line: Line) -> bool:
        """Whether the mapping's line came after a line."""
        current = self._evidence.tree_line(slot)
        return current is not None and line.id in current.after.split(AND)

    def _lines(
        self, news: Iterable[tuple[Slot, Value]]
    ) -> dict[str, dict[str, Line]]:
        lines: dict[str, dict[str, Line]] = {}
        for slot, value in news:
            lines.setdefault(slot.object, {})[slot.name] = (
                self._evidence.next_line(slot, value)
            )
        return lines

    def _write(
        self,
        store: BaselineStore,
        known: dict[str, Baseline],
        lines: Mapping[str, Mapping[str, Line]],
    ) -> list[str]:
        changed: list[str] = []
        for object_, some in lines.items():
            before = known.get(object_) or Baseline(object_)
            bound = self._situation.bounds.get(object_)
            if bound is not None and bound.issue is not None:
                before = replace(before, issue=bound.issue.id)
            # Kept, since a later call of this run builds upon it.
            known[object_] = before.with_lines(some)
            if store.write(known[object_]):
                changed.append(object_)
        return changed
