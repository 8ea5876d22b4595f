"""A model of clones, CI, people in Jira and crashes around one value.

It knows what really happened: every edit is a write of its own, and each
tree knows some writes. From that follows what a merge may do, without any
log, line or ancestry; the rule under test sees only those. A *lost edit* is
an overwriting that the truth does not call for.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from ldmjira.core.base import (
    AND,
    WORKTREE,
    Bases,
    BasesReason,
    Logged,
    Sighting,
    bases,
    next_line,
)
from ldmjira.core.merge import Decision, decide, merge_set
from ldmjira.models.baseline import Intent, Line
from ldmjira.models.slots import Value

__all__ = ["LostEditError", "World"]

ACTIONS = (
    "edit",
    "edit",
    "human",
    "human",
    "commit",
    "commit",
    "push",
    "push",
    "ci_push",
    "crashed_push",
    "pull",
    "pull",
    "crashed_pull",
    "merge",
    "checkout",
    "discard",
    "revert",
    "settle",
    "squash",
)


class LostEditError(AssertionError):
    """A value was overwritten that nobody had seen, and nothing was told."""


@dataclass(frozen=True)
class Commit:
    """A commit: content, parents, and the writes that it knows."""

    id: str
    parents: tuple[str, ...]
    value: Value
    write: int
    line: Line | None
    line_knows: frozenset[int]
    knows: frozenset[int]
    perhaps: frozenset[int] = frozenset()


@dataclass
class Tree:
    """A work tree with its HEAD; ``pending`` is kept beside it."""

    head: str
    value: Value
    write: int
    line: Line | None
    line_knows: frozenset[int]
    knows: frozenset[int]
    perhaps: frozenset[int] = frozenset()
    """Writes that a push saw, when both sides were alike, and could only
    keep beside the mapping: either base is right after that."""
    pending: dict[str, Line] = field(default_factory=dict)
    pending_knows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class State:
    """A value that Jira had, and the write it came from."""

    value: Value
    write: int


class World:
    """One value in several clones and in Jira.

    Parameters
    ----------
    seed
        Where chance begins.
    clones
        Number of clones.
    values
        Values to choose from; the first is that of the beginning.
    has_line
        Whether a line is there at the beginning.
    is_logged
        Whether the push log tells of the beginning; it does not of an
        element that no set held then.
    """

    def __init__(
        self,
        seed: int,
        *,
        clones: int = 2,
        values: tuple[Value, ...] = ("A", "B", "C"),
        has_line: bool = True,
        is_logged: bool = True,
    ) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.values = values
        self.is_set = isinstance(values[0], bool)
        self._writes = count(1)
        self._commits = count(1)
        self._entries = count(1)
        self.commits: dict[str, Commit] = {}
        self.told: list[str] = []
        self.conflicts = 0
        self.decisions = 0
        start = values[0]
        line = Line(start, "e0") if has_line else None
        first = self._make((), start, 0, line, frozenset({0}), frozenset({0}))
        self.log = [Logged("e0", first.id, start)] if is_logged else []
        self.states = [State(start, 0)]
        self.trees = [self._checked_out(first) for _ in range(clones)]

    # What people and programs do.

    def step(self) -> None:
        """Let something happen."""
        name = self.random.choice(ACTIONS)
        number = self.random.randrange(len(self.trees))
        self.told.append(f"{name} {number}")
        getattr(self, f"do_{name}")(self.trees[number], number)

    def do_edit(self, tree: Tree, _: int) -> None:
        self._author(tree, self._other(tree.value))

    def do_human(self, _tree: Tree, _: int) -> None:
        value = self._other(self.states[-1].value)
        self.told[-1] += f" {value}"
        self.states.append(State(value, next(self._writes)))

    def do_commit(self, tree: Tree, _: int) -> None:
        if not self._is_clean(tree):
            made = self._make(
                (tree.head,),
                tree.value,
                tree.write,
                tree.line,
                tree.line_knows,
                tree.knows,
                tree.perhaps,
            )
            tree.head = made.id

    def do_push(self, tree: Tree, _: int) -> None:
        self._push(tree, records=True)

    def do_crashed_push(self, tree: Tree, _: int) -> None:
        self._push(tree, records=False)

    def do_ci_push(self, tree: Tree, _: int) -> None:
        self._push(self._checked_out(self.commits[tree.head]), records=False)

    def do_pull(self, tree: Tree, _: int) -> None:
        self._pull(tree, kill=0)

    def do_crashed_pull(self, tree: Tree, _: int) -> None:
        self._pull(tree, kill=self.random.choice((1, 2)))

    def do_settle(self, tree: Tree, _: int) -> None:
        """Settle a conflict: for Jira by a pull, for the mapping by a line."""
        if self._decide(tree) is not Decision.CONFLICT:
            return
        state = self.states[-1]
        if self.random.random() < 0.5:
            self._take(tree, state)
        else:
            # Having chosen again, the author's value is a new write.
            tree.write = next(self._writes)
            self._know(tree, tree.write)
        self._record(tree, state)

    def do_discard(self, tree: Tree, _: int) -> None:
        self._reset(tree, self.commits[tree.head])

    def do_checkout(self, tree: Tree, _: int) -> None:
        parents = self.commits[tree.head].parents
        if parents and self._is_clean(tree):
            self._reset(tree, self.commits[parents[0]])

    def do_revert(self, tree: Tree, _: int) -> None:
        head = self.commits[tree.head]
        if len(head.parents) != 1 or not self._is_clean(tree):
            return
        before = self.commits[head.parents[0]]
        tree.line, tree.line_knows = before.line, before.line_knows
        if before.value != head.value:
            self._author(tree, before.value)
        self.do_commit(tree, 0)

    def do_merge(self, tree: Tree, number: int) -> None:
        other = self.trees[(number + 1) % len(self.trees)]
        if not self._is_clean(tree) or other.head == tree.head:
            return
        mine, theirs = self.commits[tree.head], self.commits[other.head]
        if theirs.id in self._history(mine.id):
            return
        if mine.id in self._history(theirs.id):
            self._reset(tree, theirs)
            return
        self._merge_in(tree, mine, theirs)
        made = self._make(
            (mine.id, theirs.id),
            tree.value,
            tree.write,
            tree.line,
            tree.line_knows,
            mine.knows | theirs.knows,
            mine.perhaps | theirs.perhaps,
        )
        tree.head, tree.knows = made.id, made.knows
        tree.perhaps = made.perhaps

    def do_squash(self, tree: Tree, number: int) -> None:
        """Take over another clone's content, not its commits."""
        other = self.trees[(number + 1) % len(self.trees)]
        if not self._is_clean(tree) or other.head == tree.head:
            return
        mine, theirs = self.commits[tree.head], self.commits[other.head]
        if theirs.id in self._history(mine.id):
            return
        before = replace(mine)
        self._merge_in(tree, mine, theirs)
        knows = set(tree.knows)
        if tree.write != before.write:
            knows.add(tree.write)
        if tree.line != before.line:
            knows |= tree.line_knows
        tree.knows = frozenset(knows)
        self.do_commit(tree, 0)

    # The program under test.

    def _push(self, tree: Tree, *, records: bool) -> None:
        state = self.states[-1]
        if tree.value == state.value:
            if records and self._is_news(tree):
                self._note_alike(tree, state)
            return
        if not self._is_clean(tree) or self._pending_line(tree):
            return  # commit first
        if self._decide(tree) is not Decision.PUSH:
            return
        self._check(tree, Decision.PUSH)
        self.log.append(
            Logged(f"e{next(self._entries)}", tree.head, tree.value)
        )
        del self.log[:-8]
        # What is pushed is HEAD's: an edit and its undoing are none.
        write = self.commits[tree.head].write
        self.states.append(State(tree.value, write))
        self._know(tree, write)
        self.told[-1] += f" wrote {tree.value}"

    def _pull(self, tree: Tree, *, kill: int) -> None:
        state = self.states[-1]
        if tree.value == state.value:
            has_intent = tree.line is not None and tree.line.intent is not None
            if has_intent or self._is_news(tree):
                self._record(tree, state)
            else:
                self._bring_in(tree)
            tree.pending.clear()
            return
        if self._decide(tree) is not Decision.PULL:
            self._bring_in(tree)
            return
        self._check(tree, Decision.PULL)
        line = self._current_line(tree) or Line(None, None)
        tree.line = replace(line, intent=Intent(state.value))
        if kill == 1:
            return
        self._take(tree, state)
        if kill == 2:
            return
        self._record(tree, state)
        tree.pending.clear()
        self.told[-1] += f" took {state.value}"

    def _bring_in(self, tree: Tree) -> None:
        """Write what a push kept beside the mapping into it."""
        kept = self._pending_line(tree)
        if kept is None:
            return
        if self._current_line(tree) == kept:
            intent = tree.line.intent if tree.line else None
            tree.line = replace(kept, intent=intent)
            tree.line_knows = tree.pending_knows
            self._know(tree, *tree.pending_knows)
        tree.pending.clear()

    def _is_news(self, tree: Tree) -> bool:
        """Whether that both sides are alike must be recorded."""
        found = self._bases(tree)
        if found.reason is BasesReason.NEVER and tree.value is False:
            return False  # nobody ever spoke of such an element
        return found.values != {tree.value}

    def _note_alike(self, tree: Tree, state: State) -> None:
        """As a push keeps it: beside the mapping, for this commit."""
        head = self.commits[tree.head]
        if head.value != tree.value:
            return
        line = self._next(tree, state.value)
        tree.pending = {tree.head: line}
        tree.pending_knows = frozenset({state.write})
        tree.perhaps = tree.perhaps | {state.write}

    def _record(self, tree: Tree, state: State) -> None:
        tree.line = self._next(tree, state.value)
        tree.line_knows = frozenset({state.write})
        self._know(tree, state.write)

    def _take(self, tree: Tree, state: State) -> None:
        tree.value, tree.write = state.value, state.write
        self._know(tree, state.write)

    def _decide(self, tree: Tree) -> Decision:
        jira = self.states[-1].value
        if tree.value == jira:
            return Decision.AGREED
        self.decisions += 1
        found = self._bases(tree)
        if self.is_set and found.reason is BasesReason.NEVER:
            return merge_set(mapping=bool(tree.value), jira=bool(jira))
        decision = decide(mapping=tree.value, jira=jira, bases=found)
        self.conflicts += decision is Decision.CONFLICT
        return decision

    def _bases(self, tree: Tree) -> Bases:
        lines = list(self._sightings(tree))
        head = self.commits[tree.head]
        return bases(
            log=self.log,
            has_forgotten=False,
            lines=lines,
            has_tree_line=tree.line is not None
            or self._pending_line(tree) is not None,
            is_mapping_committed=tree.value == head.value,
            ancestry=_Ancestry(self, tree.head),
            was_in_mapping=lambda value: any(
                self.commits[one].value == value
                for one in self._history(tree.head)
            ),
        )

    def _next(self, tree: Tree, value: Value) -> Line:
        return next_line(
            value,
            at=self.log[-1].id if self.log else "",
            lines=list(self._sightings(tree)),
            ancestry=_Ancestry(self, tree.head),
        )

    def _pending_line(self, tree: Tree) -> Line | None:
        for head, line in tree.pending.items():
            if head in self._history(tree.head):
                return line
        return None

    def _sightings(self, tree: Tree) -> Iterator[Sighting]:
        first: dict[Line, list[str]] = {}
        for one in self._history(tree.head):
            line = self.commits[one].line
            if line is not None:
                first.setdefault(line, []).append(one)
        for line, commits in first.items():
            for one in commits:
                others = self._history(one) - {one}
                if not others & set(commits):
                    yield Sighting(line, one)
        if tree.line is not None and tree.line not in first:
            first[tree.line] = []
            yield Sighting(tree.line, WORKTREE)
        kept = self._pending_line(tree)
        if kept is not None and all(one.id != kept.id for one in first):
            yield Sighting(kept, WORKTREE)

    def _current_line(self, tree: Tree) -> Line | None:
        kept = self._pending_line(tree)
        if kept is not None and (
            tree.line is None or kept.id not in tree.line.after.split(AND)
        ):
            return kept
        return tree.line

    # The truth.

    def _check(self, tree: Tree, decision: Decision) -> None:
        """Fail if the truth calls for another decision."""
        perhaps = tree.perhaps
        if self._pending_line(tree) is not None:
            perhaps = perhaps | tree.pending_knows
        if any(
            self._is_right(tree, decision, knows)
            for knows in (tree.knows, tree.knows | perhaps)
        ):
            return
        jira = self.states[-1].value
        raise LostEditError(
            f"{decision} over {jira}/{tree.value}: {self.told}"
        )

    def _is_right(
        self, tree: Tree, decision: Decision, knows: frozenset[int]
    ) -> bool:
        jira = self.states[-1].value
        known = [state for state in self.states if state.write in knows]
        base = known[-1].value if known else None
        if decision is Decision.PUSH:
            return jira == base
        # Or the mapping holds what Jira itself had, and left.
        return tree.value == base or any(
            state.write == tree.write for state in self.states[:-1]
        )

    # Small things.

    def _know(self, tree: Tree, *writes: int) -> None:
        tree.knows = tree.knows | frozenset(writes)

    def _author(self, tree: Tree, value: Value) -> None:
        tree.value, tree.write = value, next(self._writes)
        self._know(tree, tree.write)
        self.told[-1] += f" {value}"

    def _other(self, value: Value) -> Value:
        return self.random.choice([v for v in self.values if v != value])

    def _is_clean(self, tree: Tree) -> bool:
        head = self.commits[tree.head]
        return (tree.value, tree.line) == (head.value, head.line)

    def _make(  # noqa: PLR0917
        self,
        parents: tuple[str, ...],
        value: Value,
        write: int,
        line: Line | None,
        line_knows: frozenset[int],
        knows: frozenset[int],
        perhaps: frozenset[int] = frozenset(),
    ) -> Commit:
        made = Commit(
            f"c{next(self._commits)}",
            parents,
            value,
            write,
            line,
            line_knows,
            knows,
            perhaps,
        )
        self.commits[made.id] = made
        return made

    def _checked_out(self, commit: Commit) -> Tree:
        return Tree(
            commit.id,
            commit.value,
            commit.write,
            commit.line,
            commit.line_knows,
            commit.knows,
            commit.perhaps,
        )

    def _reset(self, tree: Tree, commit: Commit) -> None:
        fresh = self._checked_out(commit)
        tree.head, tree.value, tree.write = (
            fresh.head,
            fresh.value,
            fresh.write,
        )
        tree.line, tree.line_knows = fresh.line, fresh.line_knows
        tree.knows, tree.perhaps = fresh.knows, fresh.perhaps

    def _merge_in(self, tree: Tree, mine: Commit, theirs: Commit) -> None:
        """Merge as git does; a conflict is resolved either way."""
        base = self._merge_base(mine.id, theirs.id)
        takes = self._takes(base.value, mine.value, theirs.value)
        if takes:
            tree.value, tree.write = theirs.value, theirs.write
        if self._takes(base.line, mine.line, theirs.line):
            tree.line, tree.line_knows = theirs.line, theirs.line_knows

    def _takes(self, base: object, mine: object, theirs: object) -> bool:
        if theirs in (base, mine):
            return False
        return mine == base or self.random.random() < 0.5

    def _merge_base(self, one: str, other: str) -> Commit:
        shared = self._history(one) & self._history(other)
        best = max(shared, key=lambda c: (len(self._history(c)), c))
        return self.commits[best]

    def _history(self, commit: str) -> set[str]:
        seen: set[str] = set()
        waiting = [commit]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting.extend(self.commits[one].parents)
        return seen


@dataclass(frozen=True)
class _Ancestry:
    world: World
    head: str

    def is_known(self, commit: str) -> bool:
        return commit in self.world._history(self.head)

    def descends(self, commit: str, ancestor: str) -> bool:
        return commit != ancestor and ancestor in self.world._history(commit)
