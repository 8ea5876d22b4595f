"""The tree of a YAML text: values, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .scalars import Scalar

__all__ = ["ListNode", "MapNode", "Node", "Pair", "ScalarNode", "plain"]

# Neither frozen nor validated: a big mapping has a million of them, and they
# live only until their file is read.


@dataclass(slots=True)
class ScalarNode:
    """A single value, and the characters of the text that it takes."""

    value: Scalar
    start: int
    end: int
    line: int
    style: str = ""
    raw: str = ""


@dataclass(slots=True)
class Pair:
    """A key and its value."""

    key: ScalarNode
    value: Node


@dataclass(slots=True)
class MapNode:
    """A block of ``key: value`` lines, or the same in braces."""

    start: int
    end: int
    line: int
    flow: bool
    pairs: dict[str, Pair] = field(default_factory=dict)


@dataclass(slots=True)
class ListNode:
    """A list of elements, or the same in brackets."""

    start: int
    end: int
    line: int
    flow: bool
    items: list[Node] = field(default_factory=list)


Node = ScalarNode | MapNode | ListNode


def plain(node: Node | None) -> Any:
    """Plain data of a tree: dictionaries, lists and single values."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, MapNode):
        return {k: plain(pair.value) for k, pair in node.pairs.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return None
