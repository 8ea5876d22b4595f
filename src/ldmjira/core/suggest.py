"""Candidates for the links of a feature, ranked, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from ldmjira.core.ranking import Index, Match, Question
from ldmjira.core.titles import PRODUCT_WORDS
from ldmjira.models.catalog import Catalog
from ldmjira.models.edits import Edit, SetValue
from ldmjira.models.keys import product_of
from ldmjira.models.mapping import Feature, VerificationMap

__all__ = [
    "Candidate",
    "CandidateKind",
    "Suggester",
    "Suggestion",
    "edits_of",
    "pick",
]

# What a requirement's id says of the part of the system that it is about,
# and which product makes that part.
_PARTS: Final = (
    ("DMS-PRTL-", "DM-SUIT", "the Portal"),
    ("DMS-NB-", "DM-SQRE", "the notebooks"),
    ("DMS-API-", "DM-DAX", "the API aspect"),
    ("DMS-MWBT-", "DM-DAX", "the Butler"),
    ("DMS-MWST-", "DM-DAX", "the task framework"),
)
_PART_FACTOR: Final = 1.3
_COVER_FACTOR: Final = 1.5
_ENOUGH: Final = 0.6
_IN_PATCH: Final = 3


class CandidateKind(StrEnum):
    """What a candidate is."""

    REQUIREMENT = "requirement"
    CASE = "test case"


@dataclass(frozen=True)
class Candidate:
    """One thing that a feature might be linked to.

    Parameters
    ----------
    kind, key, title
        What it is.
    score
        From 0 to 1: how much of the best candidate's score it has.
    reasons
        Why it was found, in words.
    is_picked
        Whether the patch holds it.
    """

    kind: CandidateKind
    key: str
    title: str
    score: float
    reasons: tuple[str, ...]
    is_picked: bool = False


@dataclass(frozen=True)
class Suggestion:
    """Candidates for one feature, and what it is linked to already."""

    feature: str
    title: str
    candidates: tuple[Candidate, ...]
    linked: tuple[str, ...] = ()

    def shortened(self, limit: int) -> Suggestion:
        """Keep so many of each kind, and all that are picked."""
        left = dict.fromkeys(CandidateKind, limit)
        kept = []
        for candidate in self.candidates:
            left[candidate.kind] -= 1
            if left[candidate.kind] >= 0 or candidate.is_picked:
                kept.append(candidate)
        return replace(self, candidates=tuple(kept))


class Suggester:
    """Rank requirements and cases by what their titles share.

    Parameters
    ----------
    catalog
        Jira's side: what there is to be linked to.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._requirements = Index(
            {
                requirement.id: " ".join(
                    [
                        requirement.title,
                        *(
                            catalog.elements[key].title
                            for key in catalog.elements_of.get(
                                requirement.id, ()
                            )
                        ),
                    ]
                )
                for requirement in catalog.requirements.values()
                if not requirement.descoped
            }
        )
        self._cases = Index(
            {
                case.key: case.name
                for case in catalog.cases.values()
                if case.is_live
            }
        )

    def suggest(
        self, code: str, feature: Feature, *, limit: int | None = 10
    ) -> Suggestion:
        """Rank what a feature might be linked to.

        Parameters
        ----------
        code
            Code of the feature.
        feature
            The feature; what it is linked to already is left out.
        limit
            How many candidates of each kind to give; ``None`` means all.

        Returns
        -------
        Suggestion
            Requirements, then cases, the best first.
        """
        linked = frozenset(feature.requirements or {})
        all_requirements = self.requirements_for(code, feature.title)
        requirements = [
            candidate
            for candidate in all_requirements
            if candidate.key not in linked
        ]
        likely = [c.key for c in all_requirements[:_IN_PATCH]]
        cases = [
            candidate
            for candidate in self.cases_for(
                code, feature.title, requirements=[*linked, *likely]
            )
            if candidate.key not in (feature.cases or {})
        ]
        return Suggestion(
            feature=code,
            title=feature.title,
            candidates=(*requirements[:limit], *cases[:limit]),
            linked=(*(feature.requirements or {}), *(feature.cases or {})),
        )

    def requirements_for(self, code: str, title: str) -> list[Candidate]:
        """Rank all requirements that share a word with a title.

        Parameters
        ----------
        code
            Code of the feature, which says its product.
        title
            Title of the feature.

        Returns
        -------
        list of Candidate
            The best first.
        """
        product = product_of(code)
        question = Question.of(title, hints=PRODUCT_WORDS.get(product, ""))
        found = []
        for match in self._requirements.ask(question):
            score, reasons = match.score, _shared(match)
            for prefix, owner, part in _PARTS:
                if owner == product and match.key.startswith(prefix):
                    score *= _PART_FACTOR
                    reasons.append(f"it is about {part}, which {product} does")
            if reasons:
                found.append((match.key, score, tuple(reasons)))
        return _candidates(
            CandidateKind.REQUIREMENT,
            found,
            {key: r.title for key, r in self._catalog.requirements.items()},
        )

    def cases_for(
        self, code: str, title: str, *, requirements: Sequence[str] = ()
    ) -> list[Candidate]:
        """Rank all live cases that share a word with a title.

        Parameters
        ----------
        code
            Code of the feature, which says its product.
        title
            Title of the feature.
        requirements
            Requirements that the feature serves, or may serve: their cases
            rank higher.

        Returns
        -------
        list of Candidate
            The best first.
        """
        hints = PRODUCT_WORDS.get(product_of(code), "")
        covers: dict[str, str] = {}
        for requirement in requirements:
            for element in self._catalog.elements_of.get(requirement, ()):
                for case in self._catalog.cases_of.get(element, ()):
                    covers.setdefault(case, requirement)
        found = []
        for match in self._cases.ask(Question.of(title, hints=hints)):
            score, reasons = match.score, _shared(match)
            if match.key in covers:
                score *= _COVER_FACTOR
                reasons.append(f"it covers {covers[match.key]}")
            if reasons:
                found.append((match.key, score, tuple(reasons)))
        return _candidates(
            CandidateKind.CASE,
            found,
            {key: c.name for key, c in self._catalog.cases.items()},
        )


def pick(suggestion: Suggestion, keys: Sequence[str] = ()) -> Suggestion:
    """Choose the candidates that the patch holds.

    Parameters
    ----------
    suggestion
        All candidates.
    keys
        Those to take; none means the few requirements that are nearly as
        good as the best one. A case is only taken when it is named, since
        a link to a case cannot be marked as a proposal.

    Returns
    -------
    Suggestion
        The same, with ``is_picked`` set.
    """
    if keys:
        chosen = set(keys)
    else:
        good = [
            candidate.key
            for candidate in suggestion.candidates
            if candidate.kind is CandidateKind.REQUIREMENT
            and candidate.score >= _ENOUGH
        ]
        chosen = set(good[:_IN_PATCH])
    return replace(
        suggestion,
        candidates=tuple(
            replace(candidate, is_picked=candidate.key in chosen)
            for candidate in suggestion.candidates
        ),
    )


def edits_of(
    suggestions: Sequence[Suggestion], mapping: VerificationMap
) -> list[Edit]:
    """What the patch writes: proposed links, each with its reason.

    Parameters
    ----------
    suggestions
        With the picked candidates marked.
    mapping
        Our side.

    Returns
    -------
    list of Edit
        One for each picked candidate.
    """
    edits: list[Edit] = []
    for suggestion in suggestions:
        feature = mapping.features[suggestion.feature]
        for candidate in suggestion.candidates:
            if not candidate.is_picked:
                continue
            reason = "; ".join(candidate.reasons)
            if candidate.kind is CandidateKind.CASE:
                if candidate.key not in (feature.cases or {}):
                    path = ("cases", candidate.key)
                    value = {"reason": reason}
                    edits.append(SetValue(suggestion.feature, path, value))
            elif candidate.key not in (feature.requirements or {}):
                path = ("requirements", candidate.key)
                value = {
                    "status": "proposed",
                    "basis": "title",
                    "reason": reason,
                }
                edits.append(SetValue(suggestion.feature, path, value))
    return edits


def _shared(match: Match) -> list[str]:
    reasons = []
    if match.same:
        reasons.append(f"same words: {', '.join(match.same)}")
    if match.alike:
        pairs = [f"{word} ~ {other}" for word, other in match.alike]
        reasons.append(f"like words: {', '.join(pairs)}")
    return reasons


def _candidates(
    kind: CandidateKind,
    found: list[tuple[str, float, tuple[str, ...]]],
    titles: dict[str, str],
) -> list[Candidate]:
    found.sort(key=lambda one: (-one[1], one[0]))
    best = found[0][1] if found else 1.0
    return [
        Candidate(kind, key, titles[key], round(score / best, 3), reasons)
        for key, score, reasons in found
    ]
