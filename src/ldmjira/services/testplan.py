"""Make the test plan or the test report of a milestone, offline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ldmjira.core.selection import require_known
from ldmjira.core.test_plan import (
    HandWritten,
    PlanSources,
    gather,
    lay_out,
)
from ldmjira.exceptions import UsageError
from ldmjira.models.pulled import PulledCampaign
from ldmjira.models.test_plan import Doc, DocKind
from ldmjira.ports.mapping_store import MappingStore

__all__ = ["PlanService", "choose_campaign"]


def choose_campaign(
    found: Sequence[PulledCampaign],
    *,
    address: str,
    bound: str | None = None,
) -> PulledCampaign | None:
    """Choose what was pulled from the site that is in use.

    Parameters
    ----------
    found
        What was pulled of one milestone, one per site.
    address
        Address of the site that is configured; empty if none is, when the
        embedded sandbox is in use.
    bound
        Identity of the site that the mapping's keys belong to, if it is
        known: the same site may be asked under several addresses.

    Returns
    -------
    PulledCampaign or None
        What was pulled from the address, else from the site that the
        mapping belongs to. Without a site configured the newest pull of a
        sandbox; without one, that of the mapping's site, or of the only
        one there is.
    """
    remote = [one for one in found if not one.is_embedded]
    ours = next((one for one in remote if one.site == bound), None)
    if address:
        wanted = _plain(address)
        named = (
            one
            for one in remote
            if wanted in {_plain(one.address), _plain(one.site)}
        )
        return next(named, ours)
    embedded = [one for one in found if one.is_embedded]
    if embedded:
        return max(embedded, key=lambda one: one.pulled)
    return found[0] if len(found) == 1 else ours


def _plain(address: str) -> str:
    return address.rstrip("/").casefold()


class PlanService:
    """Make documents from mapping, catalogue and last pull.

    Parameters
    ----------
    store
        Mapping and catalogue.
    pulled
        Gives what was pulled of a milestone.
    revision
        Tells the commit of the mapping.
    """

    def __init__(
        self,
        store: MappingStore,
        *,
        pulled: Callable[[str], PulledCampaign | None],
        revision: Callable[[], str],
    ) -> None:
        self._store = store
        self._pulled = pulled
        self._revision = revision

    def make(
        self,
        code: str,
        kind: DocKind,
        written: Mapping[str, HandWritten] | None = None,
    ) -> Doc:
        """Make a document.

        Parameters
        ----------
        code
            Code of the milestone.
        kind
            Plan or report.
        written
            Hand-written texts, by the id of their region.

        Returns
        -------
        Doc
            Laid out, for any format.

        Raises
        ------
        UnknownCodeError
            If the mapping lacks the milestone.
        UsageError
            If the code is that of a feature.
        """
        mapping = self._store.load()
        if code in mapping.features:
            milestones = mapping.milestones_of.get(code, ())
            named = ", ".join(milestones) or "none"
            raise UsageError(
                f"{code} is a feature, and test plans are for milestones",
                hint=f"Milestones that deliver it: {named}.",
            )
        require_known([code], mapping.milestones)
        sources = PlanSources(
            mapping,
            self._store.load_catalog(),
            self._pulled(code),
            self._revision(),
        )
        return lay_out(gather(sources, code, kind), written)
