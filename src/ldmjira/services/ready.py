"""Tell whether the campaign of a milestone can begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ldmjira.core.readiness import readiness
from ldmjira.models.readiness import Readiness
from ldmjira.models.test_plan import DocKind

from .testplan import PlanService

__all__ = ["ReadyService"]


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class ReadyService:
    """Check a campaign, offline.

    Parameters
    ----------
    plans
        Tells what the test plan holds.
    today
        Calendar.
    """

    def __init__(
        self, plans: PlanService, *, today: Callable[[], dt.date] = _today
    ) -> None:
        self._plans = plans
        self._today = today

    def check(self, code: str) -> Readiness:
        """Check the campaign of a milestone.

        Parameters
        ----------
        code
            Code of the milestone.

        Returns
        -------
        Readiness
            Every check.

        Raises
        ------
        UnknownCodeError
            If the mapping lacks the milestone.
        """
        facts = self._plans.make(code, DocKind.PLAN).facts
        return readiness(facts, today=self._today())
