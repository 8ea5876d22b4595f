"""Find pulls of which only one half was committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ldmjira.core.checks.commitment import Half, HalfPull, half_of
from ldmjira.core.merge import SILENT, Silent
from ldmjira.core.views import SPEAKS_NOT, Said, feature_said, milestone_said
from ldmjira.exceptions import MappingError
from ldmjira.models.baseline import Baseline, baseline_from_text
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
            line_file = self._baseline.file_of(code)
            place = mapping.place_of(code)
            if line_file in changed or place.file in changed:
                found = self._halves(code, baseline, mapping, catalog)
                for half, slots in found.items():
                    missing = (
                        Place(file=line_file, line=1)
                        if half is Half.MAPPING
                        else place
                    )
                    yield HalfPull(code, half, tuple(slots), missing)

    def _halves(
        self,
        code: str,
        baseline: Baseline,
        mapping: VerificationMap,
        catalog: Catalog,
    ) -> dict[Half, list[str]]:
        file = mapping.place_of(code).file
        one = mapping.features.get(code) or mapping.milestones.get(code)
        now = _said(code, one, catalog)
        then = _said(code, self._at_head(file).get(code), catalog)
        line_then = self._lines_at_head(code)
        found: dict[Half, list[str]] = {}
        for name, line in baseline.lines.items():
            slot = Slot.parse(code, name)
            value = _value(now, slot)
            if isinstance(value, Silent):
                continue
            old = line_then.lines.get(name) if line_then is not None else None
            half = half_of(
                now=value,
                then=_value(then, slot),
                line=line.value,
                line_then=old.value if old is not None else None,
                has_line_then=old is not None,
            )
            if half is not None:
                found.setdefault(half, []).append(name)
        return found

    def _at_head(self, file: str) -> Objects:
        if file not in self._heads:
            text = self._history.at_head(file)
            try:
                objects = self._objects_in(file, text) if text else {}
            except MappingError:  # what HEAD holds was broken then
                objects = {}
            self._heads[file] = objects
        return self._heads[file]

    def _lines_at_head(self, code: str) -> Baseline | None:
        file = self._baseline.file_of(code)
        text = self._history.at_head(file)
        if text is None:
            return None
        try:
            return baseline_from_text(text, file=file)
        except MappingError:
            return None


def _said(
    code: str, one: Feature | Milestone | None, catalog: Catalog
) -> Said:
    if isinstance(one, Feature):
        return feature_said(code, one, blocks=(), catalog=catalog)
    if isinstance(one, Milestone):
        return milestone_said(code, one, is_adopted=False)
    return SPEAKS_NOT


def _value(said: Said, slot: Slot) -> Value | Silent:
    # Other files say whom a feature blocks, and nobody writes labels.
    if slot.field in {"blocks", "labels", "issue"}:
        return SILENT
    return said.canonical(slot)
