"""What really happened: who wrote what, and which tree knows of it.

Each write has an identity of its own, also when it brings an earlier value
back. From that follows what a merge may do, without any log, line or
ancestry; those are the product's, and are not asked here.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from ldmjira.models.slots import Slot, Value

__all__ = ["Knowledge", "LostEditError", "State", "Truth", "Values", "Written"]

Values: TypeAlias = dict[Slot, Value]


class LostEditError(AssertionError):
    """A value was overwritten that nobody had seen, and nothing was told."""


@dataclass(frozen=True)
class State:
    """A value that Jira had, and the write that it came from."""

    value: Value
    write: int


@dataclass(frozen=True)
class Written:
    """A value in a mapping, and the write that it came from."""

    value: Value
    write: int


@dataclass
class Knowledge:
    """What one tree holds, and which writes it knows.

    ``perhaps`` are writes that a run saw when both sides were alike: the
    base before and the one after are both right then.
    """

    values: dict[Slot, Written] = field(default_factory=dict)
    knows: defaultdict[Slot, set[int]] = field(
        default_factory=lambda: defaultdict(set)
    )
    perhaps: defaultdict[Slot, set[int]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def copy(self) -> Knowledge:
        """Return a copy, as a commit holds it."""
        return deepcopy(self)


class Truth:
    """Every state that Jira had, and the knowledge at each commit."""

    def __init__(self) -> None:
        self.states: dict[Slot, list[State]] = {}
        self.commits: dict[str, Knowledge] = {}
        self._writes = count(1)
        self.told: list[str] = []

    def tell(self, line: str) -> None:
        """Note what happens, for whoever reads a failure."""
        self.told.append(line)

    def human(self, slot: Slot, value: Value) -> None:
        """Note what a person writes in Jira."""
        write = next(self._writes)
        self.states.setdefault(slot, []).append(State(value, write))

    def author(self, tree: Knowledge, slot: Slot, value: Value) -> None:
        """Note what an author writes in a mapping."""
        write = next(self._writes)
        tree.values[slot] = Written(value, write)
        tree.knows[slot].add(write)

    def see(self, tree: Knowledge, slot: Slot) -> None:
        """Note that a tree knows Jira's state."""
        if slot in self.states:
            tree.knows[slot].add(self.states[slot][-1].write)

    def push(
        self, tree: Knowledge, source: Knowledge, slot: Slot, value: Value
    ) -> None:
        """Note that a run wrote to Jira, and fail if it must not.

        Parameters
        ----------
        tree
            Tree of the run.
        source
            Knowledge of its HEAD, whose value is what is pushed.
        slot, value
            What was written.
        """
        states = self.states.get(slot)
        if states is not None:
            self._judge_push(tree, slot, value)
        written = source.values.get(slot, tree.values[slot])
        if written.value != value:
            written = tree.values[slot]
        if written.value != value:
            raise LostEditError(f"{slot}: {value} is of no tree: {self.told}")
        self.states.setdefault(slot, []).append(State(value, written.write))
        tree.knows[slot].add(written.write)

    def pull(self, tree: Knowledge, slot: Slot, value: Value) -> None:
        """Note that a run wrote to the mapping, and fail if it must not."""
        state = self.states[slot][-1]
        if state.value != value:
            raise LostEditError(
                f"{slot}: {value} was pulled, Jira has {state.value}: "
                f"{self.told}"
            )
        self._judge_pull(tree, slot)
        tree.values[slot] = Written(value, state.write)
        tree.knows[slot].add(state.write)

    def alike(self, tree: Knowledge, slot: Slot, *, records: bool) -> None:
        """Note that a run saw both sides alike.

        It must be recorded where it is news. Where Jira went away and came
        back meanwhile, the base before and the one after are both right.
        """
        if slot not in self.states:
            return
        now = self.states[slot][-1]
        known = [s for s in self.states[slot] if s.write in tree.knows[slot]]
        is_news = not known or known[-1].value != now.value
        minds = tree.knows if records and is_news else tree.perhaps
        minds[slot].add(now.write)

    def settle(
        self, tree: Knowledge, slot: Slot, value: Value, *, for_jira: bool
    ) -> None:
        """Note that a person chose."""
        state = self.states[slot][-1]
        tree.knows[slot].add(state.write)
        if for_jira:
            tree.values[slot] = Written(value, state.write)
        else:
            self.author(tree, slot, value)

    def merged(
        self, mine: Knowledge, theirs: Knowledge, values: Values
    ) -> Knowledge:
        """Knowledge of a merge, by the values that git left."""
        made = mine.copy()
        for slot in {*mine.knows, *theirs.knows}:
            made.knows[slot] |= theirs.knows[slot]
            made.perhaps[slot] |= theirs.perhaps[slot]
        for slot, value in values.items():
            one, other = mine.values.get(slot), theirs.values.get(slot)
            if other is None or (one is not None and one.value == value):
                is_older = (
                    one is not None
                    and other is not None
                    and other.value == value
                    and one.write in theirs.knows[slot]
                )
                if is_older and other is not None:
                    made.values[slot] = other
            elif other.value == value:
                made.values[slot] = other
            else:
                self.author(made, slot, value)
        return made

    def _judge_push(self, tree: Knowledge, slot: Slot, value: Value) -> None:
        jira = self.states[slot][-1].value
        for knows in self._allowances(tree, slot):
            known = [s for s in self.states[slot] if s.write in knows]
            if not known and slot.element and value is True:
                return  # never agreed before: the union
            if known and known[-1].value == jira:
                return
        raise LostEditError(f"{slot}: pushed {value} over {jira}: {self.told}")

    def _judge_pull(self, tree: Knowledge, slot: Slot) -> None:
        held = tree.values.get(slot)
        states = self.states[slot]
        if held is None:
            return
        for knows in self._allowances(tree, slot):
            known = [state for state in states if state.write in knows]
            if not known and slot.element and states[-1].value is True:
                return
            if known and known[-1].value == held.value:
                return
        if any(state.write == held.write for state in states[:-1]):
            return  # the mapping held what Jira itself had, and left
        raise LostEditError(
            f"{slot}: pulled {states[-1].value} over {held.value}: {self.told}"
        )

    @staticmethod
    def _allowances(tree: Knowledge, slot: Slot) -> tuple[set[int], set[int]]:
        knows = tree.knows[slot]
        return knows, knows | tree.perhaps[slot]
