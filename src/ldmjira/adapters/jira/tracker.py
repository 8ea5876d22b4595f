"""The tracker over Jira Cloud (v3) and Data Center (v2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ldmjira.constants import (
    BULK_CREATE_LIMIT,
)
from ldmjira.exceptions import (
    AuthenticationError,
    RemoteError,
)
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

from .client import is_loopback
from .creating import outcomes_of
from .elements import fetch_elements, fetch_people
from .histories import changes_of
from .issues import Translator, instant_of
from .metadata import (
    CreateScreen,
    check_permissions,
    check_status,
    load_create_screen,
    load_link_types,
)
from .names import JiraNames, Kind
from .reading import IssueReader
from .transport import Transport, path_of
from .workflow import finish_issue

__all__ = ["JiraTracker"]

_NOT_FOUND: Final = 404


class JiraTracker:
    """Implement `~ldmjira.ports.tracker.Tracker` on a site of Jira.

    Only reads are retried: a write that timed out may have happened.

    Parameters
    ----------
    transport
        Connection to the site, of `~ldmjira.adapters.jira.client.connect`.
    names
        What we use of the site, by name.
    """

    def __init__(self, transport: Transport, names: JiraNames) -> None:
        self._transport = transport
        self._names = names
        self._site: Site | None = None
        self._zone: ZoneInfo | None = None
        self._translator: Translator | None = None
        self._screens: dict[Kind, CreateScreen] = {}

    @property
    def counts(self) -> RequestCounts:
        """Requests sent so far."""
        return self._transport.counts

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def identify(self) -> Site:
        """Ask the site who it is, and who we are."""
        server = self._ask_server()
        deployment: Literal["cloud", "datacenter"] = (
            "cloud"
            if server.get("deploymentType") == "Cloud"
            else "datacenter"
        )
        numbers = server.get("versionNumbers")
        self._transport.speak(
            deployment=deployment,
            numbers=tuple(
                number
                for number in (numbers if isinstance(numbers, list) else ())
                if isinstance(number, int)
            ),
        )
        user = self._transport.call(
            lambda client: client.myself(), doing="ask the site who we are"
        )
        account = _account_of(user)
        if not account:
            raise AuthenticationError(
                f"{self._transport.url} does not say who we are"
            )
        self._zone = _zone_of(user)
        title = str(server.get("serverTitle") or "")
        self._site = Site(
            identity=_identity_of(str(server["baseUrl"]), title),
            title=title,
            deployment=deployment,
            account=account,
            server_time=str(server.get("serverTime") or ""),
        )
        return self._site

    def prepare(
        self, kinds: Collection[Literal["milestone", "feature"]]
    ) -> None:
        """Resolve projects, types, fields, link types; check permissions."""
        self._known_site()
        check_permissions(self._transport, self._names, will_write=bool(kinds))
        self._known_translator()
        if kinds:
            check_status(self._transport, self._names)
        for kind in sorted(kinds):
            self._screen(kind)

    def fetch(self, keys: Collection[str]) -> dict[str, RemoteIssue]:
        """Read issues by key or id, in bulk."""
        return self._reader().fetch(keys) if keys else {}

    def find(self, labels: Collection[str]) -> list[RemoteIssue]:
        """Search for issues that carry any of the labels, in id order."""
        return self._reader().find(labels) if labels else []

    def find_newest(self, labels: Collection[str]) -> list[RemoteIssue]:
        """Look for labels among the newest issues, key by key."""
        if not labels:
            return []
        return self._reader().find_newest(labels, project=self._names.project)

    def find_beside(
        self, labels: Collection[str], keys: Collection[str]
    ) -> list[RemoteIssue]:
        """Look for labels among the issues with keys near these."""
        return self._reader().find_beside(labels, keys)

    def changed_since(
        self, keys: Collection[str], *, since: str
    ) -> set[str] | None:
        """Keys among these that changed at or after an instant."""
        start = instant_of(since)
        if start is None:
            return None
        if not keys:
            return set()
        return self._reader().changed_since(keys, start=start, zone=self._zone)

    def create(self, drafts: Sequence[IssueDraft]) -> list[CreateOutcome]:
        """Create issues, in bulk, with links and property in the request."""
        outcomes: list[CreateOutcome] = []
        for start in range(0, len(drafts), BULK_CREATE_LIMIT):
            chunk = drafts[start : start + BULK_CREATE_LIMIT]
            try:
                made = self._create_chunk(chunk)
            except RemoteError as error:
                if not outcomes and not error.ambiguous:
                    raise
                # The keys made before must not be lost with the error: the
                # rest is reported as not made, and the next call will fail.
                outcomes += _unmade(chunk, error)
                outcomes += _unmade(drafts[len(outcomes) :], None)
                return outcomes
            outcomes += made
        return outcomes

    def edit(self, edit: IssueEdit) -> None:
        """Write fields, labels, links and property in one request.

        Where links are not on the edit screen, the rest is written, and
        they are made by requests of their own.
        """
        try:
            self._put(edit)
        except RemoteError as error:
            if "issuelinks" not in error.fields or not edit.add_links:
                raise
            self._put(replace(edit, add_links=()))
            for link in edit.add_links:
                self.add_link(edit.key, link)

    def _put(self, edit: IssueEdit) -> None:
        self._transport.send(
            "PUT",
            path_of("issue", edit.issue_id or edit.key),
            self._known_translator().edit(edit),
            doing=f"edit {edit.key}",
            issues=(edit.key,),
        )

    def add_link(self, key: str, link: LinkDraft) -> None:
        """Make one link, by a request of its own; safe to repeat."""
        self._transport.send(
            "POST",
            path_of("issueLink"),
            self._known_translator().links.ends_of(key, link),
            doing=f"link {key} to {link.other_key} ({link.kind})",
            is_repeatable=True,
            issues=(key, link.other_key),
        )

    def remove_link(self, link_id: str) -> None:
        """Remove one link; one that is gone already is no error."""
        try:
            self._transport.call(
                lambda client: client.delete_issue_link(link_id),
                doing=f"remove the link {link_id}",
                is_write=True,
                is_repeatable=True,
            )
        except RemoteError as error:
            if error.status != _NOT_FOUND:
                raise

    def finish(self, key: str) -> str:
        """Move an issue to Done, if its workflow lets us."""
        self._known_site()
        return finish_issue(self._transport, self._names, key)

    def history(self, key: str, *, since: str) -> list[Mapping[str, str]]:
        """Changes of an issue by anyone, at or after an instant."""
        self._known_site()
        return changes_of(self._transport, key, since=instant_of(since))

    def fetch_elements(self) -> list[RemoteElement]:
        """Read all verification elements."""
        is_cloud = self._known_site().deployment == "cloud"
        return fetch_elements(self._transport, self._names, is_cloud=is_cloud)

    def fetch_people(self, accounts: Collection[str]) -> dict[str, str]:
        """Names of people by account id."""
        is_cloud = self._known_site().deployment == "cloud"
        return fetch_people(self._transport, accounts, is_cloud=is_cloud)

    def _ask_server(self) -> Mapping[str, Any]:
        told: Any = None
        try:
            told = self._transport.call(
                lambda client: client.server_info(),
                doing=f"ask {self._transport.url} its name",
            )
        except RemoteError as error:
            if error.status != _NOT_FOUND:
                raise
        if not isinstance(told, dict) or not told.get("baseUrl"):
            raise RemoteError(
                f"{self._transport.url} does not answer as Jira does",
                hint="Check LDMJIRA_URL; it may lack Jira's context path.",
            )
        return told

    def _known_site(self) -> Site:
        return self._site or self.identify()

    def _reader(self) -> IssueReader:
        return IssueReader(
            self._transport,
            self._known_translator(),
            is_cloud=self._known_site().deployment == "cloud",
        )

    def _known_translator(self) -> Translator:
        if self._translator is None:
            has_adf = self._known_site().deployment == "cloud"
            self._translator = Translator(
                links=load_link_types(self._transport, self._names),
                has_adf=has_adf,
            )
        return self._translator

    def _screen(self, kind: Kind) -> CreateScreen:
        if kind not in self._screens:
            self._known_site()
            self._screens[kind] = load_create_screen(
                self._transport, self._names, kind
            )
        return self._screens[kind]

    def _create_chunk(
        self, drafts: Sequence[IssueDraft]
    ) -> list[CreateOutcome]:
        translator = self._known_translator()
        bodies: list[dict[str, Any]] = []
        faults: dict[int, str] = {}
        for number, draft in enumerate(drafts):
            screen = self._screen(draft.kind)
            missing = screen.missing_of(_filled(draft))
            if missing:
                faults[number] = (
                    f"{', '.join(missing)}: not on the create screen of "
                    f"{screen.type_name} in {self._names.project}; add it "
                    "there"
                )
                continue
            bodies.append(
                translator.draft(
                    draft,
                    project_id=screen.project_id,
                    type_id=screen.type_id,
                    values=screen.values,
                    with_links="issuelinks" in screen.fields,
                )
            )
        sent = [
            draft
            for number, draft in enumerate(drafts)
            if number not in faults
        ]
        made = iter(self._post_bulk(sent, bodies) if sent else ())
        return [
            CreateOutcome(draft.code, error=faults[number])
            if number in faults
            else next(made)
            for number, draft in enumerate(drafts)
        ]

    def _post_bulk(
        self, drafts: Sequence[IssueDraft], bodies: list[dict[str, Any]]
    ) -> list[CreateOutcome]:
        codes = [draft.code for draft in drafts]
        shown = codes[0] if len(codes) == 1 else f"{len(codes)} issues"
        doing = f"create {shown} in {self._names.project}"
        answer = self._transport.send(
            "POST",
            path_of("issue", "bulk"),
            {"issueUpdates": bodies},
            doing=doing,
            accept=(400,),
        )
        return outcomes_of(codes, answer, doing=doing)


def _filled(draft: IssueDraft) -> list[str]:
    """Fields of a draft that creating must take at once."""
    filled = ["summary", "labels"]
    if draft.due is not None:
        filled.append("duedate")
    if draft.description is not None:
        filled.append("description")
    return filled


def _unmade(
    drafts: Sequence[IssueDraft], error: RemoteError | None
) -> list[CreateOutcome]:
    return [
        CreateOutcome(
            draft.code,
            error=error.message if error else "not sent, after the failure",
            is_ambiguous=error is not None and error.ambiguous,
        )
        for draft in drafts
    ]


def _account_of(user: Any) -> str:
    if not isinstance(user, dict):
        return ""
    return str(
        user.get("accountId") or user.get("key") or user.get("name") or ""
    )


def _zone_of(user: Mapping[str, Any]) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(user["timeZone"]))
    except (KeyError, ValueError, OSError):
        return None


def _identity_of(base_url: str, title: str) -> str:
    """Name a site by its base URL; on loopback that is chance, so by title."""
    if is_loopback(base_url) and title:
        return title
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}".lower().rstrip("/")
