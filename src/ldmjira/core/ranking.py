"""Rank short texts by the words that they share with a question (BM25)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ldmjira.core.titles import related, words_of

__all__ = ["Index", "Match", "Question"]

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.6
_RELATED_WEIGHT = 0.45


@dataclass(frozen=True)
class Question:
    """Words to look for, each with its weight.

    Parameters
    ----------
    words
        The word as it stands in the text, by its stem.
    weights
        Weight by stem, for those that weigh other than one.
    """

    words: Mapping[str, str]
    weights: Mapping[str, float]

    @classmethod
    def of(
        cls, text: str, *, hints: str = "", weight: float = 0.3
    ) -> Question:
        """Make a question of a title, and of hints that weigh less.

        Parameters
        ----------
        text
            Title.
        hints
            What the title leaves unsaid.
        weight
            Weight of a hint.

        Returns
        -------
        Question
            The title's words, then those of the hints that are new.
        """
        words = words_of(text)
        unsaid = {
            key: word
            for key, word in words_of(hints).items()
            if key not in words
        }
        return cls({**words, **unsaid}, dict.fromkeys(unsaid, weight))


@dataclass(frozen=True)
class Match:
    """One text that answers a question.

    Parameters
    ----------
    key
        Key of the text.
    score
        The higher, the better; only comparable within one question.
    same
        Words of the question that the text holds.
    alike
        Words of the question, and the word of like meaning that it holds.
    """

    key: str
    score: float
    same: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]


class Index:
    """Short texts, ready to be asked.

    Parameters
    ----------
    texts
        Text by key.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = {key: words_of(text) for key, text in texts.items()}
        count = max(1, len(self._texts))
        total = sum(map(len, self._texts.values()))
        self._mean = max(1.0, total / count)
        seen = Counter(
            word for words in self._texts.values() for word in words
        )
        self._rarity = {
            word: math.log(1 + (count - number + 0.5) / (number + 0.5))
            for word, number in seen.items()
        }
        self._having: dict[str, list[str]] = {}
        for key, words in self._texts.items():
            for word in words:
                self._having.setdefault(word, []).append(key)

    def ask(self, question: Question) -> list[Match]:
        """Rank the texts that share a word, or one of like meaning.

        Parameters
        ----------
        question
            Words to look for.

        Returns
        -------
        list of Match
            The best first; equals in the order of their keys.
        """
        scores: dict[str, float] = {}
        same: dict[str, list[str]] = {}
        alike: dict[str, list[tuple[str, str]]] = {}
        for stemmed, word in question.words.items():
            weight = question.weights.get(stemmed, 1.0)
            direct = self._having.get(stemmed, ())
            for key in direct:
                gain = weight * self._gain(stemmed, key)
                scores[key] = scores.get(key, 0.0) + gain
                if weight >= 1:
                    same.setdefault(key, []).append(word)
            taken = set(direct)
            for other in sorted(related(stemmed)):
                if other in question.words:
                    continue  # it is asked for by itself
                for key in self._having.get(other, ()):
                    if key in taken:
                        continue
                    taken.add(key)
                    gain = weight * _RELATED_WEIGHT * self._gain(other, key)
                    scores[key] = scores.get(key, 0.0) + gain
                    if weight >= 1:
                        shown = (word, self._texts[key][other])
                        alike.setdefault(key, []).append(shown)
        found = [
            Match(
                key,
                score,
                tuple(same.get(key, ())),
                tuple(alike.get(key, ())),
            )
            for key, score in scores.items()
        ]
        return sorted(found, key=lambda match: (-match.score, match.key))

    def _gain(self, word: str, key: str) -> float:
        length = len(self._texts[key]) / self._mean
        damped = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length)
        return self._rarity[word] * (_SATURATION + 1) / (1 + damped)
