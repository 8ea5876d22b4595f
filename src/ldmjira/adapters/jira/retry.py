"""When a request is sent again, and how long we wait before that."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import requests
from jira import JIRAError
from tenacity import RetryCallState, Retrying, retry_if_exception
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NewConnectionError,
)

from .answers import BrokenAnswerError, RedirectRefusedError

__all__ = ["RetryPolicy", "asked_wait", "was_never_sent"]

T = TypeVar("T")

_TOO_MANY: Final = 429
_PASSING: Final = frozenset({500, 502, 503, 504})


class RetryPolicy:
    """One policy for every call.

    Reads are repeated when the site or the network stumbles. A write is
    repeated only where it surely was not taken: refused by the rate limit,
    or no connection was made. Anything else might have been applied, and a
    repeated create makes a twin.

    Parameters
    ----------
    tries
        Requests sent for one call at most.
    first_tries
        The same, as long as no connection to the site was ever made: an
        address with nobody behind it is told soon.
    first_wait, longest_wait
        Wait before the second try; it doubles up to the longest.
    total
        Time that one call may take with all its waits. A site that asks for
        a longer wait is not waited for.
    run_total
        Time that all calls together may wait: what a site without end of
        stumbling keeps from being done is for the next run.
    sleep, clock, now, jitter
        Where time and chance come from; tests put their own here.
    on_wait
        Told why and for how many seconds, before each wait.
    """

    def __init__(
        self,
        *,
        tries: int = 4,
        first_tries: int = 2,
        first_wait: timedelta = timedelta(seconds=2),
        longest_wait: timedelta = timedelta(seconds=30),
        total: timedelta = timedelta(minutes=3),
        run_total: timedelta = timedelta(minutes=15),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[float, float], float] = random.uniform,
        on_wait: Callable[[str, float], None] | None = None,
    ) -> None:
        self._tries = tries
        self._first_tries = first_tries
        self._is_connected = False
        self._first_wait = first_wait
        self._longest_wait = longest_wait
        self._total = total
        self._left = run_total.total_seconds()
        self._now = now
        self._jitter = jitter
        self._on_wait = on_wait
        self.sleep = sleep
        self.clock = clock

    def call(self, send: Callable[[], T], *, is_write: bool) -> T:
        """Send a request, again if need be.

        Parameters
        ----------
        send
            Sends it once.
        is_write
            Whether it may change anything on the site.

        Returns
        -------
        T
            What ``send`` returns.

        Raises
        ------
        Exception
            What the last try raised.
        """
        deadline = self.clock() + self._total.total_seconds()

        def is_over(state: RetryCallState) -> bool:
            self._note_connection(state)
            tries = self._tries if self._is_connected else self._first_tries
            return (
                state.attempt_number >= tries
                or self.clock() + state.upcoming_sleep > deadline
                or state.upcoming_sleep > self._left
            )

        retrying = Retrying(
            sleep=self.sleep,
            stop=is_over,
            wait=self._wait,
            retry=retry_if_exception(
                lambda error: _is_repeatable(error, is_write=is_write)
            ),
            before_sleep=self._before_sleep,
            reraise=True,
        )
        result = retrying(send)
        self._is_connected = True
        return result

    def _note_connection(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error is not None and not was_never_sent(error):
            self._is_connected = True

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        first = self._first_wait
        if error is not None and was_never_sent(error):
            # Nobody is there to be spared, and somebody waits at a terminal.
            first /= 4
        doubled = first * 2.0 ** (state.attempt_number - 1)
        wait = min(doubled, self._longest_wait).total_seconds()
        wait *= self._jitter(0.7, 1.3)
        asked = asked_wait(error, now=self._now())
        if asked is None:
            return wait
        return max(wait, asked * self._jitter(1.0, 1.1))

    def _before_sleep(self, state: RetryCallState) -> None:
        self._left -= state.upcoming_sleep
        error = state.outcome.exception() if state.outcome else None
        if self._on_wait is not None and error is not None:
            self._on_wait(_reason(error), state.upcoming_sleep)


def asked_wait(error: BaseException | None, *, now: datetime) -> float | None:
    """Seconds that the site asks us to wait.

    Parameters
    ----------
    error
        What was raised.
    now
        Our clock, used where the answer has no date of its own.

    Returns
    -------
    float or None
        Never negative; ``None`` if it asks for nothing that can be read.
    """
    if not isinstance(error, JIRAError) or error.response is None:
        return None
    headers = error.response.headers
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        until = _date(text)
        if until is None:
            return None
        # The site's own clock, where it tells: ours may be wrong.
        start = _date(headers.get("Date", "")) or now
        seconds = (until - start).total_seconds()
    return max(seconds, 0.0) if seconds == seconds else None  # noqa: PLR0124


def was_never_sent(error: BaseException) -> bool:
    """Whether no connection was made, so that nothing can have arrived.

    Parameters
    ----------
    error
        What was raised.

    Returns
    -------
    bool
        True only if that is certain.
    """
    if isinstance(
        error, requests.ConnectTimeout | requests.exceptions.SSLError
    ):
        return True
    if not isinstance(error, requests.ConnectionError) or not error.args:
        return False
    cause = error.args[0]
    return isinstance(cause, MaxRetryError) and isinstance(
        cause.reason, NewConnectionError | ConnectTimeoutError
    )


def _is_repeatable(error: BaseException, *, is_write: bool) -> bool:
    match error:
        case JIRAError(status_code=status):
            return status == _TOO_MANY or (not is_write and status in _PASSING)
        case requests.exceptions.SSLError() | RedirectRefusedError():
            return False
        case BrokenAnswerError():
            return not is_write and not error.is_page
        case (
            requests.ConnectionError()
            | requests.Timeout()
            | requests.exceptions.ChunkedEncodingError()
            | requests.exceptions.ContentDecodingError()
        ):
            return not is_write or was_never_sent(error)
        case ValueError():
            return not is_write and not isinstance(
                error, requests.exceptions.InvalidURL
            )
        case _:
            return False


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reason(error: BaseException) -> str:
    if isinstance(error, JIRAError):
        if error.status_code == _TOO_MANY:
            return "the site limits our rate (429)"
        return f"the site stumbled ({error.status_code})"
    if was_never_sent(error):
        return "no connection"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    return "the answer broke off"
