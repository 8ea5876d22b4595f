"""A strict reader of YAML that collects every problem with its line.

It sits on the events of libyaml and builds values itself: plain data only,
duplicate keys, aliases, anchors and tags refused, depth and size bounded. It
keeps where each value stands, so that an edit can touch that place alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import yaml

from ldmjira.exceptions import Problem

from .scalars import FORBIDDEN, resolve_plain
from .yaml_faults import (
    MAX_BYTES,
    Faults,
    GiveUpError,
    character_fault,
    explain,
    find_conflict_markers,
    shown,
    too_big,
    without_forbidden,
)
from .yaml_nodes import ListNode, MapNode, Node, Pair, ScalarNode, plain

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    CParser = None  # type: ignore[assignment, misc]

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_VALUES",
    "Reading",
    "plain",
    "read_bytes",
    "read_yaml",
    "shown",
]

MAX_DEPTH: Final = 20
"""Depth of nesting above which a file is refused."""

MAX_VALUES: Final = 500_000
"""Keys and values above which a file is refused."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: its tree, or the reasons why not.

    Parameters
    ----------
    root
        Tree of the text; ``None`` if it is empty or cannot be parsed.
    problems
        Every fault found; with any, the tree must not be used to edit.
    """

    root: Node | None
    problems: tuple[Problem, ...] = ()


def read_bytes(data: bytes, *, file: str) -> Reading:
    """Read the bytes of a file.

    Parameters
    ----------
    data
        Content of the file.
    file
        Name of the file, for the problems.

    Returns
    -------
    Reading
        Tree or problems.
    """
    if len(data) > MAX_BYTES:
        return Reading(None, (too_big(file, len(data)),))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Problem(
            file,
            line,
            "this is not UTF-8 text; save the file as UTF-8",
            f"byte 0x{data[error.start]:02x}",
        )
        return Reading(None, (problem,))
    return read_yaml(text, file=file)


def read_yaml(text: str, *, file: str) -> Reading:
    """Read a text.

    Parameters
    ----------
    text
        Content of the file.
    file
        Name of the file, for the problems.

    Returns
    -------
    Reading
        Tree or problems; never an exception, whatever the text.
    """
    if len(text) > MAX_BYTES:
        return Reading(None, (too_big(file, len(text)),))
    faults = Faults(file)
    root: Node | None = None
    try:
        if not find_conflict_markers(text, faults):
            text = without_forbidden(text, faults)
            root = _Builder(text, faults).build()
    except GiveUpError:
        root = None
    except yaml.YAMLError as error:
        try:
            explain(error, text, faults)
        except GiveUpError:
            root = None
    return Reading(root, faults.told())


def _event_source(text: str) -> Callable[[], Any]:
    if CParser is not None:
        return CParser(text).get_event
    return yaml.SafeLoader(text).get_event


class _Builder:
    """Make a tree from the parser's events."""

    def __init__(self, text: str, faults: Faults) -> None:
        self._text = text
        self._faults = faults
        self._depth = 0
        self._left = MAX_VALUES
        self._next = _event_source(text)

    def build(self) -> Node | None:
        self._next()
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        if event.version or event.tags:
            self._add(event, "directives (lines with %) have no use here")
        root = self._value(self._next())
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._add(
                event,
                "a second document begins here; one file holds one document, "
                "so take the `---` out",
            )
            raise GiveUpError
        return root

    def _value(self, event: Any) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.AliasEvent:
            self._add(
                event,
                "aliases are refused; write the value out",
                f"*{shown(event.anchor)}",
            )
            return self._nothing(event)
        self._refuse_extras(event)
        self._count(event)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._add(event, f"nested more than {MAX_DEPTH} levels deep")
            raise GiveUpError
        node: Node
        if kind is yaml.MappingStartEvent:
            node = self._mapping(event)
        else:
            node = self._list(event)
        self._depth -= 1
        return node

    def _scalar(self, event: Any) -> ScalarNode:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        self._count(event)
        start = event.start_mark
        line: int = start.line + 1
        text: str = event.value
        style: str = event.style or ""
        value = text if style else resolve_plain(text)
        if style == '"' and FORBIDDEN.search(text):
            for found in FORBIDDEN.finditer(text):
                self._faults.add(line, *character_fault(found.group()))
        end: int = event.end_mark.index
        return ScalarNode(value, start.index, end, line, style, text)

    def _mapping(self, event: Any) -> MapNode:
        start = event.start_mark
        node = MapNode(
            start.index, start.index, start.line + 1, bool(event.flow_style)
        )
        if node.flow and self._text[start.index : start.index + 1] != "{":
            self._add(event, "a pair inside brackets needs braces around it")
        pairs = node.pairs
        while True:
            inner: Any = self._next()
            if type(inner) is yaml.MappingEndEvent:
                mark: Any = inner.end_mark
                node.end = mark.index
                return node
            key = self._key(inner)
            value = self._value(self._next())
            if key is None:
                continue
            name = key.raw
            if name in pairs:
                first = pairs[name].key.line
                self._faults.add(
                    key.line,
                    f"this key stands in line {first} already",
                    shown(name),
                )
            else:
                pairs[name] = Pair(key, value)

    def _key(self, event: Any) -> ScalarNode | None:
        if type(event) is not yaml.ScalarEvent:
            self._add(event, "a key must be a single text")
            self._value(event)
            return None
        key = self._scalar(event)
        if not isinstance(key.value, str):
            self._faults.add(
                key.line,
                "YAML does not read this key as text; write it in quotes",
                shown(key.raw),
            )
            return None
        return key

    def _list(self, event: Any) -> ListNode:
        start = event.start_mark
        node = ListNode(
            start.index, start.index, start.line + 1, bool(event.flow_style)
        )
        while True:
            inner: Any = self._next()
            if type(inner) is yaml.SequenceEndEvent:
                mark: Any = inner.end_mark
                node.end = mark.index
                return node
            node.items.append(self._value(inner))

    def _nothing(self, event: Any) -> ScalarNode:
        start = event.start_mark
        return ScalarNode(
            None, start.index, event.end_mark.index, start.line + 1
        )

    def _count(self, event: Any) -> None:
        self._left -= 1
        if self._left < 0:
            self._add(event, f"more than {MAX_VALUES} values; split the file")
            raise GiveUpError

    def _add(self, event: Any, message: str, value: str = "") -> None:
        self._faults.add(event.start_mark.line + 1, message, value)

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._add(
                event,
                "anchors are refused; write each value where it belongs",
                f"&{shown(event.anchor)}",
            )
        if event.tag is not None:
            self._add(
                event,
                "tags are refused, and nothing is executed; write the plain "
                "value",
                shown(event.tag),
            )
