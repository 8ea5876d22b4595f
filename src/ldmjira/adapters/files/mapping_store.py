"""The mapping as files: `~ldmjira.ports.mapping_store.MappingStore`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ldmjira.exceptions import MappingError, Problem
from ldmjira.models.catalog import Catalog
from ldmjira.models.edits import Edit
from ldmjira.models.keys import product_of
from ldmjira.models.mapping import VerificationMap
from ldmjira.ports.mapping_store import PartlyReadError

from .cache import MappingCache
from .catalog import catalog_texts, read_catalog
from .collecting import without_collecting
from .folder import Folder, SourceFile, digest_of
from .layout import FileKind, header_of
from .mapping_reader import MappingReader
from .parsed_file import FEATURES, MILESTONES, object_faults
from .plain_edits import edited
from .splice import same, splice
from .strict_yaml import plain, read_bytes, read_yaml
from .yaml_nodes import Node

__all__ = ["FileMappingStore"]

_CODE: Final = re.compile(r"(LDM|DM)(-[A-Za-z0-9]+)+")


class FileMappingStore:
    """Read the mapping from files, and edit them in place.

    Parameters
    ----------
    folder
        Folder of the mapping.
    may_be_missing
        Whether a folder that is not there counts as an empty mapping, as
        for the first import.
    cache
        What large files held when they were last read; none keeps nothing.
    """

    def __init__(
        self,
        folder: Path,
        *,
        may_be_missing: bool = False,
        cache: MappingCache | None = None,
    ) -> None:
        self._folder = Folder(folder)
        self._may_be_missing = may_be_missing
        self._cache = cache
        self._seen: dict[str, str] = {}

    def load(self) -> VerificationMap:
        """Read milestones, features and waivers.

        Raises
        ------
        MappingError
            With every problem of every file.
        """
        self._must_exist()
        reader = MappingReader(self._folder, self._cache)
        with without_collecting():
            mapping = reader.read()
        self._seen = {
            source.name: digest_of(source.data) for source in reader.sources
        }
        if reader.problems:
            raise PartlyReadError(
                self._summary("mapping", reader.problems),
                reader.problems,
                readable=mapping,
            )
        return mapping

    def load_catalog(self) -> Catalog:
        """Read the tables below ``catalog/``; none gives an empty one.

        Raises
        ------
        MappingError
            With every problem of every table.
        """
        problems: list[Problem] = []
        with without_collecting():
            catalog = read_catalog(self._folder, problems)
        if problems:
            summary = self._summary("catalogue", problems)
            raise MappingError(summary, problems)
        return catalog

    def save_catalog(self, catalog: Catalog) -> list[str]:
        """Write the tables below ``catalog/``, those that differ.

        Parameters
        ----------
        catalog
            All of it.

        Returns
        -------
        list of str
            Tables that changed, relative to the mapping's folder, sorted.

        Raises
        ------
        MappingError
            If a table cannot be written.
        """
        new = {
            name: text.encode("utf-8")
            for name, text in catalog_texts(catalog).items()
        }
        changed = {
            name: data
            for name, data in new.items()
            if self._folder.content(name) != data
        }
        self._folder.write(changed)
        return sorted(changed)

    def identities(self, files: Collection[str]) -> dict[str, str]:
        """What tells a file from any that is written in its place."""
        return {name: self._folder.identity(name) for name in files}

    def preview(self, edits: Sequence[Edit]) -> dict[str, str]:
        """New content of each file that the edits would change.

        Parameters
        ----------
        edits
            In the order in which they apply.

        Returns
        -------
        dict
            New text by file name, relative to the mapping's folder.

        Raises
        ------
        MappingError
            If an edit does not fit, or a file changed since it was loaded.
        """
        by_file: dict[str, list[Edit]] = {}
        for edit in edits:
            by_file.setdefault(_file_of(edit.object), []).append(edit)
        new = {
            name: self._edited(name, some) for name, some in by_file.items()
        }
        return {name: new[name] for name in sorted(new) if new[name]}

    def apply(self, edits: Sequence[Edit]) -> list[str]:
        """Write the edits, each file atomically; the rest keeps its bytes.

        Parameters
        ----------
        edits
            In the order in which they apply.

        Returns
        -------
        list of str
            Files that changed, relative to the mapping's folder, sorted.

        Raises
        ------
        MappingError
            If a file changed under our hands since it was loaded.
        """
        new = {
            name: text.encode("utf-8")
            for name, text in self.preview(edits).items()
        }
        self._folder.write(new)
        for name, data in new.items():
            self._seen[name] = digest_of(data)
        return sorted(new)

    def _summary(self, what: str, problems: Sequence[Problem]) -> str:
        count = len(problems)
        many = f"{count} problems" if count > 1 else "a problem"
        return f"The {what} in {self._folder.root} has {many}:"

    def _must_exist(self) -> None:
        if self._may_be_missing or self._folder.exists():
            return
        raise MappingError(
            f"There is no mapping in {self._folder.root}",
            hint=(
                "Name its folder with --mappings, or make one with "
                "`ldmjira import FILE`."
            ),
        )

    def _edited(self, name: str, edits: Sequence[Edit]) -> str:
        """New text of one file, or nothing if it stays as it is."""
        source = self._current(name)
        kind = _kind_of(name)
        root: Node | None
        old: Any
        if source is None:
            text, root, old = header_of(kind), None, {}
        else:
            reading = read_bytes(source.data, file=source.name)
            if reading.problems:
                raise MappingError(
                    f"{self._folder.root / name} cannot be edited",
                    reading.problems,
                )
            text, root = source.data.decode("utf-8"), reading.root
            old = plain(root) or {}
        if not isinstance(old, dict):
            raise MappingError(
                f"{self._folder.root / name} does not hold `key: value` lines"
            )
        wanted = _wanted(name, kind, old, edits, is_new=source is None)
        if same(old, wanted):
            return ""
        new = splice(text, root, wanted, kind=kind)
        self._verify(name, new, wanted, [edit.object for edit in edits])
        return new

    def _current(self, name: str) -> SourceFile | None:
        problems: list[Problem] = []
        source = self._folder.read(name, problems)
        shown = self._folder.root / name
        if problems:
            raise MappingError(f"{shown} cannot be edited", problems)
        known = self._seen.get(name)
        now = "" if source is None else digest_of(source.data)
        if known is not None and known != now:
            raise MappingError(
                f"{shown} was changed by someone else while we worked",
                hint="Nothing was written to it; run the command again.",
            )
        if known is None and self._seen and source is not None:
            raise MappingError(
                f"{shown} was made by someone else while we worked",
                hint="Nothing was written to it; run the command again.",
            )
        return source

    def _verify(
        self,
        name: str,
        text: str,
        wanted: Mapping[str, object],
        codes: Sequence[str],
    ) -> None:
        """Read the new text back: it must say what was meant, and be fit."""
        shown = self._folder.root / name
        reading = read_yaml(text, file=name)
        problems = list(reading.problems)
        if not problems and not same(plain(reading.root) or {}, wanted):
            raise MappingError(
                f"{shown} is written in a way that cannot be edited safely",
                hint="Nothing was written; make this change by hand.",
            )
        if not problems and reading.root is not None:
            for code in dict.fromkeys(codes):
                problems += object_faults(reading.root, name, code)
        if problems:
            raise MappingError(
                f"{shown} would not be a valid file any more; nothing was "
                "written",
                problems,
                hint="The values above are not ones that the mapping takes.",
            )


def _file_of(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise MappingError(f"{code!r} is not the code of an object")
    if code.startswith("LDM-"):
        return f"{MILESTONES}/{code}.yaml"
    return f"{FEATURES}/{product_of(code)}.yaml"


def _kind_of(name: str) -> FileKind:
    if name.startswith(f"{MILESTONES}/"):
        return FileKind.MILESTONE
    return FileKind.FEATURES


def _wanted(
    name: str,
    kind: FileKind,
    old: dict[str, object],
    edits: Sequence[Edit],
    *,
    is_new: bool,
) -> dict[str, object]:
    if kind is FileKind.FEATURES:
        return edited(old, edits)
    code = Path(name).stem
    objects = {} if is_new else {code: old}
    new: dict[str, object] = edited(objects, edits)[code]
    return new
