"""Faults of the models, told with file, line and value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from ldmjira.core.nearest import did_you_mean
from ldmjira.exceptions import Problem

from .yaml_faults import shown
from .yaml_nodes import ListNode, MapNode, Node, Pair, ScalarNode, plain

__all__ = ["fits", "problems_of"]

_FORMS: Final = {
    "^LDM-": "a milestone code, which looks like LDM-503-17a",
    "^DM-": "a feature code, which looks like DM-DAX-9",
    "-T[1-9]": "a test case, which looks like LVV-T36",
    "-P[1-9]": "a test plan, which looks like LVV-P90",
    "-[RC][1-9]": "a test cycle, which looks like LVV-R181",
    "_]*-[1-9]": "an issue key, which looks like DM-17143",
    "(-[A-Z0-9]+)+": "a requirement, which looks like DMS-REQ-0010",
    "(\\.[0-9]+)*": 'a section number in quotes, which looks like "3.39"',
}


def fits(pattern_owner: Any, text: str) -> bool:
    """Whether a text has the form of an annotated key type."""
    pattern: str = pattern_owner.__metadata__[0].pattern
    return re.fullmatch(pattern, text) is not None


def problems_of(
    error: ValidationError,
    *,
    node: Node,
    model: type[BaseModel],
    file: str,
    line: int,
) -> list[Problem]:
    """Turn each fault that pydantic found into a problem.

    Parameters
    ----------
    error
        What pydantic found.
    node
        Tree of the object.
    model
        Model of the object, for the names of its fields.
    file
        Name of the file.
    line
        Line of the object, where no nearer place is known.

    Returns
    -------
    list of Problem
        One for each place and fault.
    """
    found: dict[Problem, None] = {}
    for fault in error.errors(include_url=False):
        if fault["loc"] and str(fault["loc"][-1]).startswith("literal["):
            continue  # the other half of the union says what is wanted
        place = _Place(node, line)
        place.follow(fault["loc"])
        message, with_value = _message(dict(fault), place, model)
        value = _value(place, fault) if with_value else ""
        found.setdefault(Problem(file, place.line, message, value))
    return list(found)


class _Place:
    """The nearest thing in the tree to what pydantic points at."""

    def __init__(self, node: Node, line: int) -> None:
        self.node: Node | None = node
        self.line = line
        self.names: list[str] = []
        self.raw = ""
        self.at_key = False

    def follow(self, loc: tuple[int | str, ...]) -> None:
        for part in loc:
            if part == "[key]":
                self.at_key = True
            elif isinstance(self.node, MapNode):
                pair = self.node.pairs.get(str(part))
                if pair is not None:
                    self._go(pair, str(part))
            elif isinstance(self.node, ListNode) and isinstance(part, int):
                self.node = self.node.items[part]
                self.line = self.node.line
                self.names.append(str(part + 1))

    def _go(self, pair: Pair, name: str) -> None:
        self.names.append(name)
        self.node = pair.value
        self.raw = pair.key.raw
        inline = isinstance(pair.value, ScalarNode) or pair.value.flow
        on_key = not inline or pair.value.line < pair.key.line
        self.line = pair.key.line if on_key else pair.value.line

    @property
    def name(self) -> str:
        return "/".join(self.names)


def _value(place: _Place, fault: Any) -> str:
    if place.at_key:
        return shown(place.raw)
    if isinstance(place.node, ScalarNode):
        return shown(place.node.raw or "nothing")
    return shown(plain(place.node) if place.node else fault["input"])


def _message(
    fault: dict[str, Any], place: _Place, model: type[BaseModel]
) -> tuple[str, bool]:
    kind: str = fault["type"]
    last = str(fault["loc"][-1]) if fault["loc"] else ""
    if kind == "missing":
        where = f" of {place.name}" if place.names else ""
        return f"`{last}`{where} is missing", False
    if kind == "extra_forbidden":
        known = _unknown_key(last, fault["loc"], model)
        return f"unknown key `{shown(last)}`{known}", False
    words = _SIMPLE.get(kind) or _by_context(kind, fault, place)
    return f"`{place.name}` {words}" if place.names else words, True


_SIMPLE: Final = {
    "date_from_datetime_parsing": "must be a date like 2019-02-25, or null",
    "date_type": "must be a date like 2019-02-25, or null",
    "date_parsing": "must be a date like 2019-02-25, or null",
    "value_error": "is not a date of the calendar",
    "string_too_short": "is empty; write a text, or take the line out",
    "tuple_type": "must be a list, each element on a line `- element`",
    "too_short": "must name at least one element",
    "mapping_type": "must be a block of `key: value` lines",
    "dict_type": "must be a block of `key: value` lines",
    "model_type": "must be a block of `key: value` lines",
    "model_attributes_type": "must be a block of `key: value` lines",
}


def _by_context(kind: str, fault: dict[str, Any], place: _Place) -> str:
    context: Mapping[str, Any] = fault.get("ctx", {})
    if kind == "string_type":
        return _not_text(place)
    if kind == "string_pattern_mismatch":
        if place.names[-1:] == ["until"]:
            return "must be `never` or a milestone code like LDM-503-17a"
        pattern = str(context.get("pattern", ""))
        form = next((w for p, w in _FORMS.items() if p in pattern), None)
        return f"is not {form or f'of the form {pattern}'}"
    if kind == "string_too_long":
        return f"is longer than {context.get('max_length')} characters"
    if kind in {"enum", "literal_error"}:
        return f"must be {context.get('expected')}"
    return str(fault["msg"])


def _not_text(place: _Place) -> str:
    node = place.node
    if isinstance(node, ScalarNode):
        if node.value is None:
            return "must be text, and nothing stands here"
        return f'must be text; write it in quotes: "{shown(node.raw)}"'
    return "must be a single text"


def _unknown_key(
    name: str, loc: tuple[int | str, ...], model: type[BaseModel]
) -> str:
    fields = list(_model_at(model, loc).model_fields)
    nearest = difflib.get_close_matches(name, fields, n=1)
    known = did_you_mean([f"`{each}`" for each in nearest])
    return known or f"; known here: {', '.join(fields)}"


def _model_at(
    model: type[BaseModel], loc: tuple[int | str, ...]
) -> type[BaseModel]:
    for part in loc[:-1]:
        field = model.model_fields.get(str(part))
        if field is not None:
            model = next(iter(_models_in(field.annotation)), model)
    return model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    found: list[type[BaseModel]] = []
    for inner in getattr(annotation, "__args__", ()):
        found += _models_in(inner)
    return found
