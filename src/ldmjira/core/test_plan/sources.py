"""What a test plan or report is made from."""

from __future__ import annotations

from dataclasses import dataclass

from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import VerificationMap
from ldmjira.models.pulled import PulledCampaign

__all__ = ["PlanSources"]


@dataclass(frozen=True)
class PlanSources:
    """What a document is made from.

    Parameters
    ----------
    mapping, catalog
        What is committed.
    pulled
        The last pull of the campaign, if there was one.
    revision
        Commit of the mapping; empty outside version control.
    """

    mapping: VerificationMap
    catalog: Catalog
    pulled: PulledCampaign | None = None
    revision: str = ""
