"""The rule of the base, case by case; commits are numbers in a line."""

from __future__ import annotations

import pytest

from ldmjira.core.base import (
    WORKTREE,
    Bases,
    BasesReason,
    Logged,
    Sighting,
    bases,
    next_line,
)
from ldmjira.models.baseline import Intent, Line
from ldmjira.models.slots import Value


class Straight:
    """Commits ``1`` to ``n`` in a line; others are not known."""

    def __init__(self, head: int) -> None:
        self._head = head

    def is_known(self, commit: str) -> bool:
        """Whether a commit is one of ours."""
        return commit.isdecimal() and int(commit) <= self._head

    def descends(self, commit: str, ancestor: str) -> bool:
        """Whether a commit is the later one."""
        return int(commit) > int(ancestor)


def find(
    log: list[Logged],
    lines: list[Sighting],
    *,
    head: int = 9,
    has_tree_line: bool | None = None,
    is_committed: bool = True,
    past: tuple[Value, ...] = (),
    has_forgotten: bool = False,
) -> Bases:
    return bases(
        log=log,
        has_forgotten=has_forgotten,
        lines=lines,
        has_tree_line=bool(lines) if has_tree_line is None else has_tree_line,
        is_mapping_committed=is_committed,
        ancestry=Straight(head),
        was_in_mapping=lambda value: value in past,
    )


A = Logged("e1", "1", "A")
B = Logged("e2", "3", "B")
STRANGER = Logged("e9", "branch", "X")
LINE_A = Line("A", "e1")


@pytest.mark.parametrize(
    ("log", "lines", "wanted"),
    [
        ([A], [], {"A"}),
        ([A, B], [], {"B"}),
        ([A, STRANGER], [], {"A"}),
        ([A], [Sighting(Line("H", "e1"), "2")], {"H"}),
        ([A, B], [Sighting(Line("H", "e1"), "2")], {"B"}),
        ([A, STRANGER], [Sighting(Line("H", "e9"), "2")], {"H"}),
        ([], [Sighting(Line("H", ""), "2")], {"H"}),
        (
            [A],
            [
                Sighting(Line("H", "e1"), "2"),
                Sighting(Line("I", "e1"), "3"),
            ],
            {"I"},
        ),
        (
            [A],
            [
                Sighting(Line("H", "e1"), "2"),
                Sighting(Line("I", "e1"), WORKTREE),
            ],
            {"I"},
        ),
        (
            [A],
            [Sighting(Line("H", "e1", intent=Intent("J")), WORKTREE)],
            {"H", "J"},
        ),
        (
            [A],
            [Sighting(Line(None, None, intent=Intent("J")), WORKTREE)],
            {"A", "J"},
        ),
    ],
    ids=[
        "pushed",
        "pushed twice",
        "a push that we do not know",
        "pulled after the push",
        "pushed after the pull",
        "a line that knows a push",
        "pulled before any push",
        "pulled twice",
        "pulled and not committed",
        "a pull that was killed",
        "a first pull that was killed",
    ],
)
def test_base(
    log: list[Logged], lines: list[Sighting], wanted: set[Value]
) -> None:
    assert find(log, lines).values == wanted


def test_reverted_line_is_an_old_line() -> None:
    first, second = Line("H", "e1"), Line("I", "e1", after=Line("H", "e1").id)
    lines = [Sighting(first, "2"), Sighting(second, "3")]
    assert find([A], lines).values == {"I"}


def test_lines_of_two_branches_are_both_candidates() -> None:
    class Apart(Straight):
        def descends(self, _commit: str, _ancestor: str) -> bool:
            return False

    found = bases(
        log=[A],
        has_forgotten=False,
        lines=[
            Sighting(Line("H", "e1"), "2"),
            Sighting(Line("I", "e1"), "3"),
        ],
        has_tree_line=True,
        is_mapping_committed=True,
        ancestry=Apart(9),
        was_in_mapping=lambda _: False,
    )
    assert found.values == {"H", "I"}


def test_value_of_a_squashed_push_is_a_candidate() -> None:
    assert find([A, STRANGER], [], past=("X",)).values == {"A", "X"}


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (find([], []), BasesReason.NEVER),
        (
            find([A], [Sighting(LINE_A, "1")], has_tree_line=False),
            BasesReason.LOST,
        ),
        (find([A], [], is_committed=False), BasesReason.UNCOMMITTED),
        (find([STRANGER], [], has_forgotten=True), BasesReason.FORGOTTEN),
        (find([STRANGER] * 8, []), BasesReason.FORGOTTEN),
        (find([STRANGER], []), BasesReason.UNKNOWN),
        (find([], [Sighting(LINE_A, "1")]), BasesReason.UNKNOWN),
    ],
    ids=[
        "never met",
        "line lost",
        "not committed",
        "forgotten",
        "log full",
        "only strangers",
        "log lost",
    ],
)
def test_no_base(found: Bases, reason: BasesReason) -> None:
    assert found.values == frozenset()
    assert found.reason is reason


@pytest.mark.parametrize("past", [(True, False), (False,)])
def test_element_that_a_stranger_added_may_never_have_been_agreed(
    past: tuple[Value, ...],
) -> None:
    """Whoever had added it too, and took it away again, must be asked."""
    found = find([Logged("e1", "branch", True)], [], past=past)
    assert found.values == {False, *({True} & set(past))}


def test_next_line_is_the_same_on_two_branches() -> None:
    lines = [Sighting(LINE_A, "1")]
    one = next_line("H", at="e1", lines=lines, ancestry=Straight(2))
    other = next_line("H", at="e1", lines=lines, ancestry=Straight(5))
    assert one == other
    assert one.after == LINE_A.id


def test_agreeing_on_an_old_value_anew_is_a_new_line() -> None:
    second = Line("H", "e1", after=LINE_A.id)
    lines = [Sighting(LINE_A, "1"), Sighting(second, "2")]
    third = next_line("A", at="e1", lines=lines, ancestry=Straight(2))
    assert third != LINE_A
    found = find([A], [*lines, Sighting(third, WORKTREE)])
    assert found.values == {"A"}
