"""What we need of an issue tracker."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol

from ldmjira.models.remote import (
    CreateOutcome,
    IssueDraft,
    IssueEdit,
    LinkDraft,
    RemoteElement,
    RemoteIssue,
    RequestCounts,
    Site,
)

__all__ = ["Tracker"]


class Tracker(Protocol):
    """Issues, fields, links and transitions, in our words.

    Reads may be repeated by the adapter; a write is sent once. A write of
    which no answer came raises `~ldmjira.exceptions.RemoteError` with
    ``ambiguous`` set; what to do then is the caller's to decide.
    """

    @property
    def counts(self) -> RequestCounts:
        """Requests sent so far."""

    def identify(self) -> Site:
        """Ask the site who it is, and who we are.

        Raises
        ------
        AuthenticationError
            If the site does not know us.
        """

    def prepare(
        self, kinds: Collection[Literal["milestone", "feature"]]
    ) -> None:
        """Resolve projects, types, fields, link types; check permissions.

        Parameters
        ----------
        kinds
            What may be created; their required fields are checked. None:
            only what reading needs.

        Raises
        ------
        ConfigurationError
            If a name does not exist on the site (naming it, and listing what
            exists), a permission is missing, or a field that the site
            requires has no value in ``[create.<kind>.fields]``.
        """

    def fetch(self, keys: Collection[str]) -> dict[str, RemoteIssue]:
        """Read issues by key or id, in bulk.

        Parameters
        ----------
        keys
            Keys or ids.

        Returns
        -------
        dict
            By what was asked; a moved issue shows its new key. What the
            site does not show is missing.
        """

    def find(self, labels: Collection[str]) -> list[RemoteIssue]:
        """Search for issues that carry any of the labels, in id order.

        Not finding one is no proof that it does not exist: a search index
        lags behind.
        """

    def find_newest(self, labels: Collection[str]) -> list[RemoteIssue]:
        """Look for labels among the newest issues, key by key, in id order.

        A search may lag behind what was made; reading by key does not.
        """

    def find_beside(
        self, labels: Collection[str], keys: Collection[str]
    ) -> list[RemoteIssue]:
        """Look for labels among the issues with keys near these.

        What was made at the same moment has a key near; no search index is
        asked.

        Parameters
        ----------
        labels
            Any of these.
        keys
            Keys of issues that were just made.

        Returns
        -------
        list of RemoteIssue
            In id order, those with the keys themselves among them.
        """

    def changed_since(
        self, keys: Collection[str], *, since: str
    ) -> set[str] | None:
        """Keys among these that changed at or after an instant.

        Parameters
        ----------
        keys
            Keys or ids; with ids, moved issues are seen too.
        since
            ISO 8601 instant by the site's clock (`Site.server_time`, or an
            issue's ``updated``). The index of a search lags: take off an
            overlap.

        Returns
        -------
        set or None
            Those of ``keys`` that changed; None if the tracker cannot tell.
        """

    def create(self, drafts: Sequence[IssueDraft]) -> list[CreateOutcome]:
        """Create issues, in bulk, with links and property in the request.

        Returns
        -------
        list of CreateOutcome
            One for each draft, in order. Of a draft that failed for its own
            fault the outcome says why; the others go on.
        """

    def edit(self, edit: IssueEdit) -> None:
        """Write fields, labels, links and property in one request.

        Raises
        ------
        RemoteError
            If the site refuses (``fields`` says what and why).
        """

    def add_link(self, key: str, link: LinkDraft) -> None:
        """Make one link, by a request of its own; safe to repeat."""

    def remove_link(self, link_id: str) -> None:
        """Remove one link; one that is gone already is no error."""

    def finish(self, key: str) -> str:
        """Move an issue to Done, if its workflow lets us.

        Returns
        -------
        str
            Name of the status after.

        Raises
        ------
        RemoteError
            If no transition leads there, or the site refuses it.
        """

    def history(self, key: str, *, since: str) -> list[Mapping[str, str]]:
        """Changes of an issue by anyone, at or after an instant.

        Used to look for an edit by somebody else in the moment of ours.

        Returns
        -------
        list
            Mappings of ``author`` (`Site.account` if it was us), ``field``
            (``summary``, ``due``, ``description``, ``status``, ``labels``,
            or the site's own name), ``from``, ``to`` and ``when``, oldest
            first.
        """

    def fetch_elements(self) -> list[RemoteElement]:
        """Read all verification elements of their project, in bulk.

        Raises
        ------
        ConfigurationError
            If a field that the catalogue needs is not on the site.
        """

    def fetch_people(self, accounts: Collection[str]) -> dict[str, str]:
        """Names of people by account id; unknown ones are missing."""
