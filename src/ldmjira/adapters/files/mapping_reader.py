"""Milestones, features and waivers, read from their files in one go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from ldmjira.core.nearest import did_you_mean, nearest_codes
from ldmjira.exceptions import Problem
from ldmjira.models.keys import (
    FeatureCode,
    MilestoneCode,
    natural_key,
    product_of,
)
from ldmjira.models.mapping import (
    Feature,
    Milestone,
    Place,
    VerificationMap,
    Waiver,
    ordered_features,
)

from .folder import Folder, SourceFile
from .model_faults import fits, problems_of
from .strict_yaml import plain, read_bytes
from .yaml_faults import shown
from .yaml_nodes import ListNode, MapNode, Node, ScalarNode

__all__ = [
    "FEATURES",
    "MILESTONES",
    "WAIVERS",
    "MappingReader",
    "object_faults",
]

MILESTONES: Final = "milestones"
FEATURES: Final = "features"
WAIVERS: Final = "waivers.yaml"

_SUFFIX: Final = ".yaml"
_LINKS: Final = frozenset({"requirements", "cases"})
_NO_BLOCK: Final = "must be a block of `key: value` lines"

M = TypeVar("M", bound=BaseModel)


class MappingReader:
    """Read a mapping once, and collect what is wrong with it.

    Parameters
    ----------
    folder
        Folder of the mapping.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._places: dict[str, Place] = {}
        self._feature_places: dict[str, Place] = {}
        self._mentions: list[tuple[str, str, Place]] = []
        self._broken: set[str] = set()
        self.problems: list[Problem] = []
        self.sources: list[SourceFile] = []

    def read(self) -> VerificationMap:
        """Read all files; what is wrong is in ``problems`` afterwards."""
        milestones = self._milestones()
        features = self._features()
        waivers = self._waivers()
        self._find_lost_mentions()
        order = ordered_features(milestones, features)
        # The parts are validated already: not a second time.
        return VerificationMap.model_construct(
            milestones=milestones,
            features={code: features[code] for code in order},
            waivers=waivers,
            places=self._places,
        )

    def _milestones(self) -> dict[str, Milestone]:
        found: dict[str, Milestone] = {}
        for source in self._files(MILESTONES):
            code = source.stem
            if not fits(MilestoneCode, code):
                self._add(
                    source,
                    1,
                    "the file of a milestone is named for its code, like "
                    "LDM-503-17a.yaml",
                    shown(code),
                )
            root = self._root(source)
            if root is None:
                continue
            if not isinstance(root, MapNode):
                self._add(source, root.line, f"a milestone {_NO_BLOCK}")
                continue
            self._record(code, root, source.name, 1)
            self._mention(code, root, source)
            milestone = self._validated(Milestone, root, source, 1)
            if milestone is not None:
                found[code] = milestone
        codes = sorted(found, key=lambda code: _by_section(found, code))
        return {code: found[code] for code in codes}

    def _features(self) -> dict[str, Feature]:
        found: dict[str, Feature] = {}
        for source in self._files(FEATURES):
            known = len(self.problems)
            root = self._root(source, may_be_empty=True)
            if len(self.problems) > known:
                self._broken.add(source.stem)
            if root is None:
                continue
            if not isinstance(root, MapNode):
                self._add(
                    source,
                    root.line,
                    "a file of features holds a block for each code, like "
                    "`DM-DAX-9:`",
                )
                self._broken.add(source.stem)
                continue
            for code, pair in root.pairs.items():
                line = pair.key.line
                if self._is_feature(code, source, line):
                    node = pair.value
                    self._record(code, node, source.name, line)
                    feature = self._validated(Feature, node, source, line)
                    if feature is not None:
                        found[code] = feature
        return found

    def _is_feature(self, code: str, source: SourceFile, line: int) -> bool:
        if not fits(FeatureCode, code):
            self._add(
                source,
                line,
                "this is not a feature code, which looks like DM-DAX-9",
                shown(code),
            )
            return False
        first = self._feature_places.get(code)
        if first is not None:
            self._add(
                source,
                line,
                f"two files claim this feature: {first.file}:{first.line} "
                "has it too; take it out of one",
                code,
            )
            return False
        self._feature_places[code] = Place(file=source.name, line=line)
        product = product_of(code)
        if product != source.stem:
            self._add(
                source,
                line,
                f"this feature belongs into {FEATURES}/{product}{_SUFFIX}",
                code,
            )
        return True

    def _waivers(self) -> tuple[Waiver, ...]:
        source = self._folder.read(WAIVERS, self.problems)
        if source is None:
            return ()
        self.sources.append(source)
        root = self._root(source, may_be_empty=True)
        if root is None:
            return ()
        if not isinstance(root, ListNode):
            self._add(
                source,
                root.line,
                "waivers are a list, each on a line that begins with `- `",
            )
            return ()
        found: list[Waiver] = []
        for number, node in enumerate(root.items):
            self._record(f"waivers/{number}", node, source.name, node.line)
            waiver = self._validated(Waiver, node, source, node.line)
            if waiver is not None:
                found.append(waiver)
        return tuple(found)

    def _files(self, part: str) -> list[SourceFile]:
        files = self._folder.files(part, _SUFFIX, self.problems)
        self.sources += files
        return files

    def _root(
        self, source: SourceFile, *, may_be_empty: bool = False
    ) -> Node | None:
        reading = read_bytes(source.data, file=source.name)
        self.problems += reading.problems
        root = reading.root
        empty = root is None or (
            isinstance(root, ScalarNode) and root.value is None
        )
        if not empty:
            return root
        if not reading.problems and not may_be_empty:
            self._add(source, 1, "the file is empty; fill it or remove it")
        return None

    def _validated(
        self, model: type[M], node: Node, source: SourceFile, line: int
    ) -> M | None:
        try:
            return model.model_validate(plain(node))
        except ValidationError as error:
            self.problems += problems_of(
                error, node=node, model=model, file=source.name, line=line
            )
            return None

    def _record(self, path: str, node: Node, file: str, line: int) -> None:
        """Remember where things stand, down to links but not into them."""
        self._places[path] = Place(file=file, line=line)
        if isinstance(node, MapNode):
            for name, pair in node.pairs.items():
                inner = f"{path}/{name}"
                if name in _LINKS and isinstance(pair.value, MapNode):
                    key = pair.key
                    self._places[inner] = Place(file=file, line=key.line)
                    for link, entry in pair.value.pairs.items():
                        place = Place(file=file, line=entry.key.line)
                        self._places[f"{inner}/{link}"] = place
                else:
                    self._record(inner, pair.value, file, pair.key.line)
        elif isinstance(node, ListNode):
            for number, item in enumerate(node.items):
                text = item.value if isinstance(item, ScalarNode) else number
                self._record(f"{path}/{text}", item, file, item.line)

    def _mention(self, code: str, root: MapNode, source: SourceFile) -> None:
        pair = root.pairs.get("features")
        if pair is None or not isinstance(pair.value, ListNode):
            return
        for item in pair.value.items:
            if isinstance(item, ScalarNode) and isinstance(item.value, str):
                place = Place(file=source.name, line=item.line)
                self._mentions.append((code, item.value, place))

    def _find_lost_mentions(self) -> None:
        for _, feature, place in self._mentions:
            if feature in self._feature_places or not fits(
                FeatureCode, feature
            ):
                continue
            product = product_of(feature)
            if product in self._broken:
                continue
            self.problems.append(
                Problem(
                    place.file,
                    place.line,
                    "no file has this feature; add it to "
                    f"{FEATURES}/{product}{_SUFFIX}, or correct the code"
                    f"{self._alike(feature)}",
                    feature,
                )
            )

    def _alike(self, feature: str) -> str:
        return did_you_mean(nearest_codes(feature, list(self._feature_places)))

    def _add(
        self, source: SourceFile, line: int, message: str, value: str = ""
    ) -> None:
        self.problems.append(Problem(source.name, line, message, value))


def object_faults(root: Node, name: str, code: str) -> list[Problem]:
    """Problems of one object of a file.

    Parameters
    ----------
    root
        Tree of the file.
    name
        Name of the file, relative to the folder.
    code
        Code of the object.

    Returns
    -------
    list of Problem
        None if the object is as it should be.
    """
    model: type[BaseModel] = Milestone
    node, line = root, 1
    if PurePosixPath(name).parent.name == FEATURES:
        model = Feature
        pair = root.pairs.get(code) if isinstance(root, MapNode) else None
        if pair is None:
            return []
        node, line = pair.value, pair.key.line
    try:
        model.model_validate(plain(node))
    except ValidationError as error:
        return problems_of(error, node=node, model=model, file=name, line=line)
    return []


def _by_section(found: Mapping[str, Milestone], code: str) -> Any:
    section = found[code].section
    numbers = tuple(int(number) for number in section.split("."))
    return numbers, natural_key(code)
