"""How our files look: the order of keys, and values as lines of text."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from ldmjira.models.keys import natural_key
from ldmjira.models.mapping import (
    Campaign,
    DraftCase,
    Feature,
    Milestone,
    RequirementLink,
    Step,
)

from .scalars import FORBIDDEN, write_scalar

__all__ = [
    "FileKind",
    "Path",
    "header_of",
    "in_order",
    "inline",
    "item_lines",
    "lines_of",
    "order_key",
]

_LINKS: Final = frozenset({"requirements", "cases"})
_ON_ONE_LINE: Final = frozenset({"scope", "confirmed", "elements", "priority"})
_LINK_DEPTH: Final = 2
_STEP: Final = 2


class FileKind(StrEnum):
    """Which of our files it is."""

    MILESTONE = "milestone"
    FEATURES = "feature"


Path = tuple[str, ...]


def header_of(kind: FileKind) -> str:
    """First line of a new file, for the editor."""
    return f"# yaml-language-server: $schema=../../schemas/{kind.value}.json\n"


def order_key(kind: FileKind, path: Path, key: str) -> Any:
    """Sort key of a key among its neighbours.

    Parameters
    ----------
    kind
        Kind of the file.
    path
        Names from the root of the file down to where the key stands.
    key
        The key.

    Returns
    -------
    object
        Comparable among the keys of one place; ``None`` if the key has no
        place of its own, and goes last.
    """
    if kind is FileKind.FEATURES:
        if not path:
            return natural_key(key)
        path = path[1:]
    if len(path) == 1 and path[0] in _LINKS:
        return natural_key(key)
    return _field_order(kind, path).get(key)


def _field_order(kind: FileKind, path: Path) -> dict[str, int]:
    match path:
        case ():
            return _FIELDS[kind.value]
        case ("campaign",):
            return _FIELDS["campaign"]
        case ("campaign", "drafts", _):
            return _FIELDS["draft"]
        case ("campaign", "drafts", _, "steps", _):
            return _FIELDS["step"]
        case ("requirements" | "cases", _):
            return _FIELDS["link"]
    return {}


_FIELDS: Final = {
    name: {field: rank for rank, field in enumerate(model.model_fields)}
    for name, model in (
        ("milestone", Milestone),
        ("feature", Feature),
        ("campaign", Campaign),
        ("draft", DraftCase),
        ("step", Step),
        ("link", RequirementLink),
    )
}


def inline(value: Any) -> str:
    """Text of a value on one line, collections in brackets."""
    if isinstance(value, Mapping):
        pairs = (
            f"{write_scalar(k, flow=True)}: {inline(v)}"
            for k, v in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return write_scalar(value, flow=True)


def lines_of(
    value: Any, *, kind: FileKind, path: Path, indent: int
) -> tuple[str, tuple[str, ...]]:
    """Text of a value below a key.

    Parameters
    ----------
    value
        Plain data.
    kind
        Kind of the file.
    path
        Names from the root of the file down to the value.
    indent
        Column in which the key stands.

    Returns
    -------
    tuple
        What stands after the colon (empty, or with a space before it), and
        the lines below, without newlines.
    """
    if isinstance(value, str) and "\n" in value:
        return _text_lines(value, indent)
    if not isinstance(value, Mapping | list | tuple):
        return f" {write_scalar(value)}", ()
    if not value or _is_one_line(kind, path):
        return f" {inline(value)}", ()
    if isinstance(value, Mapping):
        return "", _map_lines(value, kind, path, indent + _STEP)
    below: list[str] = []
    for item in value:
        below += item_lines(item, kind, path, indent + _STEP)
    return "", tuple(below)


def _is_one_line(kind: FileKind, path: Path) -> bool:
    if kind is FileKind.FEATURES:
        path = path[1:]
    in_links = len(path) >= _LINK_DEPTH and path[0] in _LINKS
    return bool(path) and (in_links or path[-1] in _ON_ONE_LINE)


def _map_lines(
    value: Mapping[str, Any], kind: FileKind, path: Path, indent: int
) -> tuple[str, ...]:
    found: list[str] = []
    for key in in_order(value, kind=kind, path=path):
        head, below = lines_of(
            value[key], kind=kind, path=(*path, key), indent=indent
        )
        found += [f"{' ' * indent}{write_scalar(key)}:{head}", *below]
    return tuple(found)


def item_lines(
    item: Any, kind: FileKind, path: Path, indent: int
) -> list[str]:
    """Text of an element of a list, as lines without newlines.

    Parameters
    ----------
    item
        Plain data.
    kind
        Kind of the file.
    path
        Names from the root of the file down to the list.
    indent
        Column in which the dash stands.

    Returns
    -------
    list of str
        At least one line.
    """
    lead = " " * indent
    if isinstance(item, Mapping) and item and not _is_one_line(kind, path):
        lines = _map_lines(item, kind, (*path, ""), indent + _STEP)
        return [f"{lead}- {lines[0].lstrip(' ')}", *lines[1:]]
    if isinstance(item, Mapping | list | tuple):
        return [f"{lead}- {inline(item)}"]
    return [f"{lead}- {write_scalar(item)}"]


def in_order(
    value: Mapping[str, Any], *, kind: FileKind, path: Path
) -> list[str]:
    """Keys of a new block, in the order of our files."""
    ranked = {key: order_key(kind, path, key) for key in value}
    known = [key for key, rank in ranked.items() if rank is not None]
    rest = [key for key, rank in ranked.items() if rank is None]
    return [*sorted(known, key=lambda key: ranked[key]), *rest]


def _text_lines(value: str, indent: int) -> tuple[str, tuple[str, ...]]:
    body = value.removesuffix("\n")
    lines = body.split("\n")
    unfit = (
        not lines[0].strip()
        or not lines[-1].strip()
        or any(line and not line.strip() for line in lines)
        or lines[0].startswith((" ", "\t"))
        or FORBIDDEN.search(value)
        or "\r" in value
    )
    if unfit:
        return f" {write_scalar(value)}", ()
    lead = " " * (indent + _STEP)
    mark = " |" if value.endswith("\n") else " |-"
    return mark, tuple(f"{lead}{line}" if line else "" for line in lines)
