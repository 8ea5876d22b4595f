"""Find pulls of which only one half was committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ldmjira.core.checks.commitment import Half, HalfPull, half_of
from ldmjira.core.merge import SILENT, Silent
from ldmjira.core.views import feature_said, milestone_said
from ldmjira.exceptions import MappingError
from ldmjira.models.baseline import Baseline, Line, baseline_from_text
from ldmjira.models.catalog import Catalog
from ldmjira.models.mapping import (
    Feature,
    Milestone,
    Place,
    VerificationMap,
)
from ldmjira.models.slots import Slot, Value
from ldmjira.ports.baseline_store import BaselineStore
from ldmjira.ports.history import History

__all__ = ["HalfPulls"]

Objects = Mapping[str, Feature | Milestone]


class HalfPulls:
    """Compare mapping and baseline, in the files and at HEAD.

    Parameters
    ----------
    baseline
        Lines that are committed with the mapping.
    history
        What version control knows.
    objects_in
        Milestones and features in the text of a mapping file, by file
        name and text.
    """

    def __init__(
        self,
        baseline: BaselineStore,
        history: History,
        objects_in: Callable[[str, str], Objects],
    ) -> None:
        self._baseline = baseline
        self._history = history
        self._objects_in = objects_in
        self._heads: dict[str, Objects] = {}

    def find(
        self, mapping: VerificationMap, catalog: Catalog
    ) -> Iterator[HalfPull]:
        """Find what should be committed before anybody pushes.

        Parameters
        ----------
        mapping, catalog
            The mapping as it stands.

        Yields
        ------
        HalfPull
            One for each object and half.
        """
        if not self._history.is_kept or not self._history.head:
            return
        changed = self._history.changed_files()
        for code, baseline in self._baseline.read_all().items():
            halves: dict[tuple[Half, Place], list[str]] = {}
            line_file = self._baseline.file_of(code)
            for name, line in baseline.lines.items():
                slot = Slot.parse(code, name)
                place = mapping.place_of(_owner(slot))
                if changed.isdisjoint({line_file, place.file}):
                    continue
                half = self._half(slot, line, place.file, mapping, catalog)
                if half is not None:
                    missing = (
                        Place(file=line_file, line=1)
                        if half is Half.MAPPING
                        else place
                    )
                    halves.setdefault((half, missing), []).append(name)
            for (half, missing), names in halves.items():
                yield HalfPull(code, half, tuple(names), missing)

    def _half(
        self,
        slot: Slot,
        line: Line,
        file: str,
        mapping: VerificationMap,
        catalog: Catalog,
    ) -> Half | None:
        owner = _owner(slot)
        one = mapping.features.get(owner) or mapping.milestones.get(owner)
        now = _value(slot, one, catalog)
        if isinstance(now, Silent):
            return None
        then = self._lines_then(slot.object)
        old = then.lines.get(slot.name) if then is not None else None
        return half_of(
            now=now,
            then=_value(slot, self._then(file).get(owner), catalog),
            line=line.value,
            line_then=old.value if old is not None else None,
            has_line_then=old is not None,
        )

    def _then(self, file: str) -> Objects:
        if file not in self._heads:
            text = self._history.at_commit(file)
            try:
                objects = self._objects_in(file, text) if text else {}
            except MappingError:  # what HEAD holds was broken then
                objects = {}
            self._heads[file] = objects
        return self._heads[file]

    def _lines_then(self, code: str) -> Baseline | None:
        file = self._baseline.file_of(code)
        text = self._history.at_commit(file)
        if text is None:
            return None
        try:
            return baseline_from_text(text, file=file)
        except MappingError:
            return None


def _owner(slot: Slot) -> str:
    """Object whose file says something of a slot."""
    return slot.element if slot.field == "blocks" else slot.object


def _value(
    slot: Slot, one: Feature | Milestone | None, catalog: Catalog
) -> Value | Silent:
    """What an object, as a file has it, says of a slot."""
    if slot.field in {"labels", "issue"}:
        return SILENT  # nobody writes those into a file
    if slot.field == "blocks":
        if not isinstance(one, Milestone):
            return SILENT
        return slot.object in one.features
    if isinstance(one, Feature):
        said = feature_said(slot.object, one, blocks=(), catalog=catalog)
    elif isinstance(one, Milestone):
        said = milestone_said(slot.object, one, is_adopted=False)
    else:
        return SILENT
    return said.canonical(slot)
