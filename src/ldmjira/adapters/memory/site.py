"""A site held in memory, and the switches that make it fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from ldmjira.core.richtext import normal_text
from ldmjira.models.remote import (
    LinkKind,
    Marker,
    RemoteElement,
    RemoteIssue,
    RemoteLink,
)

__all__ = ["Effect", "Fault", "MemoryIssue", "MemorySite", "Operation"]

Operation = Literal[
    "identify",
    "prepare",
    "fetch",
    "find",
    "changed_since",
    "create",
    "edit",
    "add_link",
    "remove_link",
    "finish",
    "history",
]

Effect = Literal["refused", "lost", "unsent", "denied"]
"""What goes wrong.

``refused``: nothing applied, the site says so (400). ``lost``: applied, but
no answer comes. ``unsent``: not applied, and no answer comes either; both
look alike to the caller. ``denied``: 401, the run must end.
"""

_START: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Fault:
    """One thing to go wrong.

    ``target`` narrows it to one issue key, code of a draft, or link id;
    ``times`` counts down, and less than zero never ends; ``skip`` lets so
    many calls pass first.
    """

    operation: Operation
    effect: Effect
    target: str = ""
    times: int = 1
    skip: int = 0


@dataclass
class MemoryIssue:
    """What the site holds of one issue."""

    id: str
    key: str
    type: str
    summary: str
    status: str = "To Do"
    is_done: bool = False
    due: str | None = None
    description: str | None = None
    description_is_foreign: bool = False
    labels: set[str] = field(default_factory=set)
    marker: Marker | None = None
    updated: str = ""
    old_keys: set[str] = field(default_factory=set)
    changes: list[dict[str, str]] = field(default_factory=list)
    is_hidden: bool = False
    is_indexed: bool = True
    can_finish: bool = True


@dataclass(frozen=True)
class _Link:
    id: str
    kind: Literal["blocks", "relates"]
    source: str
    target: str


class MemorySite:
    """Issues and links, shared by all trackers that are given this site.

    Methods play what people do in Jira's own pages.

    Parameters
    ----------
    identity
        What the site says of itself.
    lags
        Whether searches miss what was made since the last `catch_up`.
    """

    def __init__(
        self, identity: str = "memory", *, lags: bool = False
    ) -> None:
        self.identity = identity
        self.lags = lags
        self.faults: list[Fault] = []
        self.elements: list[RemoteElement] = []
        self.people: dict[str, str] = {}
        self.on_call: Callable[[Operation, str], None] | None = None
        """Called before each call with its target: to play another person,
        or to be killed there."""
        self.calls: Counter[Operation] = Counter()
        self._issues: dict[str, MemoryIssue] = {}
        self._links: dict[str, _Link] = {}
        self._next_id = 400_000
        self._next_link = 1
        self._ticks = 0

    @property
    def now(self) -> str:
        """The site's clock; it moves with each write."""
        moment = _START + timedelta(seconds=self._ticks)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    def add_issue(
        self,
        key: str,
        summary: str,
        *,
        type: str = "Story",  # noqa: A002
        status: str = "To Do",
        is_done: bool = False,
        due: str | None = None,
        description: str | None = None,
        description_is_foreign: bool = False,
        labels: Collection[str] = (),
        marker: Marker | None = None,
    ) -> MemoryIssue:
        """Put an issue under a key, as a seed or an import does."""
        if self.get(key) is not None:
            raise ValueError(f"{key} exists")
        self._ticks += 1
        issue = MemoryIssue(
            id=str(self._next_id),
            key=key,
            type=type,
            summary=summary.strip(),
            status=status,
            is_done=is_done,
            due=due,
            description=(
                description
                if description_is_foreign
                else normal_text(description)
            ),
            description_is_foreign=description_is_foreign,
            labels=set(labels),
            marker=marker,
            updated=self.now,
            is_indexed=not self.lags,
        )
        self._next_id += 1
        self._issues[issue.id] = issue
        return issue

    def new_key(self, project: str) -> str:
        """Return the next free key of a project."""
        numbers = (
            int(key.rpartition("-")[2])
            for issue in self._issues.values()
            for key in (issue.key, *issue.old_keys)
            if key.rpartition("-")[0] == project
        )
        return f"{project}-{max(numbers, default=0) + 1}"

    def get(self, key: str) -> MemoryIssue | None:
        """Return the issue under a key (also a former one) or an id."""
        if key in self._issues:
            return self._issues[key]
        for issue in self._issues.values():
            if key == issue.key or key in issue.old_keys:
                return issue
        return None

    def __getitem__(self, key: str) -> MemoryIssue:
        issue = self.get(key)
        if issue is None:
            raise KeyError(key)
        return issue

    @property
    def issues(self) -> list[MemoryIssue]:
        """Every issue, by id."""
        return sorted(self._issues.values(), key=lambda issue: int(issue.id))

    def human_edit(
        self,
        key: str,
        *,
        author: str = "human",
        summary: str | None = None,
        due: str | None = None,
        clear_due: bool = False,
        description: str | None = None,
        clear_description: bool = False,
        status: str | None = None,
        is_done: bool | None = None,
        add_labels: Collection[str] = (),
        remove_labels: Collection[str] = (),
    ) -> None:
        """Edit an issue as a person does on its page."""
        issue = self[key]
        if summary is not None:
            self.change(issue, "summary", summary, author=author)
        if due is not None or clear_due:
            self.change(issue, "due", due, author=author)
        if description is not None or clear_description:
            self.change(issue, "description", description, author=author)
        if status is not None:
            self.change(issue, "status", status, author=author)
        if is_done is not None:
            issue.is_done = is_done
        self.change_labels(
            issue, add=add_labels, remove=remove_labels, author=author
        )

    def link(self, source: str, kind: LinkKind, target: str) -> str:
        """Link two issues, seen from the first; a second time makes none.

        Returns
        -------
        str
            Id of the link.
        """
        one, other = self[source].id, self[target].id
        if kind == "blocked-by":
            one, other, kind = other, one, "blocks"
        for link in self._links.values():
            if (link.kind, link.source, link.target) == (kind, one, other):
                return link.id
        link = _Link(str(self._next_link), kind, one, other)
        self._next_link += 1
        self._links[link.id] = link
        self._touch(one, other)
        return link.id

    def unlink(self, source: str, kind: LinkKind, target: str) -> None:
        """Remove the link that reads so from the first issue."""
        for seen in self.links_of(self[source]):
            if (seen.kind, seen.other_id) == (kind, self[target].id):
                self.remove_link(seen.link_id)

    def remove_link(self, link_id: str) -> bool:
        """Remove a link by its id, and say whether there was one."""
        link = self._links.pop(link_id, None)
        if link is None:
            return False
        self._touch(link.source, link.target)
        one, other = self._issues[link.source], self._issues[link.target]
        for issue, end in ((one, other), (other, one)):
            told = f"This issue {link.kind} {end.key}"
            self._note(issue, "Link", told, "", "human")
        return True

    def move(self, key: str, project: str) -> str:
        """Move an issue to another project, and return its new key."""
        issue = self[key]
        new = self.new_key(project)
        issue.old_keys.add(issue.key)
        issue.key = new
        self._touch(issue.id)
        return new

    def delete(self, key: str) -> None:
        """Delete an issue for good, with its links."""
        issue = self.get(key)
        if issue is None:
            return
        gone = issue.id
        del self._issues[gone]
        for link in list(self._links.values()):
            if gone in (link.source, link.target):
                del self._links[link.id]

    def hide(self, *keys: str, hidden: bool = True) -> None:
        """Take issues out of our sight, as a lost permission does."""
        for key in keys:
            self[key].is_hidden = hidden

    def catch_up(self) -> None:
        """Let searches see everything."""
        for issue in self._issues.values():
            issue.is_indexed = True

    def change(
        self,
        issue: MemoryIssue,
        name: Literal["summary", "due", "description", "status"],
        value: str | None,
        *,
        author: str,
    ) -> None:
        """Set one field and note it in the history."""
        if name == "description":
            value = normal_text(value)
            issue.description_is_foreign = False
        elif name == "summary":
            value = (value or "").strip()
        before = getattr(issue, name)
        if before == value:
            return
        setattr(issue, name, value)
        self._touch(issue.id)
        self._note(issue, name, before or "", value or "", author)

    def change_labels(
        self,
        issue: MemoryIssue,
        *,
        add: Collection[str],
        remove: Collection[str],
        author: str,
    ) -> None:
        """Change labels by element and note it in the history."""
        wanted = (issue.labels | set(add)) - set(remove)
        if wanted == issue.labels:
            return
        before, after = sorted(issue.labels), sorted(wanted)
        issue.labels = wanted
        self._touch(issue.id)
        self._note(issue, "labels", " ".join(before), " ".join(after), author)

    def links_of(self, issue: MemoryIssue) -> Iterator[RemoteLink]:
        """Links of an issue, seen from it; hidden ends are not shown."""
        for link in list(self._links.values()):
            kind: LinkKind = link.kind
            if link.source == issue.id:
                other = self._issues[link.target]
            elif link.target == issue.id:
                other = self._issues[link.source]
                kind = "blocked-by" if kind == "blocks" else kind
            else:
                continue
            if not other.is_hidden:
                yield RemoteLink(
                    kind, other.key, other.id, link.id, other.summary
                )

    def view(self, issue: MemoryIssue) -> RemoteIssue:
        """Show an issue as a tracker shows it."""
        return RemoteIssue(
            id=issue.id,
            key=issue.key,
            project=issue.key.rpartition("-")[0],
            type=issue.type,
            summary=issue.summary,
            status=issue.status,
            is_done=issue.is_done,
            due=issue.due,
            description=issue.description,
            description_is_foreign=issue.description_is_foreign,
            labels=frozenset(issue.labels),
            links=tuple(sorted(self.links_of(issue))),
            marker=issue.marker,
            updated=issue.updated,
        )

    def take_fault(self, operation: Operation, target: str) -> Effect | None:
        """Return what goes wrong with this call, and count it off."""
        for fault in self.faults:
            if fault.operation != operation or fault.times == 0:
                continue
            if fault.target not in ("", target):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            return fault.effect
        return None

    def _touch(self, *ids: str) -> None:
        self._ticks += 1
        for issue_id in ids:
            self._issues[issue_id].updated = self.now

    def _note(
        self,
        issue: MemoryIssue,
        name: str,
        before: str,
        after: str,
        author: str,
    ) -> None:
        issue.changes.append(
            {
                "author": author,
                "field": name,
                "from": before,
                "to": after,
                "when": self.now,
            }
        )
