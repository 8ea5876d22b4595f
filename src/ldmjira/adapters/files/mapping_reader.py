"""Milestones, features and waivers, read from their files in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ldmjira.core.nearest import did_you_mean, nearest_codes
from ldmjira.exceptions import Problem
from ldmjira.models.keys import FeatureCode, natural_key, product_of
from ldmjira.models.mapping import (
    Feature,
    Milestone,
    VerificationMap,
    Waiver,
    ordered_features,
)

from .cache import MappingCache
from .folder import Folder, SourceFile
from .model_faults import fits
from .parsed_file import (
    FEATURES,
    MILESTONES,
    SUFFIX,
    WAIVERS,
    ParsedFile,
    parse_features,
    parse_milestone,
    parse_waivers,
)
from .places import Places

__all__ = ["MappingReader"]


class MappingReader:
    """Read a mapping once, and collect what is wrong with it.

    Parameters
    ----------
    folder
        Folder of the mapping.
    cache
        What files held when they were last read, if that is kept.
    """

    def __init__(
        self, folder: Folder, cache: MappingCache | None = None
    ) -> None:
        self._folder = folder
        self._cache = cache
        self.problems: list[Problem] = []
        self.sources: list[SourceFile] = []

    def read(self) -> VerificationMap:
        """Read all files; what is wrong is in ``problems`` afterwards."""
        milestones = self._folder.files(MILESTONES, SUFFIX, self.problems)
        features = self._folder.files(FEATURES, SUFFIX, self.problems)
        unread = {problem.file for problem in self.problems}
        waivers = self._folder.read(WAIVERS, self.problems)
        self.sources = [*milestones, *features]
        if waivers is not None:
            self.sources.append(waivers)
        if self._cache is not None:
            self._cache.open(self.sources)
        first = [self._parsed(source) for source in milestones]
        second = [self._parsed(source) for source in features]
        third = [] if waivers is None else [parse_waivers(waivers)]
        for parsed in (*first, *second, *third):
            self.problems += parsed.problems
        owners = self._owners(second)
        broken = unread | {one.name for one in second if one.problems}
        self._find_lost_mentions(first, owners, broken=broken)
        if self._cache is not None:
            self._cache.close()
        return _assembled(first, second, third)

    def _parsed(self, source: SourceFile) -> ParsedFile:
        cached = self._cache.get(source) if self._cache else None
        if cached is not None:
            return cached
        if source.name.startswith(f"{MILESTONES}/"):
            parsed = parse_milestone(source)
        else:
            parsed = parse_features(source)
        if self._cache is not None and not parsed.problems:
            self._cache.put(source, parsed)
        return parsed

    def _owners(self, files: list[ParsedFile]) -> dict[str, ParsedFile]:
        """File of each feature; that two claim one is a problem."""
        owners: dict[str, ParsedFile] = {}
        for parsed in files:
            for code, line in parsed.codes.items():
                first = owners.setdefault(code, parsed)
                if first is not parsed:
                    message = (
                        f"two files claim this feature: {first.name}:"
                        f"{first.codes[code]} has it too; take it out of one"
                    )
                    problem = Problem(parsed.name, line, message, code)
                    self.problems.append(problem)
        return owners

    def _find_lost_mentions(
        self,
        milestones: list[ParsedFile],
        owners: Mapping[str, ParsedFile],
        *,
        broken: Collection[str],
    ) -> None:
        """Milestones that name a feature which no file has.

        What a broken file holds is not known, so that nothing is said of
        the features that belong there.
        """
        for parsed in milestones:
            for feature, line in parsed.mentions:
                if feature in owners or not fits(FeatureCode, feature):
                    continue
                home = f"{FEATURES}/{product_of(feature)}{SUFFIX}"
                if home not in broken:
                    near = did_you_mean(nearest_codes(feature, list(owners)))
                    message = (
                        f"no file has this feature; add it to {home}, or "
                        f"correct the code{near}"
                    )
                    problem = Problem(parsed.name, line, message, feature)
                    self.problems.append(problem)


def _assembled(
    first: list[ParsedFile], second: list[ParsedFile], third: list[ParsedFile]
) -> VerificationMap:
    places = Places()
    for parsed in (*first, *second):
        for code in parsed.codes:
            places.add(code, file=parsed.name, lines=parsed.lines)
    for parsed in third:
        places.add("waivers", file=parsed.name, lines=parsed.lines)
    found: dict[str, Milestone] = _models(first)
    codes = sorted(found, key=lambda code: _by_section(found[code], code))
    milestones = {code: found[code] for code in codes}
    features: dict[str, Feature] = _models(second)
    waivers: dict[str, Waiver] = _models(third)
    # The parts are validated already: not a second time.
    return VerificationMap.model_construct(
        milestones=milestones,
        features={
            code: features[code]
            for code in ordered_features(milestones, features)
        },
        waivers=tuple(waivers.values()),
        places=places,
    )


def _models(files: list[ParsedFile]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for parsed in files:
        found.update(parsed.models)
    return found


def _by_section(milestone: Milestone, code: str) -> Any:
    numbers = tuple(int(number) for number in milestone.section.split("."))
    return numbers, natural_key(code)
