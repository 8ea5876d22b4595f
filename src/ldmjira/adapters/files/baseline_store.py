"""Baselines as JSON files: `~ldmjira.ports.baseline_store.BaselineStore`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from ldmjira.exceptions import MappingError, Problem
from ldmjira.models.baseline import (
    Baseline,
    baseline_from_text,
    baseline_to_text,
)

from .folder import Folder, SourceFile
from .yaml_faults import Faults, GiveUpError, find_conflict_markers, shown

__all__ = ["BASELINE", "JsonBaselineStore"]

BASELINE: Final = "baseline"
"""Folder of the baselines, inside that of the mapping."""

_SITE: Final = "site"
_SUFFIX: Final = ".json"
_VERSION: Final = 1
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_HINT: Final = (
    "Settle the merge, or take back the last committed version with "
    "`git checkout`. Of a file that is removed, `ldmjira pull` records anew "
    "what both sides agree on, and `ldmjira conflicts` asks about the rest."
)


class JsonBaselineStore:
    """Keep a file for each object, and one for the site.

    Parameters
    ----------
    folder
        Folder of the mapping, or another one for what is local.
    part
        Folder of the baselines inside it.
    """

    def __init__(self, folder: Path, *, part: str = BASELINE) -> None:
        self._folder = Folder(folder)
        self._part = part

    def read_all(self) -> dict[str, Baseline]:
        """Read the baselines of all objects, by code.

        Raises
        ------
        MappingError
            With every file that cannot be read.
        """
        problems: list[Problem] = []
        sources = self._folder.files(self._part, _SUFFIX, problems)
        found: dict[str, Baseline] = {}
        for source in sources:
            if source.stem == _SITE:
                continue
            baseline = _read(source, problems)
            if baseline is None:
                continue
            if baseline.object != source.stem:
                problems.append(
                    Problem(
                        source.name,
                        1,
                        "the file is named for another object than it "
                        "speaks of",
                        shown(baseline.object),
                    )
                )
                continue
            found[source.stem] = baseline
        if problems:
            raise MappingError(
                f"Baselines in {self._folder.root} cannot be read:",
                problems,
                hint=_HINT,
            )
        return found

    def write(self, baseline: Baseline) -> bool:
        """Write one baseline, atomically and durably.

        Returns
        -------
        bool
            Whether a byte changed.
        """
        name = self.file_of(baseline.object)
        return self._write(name, baseline_to_text(baseline))

    def remove(self, object_: str) -> bool:
        """Remove the baseline of one object; true if there was one."""
        return self._folder.remove(self.file_of(object_))

    def file_of(self, object_: str) -> str:
        """File of one object, relative to the mapping's folder."""
        if not _CODE.fullmatch(object_) or object_ == _SITE:
            raise MappingError(f"{shown(object_)} is no code of an object")
        return f"{self._part}/{object_}{_SUFFIX}"

    def read_site(self) -> str | None:
        """Identity of the site that keys and baselines belong to.

        Raises
        ------
        MappingError
            If the file is there and does not say it.
        """
        problems: list[Problem] = []
        source = self._folder.read(self.site_file, problems)
        site = None if source is None else _site_in(source, problems)
        if problems:
            raise MappingError(
                f"The site of the mapping in {self._folder.root} is unclear:",
                problems,
                hint=_HINT,
            )
        return site

    def write_site(self, identity: str) -> bool:
        """Bind to a site; true if that changed a byte."""
        site = json.dumps(identity, ensure_ascii=False)
        text = f'{{\n "v": {_VERSION},\n "site": {site}\n}}\n'
        return self._write(self.site_file, text)

    @property
    def site_file(self) -> str:
        """File that names the site, relative to the mapping's folder."""
        return f"{self._part}/{_SITE}{_SUFFIX}"

    def _write(self, name: str, text: str) -> bool:
        data = text.encode("utf-8", "surrogatepass")
        if self._folder.content(name) == data:
            return False
        self._folder.write({name: data})
        return True


def _site_in(source: SourceFile, problems: list[Problem]) -> str | None:
    text = _text(source, problems)
    if problems:
        return None
    try:
        data = json.loads(text)
        if data["v"] == _VERSION:
            return str(data["site"])
        message = f"version {shown(data['v'])} is not known"
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"this does not name a site: {shown(str(error))}"
    problems.append(Problem(source.name, 1, message))
    return None


def _read(source: SourceFile, problems: list[Problem]) -> Baseline | None:
    known = len(problems)
    text = _text(source, problems)
    if len(problems) > known:
        return None
    try:
        return baseline_from_text(text, file=source.name)
    except MappingError as error:
        problems += error.problems
    except RecursionError:
        problems.append(Problem(source.name, 1, "nested too deep"))
    return None


def _text(source: SourceFile, problems: list[Problem]) -> str:
    faults = Faults(source.name)
    try:
        text = source.data.decode("utf-8")
        find_conflict_markers(text, faults)
    except UnicodeDecodeError:
        faults.add(1, "this is not UTF-8 text")
        text = ""
    except GiveUpError:
        text = ""
    problems += faults.told()
    return text
