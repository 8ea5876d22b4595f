"""What is told of an object besides its slots."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldmjira.core.base import Bases
from ldmjira.core.identity import label_of, title_of
from ldmjira.core.pair import Pair
from ldmjira.core.reconcile import PREFIX, Reconciler
from ldmjira.core.views import Said
from ldmjira.models.authority import AuthorityTable
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.remote import RemoteIssue
from ldmjira.models.slots import Slot

CODE = "DM-AP-1"
LABEL = label_of("feature", CODE)
ISSUE = RemoteIssue(
    id="1",
    key="DM-1",
    project="DM",
    type="Story",
    summary=f"{CODE}: A",
    status="To Do",
    is_done=False,
    due=None,
    description=None,
    labels=frozenset({LABEL}),
)


def changes(
    summary: str, *, title: str = "A", base: str = "A", adopted: bool = False
) -> list[Change]:
    sets = {"labels": frozenset({LABEL})}
    mapping = Said({"title": title}, sets)
    shown = title_of(CODE, summary)
    pair = Pair(
        CODE,
        "feature",
        mapping=mapping,
        jira=Said({"title": shown}, sets),
        issue=replace(ISSUE, summary=summary),
        is_adopted=adopted,
    )
    reconciler = Reconciler(
        authority=AuthorityTable(),
        bases_of=lambda _: Bases(frozenset({base})),
        is_committed=lambda _: True,
    )
    return reconciler.reconcile([pair]).changes


def test_summary_without_our_code_is_a_drift_of_its_own() -> None:
    [change] = changes("A")
    assert (change.slot, change.direction) == (
        Slot(CODE, PREFIX),
        Direction.DRIFT,
    )
    assert (change.before, change.after) == (f"{CODE}:", None)
    assert "lost" in change.note


def test_lost_code_and_a_new_title_are_both_told() -> None:
    told = {one.slot.field: one.direction for one in changes("B")}
    assert told == {"title": Direction.PULL, PREFIX: Direction.DRIFT}


@pytest.mark.parametrize(
    ("summary", "title"),
    [(f"{CODE}: A", "A"), (f" {CODE}:A", "A"), ("A", "B")],
    ids=["there", "spaces", "a push brings it back"],
)
def test_code_that_needs_no_word(summary: str, title: str) -> None:
    told = changes(summary, title=title)
    assert not [one for one in told if one.slot.field == PREFIX]


def test_summary_of_an_adopted_issue_is_its_own_affair() -> None:
    assert changes("A", adopted=True) == []


def test_conflict_about_a_text_that_we_cannot_write_says_so() -> None:
    pair = Pair(
        CODE,
        "feature",
        mapping=Said({"notes": "mine"}),
        jira=Said({"notes": "theirs"}),
        issue=replace(ISSUE, description_is_foreign=True),
    )
    reconciler = Reconciler(
        authority=AuthorityTable(),
        bases_of=lambda _: Bases(frozenset({"old"})),
        is_committed=lambda _: True,
    )
    [conflict] = reconciler.reconcile([pair]).conflicts
    assert "cannot write back" in conflict.reason
