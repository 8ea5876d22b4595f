"""What changed in Jira since the last complete pull, by the site's clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from ldmjira.models.remote import Site
from ldmjira.ports.tracker import Tracker

if TYPE_CHECKING:
    from ldmjira.ports.site_state import SiteState

    from .deciding import Plan

__all__ = ["Recent", "advance", "look_back", "site_time"]

_OVERLAP: Final = timedelta(minutes=10)
"""The index of a search lags, and its dates know no seconds."""

_WORTH_NOTING: Final = timedelta(hours=1)
"""Age of a watermark from which a newer one is written for its own sake:
a pull that finds nothing changes no byte."""

_FULL_AFTER: Final = timedelta(days=7)


@dataclass(frozen=True)
class Recent:
    """Objects that have to be looked at, and since when.

    Parameters
    ----------
    codes
        Objects whose issue changed, or that had something open.
    since
        Instant of the last complete pull.
    """

    codes: frozenset[str]
    since: str


def look_back(
    tracker: Tracker,
    state: SiteState,
    *,
    fingerprint: str,
    chosen: Collection[str],
    now: datetime,
) -> Recent | None:
    """Find out which objects may have changed.

    Parameters
    ----------
    tracker
        The site.
    state
        Holds the watermark.
    fingerprint
        Hash of the mapping and its baseline, as they are.
    chosen
        Milestones that the run is about.
    now
        The time, by the site's clock.

    Returns
    -------
    Recent or None
        None if all has to be read: nothing was pulled before, the mapping
        changed since, the last full sweep is a week old, or the site
        cannot tell.
    """
    mark = state.watermark()
    try:
        since = datetime.fromisoformat(mark["since"])
        swept = datetime.fromisoformat(mark["swept"])
        ids: Mapping[str, str] = mark["ids"]
        is_usable = (
            mark["fingerprint"] == fingerprint
            and set(chosen) <= set(mark["codes"])
            and now - swept < _FULL_AFTER
        )
    except (KeyError, TypeError, ValueError):
        return None
    if not is_usable:
        return None
    start = (since - _OVERLAP).astimezone(UTC).isoformat(timespec="seconds")
    changed = tracker.changed_since(sorted(ids.values()), since=start)
    if changed is None:
        return None
    return Recent(
        frozenset(mark["open"])
        | {code for code, issue_id in ids.items() if issue_id in changed},
        mark["since"],
    )


def advance(
    plan: Plan,
    *,
    fingerprint: str,
    left: Collection[str],
    created: Mapping[str, str],
) -> None:
    """Note that a pull was complete.

    Parameters
    ----------
    plan
        What was decided.
    fingerprint
        Hash of the mapping and its baseline, after the pull.
    left
        Objects of which something is left to do, or to be shown.
    created
        Ids of issues that this very run made, by object.
    """
    situation = plan.situation
    time = _server_time(situation.site)
    if time is None:
        return
    state = situation.desk.state
    mark: Mapping[str, Any] = state.watermark()
    ids = {
        code: bound.issue.id
        for code, bound in situation.bounds.items()
        if bound.issue is not None
    } | dict(created)
    is_partial = situation.recent is not None
    if not is_partial and set(situation.milestones) < set(
        mark.get("codes", ())
    ):
        return  # of a few that were named; the rest was read before
    new = {
        "since": time.isoformat(),
        "swept": mark["swept"] if is_partial else time.isoformat(),
        "codes": mark["codes"] if is_partial else list(situation.milestones),
        "ids": {**mark["ids"], **ids} if is_partial else ids,
        "open": sorted(left),
        "fingerprint": fingerprint,
    }
    is_same = all(
        mark.get(name) == new[name]
        for name in ("codes", "ids", "open", "fingerprint")
    )
    if is_same and time - _instant(mark["since"]) < _WORTH_NOTING:
        return
    state.set_watermark(new)


def site_time(site: Site, now: datetime) -> datetime:
    """Time by the clock of a site that has just told it.

    Parameters
    ----------
    site
        What it said of itself.
    now
        Our time, which is taken if the site does not tell.
    """
    time = _server_time(site)
    return now if time is None else time


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _server_time(site: Site) -> datetime | None:
    try:
        time = datetime.fromisoformat(site.server_time)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None
