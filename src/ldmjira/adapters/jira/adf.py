"""Atlassian Document Format: the rich text of Jira Cloud's API v3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, assert_never

from ldmjira.core.richtext import (
    Block,
    Break,
    CodeBlock,
    Heading,
    Inline,
    List,
    Paragraph,
    Rule,
    Text,
    is_faithful,
    parse_markdown,
    render_markdown,
    tidy_blocks,
    tidy_inlines,
)

__all__ = ["markdown_from_adf", "markdown_to_adf"]

_LISTS = {"bulletList": False, "orderedList": True}


class _Foreign:
    """Notes whether a document holds what we cannot write back."""

    def __init__(self) -> None:
        self.is_found = False


def markdown_from_adf(document: Any) -> tuple[str | None, bool]:
    """Read a document as Markdown in normal form.

    Parameters
    ----------
    document
        ADF, or ``None``.

    Returns
    -------
    tuple
        Markdown (``None`` if it says nothing), and whether the document
        holds what we cannot write back, such as a panel, a table or a
        mention; its text is still shown.
    """
    if document is None:
        return None, False
    foreign = _Foreign()
    blocks = tidy_blocks(_blocks(_content(document, foreign), foreign))
    return (
        render_markdown(blocks) or None,
        foreign.is_found or not is_faithful(blocks),
    )


def markdown_to_adf(markdown: str | None) -> dict[str, Any] | None:
    """Write Markdown as a document.

    Parameters
    ----------
    markdown
        Markdown as anybody writes it, or ``None``.

    Returns
    -------
    dict or None
        ADF; ``None`` empties the field.
    """
    blocks = parse_markdown(markdown or "")
    if not blocks:
        return None
    return {"type": "doc", "version": 1, "content": _write_blocks(blocks)}


def _blocks(nodes: Iterable[Any], foreign: _Foreign) -> Iterator[Block]:
    for node in nodes:
        kind = node.get("type") if isinstance(node, Mapping) else None
        attrs = _attrs(node)
        match kind:
            case "paragraph":
                foreign.is_found |= bool(node.get("marks"))
                yield Paragraph(_inlines(node, foreign))
            case "heading":
                foreign.is_found |= bool(node.get("marks"))
                level = attrs.get("level", 1)
                known = isinstance(level, int) and 1 <= level <= 6  # noqa: PLR2004
                yield Heading(level if known else 1, _inlines(node, foreign))
            case "codeBlock":
                text = "".join(_texts(node))
                yield CodeBlock(text, str(attrs.get("language") or ""))
            case "rule":
                yield Rule()
            case "bulletList" | "orderedList":
                foreign.is_found |= attrs.get("order", 1) not in (None, 1)
                yield List(
                    _LISTS[kind],
                    tuple(
                        tuple(_blocks(_content(item, foreign), foreign))
                        for item in _content(node, foreign)
                    ),
                )
            case _:
                foreign.is_found = True
                yield from _shown(node)


def _shown(node: Any) -> Iterator[Block]:
    """Show what is foreign as a paragraph of its text."""
    text = " ".join(_texts(node))
    if text:
        yield Paragraph(tidy_inlines([Text(text)]))


def _inlines(node: Any, foreign: _Foreign) -> tuple[Inline, ...]:
    return tidy_inlines(
        inline
        for child in _content(node, foreign)
        for inline in _inline(child, foreign)
    )


def _inline(node: Any, foreign: _Foreign) -> Iterator[Inline]:
    kind = node.get("type") if isinstance(node, Mapping) else None
    if kind == "hardBreak":
        yield Break()
    elif kind == "text":
        yield _marked(node, foreign)
    else:
        foreign.is_found = True
        yield from (Text(text) for text in _texts(node))


def _marked(node: Mapping[str, Any], foreign: _Foreign) -> Text:
    marks = node.get("marks") or []
    known: dict[str, Any] = {}
    for mark in marks if isinstance(marks, list) else []:
        attrs = _attrs(mark)
        match mark.get("type") if isinstance(mark, Mapping) else None:
            case "strong":
                known["strong"] = True
            case "em":
                known["emphasis"] = True
            case "code":
                known["code"] = True
            case "link" if isinstance(attrs.get("href"), str):
                known["href"] = attrs["href"]
            case _:
                foreign.is_found = True
    return Text(str(node.get("text", "")), **known)


def _texts(node: Any) -> Iterator[str]:
    """Texts below a node; of a mention or a card what stands for it."""
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, Mapping):
        if isinstance(node.get("text"), str):
            yield node["text"]
        attrs = _attrs(node)
        for name in ("text", "shortName", "url"):
            if isinstance(attrs.get(name), str):
                yield attrs[name]
                break
        yield from _texts(node.get("content"))


def _attrs(node: Any) -> Mapping[str, Any]:
    attrs = node.get("attrs") if isinstance(node, Mapping) else None
    return attrs if isinstance(attrs, Mapping) else {}


def _content(node: Any, foreign: _Foreign) -> Sequence[Any]:
    content = node.get("content", []) if isinstance(node, Mapping) else None
    if isinstance(content, list):
        return content
    foreign.is_found = True
    return []


def _write_blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_write_block(block) for block in blocks]


def _write_block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(inlines):
            return {"type": "paragraph", "content": _write_inlines(inlines)}
        case Heading(level, inlines):
            return {
                "type": "heading",
                "attrs": {"level": level},
                "content": _write_inlines(inlines),
            }
        case CodeBlock(text, language):
            node: dict[str, Any] = {"type": "codeBlock"}
            if language:
                node["attrs"] = {"language": language}
            node["content"] = [{"type": "text", "text": text}] if text else []
            return node
        case Rule():
            return {"type": "rule"}
        case List(is_ordered, items):
            return {
                "type": "orderedList" if is_ordered else "bulletList",
                "content": [_write_item(item) for item in items],
            }
        case _:
            assert_never(block)


def _write_item(blocks: Sequence[Block]) -> dict[str, Any]:
    content = _write_blocks(blocks)
    if not isinstance(blocks[0], Paragraph | CodeBlock):
        # The schema wants something to stand beside the bullet.
        content.insert(0, {"type": "paragraph", "content": []})
    return {"type": "listItem", "content": content}


def _write_inlines(inlines: Iterable[Inline]) -> list[dict[str, Any]]:
    return [
        {"type": "hardBreak"}
        if isinstance(inline, Break)
        else _write_text(inline)
        for inline in inlines
    ]


def _write_text(text: Text) -> dict[str, Any]:
    marks: list[dict[str, Any]] = []
    if text.href:
        marks.append({"type": "link", "attrs": {"href": text.href}})
    if text.strong:
        marks.append({"type": "strong"})
    if text.emphasis:
        marks.append({"type": "em"})
    if text.code:
        marks.append({"type": "code"})
    node: dict[str, Any] = {"type": "text", "text": text.text}
    if marks:
        node["marks"] = marks
    return node
