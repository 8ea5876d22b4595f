"""One file of milestones, features or waivers: its objects and its faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from ldmjira.exceptions import Problem
from ldmjira.models.keys import FeatureCode, MilestoneCode, product_of
from ldmjira.models.mapping import Feature, Milestone, Waiver

from .folder import SourceFile
from .model_faults import fits, problems_of
from .strict_yaml import plain, read_bytes
from .yaml_faults import shown
from .yaml_nodes import ListNode, MapNode, Node, ScalarNode

__all__ = [
    "FEATURES",
    "MILESTONES",
    "SUFFIX",
    "WAIVERS",
    "ParsedFile",
    "object_faults",
    "parse_features",
    "parse_milestone",
    "parse_waivers",
]

MILESTONES: Final = "milestones"
FEATURES: Final = "features"
WAIVERS: Final = "waivers.yaml"
SUFFIX: Final = ".yaml"

_LINKS: Final = frozenset({"requirements", "cases"})


@dataclass
class ParsedFile:
    """What a file holds.

    Parameters
    ----------
    name
        Name of the file, relative to the mapping's folder.
    models
        Objects that are as they should be, by code.
    codes
        Line of every object, also of those that are not.
    lines
        Line of everything in the file, by path.
    mentions
        Features that a milestone names, and the line of each.
    data
        Plain data of the file.
    problems
        What is wrong with it.
    """

    name: str
    models: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    mentions: list[tuple[str, int]] = field(default_factory=list)
    data: Any = None
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str, value: str = "") -> None:
        """Add a problem of this file."""
        self.problems.append(Problem(self.name, line, message, value))

    def record(self, path: str, node: Node, line: int) -> None:
        """Note where things stand, down to links but not into them."""
        self.lines[path] = line
        if isinstance(node, MapNode):
            for name, pair in node.pairs.items():
                inner = f"{path}/{name}"
                value = pair.value
                if name in _LINKS and isinstance(value, MapNode):
                    self.lines[inner] = pair.key.line
                    for link, entry in value.pairs.items():
                        self.lines[f"{inner}/{link}"] = entry.key.line
                elif isinstance(value, ScalarNode):
                    self.lines[inner] = pair.key.line
                else:
                    self.record(inner, value, pair.key.line)
        elif isinstance(node, ListNode):
            for number, item in enumerate(node.items):
                text = item.value if isinstance(item, ScalarNode) else number
                self.record(f"{path}/{text}", item, item.line)

    def validate(
        self,
        code: str,
        node: Node,
        line: int,
        *,
        model: type[BaseModel],
        data: Any,
    ) -> None:
        """Make the model of an object, or note what is wrong with it."""
        try:
            self.models[code] = model.model_validate(data)
        except ValidationError as error:
            self.problems += problems_of(
                error, node=node, model=model, file=self.name, line=line
            )


def parse_milestone(source: SourceFile) -> ParsedFile:
    """Read the file of a milestone.

    Parameters
    ----------
    source
        The file; its name is the milestone's code.

    Returns
    -------
    ParsedFile
        With one object, or the reasons why not.
    """
    code = source.stem
    parsed = ParsedFile(source.name)
    if not fits(MilestoneCode, code):
        parsed.add(
            1,
            "the file of a milestone is named for its code, like "
            "LDM-503-17a.yaml",
            shown(code),
        )
    root = _root(source, parsed)
    if root is None:
        if not parsed.problems:
            parsed.add(1, "the file is empty; fill it or remove it")
        return parsed
    if not isinstance(root, MapNode):
        parsed.add(
            root.line, "a milestone must be a block of `key: value` lines"
        )
        return parsed
    parsed.data = plain(root)
    parsed.codes[code] = 1
    parsed.record(code, root, 1)
    parsed.validate(code, root, 1, model=Milestone, data=parsed.data)
    features = root.pairs.get("features")
    if features is not None and isinstance(features.value, ListNode):
        parsed.mentions = [
            (item.value, item.line)
            for item in features.value.items
            if isinstance(item, ScalarNode) and isinstance(item.value, str)
        ]
    return parsed


def parse_features(source: SourceFile) -> ParsedFile:
    """Read the file of a product's features.

    Parameters
    ----------
    source
        The file; its name is that of the product.

    Returns
    -------
    ParsedFile
        With an object for each feature.
    """
    parsed = ParsedFile(source.name)
    root = _root(source, parsed)
    if root is None:
        return parsed
    if not isinstance(root, MapNode):
        parsed.add(
            root.line,
            "a file of features holds a block for each code, like `DM-DAX-9:`",
        )
        return parsed
    parsed.data = plain(root)
    for code, pair in root.pairs.items():
        line = pair.key.line
        if not fits(FeatureCode, code):
            parsed.add(
                line,
                "this is not a feature code, which looks like DM-DAX-9",
                shown(code),
            )
            continue
        parsed.codes[code] = line
        product = product_of(code)
        if product != source.stem:
            parsed.add(
                line,
                f"this feature belongs into {FEATURES}/{product}{SUFFIX}",
                code,
            )
        data = parsed.data[code]
        parsed.record(code, pair.value, line)
        parsed.validate(code, pair.value, line, model=Feature, data=data)
    return parsed


def parse_waivers(source: SourceFile) -> ParsedFile:
    """Read the file of waivers; their codes are numbers from 0 on."""
    parsed = ParsedFile(source.name)
    root = _root(source, parsed)
    if root is None:
        return parsed
    if not isinstance(root, ListNode):
        parsed.add(
            root.line,
            "waivers are a list, each on a line that begins with `- `",
        )
        return parsed
    parsed.data = plain(root)
    for number, node in enumerate(root.items):
        path = f"waivers/{number}"
        parsed.record(path, node, node.line)
        data = parsed.data[number]
        parsed.validate(path, node, node.line, model=Waiver, data=data)
    return parsed


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
    parsed = ParsedFile(name)
    if not name.startswith(f"{FEATURES}/"):
        parsed.validate(code, root, 1, model=Milestone, data=plain(root))
    elif isinstance(root, MapNode) and code in root.pairs:
        pair = root.pairs[code]
        parsed.validate(
            code,
            pair.value,
            pair.key.line,
            model=Feature,
            data=plain(pair.value),
        )
    return parsed.problems


def _root(source: SourceFile, parsed: ParsedFile) -> Node | None:
    reading = read_bytes(source.data, file=source.name)
    parsed.problems += reading.problems
    root = reading.root
    if isinstance(root, ScalarNode) and root.value is None:
        return None
    return root
