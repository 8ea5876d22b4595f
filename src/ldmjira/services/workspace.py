"""What a sync works with: the ports, wired for one mapping."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ldmjira.models.authority import AuthorityTable
from ldmjira.models.mapping import Feature, Milestone
from ldmjira.models.remote import Site
from ldmjira.ports.baseline_store import BaselineStore
from ldmjira.ports.case_book import CaseBook
from ldmjira.ports.history import History
from ldmjira.ports.mapping_store import MappingStore
from ldmjira.ports.pulled_store import PulledStore
from ldmjira.ports.site_state import SiteState
from ldmjira.ports.tracker import Tracker

__all__ = ["Desk", "Workspace"]


@dataclass(frozen=True)
class Desk:
    """What is kept for one site.

    Parameters
    ----------
    baseline
        Lines that count as the mapping's: committed with it, or local
        outside version control and for the embedded sandbox.
    pending
        Lines that a push found, and that the next pull brings into the
        mapping; none where ``baseline`` is local itself.
    history
        What version control knows of the mapping.
    state
        Keys, journal, audit and watermark.
    pulled
        Campaigns as last pulled; ``None`` keeps none.
    """

    baseline: BaselineStore
    pending: BaselineStore | None
    history: History
    state: SiteState
    pulled: PulledStore | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid.uuid4().hex[:16]


@dataclass(frozen=True)
class Workspace:
    """The ports of one mapping and one site.

    Parameters
    ----------
    tracker
        The site.
    store
        The mapping.
    open_desk
        Gives what is kept for a site, once it has told who it is.
    objects_in
        Milestones and features in the text of a mapping file, by file
        name and text.
    authority
        Whose each field is.
    max_loss
        Share of the values of a side that one run may remove.
    lock
        Makes sure that one run at a time works on the mapping.
    lease
        Holds the lease of the site, if one is wanted; it is told whether to
        steal it.
    now, new_id, sleep
        Clock, source of ids that nobody used before, and waiting.
    search_waits
        Seconds to wait before each further search for an issue that may
        have been created, while the site's index lags.
    done_status
        Name of the status of what is completed.
    book
        The book of test cases; ``None`` if none is configured.
    book_folder
        Folder of what we make in the book.
    address
        Address of the site; empty for the embedded sandbox.
    tell
        Takes a line on what is going on.
    """

    tracker: Tracker
    store: MappingStore
    open_desk: Callable[[Site], Desk]
    objects_in: Callable[[str, str], Mapping[str, Feature | Milestone]]
    authority: AuthorityTable = field(default_factory=AuthorityTable)
    max_loss: float = 0.2
    lock: Callable[[], AbstractContextManager[object]] = nullcontext
    lease: Callable[[bool], AbstractContextManager[object]] = lambda _steal: (
        nullcontext()
    )
    now: Callable[[], datetime] = _utc_now
    new_id: Callable[[], str] = _new_id
    sleep: Callable[[float], None] = time.sleep
    search_waits: tuple[float, ...] = (1.0, 2.0, 4.0)
    done_status: str = "Done"
    book: CaseBook | None = None
    book_folder: str = "/ldmjira"
    address: str = ""
    tell: Callable[[str], None] = lambda _line: None
