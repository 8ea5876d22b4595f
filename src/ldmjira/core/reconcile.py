"""Both sides and their bases in, what each slot needs out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from ldmjira.models.authority import Authority, AuthorityTable
from ldmjira.models.changeset import (
    Change,
    Conflict,
    Direction,
    Held,
    HeldReason,
)
from ldmjira.models.remote import RemoteIssue
from ldmjira.models.slots import Slot, Value

from .base import Bases, BasesReason
from .identity import CREATED, has_prefix, summary_of
from .merge import SILENT, Decision, Silent, merge_slot
from .pair import Pair
from .views import DONE, slots_of

__all__ = ["PREFIX", "Found", "Reconciler"]

_NO_BASE: Final = Bases(frozenset(), BasesReason.NEVER)


@dataclass
class Found:
    """What was decided, for all objects."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    agreed: list[tuple[Slot, Value]] = field(default_factory=list)
    """Slots of fields that are merged, and the value of both sides."""
    agreed_count: int = 0


class Reconciler:
    """Decide slot by slot.

    Parameters
    ----------
    authority
        Whose each field is.
    bases_of
        Finds the bases of a slot; asked only where the sides differ.
    is_committed
        Whether HEAD holds what the mapping and its baseline say of a slot.
    """

    def __init__(
        self,
        *,
        authority: AuthorityTable,
        bases_of: Callable[[Slot], Bases],
        is_committed: Callable[[Slot], bool],
    ) -> None:
        self._authority = authority
        self._bases_of = bases_of
        self._is_committed = is_committed

    def reconcile(self, pairs: Iterable[Pair]) -> Found:
        """Decide about all objects.

        Parameters
        ----------
        pairs
            In the order in which changes shall stand.

        Returns
        -------
        Found
            Changes in that order; an object of which a pushed value is not
            committed has all its pushed values held back.
        """
        found = Found()
        for pair in pairs:
            if pair.issue is None:
                one = self._create(pair)
            else:
                one = self._merge(pair)
            self._hold_uncommitted(one)
            found.changes += one.changes
            found.conflicts += one.conflicts
            found.held += one.held
            found.agreed += one.agreed
            found.agreed_count += one.agreed_count
        return found

    def _create(self, pair: Pair) -> Found:
        found = Found()
        title = str(pair.mapping.scalars["title"])
        found.changes.append(
            Change(
                Slot(pair.code, CREATED),
                None,
                summary_of(pair.code, title),
                Direction.PUSH,
            )
        )
        for slot in slots_of(pair.code, pair.mapping):
            value = pair.mapping.value(slot)
            if slot.field == "title" or value in (None, False, SILENT):
                continue
            if slot.field == "status" and pair.kind != "feature":
                continue
            self._push(
                pair, Change(slot, None, _spoken(value), Direction.PUSH), found
            )
        _hold_proposed(pair, found)
        return found

    def _merge(self, pair: Pair) -> Found:
        found = Found()
        for slot in slots_of(pair.code, pair.mapping, pair.jira):
            self._merge_slot(pair, slot, found)
        self._drop_proposed(pair, found)
        found.agreed += [
            (slot, False)
            for slot in sorted(pair.gone)
            if self._authority.of(slot.field, is_adopted=pair.is_adopted)
            is Authority.MERGE
        ]
        _hold_proposed(pair, found)
        _tell_prefix(pair, found)
        return found

    def _drop_proposed(self, pair: Pair, found: Found) -> None:
        """Take up that people removed what ``--proposed`` once sent.

        The mapping is silent about proposed links, and yet such a removal
        is an edit: else the next ``--proposed`` would have to remember it.
        """
        for element in sorted(pair.sent):
            slot = Slot(pair.code, "relates", element)
            if self._bases_of(slot).values == {True}:
                change = Change(
                    slot,
                    True,  # noqa: FBT003
                    False,  # noqa: FBT003
                    Direction.PULL,
                    _key(pair.issue),
                )
                self._pull(pair, change, found)

    def _merge_slot(self, pair: Pair, slot: Slot, found: Found) -> None:
        authority = self._authority.of(slot.field, is_adopted=pair.is_adopted)
        if slot.field == "labels":
            authority = Authority.MAPPING
        mapping = pair.mapping.canonical(slot)
        jira = pair.jira.canonical(slot)
        if slot in pair.missing and mapping is True and jira is False:
            # Not seen is not removed: the site hides the other end.
            found.held.append(_missing(pair, slot))
            return
        bases = (
            self._bases_of(slot)
            if _needs_bases(slot, mapping, jira, authority)
            else _NO_BASE
        )
        decision = merge_slot(
            mapping=mapping,
            jira=jira,
            bases=bases,
            authority=authority,
            is_member=bool(slot.element),
        )
        if decision is Decision.DRIFT and _moves_on(pair, slot, bases):
            decision = Decision.PUSH
        if pair.is_retired and decision in {Decision.PULL, Decision.CONFLICT}:
            return  # nobody can tell that the link is ours
        self._record(pair, slot, bases, decision, found)
        if decision is Decision.AGREED and authority is Authority.MERGE:
            found.agreed.append((slot, _spoken(mapping)))

    def _record(
        self,
        pair: Pair,
        slot: Slot,
        bases: Bases,
        decision: Decision,
        found: Found,
    ) -> None:
        mapping = _spoken(pair.mapping.value(slot))
        jira = _spoken(pair.jira.value(slot))
        match decision:
            case Decision.NOTHING:
                pass
            case Decision.AGREED:
                found.agreed_count += 1
            case Decision.PUSH:
                self._push(
                    pair,
                    Change(
                        slot, jira, mapping, Direction.PUSH, _key(pair.issue)
                    ),
                    found,
                )
            case Decision.PULL:
                self._pull(
                    pair,
                    Change(
                        slot, mapping, jira, Direction.PULL, _key(pair.issue)
                    ),
                    found,
                )
            case Decision.DRIFT:
                found.changes.append(
                    Change(
                        slot, mapping, jira, Direction.DRIFT, _key(pair.issue)
                    )
                )
            case Decision.CONFLICT if bases.reason is BasesReason.UNCOMMITTED:
                found.held.append(
                    Held(slot, mapping, HeldReason.UNCOMMITTED, _COMMIT)
                )
            case Decision.CONFLICT:
                conflict = _conflict(slot, mapping, jira, bases)
                if _is_foreign(slot, pair.issue):
                    reason = f"{conflict.reason}; {_FOREIGN}"
                    conflict = replace(conflict, reason=reason)
                found.conflicts.append(conflict)
            case _:
                assert_never(decision)

    def _push(self, pair: Pair, change: Change, found: Found) -> None:
        if change.slot in pair.missing:
            found.held.append(_missing(pair, change.slot))
        else:
            self._pull(pair, change, found)

    def _pull(self, pair: Pair, change: Change, found: Found) -> None:
        if _is_foreign(change.slot, pair.issue):
            found.held.append(
                Held(change.slot, change.after, HeldReason.RICH_TEXT, _FOREIGN)
            )
        else:
            found.changes.append(change)

    def _hold_uncommitted(self, found: Found) -> None:
        """Hold back all that an object would push, if HEAD lacks some."""
        pushed = [c for c in found.changes if c.direction is Direction.PUSH]
        if all(self._is_committed(change.slot) for change in pushed):
            return
        found.changes = [c for c in found.changes if c not in pushed]
        found.held += [
            Held(c.slot, c.after, HeldReason.UNCOMMITTED, _COMMIT)
            for c in pushed
        ]


PREFIX: Final = "prefix"
"""Field under which a summary is told that has lost our code."""

_LOST: Final = "the summary in Jira lost it; the next new title brings it back"
_FOREIGN: Final = "the text in Jira holds what we cannot write back"
_COMMIT: Final = "commit the mapping with its baseline, then push"


def _hold_proposed(pair: Pair, found: Found) -> None:
    linked = pair.jira.sets.get("relates", frozenset())
    gone = {one.slot.element for one in found.changes if one.before is True}
    found.held += [
        Held(
            Slot(pair.code, "relates", element),
            True,  # noqa: FBT003
            HeldReason.PROPOSED,
            "`ldmjira confirm`, or send it with --proposed",
        )
        for element in sorted(pair.proposed - linked - gone)
    ]


def _tell_prefix(pair: Pair, found: Found) -> None:
    """Tell of a summary of ours without our code; nothing hangs on it.

    Its text is the title all the same, and the label tells whose it is.
    """
    title = Slot(pair.code, "title")
    if (
        pair.issue is None
        or pair.is_adopted
        or isinstance(pair.jira.value(title), Silent)
        or has_prefix(pair.code, pair.issue.summary)
        or any(
            one.slot == title and one.direction is Direction.PUSH
            for one in found.changes
        )
    ):
        return
    found.changes.append(
        Change(
            Slot(pair.code, PREFIX),
            summary_of(pair.code, "").strip(),
            None,
            Direction.DRIFT,
            _key(pair.issue),
            _LOST,
        )
    )


def _missing(pair: Pair, slot: Slot) -> Held:
    detail = pair.missing[slot]
    return Held(slot, True, HeldReason.MISSING, detail)  # noqa: FBT003


def _needs_bases(
    slot: Slot,
    mapping: Value | Silent,
    jira: Value | Silent,
    authority: Authority,
) -> bool:
    if mapping == jira:
        return False
    if isinstance(mapping, Silent):
        return (
            authority is Authority.MERGE
            and jira is not None
            and not slot.element
        )
    return authority is Authority.MERGE or slot.field == "status"


def _moves_on(pair: Pair, slot: Slot, bases: Bases) -> bool:
    """Whether our own feature is to be moved to Done, which it never was."""
    return (
        slot.field == "status"
        and pair.kind == "feature"
        and not pair.is_adopted
        and pair.mapping.value(slot) == DONE
        and bases.reason is BasesReason.NEVER
    )


def _conflict(
    slot: Slot, mapping: Value, jira: Value, bases: Bases
) -> Conflict:
    reason = (
        "both sides changed"
        if bases.reason is BasesReason.KNOWN
        else bases.reason.value
    )
    return Conflict(
        slot,
        _sorted(bases.values),
        mapping,
        jira,
        reason,
        f"ldmjira resolve {slot.object} {slot.name} --mapping|--jira",
    )


def _sorted(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=lambda value: (value is None, str(value))))


def _is_foreign(slot: Slot, issue: RemoteIssue | None) -> bool:
    return (
        slot.field == "notes"
        and issue is not None
        and issue.description_is_foreign
    )


def _key(issue: RemoteIssue | None) -> str:
    return "" if issue is None else issue.key


def _spoken(value: Value | Silent) -> Value:
    return None if isinstance(value, Silent) else value
