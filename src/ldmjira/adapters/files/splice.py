"""Change values in a YAML text so that only their lines differ.

The text is never written anew: the tree of the old text is compared with the
data wanted, and each difference becomes a replacement of some characters.
Comments, order, quoting and blank lines of everything else stay.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from .layout import (
    FileKind,
    Path,
    in_order,
    inline,
    item_lines,
    lines_of,
    order_key,
)
from .scalars import write_scalar
from .yaml_nodes import ListNode, MapNode, Node, Pair, ScalarNode, plain

__all__ = ["same", "splice"]


def splice(
    text: str, root: Node | None, wanted: Mapping[str, Any], *, kind: FileKind
) -> str:
    """Give the text that holds the data wanted.

    Parameters
    ----------
    text
        Text as it is.
    root
        Its tree; ``None`` if it holds nothing but comments.
    wanted
        Plain data that the new text shall hold.
    kind
        Kind of the file, for the order of new keys.

    Returns
    -------
    str
        New text; the caller reads it back to be sure.
    """
    if same(plain(root) or {}, wanted):
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    return _Splicer(text, kind=kind, newline=newline).changed(root, wanted)


def same(one: Any, other: Any) -> bool:
    """Whether two values are alike, in type too (``1`` is not ``true``)."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(
            same(value, other[key]) for key, value in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or one != one)  # noqa: PLR0124


class _RewriteError(Exception):
    """The value cannot be changed in parts: write all of it anew."""


class _Splicer:
    """Collect replacements of characters, then make them all."""

    def __init__(self, text: str, *, kind: FileKind, newline: str) -> None:
        self._ends_open = not text.endswith("\n") and bool(text)
        self._text = f"{text}{newline}" if self._ends_open else text
        self._kind = kind
        self._newline = newline
        self._edits: list[tuple[int, int, str]] = []

    def changed(self, root: Node | None, wanted: Mapping[str, Any]) -> str:
        if isinstance(root, MapNode) and root.pairs and wanted:
            if root.flow:
                self._edit(root.start, root.end, self._flow(root, wanted, ()))
                return self._result()
            try:
                self._change_map(root, wanted, ())
            except _RewriteError:
                self._edits.clear()
            else:
                return self._result()
        start, end = len(self._text), len(self._text)
        if root is not None:
            start, end = self._line_start(root.start), self._after(root)
        keys = in_order(wanted, kind=self._kind, path=())
        lines = self._new_pairs(keys, wanted, (), 0)
        new = self._joined(lines) if wanted else f"{{}}{self._newline}"
        self._edit(start, end, new)
        return self._result()

    def _result(self) -> str:
        # At one place, what is added comes before what is taken away.
        ordered = sorted(
            self._edits, key=lambda edit: (edit[0], edit[1] > edit[0])
        )
        parts: list[str] = []
        done = 0
        for start, end, new in ordered:
            parts += [self._text[done:start], new]
            done = max(done, end)
        parts.append(self._text[done:])
        new = "".join(parts)
        if self._ends_open and done < len(self._text):
            return new.removesuffix(self._newline)
        return new

    def _edit(self, start: int, end: int, new: str) -> None:
        self._edits.append((start, end, new))

    def _joined(self, lines: list[str] | tuple[str, ...]) -> str:
        return "".join(f"{line}{self._newline}" for line in lines)

    # -- Blocks --------------------------------------------------------

    def _change_map(
        self, node: MapNode, wanted: Mapping[str, Any], path: Path
    ) -> None:
        old = list(node.pairs)
        if not any(key in wanted for key in old):
            raise _RewriteError
        for pair in node.pairs.values():
            self._must_begin_line(pair.key.start, "")
        for key, pair in node.pairs.items():
            if key in wanted:
                self._change_pair(pair, wanted[key], (*path, key))
            else:
                start = self._line_start(pair.key.start)
                self._edit(start, self._after_pair(pair), "")
        self._add_keys(node, wanted, path)

    def _add_keys(
        self, node: MapNode, wanted: Mapping[str, Any], path: Path
    ) -> None:
        old = list(node.pairs)
        new = [
            key
            for key in in_order(wanted, kind=self._kind, path=path)
            if key not in node.pairs
        ]
        after: dict[str | None, list[str]] = {}
        for key in new:
            after.setdefault(self._neighbour(old, key, path), []).append(key)
        indent = self._column(node.pairs[old[0]].key.start)
        for neighbour, keys in after.items():
            lines = self._new_pairs(keys, wanted, path, indent)
            apart = [""] if self._stands_apart(path) else []
            if neighbour is None:
                place = self._above_comments(node.pairs[old[0]].key.start)
                self._edit(place, place, self._joined([*lines, *apart]))
            else:
                place = self._after_pair(node.pairs[neighbour])
                self._edit(place, place, self._joined([*apart, *lines]))

    def _neighbour(self, old: list[str], key: str, path: Path) -> str | None:
        rank = order_key(self._kind, path, key)
        if rank is None:
            return old[-1]
        before = [
            other
            for other in old
            if (known := order_key(self._kind, path, other)) is not None
            and known < rank
        ]
        return before[-1] if before else None

    def _new_pairs(
        self,
        keys: list[str],
        wanted: Mapping[str, Any],
        path: Path,
        indent: int,
    ) -> list[str]:
        found: list[str] = []
        for key in keys:
            head, below = lines_of(
                wanted[key], kind=self._kind, path=(*path, key), indent=indent
            )
            if found and self._stands_apart(path):
                found.append("")
            found += [f"{' ' * indent}{write_scalar(key)}:{head}", *below]
        return found

    def _stands_apart(self, path: Path) -> bool:
        return self._kind is FileKind.FEATURES and not path

    def _change_pair(self, pair: Pair, wanted: Any, path: Path) -> None:
        node = pair.value
        if same(plain(node), wanted):
            return
        made = len(self._edits)
        try:
            if isinstance(node, MapNode) and isinstance(wanted, Mapping):
                self._change_inside(node, wanted, path)
                return
            if isinstance(node, ListNode) and isinstance(wanted, list):
                self._change_inside(node, wanted, path)
                return
        except _RewriteError:
            del self._edits[made:]
        self._replace(pair, wanted, path)

    def _change_inside(
        self, node: MapNode | ListNode, wanted: Any, path: Path
    ) -> None:
        if not wanted or not plain(node):
            raise _RewriteError
        if node.flow:
            self._edit(node.start, node.end, self._flow(node, wanted, path))
        elif isinstance(node, MapNode):
            self._change_map(node, wanted, path)
        else:
            self._change_list(node, wanted, path)

    def _change_list(
        self, node: ListNode, wanted: list[Any], path: Path
    ) -> None:
        dashes = [self._dash(item) for item in node.items]
        for dash in dashes:
            self._must_begin_line(dash, "")
        indent = self._column(dashes[0])
        old = [json.dumps(plain(item)) for item in node.items]
        new = [json.dumps(item) for item in wanted]
        matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                continue
            both = min(i2 - i1, j2 - j1)
            for i, j in zip(range(i1, i2), range(j1, j2), strict=False):
                self._change_item(node.items[i], wanted[j], path, dashes[i])
            for i in range(i1 + both, i2):
                start = self._line_start(dashes[i])
                self._edit(start, self._after(node.items[i]), "")
            if j1 + both < j2:
                lines: list[str] = []
                for item in wanted[j1 + both : j2]:
                    lines += item_lines(item, self._kind, path, indent)
                last = i1 + both - 1
                if last < 0:
                    place = self._above_comments(dashes[0])
                else:
                    place = self._after(node.items[last])
                self._edit(place, place, self._joined(lines))

    def _change_item(
        self, item: Node, wanted: Any, path: Path, dash: int
    ) -> None:
        if isinstance(item, ScalarNode) and not isinstance(
            wanted, Mapping | list
        ):
            if not self._is_block(item) and item.start < item.end:
                self._edit(item.start, item.end, write_scalar(wanted))
                return
        elif not isinstance(item, ScalarNode) and item.flow:
            text = self._flow(item, wanted, (*path, ""))
            self._edit(item.start, item.end, text)
            return
        lines = item_lines(wanted, self._kind, path, self._column(dash))
        start = self._line_start(dash)
        self._edit(start, self._after(item), self._joined(lines))

    # -- Single values -------------------------------------------------

    def _replace(self, pair: Pair, wanted: Any, path: Path) -> None:
        node = pair.value
        colon = self._colon(pair.key)
        head, below = lines_of(
            wanted,
            kind=self._kind,
            path=path,
            indent=self._column(pair.key.start),
        )
        lines = self._joined(below)
        if self._is_block(node):
            eol = self._after_line(colon)
            if isinstance(node, ScalarNode):
                self._edit(colon, eol, f"{head}{self._newline}")
            else:
                self._edit(colon, colon, head)
            self._edit(eol, self._after(node), lines)
        elif not below and node.start < node.end:
            self._edit(node.start, node.end, head.lstrip(" "))
        else:
            self._edit(colon, max(colon, node.end), head)
            place = self._after_line(max(colon, node.end))
            self._edit(place, place, lines)

    def _flow(self, node: Node, wanted: Any, path: Path) -> str:
        if isinstance(node, MapNode) and isinstance(wanted, Mapping):
            order = [key for key in node.pairs if key in wanted]
            for key in in_order(wanted, kind=self._kind, path=path):
                if key in node.pairs:
                    continue
                neighbour = (
                    self._neighbour(order, key, path) if order else None
                )
                at = order.index(neighbour) + 1 if neighbour else 0
                order.insert(at, key)
            return inline({key: wanted[key] for key in order})
        return inline(wanted)

    # -- Places --------------------------------------------------------

    def _is_block(self, node: Node) -> bool:
        if isinstance(node, ScalarNode):
            return node.style in {"|", ">"}
        return not node.flow

    def _after_pair(self, pair: Pair) -> int:
        return max(self._after_line(pair.key.end), self._after(pair.value))

    def _after(self, node: Node) -> int:
        """Beginning of the line that follows a value."""
        if isinstance(node, MapNode | ListNode) and not node.flow:
            if isinstance(node, MapNode):
                return self._after_pair(list(node.pairs.values())[-1])
            last = node.items[-1]
            return max(self._after_line(self._dash(last)), self._after(last))
        if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
            body = self._text[node.start : node.end]
            if "+" in body.split("\n", 1)[0]:
                return self._line_start(node.end)
            return self._after_line(node.start + len(body.rstrip()))
        return self._after_line(node.end)

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _after_line(self, index: int) -> int:
        end = self._text.find("\n", index)
        return len(self._text) if end < 0 else end + 1

    def _column(self, index: int) -> int:
        return index - self._line_start(index)

    def _colon(self, key: ScalarNode) -> int:
        return self._text.index(":", key.end) + 1

    def _dash(self, item: Node) -> int:
        return self._text.rindex("-", 0, item.start)

    def _must_begin_line(self, index: int, lead: str) -> None:
        start = self._line_start(index)
        if self._text[start:index].strip(" ") != lead:
            raise _RewriteError

    def _above_comments(self, index: int) -> int:
        """Beginning of the comment that stands right above a line."""
        column = self._column(index)
        place = self._line_start(index)
        while place > 0:
            above = self._line_start(place - 1)
            line = self._text[above:place]
            if not line.startswith(" " * column + "#"):
                break
            place = above
        # What opens the file is its own comment, not that of the first key.
        return place if place > 0 else self._line_start(index)
