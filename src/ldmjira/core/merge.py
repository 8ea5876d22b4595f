"""Three-way decisions: which side changed, and who may decide."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, final

from ldmjira.models.authority import Authority
from ldmjira.models.slots import Value

from .base import Bases, BasesReason

__all__ = ["SILENT", "Decision", "Silent", "decide", "merge_set", "merge_slot"]


@final
class Silent:
    """That a side says nothing about a slot; not the same as empty."""

    def __repr__(self) -> str:
        return "SILENT"


SILENT: Final = Silent()


class Decision(StrEnum):
    """What a slot needs."""

    AGREED = "agreed"
    PUSH = "push"
    PULL = "pull"
    CONFLICT = "conflict"
    DRIFT = "drift"
    NOTHING = "nothing"
    """One side says nothing, or nobody cares."""


_BY_AUTHORITY: Final = {
    Authority.JIRA: Decision.DRIFT,
    Authority.MAPPING: Decision.PUSH,
}


def merge_slot(
    *,
    mapping: Value | Silent,
    jira: Value | Silent,
    bases: Bases,
    authority: Authority = Authority.MERGE,
    is_member: bool = False,
) -> Decision:
    """Decide about one slot.

    Parameters
    ----------
    mapping, jira
        What the two sides say, in canonical form.
    bases
        Values that may be the last agreed ones.
    authority
        Whose the field is.
    is_member
        Whether the slot is the membership of an element in a set.

    Returns
    -------
    Decision
        What to do; nothing where a side is silent, except that a change
        by the other is taken up when the base proves that it is one.
    """
    if authority is Authority.IGNORE or isinstance(jira, Silent):
        return Decision.NOTHING
    if isinstance(mapping, Silent):
        return _merge_silent(jira, bases, authority, is_member=is_member)
    if mapping == jira:
        return Decision.AGREED
    if authority in _BY_AUTHORITY:
        return _BY_AUTHORITY[authority]
    if is_member and bases.reason is BasesReason.NEVER:
        return merge_set(mapping=mapping is True, jira=jira is True)
    return decide(mapping=mapping, jira=jira, bases=bases)


def decide(*, mapping: Value, jira: Value, bases: Bases) -> Decision:
    """Decide by the bases alone, which must all say the same.

    Parameters
    ----------
    mapping, jira
        What the two sides say.
    bases
        Values that may be the last agreed ones.

    Returns
    -------
    Decision
        Conflict if the bases disagree, or there is none.
    """
    if mapping == jira:
        return Decision.AGREED
    found = {_three_way(mapping, jira, base) for base in bases.values}
    return found.pop() if len(found) == 1 else Decision.CONFLICT


def merge_set(*, mapping: bool, jira: bool) -> Decision:
    """Decide about an element that was never agreed on: the union.

    Parameters
    ----------
    mapping, jira
        Whether the element is a member on either side.

    Returns
    -------
    Decision
        The side that lacks the element gets it.
    """
    if mapping == jira:
        return Decision.AGREED
    return Decision.PUSH if mapping else Decision.PULL


def _three_way(mapping: Value, jira: Value, base: Value) -> Decision:
    if jira == base:
        return Decision.PUSH
    if mapping == base:
        return Decision.PULL
    return Decision.CONFLICT


def _merge_silent(
    jira: Value, bases: Bases, authority: Authority, *, is_member: bool
) -> Decision:
    """Take up what is new in Jira though the mapping never spoke of it."""
    if is_member or authority is not Authority.MERGE or not bases.values:
        return Decision.NOTHING
    return Decision.NOTHING if jira in bases.values else Decision.PULL
