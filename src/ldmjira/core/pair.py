"""One object as both sides see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ldmjira.models.remote import RemoteIssue
from ldmjira.models.slots import Slot

from .identity import Kind
from .views import SPEAKS_NOT, Said

__all__ = ["Pair"]


@dataclass(frozen=True)
class Pair:
    """One object as both sides see it.

    Parameters
    ----------
    code, kind
        The object.
    mapping, jira
        What the sides say.
    issue
        Its issue; none if it is to be created.
    is_adopted
        Whether the issue was there before us.
    missing
        Elements whose other end the site does not show, by slot, with what
        to tell about it.
    proposed
        Elements that only proposed links stand for.
    sent
        Those of them that were linked once and are shown by the site, but
        are linked no more.
    gone
        Links that were there once, of which both sides agree by now that
        they are not, and that nobody noted yet.
    is_retired
        Whether it has left the mapping: what we linked is unlinked, and
        nothing is pulled.
    """

    code: str
    kind: Kind
    mapping: Said
    jira: Said = SPEAKS_NOT
    issue: RemoteIssue | None = None
    is_adopted: bool = False
    missing: Mapping[Slot, str] = field(default_factory=dict)
    proposed: frozenset[str] = frozenset()
    sent: frozenset[str] = frozenset()
    gone: frozenset[Slot] = frozenset()
    is_retired: bool = False
