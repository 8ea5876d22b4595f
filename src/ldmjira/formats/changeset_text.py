"""Parts of the text of a sync: what changes, what is held back, what is."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from ldmjira.models.changeset import (
    Change,
    Direction,
    Held,
    HeldReason,
    Outcome,
    Result,
)
from ldmjira.models.report import SeenIssue
from ldmjira.models.slots import Slot

from .campaign_lines import campaign_lines
from .table import aligned
from .terminal import safe_line
from .values import shown, shown_beside

__all__ = [
    "change_lines",
    "difference",
    "held_lines",
    "proposal_lines",
    "seen_lines",
    "waiting_lines",
]

_LINE: Final = 77
_ROOM: Final = 70
"""Columns that a change may take on one line, before it is indented."""
_NAMED: Final = 4
_SEEN: Final = 30
_OWN: Final = frozenset({"issue", "title", "due", "notes", "labels"})
_LINKS: Final = {
    "blocks": "blocks",
    "testplan": "relates to its test-plan ticket",
    "relates": "relates to",
}
_MEANINGS: Final = {**_LINKS, "labels": "label"}
_ADVICE: Final = {
    HeldReason.MISSING: (
        "Correct the key in the mapping, or ask for access; it goes on with "
        "the next push. If it was deleted, `ldmjira adopt` takes another."
    ),
    HeldReason.NOT_OURS: (
        "Nothing was written there. Correct `jira:` in the mapping; if it is "
        "the right issue, put the code into its summary."
    ),
}


def change_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """Lines of changes: issues, links, transitions, then the mapping.

    Parameters
    ----------
    outcomes
        Changes, and what became of each, in order.

    Returns
    -------
    list of str
        What was done like all else of its kind stands on one line.
    """
    push = [o for o in outcomes if o.change.direction is Direction.PUSH]
    fields = [o.change.slot.field for o in push]
    own = [o for o, name in zip(push, fields, strict=True) if name in _OWN]
    links = [o for o, name in zip(push, fields, strict=True) if name in _LINKS]
    moves = [
        o for o, name in zip(push, fields, strict=True) if name == "status"
    ]
    pull = [o for o in outcomes if o.change.direction is Direction.PULL]
    drift = [o for o in outcomes if o.change.direction is Direction.DRIFT]
    others = [o for o in push if o not in {*own, *links, *moves}]
    sections = (
        ("Links:", list(_links(links))),
        ("Status:", list(_moves(moves))),
        ("Campaigns:", list(_campaigns(others))),
        (_heading_of(pull), list(_by_object(pull))),
        (
            "Drift, which is shown and never written (mapping != Jira):",
            [_drifted(o.change) for o in drift],
        ),
    )
    lines = list(_issues(own))
    for title, body in sections:
        if body:
            lines += [title, *(f"  {line}" for line in body)]
    return lines


def difference(change: Change) -> str:
    """A change of one value on one line.

    Parameters
    ----------
    change
        Of a scalar, or of an element of a set.
    """
    slot = change.slot
    if slot.element and isinstance(change.after, bool):
        sign = "+" if change.after else "-"
        if change.direction is not Direction.DRIFT:
            name = _MEANINGS.get(slot.field, slot.field)
            return f"{sign} {name} {slot.element}"
    arrow = "!=" if change.direction is Direction.DRIFT else "->"
    if change.before is None and change.direction is not Direction.DRIFT:
        return f"{slot.name}: {shown(change.after)}"
    before, after = shown_beside(change.before, change.after)
    return f"{slot.name}: {before} {arrow} {after}"


def _drifted(change: Change) -> str:
    text = f"{change.slot.object} {difference(change)}"
    return f"{text} ({change.note})" if change.note else text


def held_lines(held: Sequence[Held]) -> list[str]:
    """Lines of what is held back, proposals left out.

    Parameters
    ----------
    held
        Values, and why.

    Returns
    -------
    list of str
        By reason; what to do about it follows.
    """
    lines: list[str] = []
    for reason in HeldReason:
        groups: dict[tuple[str, str], list[str]] = {}
        for one in held:
            if one.reason is reason and reason is not HeldReason.PROPOSED:
                key = one.slot.object, one.detail or reason.value
                groups.setdefault(key, []).append(_name(one.slot))
        for (code, detail), names in groups.items():
            what = _some([name for name in names if name])
            lines.append(f"{code} {what}".rstrip() + f": {detail}")
        if groups and reason in _ADVICE:
            lines.append(f"({_ADVICE[reason]})")
    return lines


def proposal_lines(
    held: Sequence[Held], behind: Mapping[Slot, tuple[str, ...]]
) -> list[str]:
    """Lines of links that are proposed and held back, one for an object.

    Parameters
    ----------
    held
        Values, and why.
    behind
        Requirements behind a link.

    Returns
    -------
    list of str
        Counts, requirements, and some of the elements.
    """
    groups: dict[str, list[Slot]] = {}
    for one in held:
        if one.reason is HeldReason.PROPOSED:
            groups.setdefault(one.slot.object, []).append(one.slot)
    lines = []
    for code, slots in groups.items():
        elements = [slot.element for slot in slots]
        named = _short({one for slot in slots for one in behind.get(slot, ())})
        of = f" of {named}" if named else ""
        count = _count(len(elements), "element")
        lines.append(f"{code}: {count}{of} ({_some(elements)})")
    return _wrapped(lines)


def waiting_lines(changes: Sequence[Change]) -> list[str]:
    """Lines of changes that another command would make.

    Parameters
    ----------
    changes
        Those of one command, in order.

    Returns
    -------
    list of str
        Issues to be created by their codes alone.
    """
    new = [one.slot.object for one in changes if one.is_create]
    lines: list[str] = []
    if new:
        lines.append(
            f"create {_count(len(new), 'issue')} with links: {', '.join(new)}"
        )
    lines += [
        f"{one.slot.object} {difference(one)}"
        for one in changes
        if one.slot.object not in new
    ]
    return _wrapped(lines)


def seen_lines(seen: Sequence[SeenIssue]) -> list[str]:
    """Table of the issues of the objects concerned.

    Parameters
    ----------
    seen
        What Jira shows.

    Returns
    -------
    list of str
        Of very many issues, their number alone.
    """
    if len(seen) > _SEEN:
        return [f"{len(seen)} issues; name a milestone to see its own"]
    return aligned(
        [
            (
                one.code,
                one.key,
                safe_line(one.status),
                f"due {one.due}" if one.due else "no due date",
                _links_of(one),
                safe_line(one.title),
            )
            for one in seen
        ]
    )


def _links_of(seen: SeenIssue) -> str:
    parts: list[str] = []
    if blocks := seen.links.get("blocks", 0):
        parts.append(f"blocks {_count(blocks, 'milestone')}")
    if relates := seen.links.get("relates", 0):
        parts.append(f"relates to {_count(relates, 'element')}")
    if seen.links.get("testplan"):
        parts.append("relates to its test-plan ticket")
    return ", ".join(parts)


def _heading_of(outcomes: Iterable[Outcome]) -> str:
    is_planned = all(one.result is Result.PLANNED for one in outcomes)
    return "To pull:" if is_planned else "Pulled:"


def _issues(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Issues, each with what is written into it."""
    for code, group in groupby(outcomes, lambda o: o.change.slot.object):
        some = list(group)
        first = some[0]
        key = f"{first.change.issue}  " if first.change.issue else ""
        if first.change.is_create:
            title = shown(first.change.after)
            yield f"create {key}{title}{_tail(first)}"
            some = some[1:]
        else:
            yield f"edit {key}{code}"
        for one in some:
            yield from _indented(_difference_lines(one))


def _links(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Links; those of one object and meaning on one line."""

    def kind(one: Outcome) -> tuple[str, str, bool, str]:
        slot = one.change.slot
        is_new = one.change.after is True
        return slot.object, slot.field, is_new, _tail(one)

    for (code, field, is_new, tail), elements in _together(outcomes, kind):
        sign = "+" if is_new else "-"
        line = f"{sign} {code} {_LINKS[field]} {', '.join(elements)}{tail}"
        yield from _wrapped([line])


def _moves(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Transitions; all alike on one line."""

    def kind(one: Outcome) -> tuple[str, str]:
        return f"{shown(one.change.after)}: ", _tail(one)

    groups: dict[tuple[str, str], list[str]] = {}
    for one in outcomes:
        groups.setdefault(kind(one), []).append(one.change.slot.object)
    for (head, tail), codes in groups.items():
        yield from _wrapped([f"{head}{', '.join(codes)}{tail}"])


def _together(
    outcomes: Iterable[Outcome],
    kind: Callable[[Outcome], tuple[str, str, bool, str]],
) -> Iterator[tuple[tuple[str, str, bool, str], list[str]]]:
    groups: dict[tuple[str, str, bool, str], list[str]] = {}
    for one in outcomes:
        groups.setdefault(kind(one), []).append(one.change.slot.element)
    yield from groups.items()


def _campaigns(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Campaigns, each below its milestone."""
    for code, group in groupby(outcomes, lambda o: o.change.slot.object):
        yield code
        told = campaign_lines(list(group), tail_of=_tail, otherwise=difference)
        for line in told:
            yield from (f"  {part}" for part in _wrapped([line]))


def _by_object(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Changes by object; a single one on one line with it."""
    for code, group in groupby(outcomes, lambda o: o.change.slot.object):
        changes = list(group)
        lines = [line for one in changes for line in _difference_lines(one)]
        if len(changes) == 1:
            yield f"{code} {lines[0]}"
            yield from lines[1:]
            continue
        yield code
        yield from _indented(lines)


def _difference_lines(outcome: Outcome) -> list[str]:
    """A change and what became of it; a long one on two lines."""
    change = outcome.change
    line = f"{difference(change)}{_tail(outcome)}"
    before, after = shown_beside(change.before, change.after)
    arrow = f" -> {after}"
    if len(line) <= _ROOM or f"{before}{arrow}" not in line:
        return [line]
    head = line.index(f"{before}{arrow}") + len(before)
    return [line[:head], f"    {line[head:].strip()}"]


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines)


def _tail(outcome: Outcome) -> str:
    if outcome.result in {Result.PLANNED, Result.DONE}:
        return f"  [{outcome.detail}]" if outcome.detail else ""
    return f"  [{outcome.result.value}: {safe_line(outcome.detail)}]"


def _name(slot: Slot) -> str:
    if slot.field == "issue":
        return ""
    if slot.field in _LINKS and slot.element:
        return f"{_LINKS[slot.field]} {slot.element}"
    return slot.name


def _some(names: Sequence[str]) -> str:
    """Names, of many only some, and their number."""
    unique = list(dict.fromkeys(names))
    if len(unique) <= _NAMED:
        return ", ".join(unique)
    rest = len(unique) - _NAMED + 1
    return f"{', '.join(unique[: _NAMED - 1])}, ... {rest} more"


def _short(requirements: Iterable[str]) -> str:
    """Requirements, of those with one prefix only the numbers."""
    texts: list[str] = []
    last = ""
    for one in sorted(requirements):
        prefix, dash, number = one.rpartition("-")
        texts.append(f"-{number}" if dash and prefix == last else one)
        last = prefix
    return ", ".join(texts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _wrapped(lines: Iterable[str]) -> list[str]:
    return [
        part
        for line in lines
        for part in textwrap.wrap(
            line,
            _LINE,
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]
