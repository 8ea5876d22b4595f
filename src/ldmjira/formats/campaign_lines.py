"""What a push writes to the case book, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ldmjira.models.changeset import Change, Outcome

from .terminal import safe_line
from .values import shown_beside

__all__ = ["campaign_lines"]

_DRAFT = "draft:"
_DRAFTS = "drafts."


def campaign_lines(
    outcomes: Sequence[Outcome],
    *,
    tail_of: Callable[[Outcome], str],
    otherwise: Callable[[Change], str],
) -> Iterator[str]:
    """Tell the writes of one campaign.

    Parameters
    ----------
    outcomes
        Its changes, in order, and what became of each.
    tail_of
        Gives what is added to a line about an outcome.
    otherwise
        Tells a change for which there are no words here.

    Yields
    ------
    str
        Lines; executions that went alike share one.
    """
    executions: dict[str, list[str]] = {}
    for one in outcomes:
        if one.change.slot.field == "execution":
            named = executions.setdefault(tail_of(one), [])
            named.append(_case(one.change.slot.element))
    for one in outcomes:
        tail = tail_of(one)
        if one.change.slot.field != "execution":
            yield f"{_words(one.change) or otherwise(one.change)}{tail}"
        elif tail in executions:
            yield f"+ executions of {', '.join(executions.pop(tail))}{tail}"


def _words(change: Change) -> str:
    element = safe_line(change.slot.element)
    words = ""
    match change.slot.field:
        case "plan" if change.before is None:
            words = f"+ plan {safe_line(str(change.after))!r}"
        case "cycle":
            words = f"+ cycle {element!r}"
        case "plan-cycle":
            words = f"+ cycle {element!r}, tied to the plan"
        case "case":
            words = f"+ case {element!r}, as a draft"
        case "steps" if change.before is None:
            words = f"+ steps of case {element!r}"
        case "coverage":
            case_, _, other = element.rpartition(":")
            words = (
                f"+ {_case(case_)} covers {other}"
                if change.after is True
                else f"- {_case(case_)} no longer covers {other}"
            )
        case field if field.startswith(_DRAFTS):
            draft, _, part = field.removeprefix(_DRAFTS).rpartition(".")
            before, after = shown_beside(change.before, change.after)
            named = f"{part} of case {safe_line(draft)!r}"
            words = f"{named}: {before} -> {after}"
    return words


def _case(name: str) -> str:
    """A case by its key, or the draft by its name."""
    if name.startswith(_DRAFT):
        return f"case {safe_line(name.removeprefix(_DRAFT))!r}"
    return safe_line(name)
