"""The tracker of the embedded sandbox, which says that it is one."""

from __future__ import annotations

from dataclasses import replace

from ldmjira.models.remote import Site

from .tracker import JiraTracker

__all__ = ["EmbeddedTracker"]


class EmbeddedTracker(JiraTracker):
    """Talk to the sandbox that runs inside the command."""

    def identify(self) -> Site:
        """Ask the sandbox who it is."""
        return replace(super().identify(), is_embedded=True)
