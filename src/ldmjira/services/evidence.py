"""What the rule of the base needs to know, asked only where it matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from ldmjira.core.base import (
    WORKTREE,
    Bases,
    Logged,
    Sighting,
    bases,
    next_line,
)
from ldmjira.core.identity import Kind
from ldmjira.core.merge import SILENT, Silent
from ldmjira.core.views import SPEAKS_NOT, Said, feature_said, milestone_said
from ldmjira.exceptions import MappingError
from ldmjira.models.baseline import (
    Baseline,
    Line,
    baseline_from_text,
    canonical,
)
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import Feature, Milestone, VerificationMap
from ldmjira.models.remote import Marker
from ldmjira.models.slots import Slot, Value

from .journal import begun_pulls
from .workspace import Desk, Workspace

__all__ = ["Evidence"]


class Evidence:
    """Logs, lines and history of the slots of one run.

    Parameters
    ----------
    workspace, desk
        Where to look.
    mapping, catalog
        The mapping as it stands.
    with_proposed
        Whether proposed links speak.
    said
        What the mapping says, by object.
    markers
        Properties of the issues, by object; only their own ones.
    """

    def __init__(
        self,
        workspace: Workspace,
        desk: Desk,
        *,
        mapping: VerificationMap,
        catalog: Catalog,
        with_proposed: bool,
        said: Mapping[str, Said],
        markers: Mapping[str, Marker],
    ) -> None:
        self._workspace = workspace
        self._desk = desk
        self._history = desk.history
        self._mapping = mapping
        self._catalog = catalog
        self._with_proposed = with_proposed
        self._said = said
        self._markers = markers
        self._past_lines: dict[str, list[tuple[str, Baseline]]] = {}
        self.voided: set[str] = set()
        """Objects whose baselines hold intents that are void."""

    @cached_property
    def tree(self) -> dict[str, Baseline]:
        """Baselines that count as the mapping's; void intents are left out.

        An intent is void if the pull that noted it was killed before it
        wrote the file: that one is still the same, by more than its bytes.
        """
        found = self._desk.baseline.read_all()
        intents = [
            Slot.parse(object_, name)
            for object_, baseline in found.items()
            for name, line in baseline.lines.items()
            if line.intent is not None and not line.intent.id
        ]
        begun = begun_pulls(self._desk.state.journal()) if intents else {}
        for slot in intents:
            identity = begun.get((slot.object, slot.name))
            if identity and identity == self._identity_of(slot):
                self.voided.add(slot.object)
                found[slot.object] = found[slot.object].without_intent(
                    slot.name
                )
        return found

    def _identity_of(self, slot: Slot) -> str:
        file = self.file_of(slot)
        if not file:
            return ""
        return self._workspace.store.identities([file])[file]

    @cached_property
    def pending(self) -> dict[str, Baseline]:
        """Baselines that wait for a pull.

        What was found at a commit that HEAD does not descend from is none
        of this tree's knowledge.
        """
        pending = self._desk.pending
        if pending is None:
            return {}
        heads = self._desk.state.pending_heads()
        return {
            object_: baseline
            for object_, baseline in pending.read_all().items()
            if self._history.is_known(heads.get(object_, ""))
        }

    def said_of(self, object_: str) -> Said:
        """What the mapping says of an object."""
        return self._said.get(object_, SPEAKS_NOT)

    def log_of(self, slot: Slot) -> tuple[Logged, ...]:
        """Pushes that wrote a slot, the newest last."""
        marker = self._markers.get(slot.object)
        if marker is None:
            return ()
        return tuple(
            Logged(entry.id, entry.commit, entry.values[slot.name])
            for entry in marker.log
            if slot.name in entry.values
        )

    def marker_of(self, object_: str) -> Marker | None:
        """Property of an object's issue, if it is its own."""
        return self._markers.get(object_)

    def stamp_of(self, slot: Slot) -> str:
        """Id of the newest push that wrote a slot; empty if none did."""
        log = self.log_of(slot)
        return log[-1].id if log else ""

    def bases_of(self, slot: Slot) -> Bases:
        """Bases of one slot, by rule K8."""
        marker = self._markers.get(slot.object)
        lines = self.lines_of(slot)
        return bases(
            log=self.log_of(slot),
            has_forgotten=marker is not None and marker.dropped > 0,
            lines=lines,
            has_tree_line=self._has_tree_line(slot, lines),
            is_mapping_committed=self._is_mapping_committed(slot),
            ancestry=self._history,
            was_in_mapping=lambda value: self._was_in_mapping(slot, value),
        )

    def is_committed(self, slot: Slot) -> bool:
        """Whether HEAD holds the mapping's value and the baseline line."""
        if not self._history.is_kept:
            return True
        return self._is_mapping_committed(slot) and self._is_line_committed(
            slot
        )

    def needs_line(self, slot: Slot, value: Value) -> bool:
        """Whether an agreement is news that must be recorded.

        Parameters
        ----------
        slot
            Slot on which both sides agree.
        value
            Value of both, in canonical form.

        Returns
        -------
        bool
            False if the bases say the same already.
        """
        log = self.log_of(slot)
        lines = self.lines_of(slot)
        if not lines and log and log[-1].value == value:
            entry = log[-1]
            if self._history.is_known(entry.commit):
                return False
        line = self.tree_line(slot)
        if line is not None and line.intent is not None:
            return True
        found = self.bases_of(slot)
        return found.values != frozenset({value})

    def next_line(self, slot: Slot, value: Value, *, at: str = "") -> Line:
        """Line to record an agreement with.

        Parameters
        ----------
        slot, value
            What is agreed.
        at
            Id of a push that is not in the log as it was read.
        """
        return next_line(
            canonical(value),
            at=at or self.stamp_of(slot),
            lines=self.lines_of(slot),
            ancestry=self._history,
        )

    def tree_line(self, slot: Slot) -> Line | None:
        """Line of the working tree."""
        baseline = self.tree.get(slot.object)
        return None if baseline is None else baseline.lines.get(slot.name)

    def lines_of(self, slot: Slot) -> list[Sighting]:
        """Every known line of a slot, and commits that first held it."""
        first: dict[Line, list[str]] = {}
        for commit, baseline in self._past(slot.object):
            line = baseline.lines.get(slot.name)
            if line is not None:
                first.setdefault(line, []).append(commit)
        found = [
            Sighting(line, commit)
            for line, commits in first.items()
            for commit in self._earliest(commits)
        ]
        for store in (self.tree, self.pending):
            kept = store.get(slot.object)
            line = kept.lines.get(slot.name) if kept else None
            if line is None or line in first:
                continue
            is_kept = store is self.pending
            if is_kept and any(one.id == line.id for one in first):
                continue  # the mapping holds it, with an intent by now
            first[line] = []
            found.append(Sighting(line, WORKTREE))
        return found

    def elements_ever(self, object_: str, field: str) -> frozenset[str]:
        """Elements of a set that a log or a line speaks of."""
        names: set[str] = set()
        marker = self._markers.get(object_)
        if marker is not None:
            names.update(n for entry in marker.log for n in entry.values)
        for store in (self.tree, self.pending):
            kept = store.get(object_)
            names.update(kept.lines if kept else ())
        slots = (Slot.parse(object_, name) for name in names)
        return frozenset(s.element for s in slots if s.field == field)

    def related_ever(self, kind: Kind, object_: str) -> frozenset[str]:
        """Keys to which the mapping, a log or a line relates an object."""
        field = "relates" if kind == "feature" else "testplan"
        said = self.said_of(object_).sets.get(field, frozenset())
        return said | self.elements_ever(object_, field)

    def is_mapping_committed(self, slot: Slot) -> bool:
        """Whether the mapping's value is HEAD's."""
        return self._is_mapping_committed(slot)

    def is_pending(self, slot: Slot) -> bool:
        """Whether a line of the slot waits for a pull."""
        baseline = self.pending.get(slot.object)
        return baseline is not None and slot.name in baseline.lines

    def _past(self, object_: str) -> list[tuple[str, Baseline]]:
        """Baselines of an object at the commits that changed them."""
        known = self._past_lines.get(object_)
        if known is None:
            known = []
            file = self._desk.baseline.file_of(object_)
            for version in self._history.versions(file):
                if version.text is None:
                    continue
                try:
                    past = baseline_from_text(version.text, file=file)
                except MappingError:  # such as conflict markers, committed
                    continue
                known.append((version.commit, past))
            self._past_lines[object_] = known
        return known

    def _earliest(self, commits: Collection[str]) -> list[str]:
        """Those commits that come after none of the others."""
        descends = self._history.descends
        return [
            one
            for one in commits
            if not any(descends(one, other) for other in commits)
        ]

    def _has_tree_line(self, slot: Slot, lines: list[Sighting]) -> bool:
        if self.tree_line(slot) is not None or self.is_pending(slot):
            return True
        return bool(lines) and self._was_reverted(slot)

    def _was_reverted(self, slot: Slot) -> bool:
        """Whether a commit took line and value back together.

        That is what ``git revert`` of a pull does: nothing was lost.
        """
        file = self._desk.baseline.file_of(slot.object)
        if file in self._history.changed_files():
            return False
        versions = self._history.versions(file)
        source = self.file_of(slot)
        mapped = self._history.versions(source) if source else ()
        if not versions:
            return False
        undone = versions[0].commit
        commits = [version.commit for version in mapped]
        if undone not in commits:
            return False
        position = commits.index(undone)
        if position + 1 >= len(mapped):
            return False
        lost = self._past(slot.object)
        line = lost[0][1].lines.get(slot.name) if lost else None
        before = self._value_in(slot, mapped[position + 1].text)
        after = self._value_in(slot, mapped[position].text)
        return (
            line is not None
            and before == line.value
            and after != before
            and any(
                self._value_in(slot, version.text) == after
                for version in mapped[position + 2 :]
            )
        )

    def _is_mapping_committed(self, slot: Slot) -> bool:
        if not self._history.is_kept:
            return True
        file = self.file_of(slot)
        if file not in self._history.changed_files():
            return True
        committed = self._value_in(slot, self._history.at_head(file))
        return committed == self._current(slot)

    def _is_line_committed(self, slot: Slot) -> bool:
        if self.is_pending(slot):
            return False
        file = self._desk.baseline.file_of(slot.object)
        if file not in self._history.changed_files():
            return True
        text = self._history.at_head(file)
        if text is None:
            return self.tree_line(slot) is None
        try:
            committed = baseline_from_text(text, file=file)
        except MappingError:
            return False
        return committed.lines.get(slot.name) == self.tree_line(slot)

    def _was_in_mapping(self, slot: Slot, value: Value) -> bool:
        file = self.file_of(slot)
        versions = self._history.versions(file) if file else ()
        return any(
            self._value_in(slot, version.text) == value for version in versions
        )

    def _current(self, slot: Slot) -> Value | Silent:
        said = self._said.get(slot.object)
        if said is None:
            return SILENT
        if slot.field == "issue":
            return canonical(said.scalars.get("title"))
        return said.canonical(slot)

    def file_of(self, slot: Slot) -> str:
        """File in which the mapping says something of a slot."""
        code = slot.element if slot.field == "blocks" else slot.object
        return self._mapping.place_of(code).file  # none: it has left

    def _value_in(self, slot: Slot, text: str | None) -> Value | Silent:
        """What a version of the slot's file said of it."""
        if text is None:
            return SILENT
        objects = self._workspace.objects_in(self.file_of(slot), text)
        if slot.field == "blocks":
            milestone = objects.get(slot.element)
            if not isinstance(milestone, Milestone):
                return SILENT
            return slot.object in milestone.features
        one = objects.get(slot.object)
        if isinstance(one, Feature):
            said = feature_said(
                slot.object,
                one,
                blocks=(),
                catalog=self._catalog,
                with_proposed=self._with_proposed,
            )
        elif isinstance(one, Milestone):
            said = milestone_said(slot.object, one, is_adopted=False)
        else:
            return SILENT
        if slot.field == "issue":
            return canonical(said.scalars.get("title"))
        return said.canonical(slot)
