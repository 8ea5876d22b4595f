"""Create issues so that none is ever made twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ldmjira.core.identity import CREATED, RETIRED, claims_of, label_of
from ldmjira.exceptions import AuthenticationError, RemoteError
from ldmjira.models.changeset import Change, Direction
from ldmjira.models.remote import (
    CreateOutcome,
    IssueDraft,
    IssueEdit,
    Marker,
    RemoteIssue,
)
from ldmjira.models.slots import Slot, Value
from ldmjira.ports.site_state import KnownIssue

from .auditing import Sent, audit_record, begin, is_sent
from .drafts import Entry, draft_of
from .finding import find_linked, find_unindexed
from .recording import Recorder
from .situation import Situation
from .workspace import Workspace

__all__ = ["Creator", "Made"]


@dataclass(frozen=True)
class Made:
    """What became of the creation of one object's issue."""

    code: str
    issue: KnownIssue | None = None
    error: str = ""
    left_out: frozenset[Slot] = field(default_factory=frozenset)
    """Links whose other end has no issue."""
    is_open: bool = False
    """Whether the issue may exist all the same."""
    entry: str = ""
    """Id of the log entry that was sent with it."""
    is_others: bool = False
    """Whether another run made it, at the same moment."""
    is_found: bool = False
    """Whether it was looked for, since no answer came."""


class Creator:
    """Create issues in bulk; what is unknown is looked for, not repeated.

    Parameters
    ----------
    workspace, situation
        The ports, and what was read.
    recorder
        Keeps intents and lines outside git.
    key_of
        Key of the issue at the other end of a link.
    """

    def __init__(
        self,
        workspace: Workspace,
        situation: Situation,
        recorder: Recorder,
        key_of: Callable[[str], str],
    ) -> None:
        self._workspace = workspace
        self._situation = situation
        self._recorder = recorder
        self._key_of = key_of
        self._state = situation.desk.state
        self.stopped: RemoteError | None = None
        """What ended the run once the issues were made."""

    def create(self, objects: Mapping[str, Sequence[Change]]) -> list[Made]:
        """Create the issues of some objects, all of one kind.

        Parameters
        ----------
        objects
            Changes of each object, its creation first.

        Returns
        -------
        list of Made
            One for each object.

        Raises
        ------
        RemoteError
            If the site fails as a whole.
        """
        drafts: dict[str, IssueDraft] = {}
        values: dict[str, dict[Slot, Value]] = {}
        entries: dict[str, str] = {}
        for code, changes in objects.items():
            entry = Entry(
                self._workspace.new_id(), self._situation.desk.history.head
            )
            entries[code] = entry.id
            drafts[code], values[code] = draft_of(
                self._situation.bounds[code].kind,
                code,
                self._title(code),
                changes,
                entry=entry,
                key_of=self._key_of,
            )
        is_local = self._situation.desk.pending is None
        if is_local:
            for code, some in values.items():
                self._recorder.intend(some, push_id=entries[code])
        self._begin(
            Sent(
                entries[code],
                code,
                [c for c in objects[code] if is_sent(c, values[code])],
            )
            for code in drafts
        )
        noun = "issue" if len(drafts) == 1 else "issues"
        self._workspace.tell(f"creating {len(drafts)} {noun}")
        made = list(self._send(drafts))
        self._settle(made)
        try:
            made = self._without_twins(drafts, made)
        except RemoteError as error:
            self.stopped = error
        self._remember(made)
        if is_local:
            for one in made:
                if one.issue is not None and not one.is_others:
                    self._recorder.settle_push(
                        values[one.code], push_id=entries[one.code]
                    )
        return [
            replace(
                one,
                left_out=frozenset(
                    change.slot
                    for change in objects[one.code]
                    if change.slot not in values[one.code]
                ),
                entry=entries[one.code],
            )
            for one in made
        ]

    def _begin(self, sent: Iterable[Sent]) -> None:
        """Note what is about to be created."""
        begin(
            self._state,
            sent,
            commit=self._situation.desk.history.head,
            now=self._workspace.now(),
        )

    def _settle(self, made: Sequence[Made]) -> None:
        """Note what was created, and what certainly was not."""
        self._remember(made)
        settled = [one.code for one in made if not one.is_open]
        self._state.note({"op": "created", "settled": settled})

    def _remember(self, made: Iterable[Made]) -> None:
        self._state.remember(
            {one.code: one.issue for one in made if one.issue is not None}
        )

    def _send(self, drafts: Mapping[str, IssueDraft]) -> Iterator[Made]:
        try:
            outcomes = self._workspace.tracker.create(list(drafts.values()))
        except AuthenticationError:
            raise
        except RemoteError as error:
            if not error.ambiguous:
                raise
            outcomes = [
                CreateOutcome(code, error=error.message, is_ambiguous=True)
                for code in drafts
            ]
        unknown = [one.code for one in outcomes if one.is_ambiguous]
        found = self._look_for(drafts, unknown) if unknown else {}
        for one in outcomes:
            if one.key:
                yield Made(one.code, KnownIssue(one.issue_id, one.key))
            elif one.code in found:
                yield Made(one.code, found[one.code], is_found=True)
            elif one.is_ambiguous:
                yield Made(
                    one.code,
                    error=(
                        "no answer came, and no issue is found yet: it may "
                        "exist; run the command again"
                    ),
                    is_open=True,
                )
            else:
                yield Made(one.code, error=one.error)

    def _without_twins(
        self, drafts: Mapping[str, IssueDraft], made: list[Made]
    ) -> list[Made]:
        """Withdraw what another run made as well, since we last looked.

        Jira knows no create-unless-it-exists. Every run looks once more
        after it created, and the oldest issue stays: so of two runs exactly
        one gives way, without a word between them. Only to an issue that
        carries our property, that is: to one that a run of ours made. A
        label alone may be a person's, and then a person must settle it.
        """
        oldest: dict[str, KnownIssue] = {}
        for issue in self._shown(drafts, made):
            if issue.marker is not None:
                oldest.setdefault(
                    issue.marker.code, KnownIssue(issue.id, issue.key)
                )
        return [
            self._giving_way(one, oldest.get(one.code, one.issue))
            for one in made
        ]

    def _shown(
        self, drafts: Mapping[str, IssueDraft], made: Iterable[Made]
    ) -> list[RemoteIssue]:
        """Issues with the labels of those made, oldest first.

        A search that lags shows no twin. Its link to our milestone does; or
        else, where there is none, its key near ours.
        """
        mine = {one.code: one.issue for one in made if one.issue is not None}
        labels = {label_of(drafts[code].kind, code): code for code in mine}
        if not labels:
            return []
        ends = {
            code: {
                link.other_key
                for link in drafts[code].links
                if link.kind == "blocks"
            }
            for code in mine
        }
        tracker = self._workspace.tracker
        shown = [
            *tracker.find(labels),
            *find_linked(
                tracker,
                tracker.fetch(set().union(*ends.values())).values(),
                labels,
                besides={issue.id for issue in mine.values()},
            ),
            *tracker.find_beside(
                labels, [mine[code].key for code in mine if not ends[code]]
            ),
        ]
        return sorted(shown, key=lambda issue: int(issue.id))

    def _giving_way(self, made: Made, oldest: KnownIssue | None) -> Made:
        mine = made.issue
        if (
            mine is None
            or oldest is None
            or made.is_found
            or int(oldest.id) >= int(mine.id)
        ):
            return made
        self._state.note({"op": "retire", "code": made.code, "id": mine.id})
        try:
            self._retire_twin(made.code, mine, oldest)
        except RemoteError as error:
            return Made(
                made.code,
                error=(
                    f"another run made {oldest.key} at the same moment; "
                    f"close {mine.key}, its twin ({error.message})"
                ),
            )
        self._audit_twin(made.code, mine)
        return Made(made.code, oldest, is_others=True)

    def _retire_twin(
        self, code: str, mine: KnownIssue, oldest: KnownIssue
    ) -> None:
        """Make what this run just made be nobody's: nothing is deleted.

        First, in one request, its name, our label and our property, so that
        no later run takes it for the feature; then its links.
        """
        tracker = self._workspace.tracker
        kind = self._situation.bounds[code].kind
        tracker.edit(
            IssueEdit(
                key=mine.key,
                issue_id=mine.id,
                marker=Marker(kind, f"twin-of-{oldest.key}", mine.id),
                fields={
                    "summary": (
                        f"Twin of {oldest.key}, made at the same moment by "
                        "another run; may be deleted"
                    )
                },
                add_labels=(RETIRED,),
                remove_labels=(label_of(kind, code),),
            )
        )
        shown = tracker.fetch([mine.id]).get(mine.id)
        for link in shown.links if shown is not None else ():
            tracker.remove_link(link.link_id)

    def _audit_twin(self, code: str, gone: KnownIssue) -> None:
        change = Change(
            Slot(code, CREATED), gone.key, None, Direction.PUSH, gone.key
        )
        record = audit_record(
            change,
            site=self._situation.site,
            time=self._workspace.now().isoformat(timespec="seconds"),
            commit=self._situation.desk.history.head,
        )
        self._state.audit([record])

    def _look_for(
        self, drafts: Mapping[str, IssueDraft], codes: Sequence[str]
    ) -> dict[str, KnownIssue]:
        """Search for issues that may exist, as long as the index may lag."""
        found: dict[str, KnownIssue] = {}
        missing = {label_of(drafts[code].kind, code): code for code in codes}
        ends = {
            link.other_key for code in codes for link in drafts[code].links
        }
        tracker = self._workspace.tracker
        for wait in (0.0, *self._workspace.search_waits):
            if wait:
                self._workspace.sleep(wait)
            shown = tracker.find(missing) or find_unindexed(
                tracker,
                tracker.fetch(sorted(ends)).values() if ends else (),
                missing,
            )
            for issue in shown:
                for label in claims_of(issue) & missing.keys():
                    code = missing.pop(label)
                    found[code] = KnownIssue(issue.id, issue.key)
            if not missing:
                break
        return found

    def _title(self, code: str) -> str:
        said = self._situation.evidence.said_of(code)
        return str(said.scalars["title"])
