"""A tracker over a site held in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, Literal

from ldmjira.constants import (
    BULK_CREATE_LIMIT,
    BULK_FETCH_LIMIT,
    SUMMARY_LIMIT,
)
from ldmjira.exceptions import (
    AuthenticationError,
    ConfigurationError,
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

from .site import Fault, MemoryIssue, MemorySite, Operation

__all__ = ["Fault", "MemorySite", "MemoryTracker"]

_MISSING: Final = (
    "Issue does not exist or you do not have permission to see it."
)


class MemoryTracker:
    """Implement `~ldmjira.ports.tracker.Tracker` without a network.

    It counts requests as Jira Cloud would need them.

    Parameters
    ----------
    site
        Site to talk to; several trackers may share one.
    project
        Key of the project that issues are made in.
    types
        Issue types of what is made.
    account
        Who we are.
    missing
        What the site lacks: `prepare` fails with this text.
    """

    def __init__(
        self,
        site: MemorySite,
        *,
        project: str = "DM",
        types: Mapping[str, str] | None = None,
        account: str = "us",
        missing: str = "",
    ) -> None:
        self._site = site
        self._project = project
        self._types = types or {"milestone": "Epic", "feature": "Story"}
        self._account = account
        self._missing = missing
        self._counts = RequestCounts()

    @property
    def counts(self) -> RequestCounts:
        """Requests sent so far."""
        return self._counts

    def identify(self) -> Site:
        """Tell who the site and we are."""
        self._read("identify", requests=2)
        return Site(
            identity=self._site.identity,
            title=self._site.identity,
            deployment="cloud",
            account=self._account,
            server_time=self._site.now,
        )

    def prepare(
        self, kinds: Collection[Literal["milestone", "feature"]]
    ) -> None:
        """Fail if the site was said to lack something."""
        self._read("prepare", requests=3 + len(kinds))
        if self._missing:
            raise ConfigurationError(self._missing)

    def fetch(self, keys: Collection[str]) -> dict[str, RemoteIssue]:
        """Read issues by key or id."""
        if not keys:
            return {}
        self._read("fetch", requests=-(-len(set(keys)) // BULK_FETCH_LIMIT))
        found = {key: self._site.get(key) for key in keys}
        return {
            key: self._site.view(issue)
            for key, issue in found.items()
            if issue is not None and not issue.is_hidden
        }

    def find(self, labels: Collection[str]) -> list[RemoteIssue]:
        """Search for issues by label; new ones may be missing."""
        if not labels:
            return []
        self._read("find")
        return [
            self._site.view(issue)
            for issue in self._site.issues
            if issue.is_indexed
            and not issue.is_hidden
            and issue.labels.intersection(labels)
        ]

    def find_newest(self, labels: Collection[str]) -> list[RemoteIssue]:
        """Look for labels, whatever the index shows."""
        self._counts.reads += 1
        wanted = set(labels)
        return [
            self._site.view(issue)
            for issue in self._site.issues
            if issue.labels & wanted and not issue.is_hidden
        ]

    def find_beside(
        self, labels: Collection[str], keys: Collection[str]
    ) -> list[RemoteIssue]:
        """Look for labels, whatever the index shows."""
        return self.find_newest(labels) if keys else []

    def changed_since(
        self, keys: Collection[str], *, since: str
    ) -> set[str] | None:
        """Tell which of these changed at or after an instant."""
        if not keys:
            return set()
        self._read("changed_since")
        found = {key: self._site.get(key) for key in keys}
        return {
            key
            for key, issue in found.items()
            if issue is not None
            and not issue.is_hidden
            and issue.is_indexed
            and issue.updated >= since
        }

    def create(self, drafts: Sequence[IssueDraft]) -> list[CreateOutcome]:
        """Create issues, in fifties."""
        outcomes: list[CreateOutcome] = []
        for start in range(0, len(drafts), BULK_CREATE_LIMIT):
            self._counts.writes += 1
            for draft in drafts[start : start + BULK_CREATE_LIMIT]:
                self._announce("create", draft.code)
                outcomes.append(self._create_one(draft))
        return outcomes

    def edit(self, edit: IssueEdit) -> None:
        """Write fields, labels, links and property of one issue."""
        doing = f"edit {edit.key}"
        issue = self._visible(edit.issue_id or edit.key, doing, "edit")
        ends = [
            (link, self._visible(link.other_key, doing, None))
            for link in edit.add_links
        ]
        _check_summary(edit.fields.get("summary", "x"), doing)

        def apply() -> None:
            for name, value in edit.fields.items():
                match name:
                    case "summary" | "due" | "description":
                        self._site.change(
                            issue, name, value, author=self._account
                        )
                    case _:
                        raise AssertionError(name)
            self._site.change_labels(
                issue,
                add=edit.add_labels,
                remove=edit.remove_labels,
                author=self._account,
            )
            for link, other in ends:
                self._site.link(issue.key, link.kind, other.key)
            issue.marker = edit.marker

        self._write("edit", edit.key, doing, apply)

    def add_link(self, key: str, link: LinkDraft) -> None:
        """Make one link."""
        doing = f"link {key} to {link.other_key}"
        issue = self._visible(key, doing, "add_link")
        other = self._visible(link.other_key, doing, None)
        self._write(
            "add_link",
            key,
            doing,
            lambda: self._site.link(issue.key, link.kind, other.key),
        )

    def remove_link(self, link_id: str) -> None:
        """Remove one link."""
        self._announce("remove_link", link_id)
        self._write(
            "remove_link",
            link_id,
            f"remove link {link_id}",
            lambda: self._site.remove_link(link_id),
        )

    def finish(self, key: str) -> str:
        """Move an issue to Done."""
        doing = f"move {key} to Done"
        issue = self._visible(key, doing, "finish")
        self._counts.reads += 1
        if not issue.can_finish:
            raise RemoteError(
                f"Cannot {doing}: no transition of its workflow leads from "
                f"{issue.status} to a status of category Done"
            )

        def apply() -> None:
            self._site.change(issue, "status", "Done", author=self._account)
            issue.is_done = True

        self._write("finish", key, doing, apply)
        return "Done"

    def history(self, key: str, *, since: str) -> list[Mapping[str, str]]:
        """Tell the changes of an issue at or after an instant."""
        issue = self._visible(key, f"read the history of {key}", "history")
        self._read("history", key)
        return [change for change in issue.changes if change["when"] >= since]

    def fetch_elements(self) -> list[RemoteElement]:
        """Read all verification elements."""
        self._read("fetch")
        return list(self._site.elements)

    def fetch_people(self, accounts: Collection[str]) -> dict[str, str]:
        """Names of people by account id."""
        if accounts:
            self._read("fetch")
        people = self._site.people
        return {one: people[one] for one in accounts if one in people}

    def _create_one(self, draft: IssueDraft) -> CreateOutcome:
        fault = self._site.take_fault("create", draft.code)
        if fault == "denied":
            raise AuthenticationError("The site refused us (401)", status=401)
        others = [self._site.get(link.other_key) for link in draft.links]
        error = ""
        if fault == "refused":
            error = "refused by the test"
        elif len(draft.summary.strip()) > SUMMARY_LIMIT:
            error = f"summary: can't exceed {SUMMARY_LIMIT} characters."
        elif not draft.summary.strip():
            error = "summary: You must specify a summary of the issue."
        elif any(other is None or other.is_hidden for other in others):
            error = f"issuelinks: {_MISSING}"
        if error:
            return CreateOutcome(draft.code, error=error)
        lost = CreateOutcome(
            draft.code, error="no answer came", is_ambiguous=True
        )
        if fault == "unsent":
            return lost
        issue = self._site.add_issue(
            self._site.new_key(self._project),
            draft.summary,
            type=self._types[draft.kind],
            due=draft.due,
            description=draft.description,
            labels=draft.labels,
            marker=draft.marker,
        )
        for link in draft.links:
            self._site.link(issue.key, link.kind, link.other_key)
        if fault == "lost":
            return lost
        return CreateOutcome(draft.code, issue_id=issue.id, key=issue.key)

    def _read(
        self, operation: Operation, target: str = "", *, requests: int = 1
    ) -> None:
        if operation != "history":
            self._announce(operation, target)
        self._counts.reads += requests
        match self._site.take_fault(operation, target):
            case "denied":
                raise AuthenticationError("The site refused us", status=401)
            case None:
                pass
            case _:
                raise RemoteError(f"Cannot {operation}: no answer came")

    def _write(
        self,
        operation: Operation,
        target: str,
        doing: str,
        apply: Callable[[], object],
    ) -> None:
        self._counts.writes += 1
        effect = self._site.take_fault(operation, target)
        if effect == "denied":
            raise AuthenticationError(
                f"Cannot {doing}: the site refused us", status=401
            )
        if effect == "refused":
            raise RemoteError(
                f"Cannot {doing}: refused by the test",
                status=400,
                fields={"summary": "refused by the test"},
            )
        if effect != "unsent":
            apply()
        if effect is not None:
            raise RemoteError(
                f"Cannot {doing}: no answer came", ambiguous=True
            )

    def _visible(
        self, key: str, doing: str, operation: Operation | None
    ) -> MemoryIssue:
        if operation is not None:
            self._announce(operation, key)
        issue = self._site.get(key)
        if issue is None or issue.is_hidden:
            self._counts.writes += operation != "history"
            raise RemoteError(f"Cannot {doing}: {_MISSING}", status=404)
        return issue

    def _announce(self, operation: Operation, target: str) -> None:
        self._site.calls[operation] += 1
        self._counts.last_id = str(self._site.calls.total())
        if self._site.on_call is not None:
            self._site.on_call(operation, target)


def _check_summary(summary: str | None, doing: str) -> None:
    fault = ""
    if not summary or not summary.strip():
        fault = "You must specify a summary of the issue."
    elif len(summary.strip()) > SUMMARY_LIMIT:
        fault = f"Summary can't exceed {SUMMARY_LIMIT} characters."
    if fault:
        raise RemoteError(
            f"Cannot {doing}: summary: {fault}",
            status=400,
            fields={"summary": fault},
        )
