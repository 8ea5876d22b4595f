"""Texts of a campaign: from the last pull, from the mapping, or why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from ldmjira.models.campaign import RemoteCase, RemoteCycle, RemotePlan
from ldmjira.models.keys import current_cycle_key
from ldmjira.models.mapping import DraftCase
from ldmjira.models.prose import Bullets, Cell, Paragraph, Text, words_of
from ldmjira.models.pulled import PulledCampaign, PulledIssue
from ldmjira.models.test_plan import Criterion, Passage, StepFacts

from .html_text import cell_from_html, html_blocks

__all__ = ["Pulled", "criteria", "draft_steps", "not_pulled", "same_cycle"]

_TICKS: Final = (
    (re.compile(r"^\s*(\[[xX]\]|[\u2611\u2713\u2714\u2705])\s*"), True),
    (re.compile(r"^\s*(\[\s?\]|\u2610)\s*"), False),
)
_WORD: Final = re.compile(r"[^a-z0-9]+")


def not_pulled(*what: str) -> str:
    """What to say of a text that the last pull did not bring.

    Parameters
    ----------
    what
        Key of the object, and what of it is not here.

    Returns
    -------
    str
        ``not pulled (LVV-T2338, 5 steps)``.
    """
    return f"not pulled ({', '.join(what)})"


def same_cycle(one: str, other: str) -> bool:
    """Whether two keys name one cycle: ``LVV-C181`` became ``LVV-R181``."""
    return current_cycle_key(one) == current_cycle_key(other)


@dataclass(frozen=True)
class Pulled:
    """What was pulled, by key; without a pull every text is missing.

    Parameters
    ----------
    campaign
        The pull, if there was one.
    """

    campaign: PulledCampaign | None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of people, by account."""
        people = self.campaign.people if self.campaign else ()
        return {person.account: person.name for person in people}

    @cached_property
    def cases(self) -> Mapping[str, RemoteCase]:
        """Cases, by key."""
        cases = self.campaign.cases if self.campaign else ()
        return {case.key: case for case in cases}

    @cached_property
    def issues(self) -> Mapping[str, PulledIssue]:
        """Issues, by key."""
        issues = self.campaign.issues if self.campaign else ()
        return {issue.key: issue for issue in issues}

    @property
    def plan(self) -> RemotePlan | None:
        """The test plan."""
        return self.campaign.plan if self.campaign else None

    def cycle(self, key: str) -> RemoteCycle | None:
        """A cycle by either form of its key."""
        cycles = self.campaign.cycles if self.campaign else ()
        return next((c for c in cycles if same_cycle(c.key, key)), None)

    def person(self, account: str) -> str:
        """Name of a person; the account where no name is known."""
        return self.names.get(account) or account

    def plan_text(
        self, key: str, what: str, *fields: str, ours: str | None = None
    ) -> Passage:
        """A text of the plan.

        Parameters
        ----------
        key
            Key of the plan, as the mapping has it; it may be empty.
        what
            What the text is, in words.
        fields
            Names of the custom field; without one it is the objective.
        ours
            The mapping's text, which stands where Zephyr Scale has none.

        Returns
        -------
        Passage
            Empty, without a reason, if only a person can write it.
        """
        if self.plan is not None:
            source = (
                _field(self.plan.texts, fields)
                if fields
                else self.plan.objective
            )
            blocks = html_blocks(source)
            if blocks:
                return Passage(blocks)
        if ours and ours.strip():
            return Passage(html_blocks(ours))
        if self.plan is None and key:
            return Passage(missing=self._why(key, what))
        return Passage()

    def cycle_text(self, key: str, what: str, *fields: str) -> Passage:
        """A text of a cycle; without fields, its description."""
        cycle = self.cycle(key)
        if cycle is None:
            return Passage(missing=self._why(key, what))
        source = _field(cycle.texts, fields) if fields else cycle.description
        blocks = html_blocks(source)
        return Passage(
            blocks,
            missing="" if blocks else f"Zephyr Scale has none ({key}, {what})",
        )

    def case_text(self, key: str, what: str) -> Passage:
        """Objective or precondition of a case."""
        case = self.cases.get(key)
        if case is None:
            return Passage(missing=self._why(key, what))
        blocks = html_blocks(getattr(case, what))
        return Passage(
            blocks,
            missing="" if blocks else f"Zephyr Scale has none ({key}, {what})",
        )

    def case_steps(
        self, key: str, number: str
    ) -> tuple[tuple[StepFacts, ...] | None, str]:
        """Steps of a case.

        Parameters
        ----------
        key
            Key of the case.
        number
            How many steps the catalogue says it has; may be empty.

        Returns
        -------
        tuple
            The steps, or ``None`` and why they are missing.
        """
        case = self.cases.get(key)
        if case is not None and case.steps is not None:
            if not case.steps:
                return None, f"Zephyr Scale has none ({key}, steps)"
            return tuple(
                StepFacts(
                    number=str(place),
                    description=cell_from_html(step.description),
                    data=cell_from_html(step.data),
                    code=step.code,
                    expected=cell_from_html(step.expected),
                    calls=step.calls,
                )
                for place, step in enumerate(case.steps, start=1)
            ), ""
        number = number if number.isdecimal() else ""
        nouns = "step" if number == "1" else "steps"
        what = f"{number} {nouns}" if number else "steps"
        return None, self._why(key, what)

    def _why(self, key: str, what: str) -> str:
        gone = self.campaign.missing if self.campaign else ()
        if any(same_cycle(key, one) for one in gone):
            return f"the site does not show it ({key}, {what})"
        return not_pulled(key, what)


def criteria(ours: Sequence[str], theirs: Passage) -> tuple[Criterion, ...]:
    """Criteria of mapping and plan, each once.

    Parameters
    ----------
    ours
        Those of the mapping.
    theirs
        Text of the plan: its items or, without a list, its paragraphs.

    Returns
    -------
    tuple of Criterion
        ``[x]`` and ``[ ]`` in front tell whether one is met.
    """
    cells: list[Cell] = [cell_from_html(text) for text in ours]
    for block in theirs.blocks:
        match block:
            case Bullets(items):
                cells.extend(
                    part.inlines
                    for item in items
                    for part in item[:1]
                    if isinstance(part, Paragraph)
                )
            case Paragraph(inlines):
                cells.append(inlines)
            case _:
                continue
    found: dict[str, Criterion] = {}
    for cell in cells:
        criterion = _ticked(cell)
        words = words_of(criterion.text).strip()
        if words:
            found.setdefault(words.casefold(), criterion)
    return tuple(found.values())


def draft_steps(draft: DraftCase) -> tuple[StepFacts, ...] | None:
    """Steps of a case that the mapping proposes."""
    steps = tuple(
        StepFacts(
            number=str(place),
            description=cell_from_html(step.description),
            data=cell_from_html(step.data),
            expected=cell_from_html(step.expected),
        )
        for place, step in enumerate(draft.steps, start=1)
    )
    return steps or None


def _ticked(cell: Cell) -> Criterion:
    if cell and isinstance(cell[0], Text):
        for pattern, is_met in _TICKS:
            rest, number = pattern.subn("", cell[0].text, count=1)
            if number:
                first = replace(cell[0], text=rest)
                return Criterion((first, *cell[1:]), is_met)
    return Criterion(cell)


def _field(texts: Mapping[str, str], names: Iterable[str]) -> str:
    """Value of a custom field, whatever its spaces and capitals."""
    wanted = [_WORD.sub("", name.casefold()) for name in names]
    known = {
        _WORD.sub("", name.casefold()): text for name, text in texts.items()
    }
    return next((known[name] for name in wanted if known.get(name)), "")
