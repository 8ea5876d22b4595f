"""Atlassian's document format: check it, show it as HTML or plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

__all__ = [
    "adf_to_html",
    "adf_to_text",
    "document",
    "is_valid_adf",
    "text_node",
]

Node = Mapping[str, Any]

_INLINE = {
    "text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status",
    "placeholder", "inlineExtension", "mediaInline",
}  # fmt: skip
_BLOCKS = {
    "paragraph", "heading", "bulletList", "orderedList", "codeBlock",
    "blockquote", "rule", "panel", "table", "mediaSingle", "mediaGroup",
    "expand", "taskList", "decisionList", "blockCard", "embedCard",
    "bodiedExtension", "extension", "layoutSection",
}  # fmt: skip
_IN_ITEM = {
    "paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle",
    "extension", "taskList",
}  # fmt: skip
_IN_CELL = (_BLOCKS - {"table", "expand", "layoutSection"}) | {"nestedExpand"}
_CHILDREN: dict[str, set[str]] = {
    "doc": _BLOCKS,
    "paragraph": _INLINE,
    "heading": _INLINE,
    "bulletList": {"listItem"},
    "orderedList": {"listItem"},
    "listItem": _IN_ITEM,
    "codeBlock": {"text"},
    "blockquote": {
        "paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle",
        "mediaGroup", "extension",
    },
    "panel": {
        "paragraph", "heading", "bulletList", "orderedList", "blockCard",
        "mediaGroup", "mediaSingle", "codeBlock", "taskList", "rule",
        "decisionList", "extension",
    },
    "table": {"tableRow"},
    "tableRow": {"tableCell", "tableHeader"},
    "tableCell": _IN_CELL,
    "tableHeader": _IN_CELL,
    "expand": _BLOCKS | {"nestedExpand"},
    "nestedExpand": _BLOCKS,
    "mediaSingle": {"media", "caption"},
    "mediaGroup": {"media"},
    "caption": _INLINE,
    "taskList": {"taskItem", "taskList", "blockTaskItem"},
    "taskItem": _INLINE,
    "blockTaskItem": {"paragraph", "extension"},
    "decisionList": {"decisionItem"},
    "decisionItem": _INLINE,
    "bodiedExtension": _BLOCKS,
    "layoutSection": {"layoutColumn"},
    "layoutColumn": _BLOCKS,
}  # fmt: skip
_MUST_HAVE_CHILDREN = {
    "bulletList", "orderedList", "listItem", "blockquote", "panel", "table",
    "tableCell", "tableHeader", "mediaSingle", "mediaGroup", "expand",
    "nestedExpand", "taskList", "decisionList", "bodiedExtension",
    "layoutSection", "layoutColumn",
}  # fmt: skip
_REQUIRED: dict[str, tuple[str, ...]] = {
    "heading": ("level",),
    "panel": ("panelType",),
    "mention": ("id",),
    "emoji": ("shortName",),
    "date": ("timestamp",),
    "status": ("text", "color"),
    "media": ("type",),
    "extension": ("extensionKey", "extensionType"),
    "bodiedExtension": ("extensionKey", "extensionType"),
    "inlineExtension": ("extensionKey", "extensionType"),
    "taskItem": ("localId", "state"),
    "taskList": ("localId",),
    "decisionItem": ("localId", "state"),
    "decisionList": ("localId",),
}
_MARKS = {
    "strong", "em", "code", "strike", "underline", "link", "subsup",
    "textColor", "backgroundColor", "annotation", "alignment", "indentation",
    "border", "breakout", "fragment", "dataConsumer", "unsupportedMark",
}  # fmt: skip
_NODES = set(_CHILDREN) | _INLINE | _BLOCKS | {"media"}
_PANELS = {"info", "note", "tip", "warning", "error", "success", "custom"}
_MAX_LEVEL = 6


def document(*blocks: Node) -> dict[str, Any]:
    """Return a document of these blocks."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def text_node(text: str, marks: Iterable[Node] = ()) -> dict[str, Any]:
    """Return a text node."""
    node: dict[str, Any] = {"type": "text", "text": text}
    held = list(marks)
    if held:
        node["marks"] = held
    return node


def is_valid_adf(value: Any) -> bool:
    """Whether Jira would take a value as a document."""
    return (
        isinstance(value, dict)
        and value.get("type") == "doc"
        and value.get("version") == 1
        and isinstance(value.get("content"), list)
        and set(value) <= {"type", "version", "content"}
        and _children_valid(value)
    )


def _children_valid(root: Node) -> bool:
    """Check all nodes below, without recursion: depth is the sender's."""
    todo = [root]
    while todo:
        node = todo.pop()
        children = node.get("content", [])
        allowed = _CHILDREN.get(node["type"], set())
        if not isinstance(children, list):
            return False
        for child in children:
            if not _node_valid(child) or child["type"] not in allowed:
                return False
        todo.extend(children)
    return True


def _node_valid(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    kind = node.get("type")
    if not isinstance(kind, str) or kind not in _NODES:
        return False
    attributes = node.get("attrs", {})
    if not isinstance(attributes, dict):
        return False
    if any(name not in attributes for name in _REQUIRED.get(kind, ())):
        return False
    if kind in _MUST_HAVE_CHILDREN and not node.get("content"):
        return False
    return _particulars_valid(kind, node, attributes) and _marks_valid(node)


def _particulars_valid(kind: str, node: Node, attributes: Node) -> bool:
    match kind:
        case "text":
            text = node.get("text")
            return (
                isinstance(text, str) and bool(text) and "content" not in node
            )
        case "heading":
            level = attributes["level"]
            return isinstance(level, int) and 1 <= level <= _MAX_LEVEL
        case "panel":
            return attributes["panelType"] in _PANELS
        case "inlineCard" | "blockCard" | "embedCard":
            return "url" in attributes or "data" in attributes
    return True


def _marks_valid(node: Node) -> bool:  # noqa: PLR0911
    marks = node.get("marks", [])
    if not isinstance(marks, list):
        return False
    for mark in marks:
        if not isinstance(mark, dict) or mark.get("type") not in _MARKS:
            return False
        attributes = mark.get("attrs", {})
        if mark["type"] == "link" and not isinstance(
            attributes.get("href"), str
        ):
            return False
        if mark["type"] == "subsup" and attributes.get("type") not in (
            "sub",
            "sup",
        ):
            return False
        if mark["type"] == "textColor" and "color" not in attributes:
            return False
    kinds = [mark["type"] for mark in marks]
    if len(set(kinds)) != len(kinds):
        return False
    return "code" not in kinds or set(kinds) <= {"code", "link", "annotation"}


def adf_to_text(value: Any) -> str:
    """Return the words of a document, for search."""
    parts: list[str] = []

    def walk(node: Node) -> None:
        kind = node.get("type")
        if kind == "text":
            parts.append(str(node.get("text", "")))
        elif kind == "hardBreak":
            parts.append("\n")
        elif kind in {"mention", "emoji", "status", "placeholder"}:
            attributes = node.get("attrs", {})
            parts.append(
                str(attributes.get("text") or attributes.get("shortName", ""))
            )
        elif kind in {"inlineCard", "blockCard", "embedCard"}:
            parts.append(str(node.get("attrs", {}).get("url", "")))
        for child in node.get("content", ()):
            walk(child)
        if kind in {"paragraph", "heading", "codeBlock", "tableCell"}:
            parts.append("\n")

    if isinstance(value, Mapping):
        walk(value)
    return "".join(parts).strip()


def adf_to_html(value: Any) -> str:
    """Return a document as the HTML of ``renderedFields``."""
    if not isinstance(value, Mapping):
        return ""
    return "\n\n".join(
        part for part in (_html(n) for n in value.get("content", ())) if part
    )


def _inside(node: Node) -> str:
    return "".join(_html(child) for child in node.get("content", ()))


def _lines(node: Node) -> str:
    return "\n".join(_html(child) for child in node.get("content", ()))


def _item(node: Node) -> str:
    """Render a list item: a lone paragraph loses its tag, as Jira does."""
    parts = []
    for place, child in enumerate(node.get("content", ())):
        if child.get("type") == "paragraph" and place == 0:
            parts.append(_inside(child))
        else:
            parts.append(_html(child))
    return f"\t<li>{''.join(parts)}</li>"


def _anchor(href: str, inner: str) -> str:
    return (
        f'<a href="{escape(href)}" class="external-link" '
        f'rel="nofollow noreferrer">{inner}</a>'
    )


_MARK_TAGS = {
    "strong": "b", "em": "em", "code": "tt", "strike": "del",
    "underline": "ins",
}  # fmt: skip


def _text_html(node: Node) -> str:
    shown = escape(str(node["text"]), quote=False)
    for mark in node.get("marks", ()):
        kind, attributes = mark["type"], mark.get("attrs", {})
        if kind in _MARK_TAGS:
            tag = _MARK_TAGS[kind]
            shown = f"<{tag}>{shown}</{tag}>"
        elif kind == "link":
            shown = _anchor(attributes["href"], shown)
        elif kind == "subsup":
            tag = attributes["type"]
            shown = f"<{tag}>{shown}</{tag}>"
        elif kind == "textColor":
            colour = escape(str(attributes["color"]))
            shown = f'<font color="{colour}">{shown}</font>'
    return shown


def _code_html(node: Node) -> str:
    language = node.get("attrs", {}).get("language") or "java"
    inner = escape(adf_to_text(node), quote=False)
    return (
        '<div class="code panel" style="border-width: 1px;">'
        '<div class="codeContent panelContent">\n'
        f'<pre class="code-{escape(language)}">{inner}</pre>\n</div></div>'
    )


def _table_html(node: Node) -> str:
    rows = []
    for row in node.get("content", ()):
        cells = []
        for cell in row.get("content", ()):
            tag = "th" if cell["type"] == "tableHeader" else "td"
            inner = "<br/>".join(
                _inside(c) if c["type"] == "paragraph" else _html(c)
                for c in cell.get("content", ())
            )
            cells.append(
                f"<{tag} class='confluence{tag.title()}'>{inner}</{tag}>"
            )
        rows.append("<tr>\n" + "\n".join(cells) + "\n</tr>")
    inner = "\n".join(rows)
    return (
        "<div class='table-wrap'>\n<table class='confluenceTable'><tbody>\n"
        f"{inner}\n</tbody></table>\n</div>"
    )


_RENDERERS: dict[str, Callable[[Node], str]] = {
    "text": _text_html,
    "hardBreak": lambda _: "<br/>\n",
    "paragraph": lambda n: f"<p>{_inside(n)}</p>" if n.get("content") else "",
    "bulletList": lambda n: f"<ul>\n{_lines(n)}\n</ul>\n",
    "orderedList": lambda n: f"<ol>\n{_lines(n)}\n</ol>\n",
    "listItem": _item,
    "codeBlock": _code_html,
    "blockquote": lambda n: f"<blockquote>{_inside(n)}</blockquote>",
    "panel": lambda n: (
        '<div class="panel" style="border-width: 1px;">'
        f'<div class="panelContent">\n{_inside(n)}\n</div></div>'
    ),
    "rule": lambda _: "<hr />",
    "table": _table_html,
    "mention": lambda n: escape(str(n["attrs"].get("text", ""))),
    "emoji": lambda n: escape(
        str(n["attrs"].get("text") or n["attrs"]["shortName"])
    ),
    "status": lambda n: escape(str(n["attrs"].get("text", ""))),
}


def _html(node: Node) -> str:
    kind = str(node.get("type"))
    if kind == "heading":
        level = node["attrs"]["level"]
        return f"<h{level}>{_inside(node)}</h{level}>"
    if kind in {"inlineCard", "blockCard", "embedCard"}:
        url = str(node.get("attrs", {}).get("url", ""))
        return _anchor(url, escape(url, quote=False))
    renderer = _RENDERERS.get(kind)
    return renderer(node) if renderer else _inside(node)
