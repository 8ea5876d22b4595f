"""Being asked to end by the system is like Ctrl-C: we tidy up first."""

from __future__ import annotations

import signal
from types import FrameType

__all__ = ["TerminatedError", "end_tidily"]


class TerminatedError(KeyboardInterrupt):
    """The system asked us to end.

    As Ctrl-C it is nothing that the code between catches, so the lock and
    the lease of the site are given back on its way up.
    """


def end_tidily() -> None:
    """Let SIGTERM and SIGHUP end a command as Ctrl-C does."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise TerminatedError
