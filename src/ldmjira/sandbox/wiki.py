"""Jira's wiki markup: read it into a document, and write one as markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .adf import document, text_node

__all__ = ["adf_to_wiki", "wiki_to_adf"]

Node = Mapping[str, Any]
Block = dict[str, Any]

_HEADING = re.compile(r"h([1-6])\.\s+(.*)")
_BULLET = re.compile(r"([*#]+|-)\s+(.*)")
_FENCE = re.compile(r"\{(code|noformat)(?::([^}]*))?\}")
_INLINE = re.compile(
    r"""
    \\\\(?P<br>)
  | \\(?P<escaped>[-*_+^~{}\[\]|!\\])
  | \{\{(?P<code>.+?)\}\}
  | \[~accountid:(?P<mention>[^\]]+)\]
  | \[(?P<label>[^\]|\n]+)\|(?P<href>[^\]|\s]+)(?:\|[^\]\n]*)?\]
  | \[(?P<plain>(?:https?|ftp|mailto):[^\]\s|]+)\]
  | (?P<bare>https?://[^\s\]|}<>"]+)
  | \{color:(?P<colour>[^}]+)\}(?P<coloured>.*?)\{color\}
  | (?<![\w\\])\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*(?!\w)
  | (?<![\w\\])_(?P<em>[^\s_](?:[^_\n]*?[^\s_])?)_(?!\w)
  | (?<![\w\\])\+(?P<underline>[^\s+](?:[^+\n]*[^\s+])?)\+(?!\w)
  | (?<![\w\\-])-(?P<strike>[^\s-](?:[^-\n]*[^\s-])?)-(?![\w-])
  | (?<![\w\\])\^(?P<sup>[^\s^]+)\^
  | (?<![\w\\])~(?P<sub>[^\s~]+)~
    """,
    re.VERBOSE,
)

_IN_QUOTE = {"paragraph", "bulletList", "orderedList", "codeBlock"}


def wiki_to_adf(text: str) -> dict[str, Any]:
    """Read wiki markup into a document."""
    return document(*_Reader(text).blocks())


class _Reader:
    """Walk through the lines of a text."""

    def __init__(self, text: str) -> None:
        self._lines = text.replace("\r\n", "\n").split("\n")
        self._at = 0

    def blocks(self) -> list[Block]:
        found: list[Block] = []
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            if not line:
                self._at += 1
                continue
            if _BULLET.match(line) and line != "----":
                found.extend(self._lists())
            else:
                found.append(self._block(line))
        return found

    def _block(self, line: str) -> Block:  # noqa: PLR0911
        fence = _FENCE.match(line)
        if fence:
            return self._code(line, fence)
        if line.startswith("{quote}"):
            return self._quote(line)
        if line == "----":
            self._at += 1
            return {"type": "rule"}
        heading = _HEADING.match(line)
        if heading:
            self._at += 1
            return {
                "type": "heading",
                "attrs": {"level": int(heading[1])},
                "content": _inline(heading[2]),
            }
        if line.startswith("bq. "):
            self._at += 1
            inner = {"type": "paragraph", "content": _inline(line[4:])}
            return {"type": "blockquote", "content": [inner]}
        if line.startswith("|"):
            return self._table()
        return self._paragraph()

    def _code(self, line: str, fence: re.Match[str]) -> Block:
        closing = f"{{{fence[1]}}}"
        rest = line[fence.end() :]
        collected: list[str] = []
        if closing in rest:
            collected.append(rest.split(closing)[0])
            self._at += 1
        else:
            if rest:
                collected.append(rest)
            self._at += 1
            while self._at < len(self._lines):
                raw = self._lines[self._at]
                self._at += 1
                if closing in raw:
                    before = raw.split(closing)[0]
                    if before.strip():
                        collected.append(before)
                    break
                collected.append(raw)
        block: Block = {"type": "codeBlock", "attrs": {}}
        if fence[2] and "=" not in fence[2]:
            block["attrs"] = {"language": fence[2].split("|")[0]}
        body = "\n".join(collected)
        if body:
            block["content"] = [text_node(body)]
        return block

    def _quote(self, line: str) -> Block:
        rest = line[len("{quote}") :]
        collected: list[str] = []
        self._at += 1
        if "{quote}" in rest:
            collected.append(rest.split("{quote}")[0])
        else:
            collected.append(rest)
            while self._at < len(self._lines):
                raw = self._lines[self._at]
                self._at += 1
                if "{quote}" in raw:
                    collected.append(raw.split("{quote}")[0])
                    break
                collected.append(raw)
        inner = [
            block
            for block in _Reader("\n".join(collected)).blocks()
            if block["type"] in _IN_QUOTE
        ]
        return {
            "type": "blockquote",
            "content": inner or [{"type": "paragraph", "content": []}],
        }

    def _table(self) -> Block:
        rows: list[Block] = []
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            if not line.startswith("|"):
                break
            self._at += 1
            kind = "tableHeader" if line.startswith("||") else "tableCell"
            mark = "||" if kind == "tableHeader" else "|"
            cells = line.strip("|").split(mark)
            rows.append(
                {
                    "type": "tableRow",
                    "content": [_cell(kind, cell.strip()) for cell in cells],
                }
            )
        return {"type": "table", "content": rows}

    def _lists(self) -> list[Block]:
        items: list[tuple[str, str]] = []
        while self._at < len(self._lines):
            raw = self._lines[self._at].strip()
            match = _BULLET.match(raw)
            if match:
                items.append((match[1].replace("-", "*"), match[2]))
            elif raw and items and not self._starts_block(raw):
                marker, before = items[-1]
                items[-1] = (marker, f"{before}\n{raw}")
            else:
                break
            self._at += 1
        return _nest(items, 1)

    def _paragraph(self) -> Block:
        collected: list[str] = []
        while self._at < len(self._lines):
            raw = self._lines[self._at].strip()
            if not raw or (collected and self._starts_block(raw)):
                break
            collected.append(raw)
            self._at += 1
        return {"type": "paragraph", "content": _inline("\n".join(collected))}

    @staticmethod
    def _starts_block(line: str) -> bool:
        return bool(
            _HEADING.match(line)
            or _BULLET.match(line)
            or _FENCE.match(line)
            or line.startswith(("|", "{quote}", "bq. "))
            or line == "----"
        )


def _cell(kind: str, text: str) -> Block:
    inner = {"type": "paragraph", "content": _inline(text)}
    return {"type": kind, "attrs": {}, "content": [inner]}


def _nest(items: list[tuple[str, str]], depth: int) -> list[Block]:
    """Turn marked lines into nested lists."""
    lists: list[Block] = []
    place = 0
    while place < len(items):
        marker, text = items[place]
        kind = "orderedList" if marker[depth - 1] == "#" else "bulletList"
        if not lists or lists[-1]["type"] != kind:
            lists.append({"type": kind, "content": []})
        inner = {"type": "paragraph", "content": _inline(text)}
        item: Block = {"type": "listItem", "content": [inner]}
        place += 1
        below: list[tuple[str, str]] = []
        while place < len(items) and len(items[place][0]) > depth:
            below.append(items[place])
            place += 1
        if below:
            item["content"].extend(_nest(below, depth + 1))
        lists[-1]["content"].append(item)
    return lists


def _inline(text: str, marks: tuple[Node, ...] = ()) -> list[Block]:
    nodes: list[Block] = []

    def plain(part: str) -> None:
        for place, line in enumerate(part.split("\n")):
            if place:
                nodes.append({"type": "hardBreak"})
            if not line:
                continue
            if (
                nodes
                and nodes[-1].get("type") == "text"
                and nodes[-1].get("marks", []) == list(marks)
            ):
                nodes[-1]["text"] += line
            else:
                nodes.append(text_node(line, marks))

    at = 0
    for match in _INLINE.finditer(text):
        plain(text[at : match.start()])
        at = match.end()
        nodes.extend(_marked(match, marks, plain))
    plain(text[at:])
    return nodes


def _marked(  # noqa: PLR0911
    match: re.Match[str],
    marks: tuple[Node, ...],
    plain: Callable[[str], None],
) -> list[Block]:
    kind = str(match.lastgroup)
    inner = match[kind]
    match kind:
        case "br":
            return [{"type": "hardBreak"}]
        case "escaped":
            plain(inner)
            return []
        case "code":
            return [text_node(inner, (*_links(marks), {"type": "code"}))]
        case "mention":
            return [{"type": "mention", "attrs": {"id": inner, "text": ""}}]
        case "href":
            link = {"type": "link", "attrs": {"href": inner}}
            return _inline(match["label"], (*marks, link))
        case "plain" | "bare":
            link = {"type": "link", "attrs": {"href": inner}}
            return [text_node(inner, (*marks, link))]
        case "coloured":
            colour = {"type": "textColor", "attrs": {"color": match["colour"]}}
            return _inline(inner, (*marks, colour))
        case "sup" | "sub":
            mark = {"type": "subsup", "attrs": {"type": kind}}
            return _inline(inner, (*marks, mark))
        case _:
            return _inline(inner, (*marks, {"type": kind}))


def _links(marks: tuple[Node, ...]) -> tuple[Node, ...]:
    """Marks that may stand beside ``code``."""
    return tuple(mark for mark in marks if mark["type"] == "link")


def adf_to_wiki(value: Any) -> str:
    """Write a document as wiki markup."""
    if not isinstance(value, Mapping):
        return ""
    return "\n\n".join(_wiki(node) for node in value.get("content", ()))


def _inside(node: Node) -> str:
    return "".join(_wiki(child) for child in node.get("content", ()))


_WRAPS = {
    "strong": "*", "em": "_", "underline": "+", "strike": "-",
}  # fmt: skip


def _text_wiki(node: Node) -> str:
    marks = node.get("marks", ())
    shown = str(node["text"])
    if not marks:
        return _INLINE.sub(_escaped, shown)
    for mark in marks:
        kind, attributes = mark["type"], mark.get("attrs", {})
        if kind in _WRAPS:
            shown = f"{_WRAPS[kind]}{shown}{_WRAPS[kind]}"
        elif kind == "code":
            shown = f"{{{{{shown}}}}}"
        elif kind == "link":
            href = attributes["href"]
            shown = f"[{href}]" if href == shown else f"[{shown}|{href}]"
        elif kind == "subsup":
            sign = "^" if attributes["type"] == "sup" else "~"
            shown = f"{sign}{shown}{sign}"
        elif kind == "textColor":
            shown = f"{{color:{attributes['color']}}}{shown}{{color}}"
    return shown


def _escaped(match: re.Match[str]) -> str:
    """Keep words that look like markup from being read as such."""
    if match.lastgroup in {"bare", "escaped", "br"}:
        return match[0]
    return "\\" + match[0]


def _list_wiki(node: Node, prefix: str) -> str:
    mark = prefix + ("#" if node["type"] == "orderedList" else "*")
    lines = []
    for item in node.get("content", ()):
        for place, child in enumerate(item.get("content", ())):
            if child["type"] in {"bulletList", "orderedList"}:
                lines.append(_list_wiki(child, mark))
            elif place == 0:
                lines.append(f"{mark} {_inside(child)}")
            else:
                lines.append(_wiki(child))
    return "\n".join(lines)


def _table_wiki(node: Node) -> str:
    lines = []
    for row in node.get("content", ()):
        cells = row.get("content", ())
        mark = "|"
        shown = []
        for cell in cells:
            mark = "||" if cell["type"] == "tableHeader" else "|"
            shown.append(
                mark + " ".join(_wiki(c) for c in cell.get("content", ()))
            )
        lines.append("".join(shown) + mark)
    return "\n".join(lines)


def _wiki(node: Node) -> str:  # noqa: C901, PLR0911
    kind = node.get("type")
    attributes = node.get("attrs", {})
    match kind:
        case "text":
            return _text_wiki(node)
        case "hardBreak":
            return "\n"
        case "heading":
            return f"h{attributes['level']}. {_inside(node)}"
        case "bulletList" | "orderedList":
            return _list_wiki(node, "")
        case "codeBlock":
            language = attributes.get("language")
            head = f"{{code:{language}}}" if language else "{noformat}"
            tail = "{code}" if language else "{noformat}"
            return f"{head}\n{_inside(node)}\n{tail}"
        case "blockquote":
            inner = "\n\n".join(_wiki(c) for c in node.get("content", ()))
            return f"{{quote}}{inner}{{quote}}"
        case "panel":
            inner = "\n\n".join(_wiki(c) for c in node.get("content", ()))
            return f"{{panel}}\n{inner}\n{{panel}}"
        case "rule":
            return "----"
        case "table":
            return _table_wiki(node)
        case "mention":
            return f"[~accountid:{attributes.get('id')}]"
        case "emoji" | "status":
            return str(attributes.get("text") or attributes.get("shortName"))
        case "inlineCard" | "blockCard" | "embedCard":
            return f"[{attributes.get('url', '')}]"
    return _inside(node)
