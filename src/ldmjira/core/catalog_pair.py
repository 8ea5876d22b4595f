"""Requirements, cases and runs of two states, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ldmjira.core.coverage import Reach
from ldmjira.core.mapping_pair import change_of
from ldmjira.core.wording import listed
from ldmjira.models.domain_change import DomainChange, Effect
from ldmjira.models.kinds import Kind

__all__ = ["CatalogPair"]


@dataclass(frozen=True)
class CatalogPair:
    """Two catalogues, and what they say differently."""

    then: Reach
    now: Reach

    def changes(self) -> Iterator[DomainChange]:
        """Tell each change of a requirement, a case or a run."""
        yield from self._requirements()
        yield from self._cases()
        yield from self._runs()

    def _requirements(self) -> Iterator[DomainChange]:
        old, new = (
            self.then.catalog.requirements,
            self.now.catalog.requirements,
        )
        for key in dict.fromkeys([*old, *new]):
            if key not in old:
                words = "is new in the catalogue"
                what = "requirement added"
                yield change_of(what, Kind.REQUIREMENT, key, new[key], words)
                continue
            if key not in new:
                words = "has left the catalogue"
                what = "requirement removed"
                yield change_of(
                    what,
                    Kind.REQUIREMENT,
                    key,
                    old[key],
                    words,
                    effect=Effect.LOSS,
                )
                continue
            if old[key].title != new[key].title:
                words = f"was called {old[key].title or 'nothing'}"
                what = "requirement renamed"
                yield change_of(what, Kind.REQUIREMENT, key, new[key], words)
            was = self.then.requirement_covered(key)
            now = self.now.requirement_covered(key)
            if was and not now:
                lost = [
                    case
                    for case in self.then.requirement_cases(key)
                    if self.then.counts(case)
                ]
                what = (
                    "requirement lost its only case"
                    if len(lost) == 1
                    else "requirement lost its cases"
                )
                words = f"lost {listed(lost)}, and has no live case now"
                yield change_of(
                    what,
                    Kind.REQUIREMENT,
                    key,
                    new[key],
                    words,
                    effect=Effect.LOSS,
                )
            elif now and not was:
                words = "has a live case now"
                what = "requirement newly covered"
                yield change_of(
                    what,
                    Kind.REQUIREMENT,
                    key,
                    new[key],
                    words,
                    effect=Effect.GAIN,
                )

    def _cases(self) -> Iterator[DomainChange]:
        old, new = self.then.catalog.cases, self.now.catalog.cases
        for key in dict.fromkeys([*old, *new]):
            if key not in old:
                words = f"is new ({new[key].status or 'status unknown'})"
                yield DomainChange(
                    "case added", Kind.CASE, key, new[key].name, words
                )
            elif key not in new:
                yield DomainChange(
                    "case removed",
                    Kind.CASE,
                    key,
                    old[key].name,
                    "has left the catalogue",
                    Effect.LOSS,
                )
            elif old[key].status != new[key].status:
                dead = old[key].is_live and not new[key].is_live
                words = (
                    f"was {old[key].status or 'of unknown status'}, and is "
                    f"{new[key].status or 'of unknown status'}"
                )
                yield DomainChange(
                    "case retired" if dead else "case with another status",
                    Kind.CASE,
                    key,
                    new[key].name,
                    words,
                    Effect.LOSS if dead else Effect.NEUTRAL,
                )

    def _runs(self) -> Iterator[DomainChange]:
        known = set(self.then.catalog.runs)
        for run in self.now.catalog.runs:
            if run in known:
                continue
            case = self.now.catalog.cases.get(run.case)
            name = case.name if case is not None else ""
            words = f"ran on {run.date or 'an unknown day'}: {run.status}"
            yield DomainChange(
                "run recorded", Kind.CASE, run.case, name, words
            )
