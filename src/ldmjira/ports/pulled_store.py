"""Where the campaigns of the last pull are kept, outside the mapping."""

from __future__ import annotations

from typing import Protocol

from ldmjira.models.pulled import PulledCampaign

__all__ = ["PulledStore"]


class PulledStore(Protocol):
    """Campaigns as last pulled, by milestone, for one site."""

    def load(self, milestone: str) -> PulledCampaign | None:
        """Campaign of a milestone; ``None`` if it was never pulled.

        Raises
        ------
        ConfigurationError
            If what is kept cannot be read.
        """

    def save(self, campaign: PulledCampaign) -> bool:
        """Keep a campaign in place of the one before.

        Parameters
        ----------
        campaign
            What was pulled.

        Returns
        -------
        bool
            Whether anything but the time of the pull is new; if not, what
            is kept stays as it is.

        Raises
        ------
        ConfigurationError
            If it cannot be kept.
        """
