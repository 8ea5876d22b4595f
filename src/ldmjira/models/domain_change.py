"""A change of the mapping in words of the domain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ldmjira.models.kinds import Kind

__all__ = ["DomainChange", "Effect"]


class Effect(StrEnum):
    """Whether a change brings verification forward."""

    GAIN = "gain"
    LOSS = "loss"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class DomainChange:
    """One change, in words.

    Parameters
    ----------
    what
        Sort of change: ``feature newly tested``. Changes of one sort are
        counted together.
    kind, object, title
        What it happened to.
    words
        What happened: a clause without a full stop.
    effect
        Whether it is a gain or a loss.
    """

    what: str
    kind: Kind
    object: str
    title: str
    words: str
    effect: Effect = Effect.NEUTRAL
