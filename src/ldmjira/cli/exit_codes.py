"""What the exit codes mean, in one place."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """Exit code of a command; of several the first of 3, 4, 1 applies."""

    DONE = 0
    """Done, or in agreement."""
    FINDINGS = 1
    """`check` or `ready` found something, or `diff --exit-code` drift."""
    USAGE = 2
    """Usage, configuration or mapping error."""
    REMOTE = 3
    """The remote side failed or refused."""
    CONFLICTS = 4
    """Conflicts are waiting."""
    INTERRUPTED = 130
    """Ctrl-C."""
    TERMINATED = 143
    """Ended by the system, or by CI (SIGTERM)."""
