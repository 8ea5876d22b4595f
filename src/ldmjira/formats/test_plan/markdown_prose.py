"""Hand-written Markdown turned into blocks, for other formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ldmjira.models.prose import (
    Block,
    Break,
    Bullets,
    Cell,
    Code,
    Column,
    Inline,
    Link,
    Paragraph,
    Table,
    Text,
)

__all__ = ["markdown_blocks"]


def markdown_blocks(source: str) -> tuple[Block, ...]:
    """Turn Markdown into blocks.

    Parameters
    ----------
    source
        CommonMark, with tables. HTML in it stays text.

    Returns
    -------
    tuple of Block
        A heading becomes a strong paragraph.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return tuple(_blocks(SyntaxTreeNode(reader.parse(source)).children))


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield Paragraph(_cell(node))
            case "heading":
                yield Paragraph(_strong(_cell(node)))
            case "fence" | "code_block":
                yield Code(node.content.rstrip("\n"))
            case "bullet_list" | "ordered_list":
                yield Bullets(
                    tuple(
                        tuple(_blocks(item.children)) for item in node.children
                    ),
                    ordered=node.type == "ordered_list",
                )
            case "blockquote":
                yield from _blocks(node.children)
            case "table":
                yield _table(node)
            case "hr":
                continue
            case _:
                yield Paragraph((Text(node.content),))


def _table(node: SyntaxTreeNode) -> Table:
    rows = [
        tuple(_cell(cell) for cell in row.children)
        for part in node.children
        for row in part.children
    ]
    heads, *rest = rows
    share = 1 / max(1, len(heads))
    return Table(
        tuple(Column(_words(head), share) for head in heads), tuple(rest)
    )


def _cell(node: SyntaxTreeNode) -> Cell:
    return tuple(
        inline
        for child in node.children
        if child.type == "inline"
        for inline in _inlines(child.children, Text(""))
    )


def _inlines(nodes: Iterable[SyntaxTreeNode], marks: Text) -> Iterator[Inline]:
    for node in nodes:
        match node.type:
            case "strong":
                yield from _inlines(node.children, replace(marks, strong=True))
            case "em":
                yield from _inlines(
                    node.children, replace(marks, emphasis=True)
                )
            case "code_inline":
                yield replace(marks, text=node.content, code=True)
            case "softbreak":
                yield replace(marks, text=" ")
            case "hardbreak":
                yield Break()
            case "link":
                found = tuple(_inlines(node.children, marks))
                yield Link(_words(found), str(node.attrs.get("href", "")))
            case "image":
                yield replace(marks, text=f"[image: {node.content}]")
            case _:
                yield replace(marks, text=node.content)


def _words(cell: Iterable[Inline]) -> str:
    return "".join(
        " " if isinstance(one, Break) else getattr(one, "text", "")
        for one in cell
    )


def _strong(cell: Cell) -> Cell:
    return tuple(
        replace(one, strong=True) if isinstance(one, Text) else one
        for one in cell
    )
