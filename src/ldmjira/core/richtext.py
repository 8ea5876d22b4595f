"""Our subset of Markdown, as a tree and in normal form.

Jira Cloud holds rich text as ADF, Data Center as wiki markup, the mapping as
Markdown. All three are compared in one normal form: the Markdown that this
module writes. What the subset knows: paragraphs, headings, lists, code
blocks, rules; strong, emphasis, code, links and hard line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Final, assert_never

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from .characters import clean
from .rich_blocks import (
    Block,
    Break,
    CodeBlock,
    Heading,
    Inline,
    List,
    Paragraph,
    Rule,
    Text,
    tidy_blocks,
    tidy_inlines,
)

__all__ = [
    "Block",
    "Break",
    "CodeBlock",
    "Heading",
    "Inline",
    "List",
    "Paragraph",
    "Rule",
    "Text",
    "is_faithful",
    "normal_text",
    "parse_markdown",
    "render_markdown",
    "tidy_blocks",
    "tidy_inlines",
]


_ESCAPES: Final = (
    re.compile(r"(?!)"),
    re.compile(r"[\\`*\[]"),
    re.compile(r"[\\`*_\[\]#+\-.!()<>~|]"),
)
"""What is escaped: nothing, if that will do; or what most often matters."""
_ROUNDS: Final = 5
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9_+#.-]*")


def normal_text(text: str | None) -> str | None:
    """Bring Markdown into the form in which texts are compared.

    Parameters
    ----------
    text
        Markdown as anybody writes it.

    Returns
    -------
    str or None
        The same in normal form; ``None`` if it says nothing.
    """
    if text is None:
        return None
    return render_markdown(parse_markdown(text)) or None


def parse_markdown(text: str) -> tuple[Block, ...]:
    """Read Markdown; what lies outside the subset stays as its characters.

    Parameters
    ----------
    text
        Markdown as anybody writes it.

    Returns
    -------
    tuple of Block
        What it says.
    """
    blocks = _parse_once(clean(text))
    for _ in range(_ROUNDS):
        again = _parse_once(render_markdown(blocks))
        if again == blocks:
            break
        # Marks that Markdown cannot nest so, as in ``**a**_b_``: what it
        # makes of them is what we mean from now on.
        blocks = again
    return blocks


def render_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown in normal form.

    Parameters
    ----------
    blocks
        What to write.

    Returns
    -------
    str
        Markdown without a newline at its end.
    """
    return "\n\n".join(_render_block(block) for block in blocks)


def is_faithful(blocks: Sequence[Block]) -> bool:
    """Whether Markdown can hold the blocks without changing them.

    Parameters
    ----------
    blocks
        Blocks read from a site.

    Returns
    -------
    bool
        Whether reading what we would write gives the same blocks.
    """
    return _parse_once(render_markdown(blocks)) == tuple(blocks)


def _parse_once(text: str) -> tuple[Block, ...]:
    root = SyntaxTreeNode(_parser().parse(text))
    return tidy_blocks(_blocks(root.children))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(
        [
            "heading",
            "lheading",
            "list",
            "fence",
            "hr",
            "backticks",
            "emphasis",
            "balance_pairs",
            "fragments_join",
            "link",
            "escape",
            "newline",
        ]
    )


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield Paragraph(_inlines_of(node))
            case "heading":
                yield Heading(int(node.tag[1]), _inlines_of(node))
            case "fence":
                yield CodeBlock(
                    node.content.removesuffix("\n"), _language(node.info)
                )
            case "hr":
                yield Rule()
            case "bullet_list" | "ordered_list":
                yield List(
                    node.type == "ordered_list",
                    tuple(
                        tuple(_blocks(item.children)) for item in node.children
                    ),
                )
            case _:  # pragma: no cover - no other rule is enabled
                raise AssertionError(node.type)


def _language(info: str) -> str:
    first = info.split(maxsplit=1)[0] if info.split() else ""
    return first if _LANGUAGE.fullmatch(first) else ""


def _inlines_of(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    return tidy_inlines(
        run
        for inline in node.children
        for child in inline.children
        for run in _runs(child, Text(""))
    )


def _runs(node: SyntaxTreeNode, marks: Text) -> Iterator[Inline]:
    match node.type:
        case "text":
            yield replace(marks, text=node.content)
        case "code_inline":
            yield replace(marks, text=node.content, code=True)
        case "softbreak":
            yield replace(marks, text=" ")
        case "hardbreak":
            yield Break()
        case "strong" | "em" | "link":
            inner = {
                "strong": replace(marks, strong=True),
                "em": replace(marks, emphasis=True),
                "link": replace(marks, href=str(node.attrs.get("href", ""))),
            }[node.type]
            for child in node.children:
                yield from _runs(child, inner)
        case _:  # pragma: no cover - no other rule is enabled
            raise AssertionError(node.type)


def _render_block(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return _render_inlines(inlines)
        case Heading(level, inlines):
            return f"{'#' * level} {_render_inlines(inlines, level)}"
        case CodeBlock(text, language):
            fence = "`" * max(
                3,
                1 + max(map(len, re.findall("`+", text)), default=0),
            )
            lines = f"{text}\n" if text else ""
            return f"{fence}{language}\n{lines}{fence}"
        case Rule():
            return "---"
        case List(is_ordered, items):
            return "\n".join(
                _render_item(f"{number}. " if is_ordered else "- ", item)
                for number, item in enumerate(items, start=1)
            )
        case _:
            assert_never(block)


def _render_item(marker: str, blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    for number, block in enumerate(blocks):
        if number:
            # A list right below its paragraph belongs to it without a gap.
            is_close = isinstance(block, List)
            parts.append("\n" if is_close else "\n\n")
        parts.append(_render_block(block))
    indent = " " * len(marker)
    text = "".join(parts)
    lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
    return (marker + "\n".join(lines)[len(indent) :]).rstrip()


@cache
def _render_inlines(inlines: tuple[Inline, ...], level: int = 0) -> str:
    """Write runs with as few escapes as keep their meaning."""
    wanted: tuple[Block, ...] = (
        (Heading(level, inlines),) if level else (Paragraph(inlines),)
    )
    prefix = f"{'#' * level} " if level else ""
    for special in _ESCAPES:
        written = _write_runs(inlines, special)
        if _parse_once(prefix + written) == wanted:
            break
    return written


def _write_runs(inlines: Sequence[Inline], special: re.Pattern[str]) -> str:
    """Write runs, neighbours with one mark inside one pair of signs."""
    return "".join(
        _wrap(
            "**" if strong else "",
            "".join(
                _wrap("*" if emphasis else "", _write_links(runs, special))
                for emphasis, runs in groupby(
                    group,
                    lambda run: isinstance(run, Text) and run.emphasis,
                )
            ),
        )
        for strong, group in groupby(
            inlines, lambda run: isinstance(run, Text) and run.strong
        )
    )


def _write_links(inlines: Iterable[Inline], special: re.Pattern[str]) -> str:
    parts: list[str] = []
    for href, group in groupby(
        inlines, lambda run: run.href if isinstance(run, Text) else ""
    ):
        text = "".join(_write_run(run, special) for run in group)
        parts.append(f"[{text}]({_write_target(href)})" if href else text)
    return "".join(parts)


def _write_run(inline: Inline, special: re.Pattern[str]) -> str:
    if isinstance(inline, Break):
        return "\\\n"
    if inline.code:
        return _write_code(inline.text)
    return special.sub(r"\\\g<0>", inline.text)


def _wrap(sign: str, text: str) -> str:
    return f"{sign}{text}{sign}"


def _write_code(text: str) -> str:
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    needs_room = text.startswith(("`", " ")) or text.endswith(("`", " "))
    room = " " if needs_room else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def _write_target(href: str) -> str:
    if re.search(r"[\s()<>\\]", href):
        escaped = re.sub(r"([<>\\])", r"\\\1", href)
        return f"<{escaped}>"
    return href
