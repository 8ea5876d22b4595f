"""Keep below Jira's limit of writes to one issue."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection
from typing import Final

__all__ = ["WRITE_LIMITS", "Pacer"]

WRITE_LIMITS: Final = ((20, 2.0), (100, 30.0))
"""Writes to one issue in so many seconds that Jira Cloud takes."""


class Pacer:
    """Wait before a write that would be one too many for its issue.

    Parameters
    ----------
    sleep, clock
        Where time comes from; tests put their own here.
    """

    def __init__(
        self, *, sleep: Callable[[float], None], clock: Callable[[], float]
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        longest = max(count for count, _ in WRITE_LIMITS)
        self._writes: dict[str, deque[float]] = defaultdict(
            lambda: deque(maxlen=longest)
        )

    def wait(self, issues: Collection[str]) -> None:
        """Wait until one more write to each issue is allowed, and note it.

        Parameters
        ----------
        issues
            Keys or ids of the issues that the write changes.
        """
        now = self._clock()
        pause = max((self._pause(issue, now) for issue in issues), default=0)
        if pause > 0:
            self._sleep(pause)
            now = self._clock()
        for issue in issues:
            self._writes[issue].append(now)

    def _pause(self, issue: str, now: float) -> float:
        times = self._writes.get(issue, ())
        return max(
            (
                times[-count] + span - now
                for count, span in WRITE_LIMITS
                if len(times) >= count
            ),
            default=0,
        )
