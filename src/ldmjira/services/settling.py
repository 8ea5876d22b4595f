"""End a run: remember the issues that were found, settle the journal."""

from __future__ import annotations

from collections.abc import Collection

from ldmjira.ports.site_state import KnownIssue

from .auditing import tell_killed
from .journal import begun_pulls, open_creates
from .situation import Situation

__all__ = ["settle_journal"]


def settle_journal(
    situation: Situation,
    *,
    created: Collection[str] = (),
    is_pull: bool = False,
) -> None:
    """Remember the issues that were found, and what is settled by that.

    Parameters
    ----------
    situation
        What was read.
    created
        Objects whose issues this run made.
    is_pull
        Whether a pull came to its end, and settled those before it.
    """
    state = situation.desk.state
    found = {
        code: KnownIssue(bound.issue.id, bound.issue.key)
        for code, bound in situation.bounds.items()
        if bound.issue is not None
    }
    state.remember(found)
    is_open = tell_killed(situation)
    journal = state.journal()
    begun = open_creates(journal).keys() - found.keys() - set(created)
    if not is_pull and begun_pulls(journal):
        return
    if journal and not begun and not is_open:
        state.clear_journal()
