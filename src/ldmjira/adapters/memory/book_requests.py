"""Requests to a case book in memory: counted, announced, and able to fail."""

from __future__ import annotations

from collections.abc import Callable

from ldmjira.exceptions import AuthenticationError, RemoteError
from ldmjira.models.remote import RequestCounts

from .book import BookOperation, MemoryBook

__all__ = ["BookRequests", "absent", "refused"]


class BookRequests:
    """Play the way to Zephyr Scale and back.

    Parameters
    ----------
    book
        Book whose faults strike.
    """

    def __init__(self, book: MemoryBook) -> None:
        self._book = book
        self.counts = RequestCounts()

    def read(self) -> None:
        """Count a read, which may fail.

        Raises
        ------
        RemoteError
            If the test wants it.
        """
        self._announce("read", "")
        self.counts.reads += 1
        match self._take_fault("read", ""):
            case None:
                pass
            case "denied":
                raise AuthenticationError("Zephyr refused us", status=401)
            case _:
                raise RemoteError("Zephyr Scale: no answer came")

    def write(
        self,
        operation: BookOperation,
        target: str,
        doing: str,
        apply: Callable[[], object],
    ) -> None:
        """Count a write, which may fail before or after it was done.

        Parameters
        ----------
        operation, target
            What is written, as faults name it.
        doing
            What it does, for messages.
        apply
            Does it.

        Raises
        ------
        RemoteError
            If the test wants it.
        """
        self._announce(operation, target)
        self.counts.writes += 1
        effect = self._take_fault(operation, target)
        if effect == "denied":
            raise AuthenticationError("Zephyr refused us", status=401)
        if effect == "refused":
            raise refused(doing, "refused by the test")
        if effect != "unsent":
            apply()
        if effect is not None:
            raise RemoteError(
                f"Zephyr Scale: Cannot {doing}: no answer came",
                ambiguous=True,
            )

    def _announce(self, operation: BookOperation, target: str) -> None:
        self._book.calls[operation] += 1
        if self._book.on_call is not None:
            self._book.on_call(operation, target)

    def _take_fault(self, operation: BookOperation, target: str) -> str | None:
        for fault in self._book.faults:
            if fault.operation == operation and fault.target in {"", target}:
                fault.times -= 1
                if not fault.times:
                    self._book.faults.remove(fault)
                return fault.effect
        return None


def absent(doing: str) -> RemoteError:
    """Say that something is not there."""
    return RemoteError(
        f"Zephyr Scale: Cannot {doing}: HTTP 404: it does not exist",
        status=404,
    )


def refused(doing: str, why: str, status: int = 400) -> RemoteError:
    """Say that Zephyr would not do it."""
    return RemoteError(
        f"Zephyr Scale: Cannot {doing}: HTTP {status}: {why}", status=status
    )
